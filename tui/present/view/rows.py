"""Rows of the board as the table wants them: an immutable snapshot of a frame, put into words row by row."""

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import TYPE_CHECKING

from orderdeck.data.base.records import Fields
from orderdeck.tui.i18n import _, labelled, phrases, times
from orderdeck.tui.i18n.reasons import reason
from orderdeck.widgets.model import Cell, Piece

if TYPE_CHECKING:
    import polars as pl

Row = Fields
"""A row of the board by column name."""
CellValue = str | int | float | Decimal | datetime | None
"""What a cell of a file may hold."""
CellMaker = Callable[[Row, "RenderOptions"], Cell]
"""Makes a row's cell of one column."""


@dataclass(frozen=True)
class RenderOptions:
    """How rows are put into words: the clock, the zone, who looks, what is hidden."""

    now: int
    zone: tzinfo | None = None
    operator: str = ""
    privacy: bool = False
    fresh: frozenset[str] = frozenset()  # orders that came or changed since the operator last looked


class FrameSource:
    """A `TableSource` over a frame with columns of the BOARD; `keys` are the table's columns.

    `now` is cut to the minute by whoever makes it, so that a row says the same until the next minute.
    """

    def __init__(
        self,
        frame: "pl.DataFrame",
        keys: Sequence[str],
        options: RenderOptions,
        *,
        alike: Sequence[str] = (),
        implied: frozenset[str] = frozenset(),
    ) -> None:
        self.frame = frame
        self.options = options
        self.every = tuple(keys)
        """The columns of a file with these rows."""
        self.alike = tuple(alike)
        """Those of them that say the same in each row of the view."""
        self.columns = tuple(key for key in keys if key not in self.alike)
        self._implied = implied
        self._keys: list[str] = frame["order_key"].to_list()
        self._places = {key: place for place, key in enumerate(self._keys)}
        self._makers = [self._maker(key) for key in self.columns]

    def _maker(self, key: str) -> "CellMaker":
        if key != "badges":
            return _CELLS[key]
        implied = self._implied
        return lambda row, options: _badges(row, implied)

    @property
    def row_count(self) -> int:
        return len(self._keys)

    def key(self, index: int) -> str:
        return self._keys[index]

    def find(self, key: str) -> int | None:
        return self._places.get(key)

    def row(self, index: int) -> Row:
        """The row at `index` by column name."""
        return self.frame.row(index, named=True)

    def cells(self, index: int) -> Sequence[Cell]:
        row = self.row(index)
        made = [make(row, self.options) for make in self._makers]
        # What sleeps stands at the end of its queue, and dim.
        return [Cell(cell.text, "dim") for cell in made] if row.get("asleep") else made

    def values(self, index: int) -> list[CellValue]:
        """The row at `index` for a file with the columns `file_columns`: times (in the deck's zone), amounts and counts
        as such, the rest as it is shown."""
        row = self.row(index)
        return [
            _TYPED[key](row, self.options) if key in _TYPED else _CELLS[key](row, self.options).text
            for key in self.file_columns
        ]

    @property
    def file_columns(self) -> tuple[str, ...]:
        """What a file has of each row: the columns, an amount with its currency beside it."""
        return tuple(
            one for key in self.every for one in (("total", "currency") if key == "total" else (key,))
        )

    def shared(self) -> list[tuple[str, str]]:
        """What each row says alike: column and text, where there is any."""
        if not self.row_count:
            return []
        row = self.row(0)
        told = ((key, self._maker(key)(row, self.options).text) for key in self.alike if key != "shop")
        return [(key, text) for key, text in told if text]

    def marker(self, index: int) -> Piece | None:
        row = self.row(index)
        holder = row["claimed_by"]
        if holder:
            return Piece("●", "accent") if holder == self.options.operator else Piece("○", "dim")
        return Piece("+", "fresh") if row["order_key"] in self.options.fresh else None

    def says(self, key: str) -> bool:
        """Whether any row has something in the column `key`."""
        make = self._maker(key)
        return any(make(self.row(at), self.options).text for at in range(self.row_count))

    def over(self, frame: "pl.DataFrame") -> "FrameSource":
        """Other rows said in the same way."""
        return self._like(frame, self.options)

    def restated(self, options: RenderOptions) -> "FrameSource":
        """The same rows said in another way (a later minute, another language, privacy)."""
        return self._like(self.frame, options)

    def _like(self, frame: "pl.DataFrame", options: RenderOptions) -> "FrameSource":
        return FrameSource(frame, self.every, options, alike=self.alike, implied=self._implied)


def is_message_due(row: Row) -> bool:
    """Whether the buyer of an unpaid order is to be written to now, as far as its list shows it."""
    reasons = row.get("reasons") or ()
    return "second_message" in (row.get("badges") or ()) or any(
        told.startswith("message_due|") for told in reasons
    )


def is_unanswered(row: Row) -> bool:
    """Whether a request to cancel is still to be answered, as far as its list shows it."""
    return not row["asleep"] and "cancel_answered" not in (row["badges"] or ())


def waits_for(row: Fields, options: RenderOptions) -> str:
    """What an order that sleeps waits for, and until when; "" for one that is awake."""
    if not row.get("asleep"):
        return ""
    silent = times.micros(row.get("silent_at"))
    if silent is not None and silent > options.now:
        asked = times.stamp(row["asked_at"], options.zone, options.now)
        left = times.duration(silent - options.now)
        return _("asked {time}, counts as unanswered in {span}", time=asked, span=left)
    until = row.get("snoozed_until")
    if until is None:
        return ""
    return _("asleep until {time}", time=times.stamp(until, options.zone, options.now))


def urgency(row: Row) -> str:
    """The tone of a row's clock; what is done here is quiet, unless the marketplace hasn't been told."""
    if row.get("queue") == "done" and "undeclared" not in (row.get("badges") or ()):
        return "dim"
    return "late" if row["late"] else "due" if row["due"] else ""


def time_left(row: Row, now: int) -> str:
    """How long its clock has to go. A clock that began between two exports ends between two times: the first of them is
    over before it is known to be late."""
    return times.left(row["deadline"], now, sure=bool(row["late"]))


def hidden(text: str | None, options: RenderOptions) -> str:
    """`text`, or dots where the operator shares the screen."""
    return "•••" if text and options.privacy else text or ""


def hidden_in(text: str, private: Sequence[str], options: RenderOptions) -> str:
    """`text` with dots for what of it is `private`, where the operator shares the screen."""
    if options.privacy:
        for part in sorted(filter(None, private), key=len, reverse=True):
            text = text.replace(part, "•••")
    return text


def _left(row: Row, options: RenderOptions) -> Cell:
    return Cell(time_left(row, options.now), urgency(row))


def _badges(row: Row, implied: Container[str] = ()) -> Cell:
    badges = [code for code in row["badges"] or () if code not in implied]
    # A parcel that is packed wrongly is the one thing that must not leave.
    return Cell(
        " ".join(phrases.badge(code) for code in badges), "error" if "packed_over" in badges else "accent"
    )


def _reasons(row: Row, options: RenderOptions) -> Cell:
    waits = waits_for(row, options)
    if waits:  # why it stood here before is no news while it sleeps
        return Cell(waits)
    if plainly_here(row):
        return Cell("")
    return Cell(_all_reasons(row, options))


def _all_reasons(row: Row, options: RenderOptions) -> str:
    return phrases.joined(reason(told, options.zone, options.now) for told in row["reasons"] or ())


def plainly_here(row: Row) -> bool:
    """Whether all that is to say of why it is in its queue is what the queue is called: that its buyer asked to cancel.
    By when to answer, the clock says."""
    told = row.get("reasons") or ()
    return row.get("queue") == "cancel_requests" and all(one.startswith("cancel_requested|") for one in told)


def _skus(row: Row) -> Cell:
    """All SKUs of the order, those that it is short of first."""
    text = _one_line(row["skus"])
    if row.get("queue") != "stockouts":
        return Cell(text)
    told = (one.partition("|") for one in row.get("reasons") or ())
    short = list(dict.fromkeys(value.rpartition(" ")[0] for code, _bar, value in told if code == "short"))
    others = (sku for sku in text.split(", ") if sku not in short)
    return Cell(", ".join((*filter(None, short), *others)))


def _who(row: Row, options: RenderOptions) -> Cell:
    holder = row["claimed_by"] or ""
    return Cell(holder, "accent" if holder == options.operator else "dim")


def handed(row: Row, options: RenderOptions) -> str:
    """Who handed the order over to the operator of this deck, and what they said; "" where nobody did."""
    if not row.get("handed_by") or row["claimed_by"] != options.operator:
        return ""
    note = _one_line(row["handed_note"])
    return labelled(row["handed_by"], note) if note else _("from {name}", name=row["handed_by"])


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split())


_TYPED: dict[str, Callable[[Row, RenderOptions], CellValue]] = {
    "left": lambda row, options: row["deadline"] and row["deadline"].astimezone(options.zone),
    "total": lambda row, options: times.amount(row["total"], row["currency"]),
    "currency": lambda row, options: row["currency"],
    "pieces": lambda row, options: row["pieces"],
    "reasons": _all_reasons,
    "kinds": lambda row, options: phrases.remark_kinds(row["remark_kinds"]),
}
"""Columns that a file gets as time, number or code, or in full."""

_CELLS: dict[str, CellMaker] = {
    "left": _left,
    "order_id": lambda row, options: Cell(row["order_id"]),
    "status": lambda row, options: Cell(phrases.status(row["status"])),
    "country": lambda row, options: Cell(row["country_code"] or (row["country"] or "")[:3]),
    "buyer": lambda row, options: Cell(hidden(row["buyer"] or row["recipient"], options)),
    "pieces": lambda row, options: Cell(times.count(row["pieces"]) if row["pieces"] is not None else ""),
    "total": lambda row, options: Cell(times.short_money(row["total"], row["currency"])),
    "service": lambda row, options: Cell(row["service"] or "", "accent" if row["express"] else ""),
    "courier": lambda row, options: Cell(row["courier"] or "", "accent"),
    "remark": lambda row, options: Cell(hidden(_one_line(row["remark"]), options)),
    "kinds": lambda row, options: Cell(phrases.short_kinds(row["remark_kinds"]), "due"),
    "skus": lambda row, options: _skus(row),
    "titles": lambda row, options: Cell(_one_line(row["titles"])),
    "reasons": _reasons,
    "badges": lambda row, options: _badges(row),
    "handed": lambda row, options: Cell(handed(row, options), "accent"),
    "claimed_by": _who,
    "shop": lambda row, options: Cell(row["shop"] or "", "dim"),
}
"""Column -> what makes its cell."""
