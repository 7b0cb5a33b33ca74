"""A batch's cells by field: cleaned once, and the doubts and rejects that reading them brings up."""

from collections import Counter
from typing import Final

import polars as pl

from orderdeck.data.base.text.sanitize import DATED, INEXACT, UNSHOWN, clean_text
from orderdeck.data.base.vocabulary.fields import DATE_FIELDS, MONEY_FIELDS
from orderdeck.data.base.vocabulary.frames import REJECTS
from orderdeck.data.exports.containers.layout.frame import OPEN_END
from orderdeck.data.exports.normalise.values.ids import read_codes
from orderdeck.data.exports.normalise.values.ruined import DATE
from orderdeck.data.exports.normalise.values.text import join_columns, tidy, tidy_one

MULTILINE: Final = (
    "full_address",
    "full_address_local",
    "remark",
    "remark_extra",
    "remark_notes",
    "custom_info",
    "products",
    "codes",
    "product_id",
    "ean",
    "service",
    "tracking",
)
"""Fields whose line breaks mean something."""

IDENTIFIERS: Final = ("sku", "supplier_sku", "zip", "phone", "mobile", "tax_number", "tracking")
"""Fields, beside the order's own ids, that a spreadsheet can ruin; a ruined one becomes null, with a note."""

RAW: Final = ("order_id", "order_id_alt", "key_id", "line_id", "tracking_number", *DATE_FIELDS, *MONEY_FIELDS)
"""Fields that are read from the cell as it is: of ids, cleaning would take away what shows that they are ruined;
of dates and amounts nothing of the text is kept."""

BETWEEN: Final = "\x1f"
"""Stands between the doubts of an order; cleaned text never has it."""

_SAID: Final = 60
"""Characters that are kept of a cell that nobody could read."""

MOMENT: Final = "__moment"
"""Int64 column of a batch that holds rows of several files: the time of the file (µs, UTC) of each row."""

MAY_BE_CUT: Final = "may_be_cut"
"""The doubt of an order that its file ends within."""

_GUARDED = rf"^['`’＇=#]|[eE]\+?\d|[{INEXACT}{DATED}{UNSHOWN}]"
_CODED: Final = ("sku", "supplier_sku")
_WHOLE: Final = ("codes", "product_id")
"""Fields of lists of codes: a cell that is all number or date has been ruined as a whole."""


class Columns:
    """The cells of one batch by field, cleaned; `row` the file's row numbers. With `dated_skus` a SKU may look like a
    spreadsheet's date."""

    def __init__(self, batch: pl.DataFrame, mapping: dict[str, str], *, dated_skus: bool = False) -> None:
        self.height = batch.height
        self._dated_skus = dated_skus
        self.ruined: dict[str, pl.Series] = {}
        """Field -> what its cells show that a spreadsheet has ruined, else null; SKUs and lists of codes alone."""
        self.mapping = mapping
        self.row = batch["__row"].cast(pl.Int64)
        self.moment = batch[MOMENT] if MOMENT in batch.columns else None
        self.notes: Counter[str] = Counter()
        raw = {field: batch[name] for field, name in mapping.items() if name in batch.columns}
        ruined = self._identifiers(raw)
        lines = {field: column for field, column in raw.items() if field in MULTILINE}
        words = {field: column for field, column in raw.items() if field not in MULTILINE + RAW}
        self._cells = raw | tidy(lines, multiline=True, entities=True) | tidy(words, entities=True) | ruined
        self._problems: list[tuple[pl.Series, str, str, pl.Series]] = []
        self._marks: list[pl.Series] = []
        self.open_end: tuple[str, pl.Series] | None = None
        """The column whose cell the file ends within, and the mask of its row; None where no cell is to be doubted."""
        self._reject_faults(batch)

    def get(self, field: str) -> pl.Series | None:
        """The cells of `field`, or None where the file has no such column."""
        return self._cells.get(field)

    def text(self, field: str) -> pl.Series:
        """The cells of `field`, all null where the file has no such column."""
        found = self.get(field)
        return self.nothing(pl.String) if found is None else found

    def nothing(self, dtype: pl.DataType | type[pl.DataType]) -> pl.Series:
        """A column of nulls."""
        return pl.Series([None], dtype=dtype).new_from_index(0, self.height)

    def reject(self, rows: pl.Series, reason: str, field: str = "") -> None:
        """Reject `rows` (a mask) for `reason`; the offending cell is that of `field`."""
        if rows.any():
            self._problems.append((rows, reason, field, self.text(field)))

    def reject_said(self, rows: pl.Series, reason: str, said: pl.Series) -> None:
        """The same for cells of whatever column."""
        if rows.any():
            self._problems.append((rows, reason, "", said))

    def doubt(self, code: str, field: str, rows: pl.Series) -> None:
        """Note that cells of `field` in `rows` (a mask) were left out for `code`."""
        if rows.any():
            self.notes[f"{code}|{self.mapping.get(field, field)}"] += int(rows.sum())

    def mark(self, code: str, rows: pl.Series, said: pl.Series) -> None:
        """Let the orders of `rows` (a mask) bear the doubt `code`, with what their cells `said`."""
        if rows.any():
            words = tidy_one(said.filter(rows).str.slice(0, 4 * _SAID)).str.slice(0, _SAID).fill_null("")
            told = pl.select(pl.concat_str(pl.lit(f"{code}|"), pl.lit(words))).to_series()
            self._marks.append(self.nothing(pl.String).scatter(rows.arg_true(), told))

    def marks(self) -> pl.Series:
        """The doubts that each row bears: "code|what the cell says", `BETWEEN` between; null where none."""
        if not self._marks:
            return self.nothing(pl.String)
        return join_columns(self._marks, BETWEEN)

    def rejects(self, order_ids: pl.Series) -> tuple[pl.DataFrame, pl.Series]:
        """The rejected rows so far, each with its first reason, and the mask of those that stay."""
        stay = pl.Series([True]).new_from_index(0, self.height)
        frames = []
        for rows, reason, field, cells in self._problems:
            new = rows & stay
            stay = stay & ~rows
            name = clean_text(self.mapping.get(field, ""))
            detail = (
                pl.format(name.replace("{", "").replace("}", "") + ": {}", pl.col("cell"))
                if name
                else pl.col("cell")
            )
            found = pl.DataFrame({"row": self.row, "order_id": order_ids, "cell": cells}).filter(new)
            frames.append(
                found.select("row", "order_id", pl.lit(reason).alias("reason"), detail.alias("detail"))
            )
        return as_rejects(frames), stay

    def _identifiers(self, raw: dict[str, pl.Series]) -> dict[str, pl.Series]:
        freed: dict[str, pl.Series] = {}
        for field in (*IDENTIFIERS, *_WHOLE):
            if field not in raw:
                continue
            dates = field in (*_CODED, "codes") and not self._dated_skus
            if not raw[field].str.contains(f"{_GUARDED}|{DATE}" if dates else _GUARDED).any():
                continue
            read = read_codes(raw[field].clone(), dates=dates)  # which writes into what it is given
            if field in _CODED or field in _WHOLE:
                self._keep_ruined(field, raw[field], read.ruined)
            if field in _WHOLE:  # the codes inside are freed one by one
                read = read._replace(values=raw[field])
            self.doubt_ruined(field, read.ruined)
            values = read.values.set(read.ruined, None) if read.ruined.any() else read.values
            freed[field] = tidy({field: values}, multiline=field in MULTILINE, entities=True)[field]
        return freed

    def _keep_ruined(self, field: str, cells: pl.Series, ruined: pl.Series) -> None:
        if ruined.any():
            self.ruined[field] = tidy_one(
                self.nothing(pl.String).scatter(ruined.arg_true(), cells.filter(ruined))
            )
        if field in _CODED:
            unshown = cells.str.contains(UNSHOWN, literal=True)
            self.doubt("stored_as_number", field, unshown.fill_null(False))

    def _reject_faults(self, batch: pl.DataFrame) -> None:
        """Rows that are no sound records: their cells may stand in the wrong columns. A sound one that the file ends
        within bears a doubt."""
        if "__fault" in batch.columns and batch["__fault"].null_count() < self.height:
            for fault in batch["__fault"].drop_nulls().unique(maintain_order=True):
                rows = (batch["__fault"] == fault).fill_null(False)
                if fault.startswith(OPEN_END):
                    name = fault.removeprefix(OPEN_END)
                    said = pl.select(
                        pl.concat_str(pl.lit(f"{name}: "), batch[name].fill_null(""))
                    ).to_series()
                    self.mark(MAY_BE_CUT, rows, said)
                    self.open_end = name, rows
                else:
                    self.reject(rows, str(fault))

    def doubt_ruined(self, field: str, rows: pl.Series) -> None:
        """Note identifiers that a spreadsheet has ruined."""
        code = "sku_ruined" if field in (*_CODED, "codes") else "ruined"
        self.doubt(code, field, rows)


def as_rejects(frames: list[pl.DataFrame]) -> pl.DataFrame:
    """`frames` as one rejects frame: text cleaned, details cut to 200 characters."""
    if not frames:
        return pl.DataFrame(schema=REJECTS)
    joined = pl.concat(frames, how="vertical_relaxed").cast(REJECTS)  # type: ignore[arg-type]
    words = tidy({name: joined[name] for name in ("order_id", "detail")})
    return joined.with_columns(
        words["order_id"].alias("order_id"), words["detail"].str.slice(0, 200).alias("detail")
    )
