"""The desk as the deck asks it: everything that a request may call, run in the desk's thread."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl

from orderdeck.data.actions import claims_of, handed_to, new_id, withdraw
from orderdeck.data.actions.withdraw import KIND, Effect, effect, named
from orderdeck.data.base.records import Act, Changes, Export, Fields, Json, Loss, Pulse, View
from orderdeck.data.desk import Desk, OrderDetail
from orderdeck.data.desk.lookup.search import Hits, Kind
from orderdeck.data.exports.profile.files import own_problems
from orderdeck.data.messages import outbox
from orderdeck.data.reports.acts import HEADER, JournalQuery, newest, undone
from orderdeck.data.reports.acts import rows as journal_rows
from orderdeck.data.reports.exported.maps.files import load_maps, map_problems
from orderdeck.data.reports.exported.sql.asking import tables
from orderdeck.data.reports.hours import Hours, hours
from orderdeck.data.reports.shift import shift
from orderdeck.tui.present.records import ActionRequest, ActionResult, Asked, Counted, FileSeen, Person
from orderdeck.tui.present.view.columns import keys_of
from orderdeck.tui.service.action_service import Acting
from orderdeck.tui.service.commands import Given, Watched, given_files, given_orders, given_shift, not_agreed
from orderdeck.tui.service.exporting import Left, export_list, export_map, export_shown
from orderdeck.tui.service.letters.letter_service import LetterService
from orderdeck.tui.service.people import operators
from orderdeck.tui.service.questions import asked, kept
from orderdeck.tui.service.stock_service import StockService

if TYPE_CHECKING:
    from orderdeck.data.reports.shift import Shift
    from orderdeck.tui.present.view.rows import FrameSource

KEPT: Final = 4
"""Views whose rows are kept at once."""
FILES: Final = 2000
"""Files that the intake panel lists at most."""
LISTED: Final = (
    "order_key", "order_id", "shop", "status", "queue", "deadline", "placed_at", "paid_at", "late", "due", "asleep",
    "express", "courier", "remark_kinds", "badges", "reasons", "pieces", "currency", "total", "country_code", "country",
    "buyer", "recipient", "service", "remark", "titles", "skus", "claimed_by", "handed_by", "handed_note",
    "snoozed_until", "state", "marketplace", "asked_at", "silent_at",
)  # fmt: skip
"""Columns of the board that lists show, sort by and remember of an order that is acted on."""
COUNTED_FIELDS: Final = {
    "service": "service", "courier": "courier", "status": "status", "shop": "shop",
    "claimed_by": "claimed_by",
}  # fmt: skip
"""Field of a filter -> column of the board that it is counted by; SKUs and suppliers an order has several of."""
COUNTED_ORDER: Final = ("country", "skus", "suppliers", "service", "courier", "status", "shop", "claimed_by")
MOST_COUNTED: Final = 40
"""Values of a field that are listed at most."""
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
        self._watched = Watched()

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

    def supplied(self, view: str) -> pl.DataFrame:
        """The same with `suppliers`, who sells what stands in it, as far as purchases and supplier lists tell."""
        frame = self.searchable(view)
        who = self.stock.suppliers_of(frame["order_key"].to_list())
        known = pl.DataFrame(
            {"order_key": list(who), "suppliers": [", ".join(names) for names in who.values()]},
            schema={"order_key": pl.String, "suppliers": pl.String},
        )
        return frame.join(known, on="order_key", how="left", maintain_order="left")

    def counts(self, frame: pl.DataFrame) -> list[Counted]:
        """How often what stands in `frame` does, field by field: what most orders have first, COUNTED of each."""
        keys = frame["order_key"].to_list()
        by_sku = Counter(sku for skus in self.desk.skus_of(keys).values() for sku in skus)
        by_supplier = Counter(name for names in self.stock.suppliers_of(keys).values() for name in names)
        told = {field: frame[name] for field, name in COUNTED_FIELDS.items()}
        told["country"] = frame.select(pl.coalesce("country_code", "country")).to_series()
        plain = {field: Counter(filter(None, column.to_list())) for field, column in told.items()}
        counters = {
            **plain,
            "skus": by_sku,
            "suppliers": by_supplier,
        }
        return [
            Counted(field, value, count)
            for field in COUNTED_ORDER
            for value, count in sorted(counters[field].items(), key=lambda one: (-one[1], one[0]))[
                :MOST_COUNTED
            ]
        ]

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

    def settled(self) -> None:
        """The first load is over: what comes from now on is new."""
        self.desk.first_load(False)

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

    def search(self, text: str) -> Hits:
        """Open orders, SKUs and buyers that hold `text`."""
        return self.desk.search(text)

    def orders_of(self, kind: Kind, name: str) -> list[str]:
        """Keys of the open orders of this SKU or buyer."""
        return self.desk.orders_of(kind, name)

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

    # Questions

    def question(self, sql: str) -> "Callable[[], Asked]":
        """A question in SQL, ready to be asked in any thread: what it is about is taken from the desk now."""
        return partial(asked, tables(self.desk, sql), sql)

    def hold(self, sql: str, order_keys: Sequence[str]) -> list[View]:
        """Has the orders that `sql` gave as a view; all views with their counts."""
        self.forget()
        self.desk.ask(sql, order_keys)
        return self.desk.views()

    def keep_question(self, title: str, sql: str) -> tuple[Path | None, str]:
        """Keeps a question as a panel: where it is, or what is wrong."""
        return kept(self.desk.paths, title, sql)

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
        paths = self.desk.paths
        return [*self.desk.problems, *own_problems(paths), *map_problems(paths), *not_agreed(paths)]

    def losses(self) -> list[Loss]:
        """What the desk should show and can't, since it is lost or damaged on disk."""
        return self.desk.losses

    def journal(self, query: JournalQuery | None = None) -> list[Act]:
        """Acts that `query` wants (None: all), newest first."""
        return newest(self.desk.ledger, query or JournalQuery(), ACTS)

    def people(self) -> list[Person]:
        """Operators, who acted last first; those who only have a deck open after them."""
        return operators(self.desk, self._operator)

    def handed(self) -> list[Act]:
        """Hand-overs by which this operator has open orders since they last acted, oldest first."""
        return handed_to(self.desk, self._operator)

    def held_by(self, operator: str) -> list[str]:
        """Keys of the open orders that `operator` holds, least time left first."""
        return claims_of(self.desk, operator)

    def report(self, since: int) -> "Shift":
        """The facts of the shift from `since` (µs, UTC) on."""
        return shift(self.desk, since)

    def hours(self, since: int) -> Hours:
        """The hours of the day that began at `since` (µs, UTC)."""
        return hours(self.desk, since)

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

    # Commands of the user's own

    def given_orders(self, order_keys: Sequence[str], said: Json, *, personal: bool) -> Given:
        """What a command gets of these orders; only with `personal` who the buyers are."""
        return given_orders(self.desk, order_keys, said, personal=personal)

    def given_files(self, exports: Sequence[Export]) -> Given:
        """What a command gets of files that arrived."""
        return given_files(exports)

    def given_shift(self, since: int) -> Given:
        """What a command gets of the shift from `since` (µs, UTC) on."""
        return given_shift(self.desk, self._operator, since)

    def happened(self) -> dict[str, list[str]]:
        """Event ("late", "stockout") -> keys of the orders that it has happened to since this was last asked."""
        return self._watched.news(self.desk)

    # What leaves

    def write_text(self, stem: str, text: str) -> Path:
        """A text file in the outbox."""
        return outbox.write_text(self.desk.paths, stem, text, datetime.now().astimezone())

    def export(
        self, source: "FrameSource", header: Sequence[str], *, xlsx: bool, marked: Sequence[str] = ()
    ) -> Path:
        """The rows of a source as they are shown, in the outbox; reasons in full. Those `marked`, where any are."""
        return export_shown(self.desk, source, header, xlsx=xlsx, marked=marked)

    def export_list(
        self,
        name: str,
        how: str,
        order_keys: Sequence[str] | None,
        zone: tzinfo | None,
        *,
        named: bool = False,
    ) -> Left:
        """A list of these orders (None: of all), as `orderdeck export` has it, in the outbox."""
        return export_list(self.desk, name, how, order_keys, zone, named=named)

    def maps(self) -> list[tuple[str, dict[str, str]]]:
        """Name and titles by language of each column map that can be used."""
        return [(one.name, one.title) for one in load_maps(self.desk.paths).values()]

    def export_map(self, name: str, order_keys: Sequence[str], *, named: bool = False) -> Left | None:
        """The files of a column map, in the outbox; None where there is no such map by now."""
        return export_map(self.desk, name, order_keys, named=named)

    def export_journal(self, query: JournalQuery | None = None) -> Path:
        """What `query` wants of the journal as CSV in the outbox, oldest first; times in UTC."""
        acts = newest(self.desk.ledger, query or JournalQuery())[::-1]
        rows = journal_rows(acts, undone(self.desk.ledger, acts))
        return outbox.write_csv(self.desk.paths, "journal", HEADER, rows, datetime.now().astimezone())


def _listed(view: str) -> tuple[str, ...]:
    # Panes on the dashboard show fewer columns than the table, and the same kinds.
    return LISTED if "reasons" in keys_of(view) else tuple(name for name in LISTED if name != "reasons")


def address_block(order: Fields) -> str:
    """The address as one writes it on a parcel, phone last; the file's own block where it has one."""
    national = order.get("national_address")
    if order.get("full_address"):
        lines = [order.get("recipient"), order["full_address"], national, order.get("phone")]
    else:
        place = " ".join(str(order[part]) for part in ("city", "province", "zip") if order.get(part))
        country = order.get("country") or order.get("country_code")
        lines = [order.get("recipient"), order.get("address"), place, country, national, order.get("phone")]
    kept = [str(line) for line in lines if line]
    return "\n".join(line for at, line in enumerate(kept) if line not in "\n".join(kept[:at]))
