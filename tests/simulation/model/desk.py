"""The desk in plain Python: files with their moments, a journal, and what follows from both. No SQL, nothing kept."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from tests.simulation.model.files import CLOSED, PLACED, Content, Picture, Row, orders_of, runs
from tests.simulation.model.journal import Act, Marks, counting, marks, undoable
from tests.simulation.model.stock import Stock, key_of, stock_of

OPERATORS: Final = ("li", "wang", "chen")
CLAIM: Final = 8 * 3600
"""How long a claim holds after its holder has last done anything, in seconds."""
STAGES: Final = {
    "to_ship": "to_ship", "cancel_requested": "cancel", "risk_control": "held", "awaiting_payment": "unpaid"
}  # fmt: skip
"""Status of an open order -> what it means for the work."""
REMARKS: Final = {"": False, "thank you": False, "please change my address": True}
"""Remark -> whether somebody has to read it."""


class Order(NamedTuple):
    """How an order stands."""

    row: Row
    queue: str
    """"" where it is finished with."""
    stage: str
    claimed_by: str
    done: bool
    asleep: bool
    handled: bool
    marks: Marks
    short: dict[str, int]

    @property
    def finished(self) -> bool:
        return not self.queue


class ModelDesk:
    """Everything that was ever put into the folder or done, and the clock."""

    def __init__(self, now: int) -> None:
        self.now = now
        """Seconds."""
        self.files: list[tuple[str, Picture]] = []
        """Name and picture of each file that arrived, in the order of arrival."""
        self.acts: list[Act] = []
        self._touched: dict[str, Picture] = {}

    # Files

    def arrive(self, name: str, picture: Picture) -> None:
        """A file was put into the folder, in the place of one of that name."""
        before = self._touched.pop(name, None)
        if before and len(self._run_of(before)) > 1:
            self.files.remove((name, before))  # nobody took note of it while it lay there
        known = any(one == picture for _name, one in self.files)
        again = any(other == name and one.content == picture.content for other, one in self.files)
        self.files.append((name, picture))
        if again and not known and not picture.content.is_stock and len(self._run_of(picture)) > 1:
            self._touched[name] = picture

    def _run_of(self, picture: Picture) -> list[Picture]:
        every = (one for _name, one in self.files if one.content.is_stock is picture.content.is_stock)
        return next(run for run in runs(every) if picture in run)

    def pictures(self, *, stock: bool) -> list[Picture]:
        """Those that count, oldest first."""
        every = (one for _name, one in self.files if one.content.is_stock is stock)
        return [one for run in runs(every, self.withdrawn()) for one in run]

    def withdrawn(self) -> set[Picture]:
        live = counting(self.acts)
        return {one for act in live if act.kind == "withdraw" for one in act.data["pictures"]}

    def copies(self, picture: Picture) -> list[Picture]:
        """The same content with nothing else in between, itself among them."""
        every = (one for _name, one in self.files if one.content.is_stock is picture.content.is_stock)
        return next(run for run in runs(every, self.withdrawn()) if picture in run)

    def contents(self) -> list[Content]:
        """All that ever arrived."""
        return list(dict.fromkeys(one.content for _name, one in self.files))

    def rows(self) -> dict[str, Row]:
        """Every order that counts, by key."""
        return {key_of(one): row for one, row in orders_of(self.pictures(stock=False)).items()}

    # What follows

    def stock(self, more: Sequence[Act] = ()) -> Stock:
        """How stock stands, or would with `more` in the journal."""
        acts = [*self.acts, *more]
        rows = {key: row for key, row in self.rows().items() if row.status not in CLOSED}
        return stock_of(rows, acts, self.pictures(stock=False), self.pictures(stock=True))

    def last_at(self, operator: str) -> int:
        """When they last did anything."""
        return max((act.at for act in self.acts if act.operator == operator), default=0)

    def holder(self, found: Marks) -> str:
        """Who holds an order with these marks: nobody whose claim has lapsed."""
        since = max(found.held_at, self.last_at(found.holder)) if found.holder else 0
        return found.holder if since + CLAIM > self.now else ""

    def orders(self) -> dict[str, Order]:
        """Every order by key, finished ones as well."""
        stock = self.stock()
        return {key: self._order(key, row, stock) for key, row in self.rows().items()}

    def _order(self, key: str, row: Row, stock: Stock) -> Order:
        found = marks(self.acts, key)
        stage = STAGES.get(row.status, "")
        done = found.done and found.done_state in (None, row)
        handled = bool(row.remark) and found.handled == row.remark
        asleep = found.until > self.now and found.until_state in (None, row)
        short = stock.short.get(key, {})
        queue = ""
        if stage:
            queue = "done" if done else _queue(stage, row, bool(short), handled)
        return Order(row, queue, stage, self.holder(found), done, asleep, handled, found, short)

    def would_undo(self, operator: str) -> list[Act]:
        return undoable(self.acts, operator)


def _queue(stage: str, row: Row, short: bool, handled: bool) -> str:
    match stage:
        case "cancel":
            return "cancel_requests"
        case "held":
            return "on_hold"
        case "unpaid":
            return "awaiting_payment"
    if short:
        return "stockouts"
    return "remarks" if REMARKS[row.remark] and not handled else "standard"


KEYS: Final = tuple(key_of(one) for one in PLACED)
