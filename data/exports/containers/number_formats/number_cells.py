"""Codes that cells of a workbook hold as numbers or dates, as the sheet shows them: 0042, 90.750, 2-Jan.

Most exports hold codes as text. Only where a cell of such a column is no text, the formats of its sheet's cells are
looked up, by one search through the sheet's XML; a workbook without number formats of its own needs not even that.
"""

import datetime as dt
import html
import re
import struct
import zipfile
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from operator import itemgetter
from pathlib import Path
from typing import Any, BinaryIO, Final

import polars as pl

from orderdeck.data.base.text.sanitize import DATED, UNSHOWN
from orderdeck.data.exports.containers.cells import number_text, text_of
from orderdeck.data.exports.containers.files import open_file
from orderdeck.data.exports.containers.number_formats.biff_formats import cell_formats
from orderdeck.data.exports.containers.number_formats.codes import BUILT_IN, shown_moment, shown_number
from orderdeck.data.exports.containers.records import Container, RefusalError
from orderdeck.data.exports.containers.unpack import texts_of

Numbered = tuple[int, Sequence[object]]
"""Row number, cells."""

CODES: Final = (
    "order_id", "order_id_alt", "key_id", "line_id", "sku", "codes", "product_id", "zip", "phone", "mobile",
    "tax_number", "tracking", "supplier_sku", "purchase_id", "offer_id",
)  # fmt: skip
"""Fields that are text, whatever a spreadsheet takes them for."""

_AT_A_TIME: Final = 2000
_TEXTS: Final = frozenset({str, type(None), bool})
_MOMENTS: Final = (dt.datetime, dt.date, dt.time, dt.timedelta)
_SMALL: Final = 32 << 20
"""Bytes of XML that is read whole: styles and the list of sheets."""

_SHEET: Final = re.compile(r"<(?:\w+:)?sheet\s[^>]*>")
_RELATION: Final = re.compile(r"<(?:\w+:)?Relationship\s[^>]*>")
_CELL_FORMATS: Final = re.compile(r"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_FORMAT: Final = re.compile(r"<(?:\w+:)?xf\s[^>]*>")
_CODE: Final = re.compile(r"<(?:\w+:)?numFmt\s[^>]*>")
_SPOKEN: Final = ("General", "@")
_FORMATS: Final = {"row": pl.Int64, "place": pl.Int64, "code": pl.String}


class NumberCells:
    """The formats of one workbook's cells, looked up where they are needed."""

    def __init__(self, path: Path, container: Container) -> None:
        self._path, self._container = path, container
        self._codes: list[str] | None = None
        self._known = False
        """Whether the formats of the cells could be read: one that has none of its own is then a plain number."""

    def shown(self, sheet: str, places: Sequence[int], rows: Iterator[Numbered]) -> Iterator[Numbered]:
        """`rows` of `sheet`, the cells at `places` as text: what is a number or a date there as it is shown."""
        if not places:
            yield from rows
            return
        formats: pl.DataFrame | None = None
        taken = itemgetter(*places) if len(places) > 1 else lambda row: (row[places[0]],)
        most = max(places)
        while piece := list(islice(rows, _AT_A_TIME)):
            cells = (taken(row) for _, row in piece if len(row) > most)
            short = any(len(row) <= most for _, row in piece)
            if short or not _TEXTS.issuperset(map(type, chain.from_iterable(cells))):
                if formats is None:
                    formats = self._formats(sheet, places)
                piece = self._rendered(piece, places, formats)
            yield from piece

    def _rendered(
        self, piece: list[Numbered], places: Sequence[int], formats: pl.DataFrame
    ) -> list[Numbered]:
        here = formats.filter(pl.col("row").is_between(piece[0][0], piece[-1][0]))
        codes = {(row, place): code for row, place, code in here.rows()}
        made = [(number, list(row)) for number, row in piece]
        for place in places:
            for number, cells in made:
                if place < len(cells) and type(value := cells[place]) not in _TEXTS:
                    code = codes.get((number, place))
                    plain = code is None and self._known and type(value) in (float, int)
                    cells[place] = number_text(value) if plain else self._text(value, code)  # type: ignore[arg-type]
        return list(made)

    def _text(self, value: Any, code: str | None) -> str:
        """The text of one number or date whose cell has the format `code`; None: not known."""
        if isinstance(value, _MOMENTS):
            return DATED + ((code and shown_moment(value, code)) or text_of(value))
        shown = None if code is None else shown_number(value, code)
        return UNSHOWN + number_text(value) if shown is None else shown

    def _formats(self, sheet: str, places: Sequence[int]) -> pl.DataFrame:
        """row (1-based), place (0-based) and code of the cells of `sheet` at `places` that have a format of their own;
        none where they can't be read."""
        nothing = pl.DataFrame(schema=_FORMATS)
        self._known = self._container in ("xlsx", "xls")
        try:
            with open_file(self._path) as file:
                if self._container == "xls":
                    found = list(cell_formats(file, sheet, frozenset(places)))
                    made = pl.DataFrame(found, schema=_FORMATS, orient="row")
                    return made.filter(~pl.col("code").is_in(_SPOKEN))
                if self._container == "xlsx":
                    return self._xlsx(file, sheet, places)
        except (OSError, RefusalError, zipfile.BadZipFile, ValueError, KeyError, IndexError, struct.error):
            self._known = False
        except NotImplementedError:  # a way of packing that Python does not know
            self._known = False
        return nothing

    def _xlsx(self, file: BinaryIO, sheet: str, places: Sequence[int]) -> pl.DataFrame:
        nothing = pl.DataFrame(schema=_FORMATS)
        with zipfile.ZipFile(file) as archive:
            codes = self._styles(archive)
            telling = [number for number, code in enumerate(codes) if code not in _SPOKEN]
            if not telling:
                return nothing
            member = _member(archive, sheet)
            names = {_letters(place): place for place in places}
            tag = rf"""<(?:\w+:)?c\s[^>]*?\br=["'](?:{"|".join(names)})[0-9]+["'][^>]*>"""
            found = [text.str.extract_all(tag).explode() for text in texts_of(file, member)]
        cells = pl.concat([nothing["code"].alias("tag"), *(one.alias("tag") for one in found)])
        frame = (
            cells.drop_nulls()
            .to_frame()
            .select(
                pl.col("tag")
                .str.extract(r"""\br=["'][A-Z]+([0-9]+)""", 1)
                .cast(pl.Int64, strict=False)
                .alias("row"),
                pl.col("tag").str.extract(r"""\br=["']([A-Z]+)""", 1).alias("place"),
                pl.col("tag")
                .str.extract(r"""\bs=["']([0-9]+)""", 1)
                .cast(pl.Int64, strict=False)
                .alias("style"),
            )
        )
        style = pl.DataFrame({"style": telling, "code": [codes[number] for number in telling]})
        return (
            frame.join(style.cast({"style": pl.Int64}), on="style", how="inner")
            .select("row", pl.col("place").replace_strict(names, return_dtype=pl.Int64), "code")
            .unique(["row", "place"])
        )

    def _styles(self, archive: zipfile.ZipFile) -> list[str]:
        """The format code of each cell style, by its number."""
        if self._codes is None:
            name = next((one for one in archive.namelist() if one.lower().endswith("xl/styles.xml")), None)
            text = _read(archive, name) if name else ""
            own = {_attribute(tag, "numFmtId"): _attribute(tag, "formatCode") for tag in _CODE.findall(text)}
            formats = _CELL_FORMATS.search(text)
            ids = [_attribute(tag, "numFmtId") for tag in _FORMAT.findall(formats[0] if formats else "")]
            built_in = {str(number): code for number, code in BUILT_IN.items()}
            self._codes = [own.get(number) or built_in.get(number, "General") for number in ids]
        return self._codes


def _member(archive: zipfile.ZipFile, sheet: str) -> zipfile.ZipInfo:
    """The part of `archive` that holds the cells of `sheet`. Raises KeyError."""
    tags = _SHEET.findall(_read(archive, "xl/workbook.xml"))
    relation = next((_attribute(tag, r"\w+:id") for tag in tags if _attribute(tag, "name") == sheet), "")
    targets = {
        _attribute(tag, "Id"): _attribute(tag, "Target")
        for tag in _RELATION.findall(_read(archive, "xl/_rels/workbook.xml.rels"))
    }
    target = targets.get(relation, "")
    name = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return archive.getinfo(name)


def _read(archive: zipfile.ZipFile, name: str) -> str:
    with archive.open(name) as part:
        return part.read(_SMALL).decode("utf-8", "replace")


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf"""\s{name}=(?:"([^"]*)"|'([^']*)')""", tag)
    return html.unescape(found[1] or found[2] or "") if found else ""


def _letters(place: int) -> str:
    """The name of the column at `place`: 0 -> A, 26 -> AA."""
    place, letters = place + 1, ""
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
