"""The product cell of AliExpress exports: all items of an order in one cell.

    【1】title
    (产品属性: Color:Red、Size:XL)
    (商家编码:J21101_1__L)
    (产品数量:1 piece)
    【2】…

Every bracketed line may be missing, and labels may have other words (data.exports.normalise.items.cell_words);
brackets and colons may be full-width; the whole may stand in one line. Titles
may hold brackets and 【】 of their own: a block begins only at the start of a line, or after a bracketed line where
all is in one, with the next number, and not before the block above has told its quantity where blocks do.
"""

import re
from typing import Final

import polars as pl

from orderdeck.data.exports.normalise.items import cell_words
from orderdeck.data.exports.normalise.values.text import by_distinct

PARTS: Final = {"attributes": "A", "sku": "S", "quantity": "Q", "service": "V"}
"""Kinds of bracketed lines, and the letter that stands for each once a cell is marked."""

_MARK = "\x1e"  # control characters are cleaned away before, so it is ours alone
_NUMBERED = 200  # blocks up to this number are found by literal search; rarer ones the slower way
_LEFT = ["\n【", "\n(", "\n（", "\n "]
"""What a marked cell has where some line of it is in no known words."""
_LINE_PARTS = ("S", "Q", "V")


class CellReader:
    """Unpacks product cells whose bracketed lines bear the given `labels` (part -> words before the colon)."""

    def __init__(self, labels: dict[str, list[str]]) -> None:
        self._literals = {f"\n【{number}】": f"{_MARK}T" for number in range(1, _NUMBERED + 1)}
        words: dict[str, str] = {}
        for part, letter in PARTS.items():
            for label in labels.get(part, []):
                words[label] = letter
                for start in "(（":
                    for colon in ":：":
                        self._literals[f"\n{start}{label}{colon}"] = _MARK + letter
        self._words = {_squeezed(word): letter for word, letter in words.items()}
        alternatives = "|".join(
            re.escape(word).replace(r"\ ", r"\s?") for word in sorted(words, key=len, reverse=True)
        )
        self._loose = re.compile(rf"\s*[(（]\s?({alternatives or '(?!)'})\s?[:：]")

    def unpack(self, cells: pl.Series) -> pl.DataFrame:
        """Blocks of `cells` (cleaned, line breaks kept, each beginning with 【): columns at (the cell's place in
        `cells`), n (1-based), title, attributes, sku, quantity (as text), service."""
        marked = (
            cells.to_frame("cell")
            .select(("\n" + pl.col("cell")).str.replace_many(self._literals))
            .to_series()
        )
        loose = marked.str.contains_any(_LEFT) | ~cells.str.contains("\n", literal=True)
        if loose.any():
            marked = marked.scatter(loose.arg_true(), self._mark_all(cells.filter(loose)))
        pieces = _pieces(marked)
        odd = _odd(pieces, len(cells))
        if len(odd):
            marked = marked.scatter(odd, self._mark_all(cells.gather(odd)))
            pieces = _pieces(marked)
        return _blocks(pieces)

    def _mark_all(self, cells: pl.Series) -> pl.Series:
        return by_distinct(cells, lambda texts: [self.mark(text) for text in texts], pl.String)

    def mark(self, cell: str) -> str:
        """One cell with its separators in place, by the rules at the head of this file."""
        text = self._loose.sub(lambda found: _MARK + self._words[_squeezed(found[1])], "\n" + cell)
        if _MARK not in text:  # in other words than the profile's, perhaps in one line
            text = "\n" + cell_words.broken(cell)
        elif "\n" not in cell:
            text = cell_words.adjoining(text, _MARK)
        text = cell_words.marked(text, _MARK)
        told, quantity = [], f"{_MARK}Q"
        expected, since = None, 0
        for found in re.finditer(r"(?:\n|(?<=[)）])\s*)【(\d{1,4})】", text):
            number = int(found[1])
            if expected is not None and (
                number != expected or (quantity in text and quantity not in text[since : found.start()])
            ):
                continue
            told.append(found)
            expected, since = number + 1, found.end()
        for found in reversed(told):
            text = f"{text[: found.start()]}{_MARK}T{text[found.end() :]}"
        return text


def _squeezed(word: str) -> str:
    return "".join(word.split())


def _pieces(marked: pl.Series) -> pl.DataFrame:
    """at, block (running number over all cells), part (letter), text."""
    pieces = (
        marked.to_frame("text")
        .with_row_index("at")
        .with_columns(pl.col("text").str.strip_prefix(_MARK).str.split(_MARK))
        .explode("text")
    )
    part = pl.col("text").str.slice(0, 1)
    return pieces.select(
        "at", part.alias("part"), (part == "T").cum_sum().alias("block"), pl.col("text").str.slice(1)
    )


def _odd(pieces: pl.DataFrame, cells: int) -> pl.Series:
    """Which cells have blocks without a quantity, or with two."""
    titles = pieces.filter(pl.col("part") == "T")
    quantities = pieces.filter(pl.col("part") == "Q")
    if titles.height == quantities.height and (titles["block"] == quantities["block"]).all():
        return pl.Series([], dtype=pl.UInt32)
    counts = pieces.group_by("at").agg(
        (pl.col("part") == "T").sum().alias("blocks"),
        (pl.col("part") == "Q").sum().alias("quantities"),
        pl.col("block").filter(pl.col("part") == "Q").n_unique().alias("told"),
    )
    odd = counts.filter((pl.col("blocks") != pl.col("quantities")) | (pl.col("told") != pl.col("blocks")))
    return odd["at"].sort()


def _blocks(pieces: pl.DataFrame) -> pl.DataFrame:
    titles = pieces.filter(pl.col("part") == "T")
    columns = {"title": titles["text"]}
    extra: list[pl.Series] = []
    for name, letter in PARTS.items():
        found = _beside(titles, pieces.filter(pl.col("part") == letter))
        if letter in _LINE_PARTS and found.str.contains(r"\n[^\n]").any():
            lines = found.str.strip_chars("\n ").str.split("\n")
            extra.append(lines.list.slice(1).list.join(" "))
            found = lines.list.first()
        columns[name] = found
    place = pl.int_range(pl.len())
    first = pl.when(pl.col("at").ne_missing(pl.col("at").shift())).then(place).forward_fill()
    numbers = titles.select("at", (place - first + 1).alias("n"))
    frame = pl.DataFrame([column.alias(name) for name, column in columns.items()])
    frame = frame.select(_one_line("title"), *(_one_line(name, bracket=True) for name in PARTS))
    # In a step of its own: within the other every text would be worked out twice.
    frame = frame.select(pl.when(pl.col(name) != "").then(pl.col(name)) for name in frame.columns)
    if extra:  # bracketed lines that no label knows: kept where an operator sees them
        words = [pl.col("attributes"), *(pl.when(more != "").then(more) for more in map(pl.lit, extra))]
        frame = frame.with_columns(pl.concat_str(words, separator=" ", ignore_nulls=True).alias("attributes"))
        frame = frame.with_columns(pl.when(pl.col("attributes") != "").then(pl.col("attributes")))
    return pl.concat([numbers, frame], how="horizontal")


def _one_line(name: str, *, bracket: bool = False) -> pl.Expr:
    """Column `name` trimmed, its closing bracket taken off where it has one, breaks inside it as blanks."""
    text = pl.col(name).str.strip_chars("\n ")
    if bracket:
        text = text.str.strip_suffix(")").str.strip_suffix("）").str.strip_chars_end(" ")
    return text.str.replace_all("\n", " ", literal=True).alias(name)


def _beside(titles: pl.DataFrame, found: pl.DataFrame) -> pl.Series:
    """The texts of `found`, each beside the title of its block."""
    if found.height == titles.height and (found["block"] == titles["block"]).all():
        return found["text"]
    first = found.unique("block", keep="first", maintain_order=True).select("block", "text")
    return titles.select("block").join(first, on="block", how="left", maintain_order="left")["text"]
