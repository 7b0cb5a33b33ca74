"""The rules against remarks labelled by hand; `pytest -rP tests/remarks/test_labelled.py` prints the figures.

`labelled.tsv`: batch, language, kinds (comma-separated, empty for none; `harmless` where every word is known to ask
for nothing, see test_harmless.py), remark; all of our own writing, with buyers' spelling. Each batch was written before
the rules had been tried on it, and the rules were widened by its misses afterwards; so the figures below are those of
a text that the rules know, and what they do on remarks they have never seen is the first trial of each batch
(precision, recall):

    3: 0.92, 0.57   4: 0.92, 0.85   5: 0.91, 0.91   6 (far-fetched on purpose): 0.83, 0.56
    7: 0.82, 0.64   8 (plain everyday remarks): 0.97, 0.85
    9 and 10 are one text, parted by lot, written before its author had read a pattern: the rules as of batch 8
    had 0.92, 0.81 and 0.95, 0.85; after 9 was learnt from, 10 had 0.96, 0.98 (its likes were in 9).
    11: 0.86, 0.83 (0.82, 0.57 before 9)   12 (terse, by the same author): 0.90, 0.67 (0.85, 0.53 before 9)
    13: 0.85, 0.90   14: 0.87, 0.77   15: 0.95, 0.87
    and the 119 remarks of the sample generator, which somebody else wrote: 0.98, 0.99

From batch 11 on, most remarks are one situation told in all seven languages, so a batch of 170 is some 25
situations, and its figure is worth no more than that. What the first trial misses most is `variant` and
`change_name`, which can be said in most ways.

Batch 17 came with the kinds `quantity`, `pieces`, `hold`, `gift_wrap` and `courier_note` and with eight more languages;
its author wrote the rules too. The older batches were looked through for those kinds then, `held_out.tsv` was not.

`held_out.tsv` (batch 16) is a text that no rule has been changed for: 0.90, 0.85 when it was first tried. Leave it
so: widen the rules by remarks that stand elsewhere. A newer one may take its place, and this one join the others.

A remark is of the kind `phone` if it gives or corrects a number or asks for a call, `change_address` and
`change_name` both if it goes to somebody else, and `cancel` alone if what is wrong is the reason to cancel.
"""

from collections.abc import Collection
from pathlib import Path

import polars as pl
import pytest

from orderdeck.data.rules.remarks import classify, load_rules

FILE = Path(__file__).with_name("labelled.tsv")
HELD_OUT = Path(__file__).with_name("held_out.tsv")
LANGUAGES = ("en", "zh", "ru", "es", "pt", "fr", "de")
NEWER_LANGUAGES = ("it", "pl", "nl", "tr", "ar", "he", "ja", "ko")
NEWER_KINDS = {"quantity", "pieces", "hold", "gift_wrap", "courier_note"}
HARMLESS = "harmless"


def remarks(file: Path = FILE) -> pl.DataFrame:
    table = pl.read_csv(file, separator="\t", quote_char=None).with_columns(pl.col("kinds").fill_null(""))
    wanted = pl.when(pl.col("kinds") != "").then(pl.col("kinds").str.split(",")).otherwise([])
    table = table.with_columns(wanted=wanted, got=classify(table["remark"]))
    return table.with_columns(wanted=pl.col("wanted").list.set_difference([HARMLESS]))


def figures(table: pl.DataFrame, without: Collection[str] = ()) -> pl.DataFrame:
    """Per kind and over all: hits, false alarms, misses, precision, recall."""
    rows = []
    for key in [kind.key for kind in load_rules().kinds if kind.key not in without]:
        wanted, got = (table[column].list.contains(key) for column in ("wanted", "got"))
        rows.append((key, (wanted & got).sum(), (got & ~wanted).sum(), (wanted & ~got).sum()))
    counts = pl.DataFrame(rows, schema=["kind", "hit", "false", "missed"], orient="row")
    total = counts.select(pl.lit("all").alias("kind"), pl.col("hit", "false", "missed").sum())
    return pl.concat([counts, total]).with_columns(
        precision=pl.col("hit") / (pl.col("hit") + pl.col("false")),
        recall=pl.col("hit") / (pl.col("hit") + pl.col("missed")),
    )


def test_the_labels_cover_all_kinds_and_languages() -> None:
    table = remarks()
    assert len(table) >= 3000
    per_language = table.group_by("language").len()
    assert set(per_language["language"]) == {*LANGUAGES, *NEWER_LANGUAGES}
    assert min(per_language.filter(pl.col("language").is_in(LANGUAGES))["len"]) >= 400
    assert min(per_language["len"]) >= 20
    assert set(table["wanted"].explode().drop_nulls()) == {kind.key for kind in load_rules().kinds}
    assert table.filter(pl.col("wanted").list.len() == 0).height >= len(table) / 4
    assert table.select("language", "remark").n_unique() == len(table)


def test_precision_and_recall_of_every_kind() -> None:
    table = remarks()
    result = figures(table)
    wrong = table.filter(pl.col("wanted").list.sort() != pl.col("got").list.sort())
    with pl.Config(tbl_rows=50, tbl_hide_dataframe_shape=True, tbl_hide_column_data_types=True):
        print(f"{len(table)} remarks, {len(wrong)} not as labelled\n{result}")  # noqa: T201
    for row in result.iter_rows(named=True):
        assert min(row["precision"], row["recall"]) >= 0.95, row


@pytest.mark.parametrize("language", [*LANGUAGES, *NEWER_LANGUAGES])
def test_every_language_is_served(language: str) -> None:
    overall = figures(remarks().filter(pl.col("language") == language)).row(-1, named=True)
    assert min(overall["precision"], overall["recall"]) >= (0.97 if language in LANGUAGES else 0.85)


def test_remarks_that_no_rule_was_changed_for() -> None:
    table = remarks(HELD_OUT)
    overall = figures(table, without=NEWER_KINDS).row(-1, named=True)
    print(f"{len(table)} remarks held out: {overall}")  # noqa: T201
    known = remarks().select("language", "remark")
    assert table.join(known, on=["language", "remark"]).is_empty()
    assert overall["precision"] >= 0.88
    assert overall["recall"] >= 0.83
