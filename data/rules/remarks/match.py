"""Remarks matched against the rules, whole columns at a time."""

from functools import cache
from pathlib import Path
from typing import Final

import msgspec
import polars as pl

from orderdeck.data.base.guards.own_files import lies_there
from orderdeck.data.rules.remarks.cover import Cover
from orderdeck.data.rules.remarks.fold import fold, fold_asking, signs_of, unasked
from orderdeck.data.rules.remarks.required_words import FEW, possible
from orderdeck.data.rules.remarks.rules import USER_FILE, Kind, Rules, joined, load_rules

LONGEST_REMARK: Final = 4000
"""Characters of a remark that are looked at; real ones have at most some hundreds."""

LOT: Final = 16
"""Patterns matched by one automaton: 50,000 distinct remarks take 2.3 s of a core, far more all in one."""

KINDS_TYPE: Final = pl.List(pl.String)


class Classifier(msgspec.Struct, frozen=True):
    """Rules made ready for matching."""

    rules: Rules

    def classify(self, remarks: pl.Series) -> pl.Series:
        """The kinds of each remark, in the rules' order: List(String), empty where nothing applies.

        Each distinct text is matched once, so a column of repeats costs little.
        """
        distinct = remarks.drop_nulls().unique()
        if distinct.is_empty():
            return pl.Series(remarks.name, [[]] * len(remarks), dtype=KINDS_TYPE)
        known = self.judge(distinct)
        found = pl.DataFrame({"text": remarks}).join(known, on="text", how="left", maintain_order="left")
        kinds = found["kinds"].fill_null(pl.Series([[]], dtype=KINDS_TYPE))
        return kinds.alias(remarks.name)

    def judge(self, texts: pl.Series) -> pl.DataFrame:
        """For each of `texts` (distinct, none null) a row: text, kinds (List), harmless: every word of it is known
        to ask for nothing, and so is every kind that it is of."""
        frame = pl.DataFrame({"text": texts})
        signs = signs_of(texts.to_list()) if len(texts) <= FEW else None
        asking = frame.select(text=fold_asking(_start("text"), signs)).to_series()
        kinds = self._kinds(pl.DataFrame({"text": asking}).select(unasked(pl.col("text"))))
        telling = [kind.key for kind in self.rules.kinds if not kind.harmless]
        short = frame.select(pl.col("text").str.len_chars() <= LONGEST_REMARK).to_series()
        covered = Cover(self.rules.harmless).covers(texts, asking)
        told = pl.DataFrame({"kinds": kinds}).select(
            pl.col("kinds").list.set_intersection(pl.lit(telling, dtype=KINDS_TYPE)).list.len() > 0
        )
        return frame.with_columns(kinds=kinds, harmless=covered & short & ~told.to_series())

    def evidence(self, remark: str) -> dict[str, str]:
        """Kind → the words (folded) that made the remark one of that kind; for saying why."""
        frame = pl.DataFrame({"text": [remark]}).select(text=_folded("text"))
        live = self._possible(frame.to_series())
        if not live:
            return {}
        found = frame.select(
            _masked(kind).str.extract(f"({joined(kind.any)})").alias(kind.key) for kind in live
        )
        return {key: words.strip() for key, words in found.row(0, named=True).items() if words is not None}

    def _possible(self, texts: pl.Series) -> list[Kind]:
        """The kinds that one of `texts` (folded) may be of, with those of their patterns that may match."""
        kinds = self.rules.kinds
        patterns = possible((one for kind in kinds for one in (*kind.mask, *kind.any)), texts)
        left = (
            msgspec.structs.replace(
                kind,
                mask=tuple(one for one in kind.mask if one in patterns),
                any=tuple(one for one in kind.any if one in patterns),
            )
            for kind in kinds
        )
        return [kind for kind in left if kind.any]

    def _kinds(self, folded: pl.DataFrame) -> pl.Series:
        live = self._possible(folded["text"])
        if not live:
            return pl.Series([[]] * len(folded), dtype=KINDS_TYPE)
        masked = folded.select(_masked(kind).alias(kind.key) for kind in live)
        hits = masked.select(pl.when(_matches(kind)).then(pl.lit(kind.key)).alias(kind.key) for kind in live)
        return hits.select(pl.concat_list(pl.col(kind.key) for kind in live).list.drop_nulls()).to_series()


def _start(column: str) -> pl.Expr:
    return pl.col(column).str.slice(0, LONGEST_REMARK)


def _folded(column: str) -> pl.Expr:
    return fold(_start(column))


def _masked(kind: Kind) -> pl.Expr:
    # What is taken out leaves a mark, so that the words around it don't become neighbours.
    text = pl.col("text")
    for lot in _lots(kind.mask):
        text = text.str.replace_all(joined(lot), " _ ")
    return text


def _matches(kind: Kind) -> pl.Expr:
    return pl.any_horizontal(pl.col(kind.key).str.contains(joined(lot)) for lot in _lots(kind.any))


def _lots(patterns: tuple[str, ...]) -> list[tuple[str, ...]]:
    # One automaton over a hundred patterns outgrows its cache and falls back to a slow one.
    return [patterns[start : start + LOT] for start in range(0, len(patterns), LOT)]


@cache
def _packaged() -> Classifier:
    return Classifier(load_rules())


def classifier(folder: Path | None = None) -> Classifier:
    """A classifier over the packaged rules and the user's own in `folder` (a desk's `paths.rules`)."""
    own = folder is not None and lies_there(folder / USER_FILE)
    return Classifier(load_rules(folder)) if own else _packaged()


def classify(remarks: pl.Series) -> pl.Series:
    """The kinds of each remark by the packaged rules: List(String), empty where nothing applies."""
    return _packaged().classify(remarks)
