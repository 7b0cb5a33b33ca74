"""The desk as the deck asks it: everything that a request may call, run in the desk's thread."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl

from orderdeck.data.actions import claims_of, new_id, withdraw
from orderdeck.data.actions.withdraw import KIND, Effect, effect, named
from orderdeck.data.base.records import Act, Changes, Export, Fields, Pulse, View
from orderdeck.data.desk import Desk, OrderDetail
from orderdeck.data.exports.profile.files import own_problems
from orderdeck.data.messages import outbox
from orderdeck.data.reports.acts import HEADER, JournalQuery, taken_back
from orderdeck.data.reports.acts import rows as journal_rows
from orderdeck.data.reports.shift import shift
from orderdeck.tui.present.columns import keys_of
from orderdeck.tui.present.records import ActionRequest, ActionResult, FileSeen, Person
from orderdeck.tui.service.action_service import Acting
from orderdeck.tui.service.letters.letter_service import LetterService
from orderdeck.tui.service.people import operators
from orderdeck.tui.service.stock_service import StockService

if TYPE_CHECKING:
    from orderdeck.data.reports.shift import Shift
    from orderdeck.tui.present.rows import FrameSource

KEPT: Final = 4
"""Views whose rows are kept at once."""
FILES: Final = 2000
"""Files that the intake panel lists at most."""
LISTED: Final = (
    "order_key", "order_id", "shop", "status", "queue", "deadline", "placed_at", "late", "due", "asleep", "express",
    "courier", "remark_kinds", "badges", "reasons", "pieces", "currency", "total", "country_code", "country", "buyer",
    "recipient", "service", "remark", "titles", "skus", "claimed_by", "snoozed_until", "state",
)  # fmt: skip
"""Columns of the board that lists show, sort by and remember of an order that is acted on."""
ACTS: Final = 5000
"""Acts that the journal panel lists at most; the export has all."""


class DeskService:
    """One desk for one operator."""

    def __init__(self, desk: Desk, operator: str) -> None:
        self.desk = desk
        self._operator = operator
        self.acting = Acting(desk, operator)
        self.stock = StockService(desk, operator, self.acting)
        self.letters = LetterService(desk, operator, self.acting, self.stock)
        self._frames: dict[tuple[str, int], pl.DataFrame] = {}

    # Following

    def views(self) -> list[View]:
        """All views with their counts."""
        return self.desk.views()

    def pulse(self) -> Pulse:
        """The desk in one line."""
        return self.desk.pulse()

    def tick(self) -> Changes:
        """What time alone has changed."""
        changes = self.desk.tick()
        if changes:
            self.forget()
        return changes

    def forget(self) -> None:
        """Something has changed: rows kept for filtering and sorting hold no more."""
        self._frames.clear()

    # Orders

    def rows(self, view: str) -> pl.DataFrame:
        """The orders of a view, in its order: LISTED columns, kept while nothing changes.

        Reasons come where the view shows them.
        """
        return self._cached_rows(view, _listed(view))

    def searchable(self, view: str) -> pl.DataFrame:
        """The same with `haystack`, the text to search in. Kept while nothing changes: filters ask often."""
        return self._cached_rows(view, (*_listed(view), "haystack"))

    def _cached_rows(self, view: str, columns: Sequence[str]) -> pl.DataFrame:
        key = (view, len(columns))
        if key not in self._frames:
            if len(self._frames) >= KEPT:
                self._frames.clear()
            self._frames[key] = self.desk.rows(view, columns)
        return self._frames[key]

    def fresh(self) -> frozenset[str]:
        """Orders that came or changed since the operator last looked."""
        return frozenset(self.desk.fresh())

    def looked(self, view: str) -> list[View]:
        """The operator has seen what is new in `view`; all views with their counts."""
        self.desk.looked(view)
        return self.desk.views()

    def board(self, order_keys: Sequence[str]) -> pl.DataFrame:
        """The board's rows of those of these orders that are open."""
        return self.desk.board(order_keys)

    def order(self, order_key: str) -> OrderDetail | None:
        """Everything on one order, open or finished."""
        return self.desk.order(order_key)

    def find(self, number: str) -> list[str]:
        """Keys of the orders with this number."""
        return self.desk.find(number)

    def found(self, order_keys: Sequence[str]) -> list[Fields]:
        """The newest state of these orders, finished ones too: columns of the board, or of ORDERS."""
        known = {row["order_key"]: row for row in self.desk.board(order_keys).to_dicts()}
        for key in order_keys:
            detail = None if key in known else self.desk.order(key)
            if detail is not None:
                known[key] = detail.fields | {"order_key": key}
        return [known[key] for key in order_keys if key in known]

    def addresses(self, order_keys: Sequence[str]) -> str:
        """The address blocks of these orders, a blank line between."""
        details = (self.desk.order(key) for key in order_keys)
        return "\n\n".join(address_block(detail.fields) for detail in details if detail is not None)

    # Lists

    def intake(self) -> list[FileSeen]:
        """Files, newest first, with their rejected rows."""
        files = self.desk.intake(FILES)
        out = self.desk.withdrawn
        return [
            FileSeen(
                e,
                tuple(self.desk.rejects(e.export_id)) if e.rejected else (),
                withdrawn=e.state != "refused" and e.export_id in out,
            )
            for e in files
        ]

    def questions(self) -> list[tuple[Export, int]]:
        """Exports of which nobody has said whether they are the full list, and how many open orders each lacks."""
        return self.desk.questions()

    def withdrawal(self, word: str) -> "Effect | str":
        """What withdrawing the file that `word` names would do; or why it can't be, as a code."""
        export = named(self.desk, word)
        if export is None or export.state == "refused":
            return "never_loaded" if export else "unknown_file"
        return "withdrawn_already" if export.export_id in self.desk.withdrawn else effect(self.desk, export)

    def withdraw(self, word: str) -> ActionResult:
        """Withdraw that file and its copies."""
        self.forget()
        act_id = new_id()
        request = ActionRequest(KIND, (), ids=(act_id,))
        return self.acting.attempt(
            request, lambda: withdraw(self.desk, self.desk.ledger, word, self._operator, act_id=act_id)
        )

    def problems(self) -> list[str]:
        """What of the user's own rules, settings and profiles can't be used, and why."""
        return [*self.desk.problems, *own_problems(self.desk.paths)]

    def journal(self, query: JournalQuery | None = None) -> list[Act]:
        """Acts that `query` wants (None: all), newest first."""
        return self._acts(query)[::-1][:ACTS]

    def people(self) -> list[Person]:
        """Operators, who acted last first; those who only have a deck open after them."""
        return operators(self.desk, self._operator)

    def held_by(self, operator: str) -> list[str]:
        """Keys of the open orders that `operator` holds, least time left first."""
        return claims_of(self.desk, operator)

    def report(self, since: int) -> "Shift":
        """The facts of the shift from `since` (µs, UTC) on."""
        return shift(self.desk, since)

    def export_report(self, since: int, zone: tzinfo | None, how: str) -> Path:
        """The report as a file of the outbox; `how` is html, markdown or text."""
        from orderdeck.tui.present import report

        made = report.document(self.report(since), self.desk.paths.exports.name, zone)
        content = {"html": report.html, "markdown": report.markdown, "text": report.text}[how](made)
        suffix = {"html": ".html", "markdown": ".md", "text": ".txt"}[how]
        now = datetime.now().astimezone()
        return outbox.write_bytes(self.desk.paths, "shift-report", suffix, content.encode("utf-8"), now)

    # Acts

    def perform(self, request: ActionRequest) -> ActionResult:
        """Have a request written into the journal."""
        self.forget()
        return self.acting.perform(request)

    def at_once(self, request: ActionRequest) -> ActionResult | None:
        """The same in the acts' own thread, where nothing new bears on it; None: `perform` has to do it."""
        return self.acting.at_once(request)

    def take_next(self, view: str) -> ActionResult:
        """Claim the next order of `view` that nobody has."""
        self.forget()
        return self.acting.take_next(view)

    def undo(self) -> ActionResult:
        """Take this operator's last act back."""
        self.forget()
        return self.acting.undo()

    def redo(self) -> ActionResult:
        """Do again what was undone last."""
        self.forget()
        return self.acting.redo()

    def acted(self) -> Changes:
        """What acting has taken in from the ledger since this was last asked."""
        changes, self.acting.changes = self.acting.changes, Changes()
        if changes:
            self.forget()
        return changes

    def can(self) -> tuple[bool, bool]:
        """Whether this operator can undo, and redo."""
        return self.acting.can()

    # What leaves

    def write_text(self, stem: str, text: str) -> Path:
        """A text file in the outbox."""
        return outbox.write_text(self.desk.paths, stem, text, datetime.now().astimezone())

    def export(self, source: "FrameSource", header: Sequence[str], *, xlsx: bool) -> Path:
        """The rows of a source as they are shown, in the outbox; reasons in full."""
        if "reasons" in source.columns:
            keys = source.frame.select("order_key")
            board = self.desk.board(keys["order_key"].to_list())
            source = source.over(keys.join(board, on="order_key", maintain_order="left"))
        rows = (source.values(index) for index in range(source.row_count))
        write = outbox.write_xlsx if xlsx else outbox.write_csv
        return write(self.desk.paths, "orders", header, rows, datetime.now().astimezone())

    def export_journal(self, query: JournalQuery | None = None) -> Path:
        """What `query` wants of the journal as CSV in the outbox, oldest first; times in UTC."""
        rows = journal_rows(self._acts(query), taken_back(self.desk.ledger.acts()))
        return outbox.write_csv(self.desk.paths, "journal", HEADER, rows, datetime.now().astimezone())

    def _acts(self, query: JournalQuery | None) -> list[Act]:
        acts = self.desk.ledger.acts()
        return acts if query is None else [act for act in acts if query.fits(act)]


def _listed(view: str) -> tuple[str, ...]:
    # Panes on the dashboard show fewer columns than the table, and the same kinds.
    return LISTED if "reasons" in keys_of(view) else tuple(name for name in LISTED if name != "reasons")


def address_block(order: Fields) -> str:
    """The address as one writes it on a parcel, phone last; the file's own block where it has one."""
    if order.get("full_address"):
        lines = [order.get("recipient"), order["full_address"], order.get("phone")]
    else:
        place = " ".join(str(order[part]) for part in ("city", "province", "zip") if order.get(part))
        country = order.get("country") or order.get("country_code")
        lines = [order.get("recipient"), order.get("address"), place, country, order.get("phone")]
    kept = [str(line) for line in lines if line]
    return "\n".join(line for at, line in enumerate(kept) if line not in "\n".join(kept[:at]))
