"""A stock or purchase list that ends within its last cell makes no figure in silence, and none of another SKU."""

from pathlib import Path

import polars as pl
import pytest

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.exports.normalise import Context
from orderdeck.data.exports.normalise.columns.tables import TableReader
from orderdeck.data.exports.read import batches
from orderdeck.data.exports.recognise import Recognised, RefusalError
from orderdeck.data.exports.recognise.files import recognise_by
from tests.read.whole_files import NOW, matcher

CONTEXT = Context(zone="UTC", exported_at=int(NOW.timestamp()) * 1_000_000, shop="", settings=Settings())
STOCK = [["SKU", "Title", "Quantity"], *([f"AB-{number}", "lamp", f"{number}4"] for number in range(1, 13))]
PURCHASES = [
    ["Supplier", "SKU", "Quantity"],
    *(["Li", f"AB-{number}", f"{number}4"] for number in range(1, 13)),
]


def _loaded(path: Path) -> tuple[pl.DataFrame, pl.DataFrame, set[str]] | None:
    """Rows, rejects and notes of the file at `path`; None where it is refused."""
    found = recognise_by(path, matcher())
    if not isinstance(found, Recognised):
        return None
    reader = TableReader(found, CONTEXT)
    try:
        frames = [reader.feed(batch) for batch in batches(found)]
    except RefusalError:
        return None
    rows, rejects = (pl.concat([made[name] for made in frames]) for name in (found.profile.kind, "rejects"))
    return rows, rejects, set(reader.notes)


@pytest.mark.parametrize(("separator", "encoding"), [(",", "utf-8"), (";", "utf-8"), ("\t", "utf-16")])
@pytest.mark.parametrize("table", [STOCK, PURCHASES], ids=["stock", "purchases"])
def test_a_list_cut_within_its_last_cell(
    tmp_path: Path, table: list[list[str]], separator: str, encoding: str
) -> None:
    path = tmp_path / "list"
    for column in range(3):
        rows = [[*row[:column], *row[column + 1 :], row[column]] for row in table]
        text = "\n".join(separator.join(row) for row in rows)
        path.write_text(f"{text}\n", encoding=encoding)
        whole = _loaded(path)
        assert whole is not None
        for end in range(len(text) - len(rows[-1][-1]), len(text)):
            path.write_text(text[:end], encoding=encoding)
            if (cut := _loaded(path)) is None:
                continue
            telling = [name for name in whole[0].columns if name != "title"]
            other = (
                cut[0]
                .select(telling)
                .join(whole[0].select(telling), on=telling, how="anti", nulls_equal=True)
            )
            assert other.height == 0 or "may_be_cut|13" in cut[2], (column, text[end - 9 : end])
            assert set(other["sku"]) <= {"AB-12"}
            assert cut[0].height + cut[1].height == whole[0].height


def test_a_stock_list_without_a_line_end_counts_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "list"
    path.write_text("\n".join(",".join(row) for row in STOCK))
    made = _loaded(path)
    assert made is not None
    assert (made[0].height, made[1].height, made[2]) == (12, 0, {"may_be_cut|13"})
