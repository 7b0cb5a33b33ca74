"""Stock-outs as the deck asks for them; everything here runs in the desk's thread."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from orderdeck.data.actions import Outcome, new_id
from orderdeck.data.base.text.order_numbers import number_in
from orderdeck.data.desk import Desk
from orderdeck.data.stock import outbox_lists as lists
from orderdeck.data.stock.acts.facade import StockActs
from orderdeck.data.stock.allocation.reallocate import Reallocation
from orderdeck.data.stock.desk import Restock, StockDesk
from orderdeck.data.stock.nonfulfilment import Share, shares
from orderdeck.data.stock.outbox_lists import Waiting
from orderdeck.data.stock.plan.records import Step
from orderdeck.data.stock.supply.awaited import ToOrder, to_order, wished
from orderdeck.tui.present.records import ActionRequest, ActionResult
from orderdeck.tui.present.stock.pages import OutboxPage, ShortPage, StockPage
from orderdeck.tui.service.action_service import Acting


class StockService:
    """Stock-outs of one desk for one operator."""

    def __init__(self, desk: Desk, operator: str, acting: Acting) -> None:
        self._desk, self._operator, self._acting = desk, operator, acting
        self.desk = StockDesk(desk)
        self.acts = StockActs(desk, desk.ledger, operator)

    def suppliers_of(self, order_keys: Sequence[str]) -> dict[str, list[str]]:
        """Key of each of these orders that stands in what somebody sells -> who, by name."""
        return self.desk.suppliers_of(order_keys)

    def page(self, sku: str) -> StockPage:
        """Everything about one SKU."""
        board, better = self.desk.board(sku), self.desk.reallocation(sku)
        keys = dict.fromkeys([*(hit.order_key for hit in board.hits), *(better.orders if better else ())])
        rows = self._desk.board(list(keys))
        free = next((one.free for one in self.desk.back() if one.sku == sku), 0)
        return StockPage(
            board=board,
            rows={row["order_key"]: row for row in rows.iter_rows(named=True)},
            incoming=self.desk.purchases(sku),
            doubted=self.desk.doubted(sku),
            cases={case.order_key: case for case in self.desk.cases(sku)},
            listing=self.acts.listing(sku),
            reallocation=better,
            delisted_at=self.desk.delisted(sku),
            free=free,
            unsure=tuple(self.desk.unsure(sku)),
            to_order=tuple(one for one in to_order(self._desk.con) if one.sku == sku),
            wished=wished(self._desk.con),
        )

    def page_of(self, order_key: str) -> StockPage | None:
        """The same for the SKU that an order lacks, else for its first; None where it has none."""
        sku = self.desk.sku_of(order_key)
        return None if sku is None else self.page(sku)

    def step_of(self, order_key: str) -> Step | None:
        """What the plan says of an order that lacks something."""
        sku = self.desk.sku_of(order_key)
        hits = [] if sku is None else self.desk.board(sku).hits
        return next((hit.step for hit in hits if hit.order_key == order_key), None)

    def short(self) -> ShortPage:
        """All short SKUs."""
        con = self._desk.con
        coming = con.execute(
            "select sku, sum(still_due)::bigint from purchases where open and sku is not null group by sku"
        ).fetchall()
        cases = con.execute(
            "select sku, count(*) from cases where stage <> 'closed' and sku is not null group by sku"
        ).fetchall()
        off_sale = con.execute("select sku from delisted").fetchall()
        alerts = self.desk.alerts()
        numbers = self._desk.numbers(key for key, _sku in alerts)
        return ShortPage(
            skus=self.desk.short(),
            delisted=frozenset(sku for (sku,) in off_sale),
            ordered=dict(coming),
            cases=dict(cases),
            to_order=_by_sku(to_order(con)),
            alerts=[(numbers.get(key) or number_in(key), sku) for key, sku in alerts],
        )

    def shares(self) -> list[Share]:
        """The non-fulfilment share, our estimate."""
        return shares(self._desk)

    def restock(self, sku: str) -> Restock:
        """Suppliers and pieces proposed."""
        return self.desk.restock(sku)

    def outbox(self) -> OutboxPage:
        """What waits."""
        open_cases = [case for case in self.desk.cases() if case.stage != "closed"]
        return OutboxPage(
            self.desk.waiting(),
            self.desk.overdue(),
            open_cases,
            self.desk.back(),
            self.desk.doubts(),
            self._desk.numbers(case.order_key for case in open_cases),
        )

    def alerts(self) -> list[tuple[str, str]]:
        """Orders that came in on something after it was delisted."""
        return self.desk.alerts()

    # Acts

    def reallocate(self, shown: Reallocation, states: dict[str, str]) -> ActionResult:
        """Stock goes to the orders that lose most without it, as it was shown."""
        book = self.desk.book()
        return self.do(
            "move_stock", shown.orders, lambda acts, act_id: acts.reallocate(shown, states, book, act_id)
        )

    def do(
        self, kind: str, order_keys: Sequence[str], work: Callable[[StockActs, str], Outcome]
    ) -> ActionResult:
        """Have `work(acts, act_id)` done; what can't be written now is kept, and counts once however often tried."""
        act_id = new_id()
        request = ActionRequest(kind, tuple(order_keys), ids=(act_id,))
        return self._acting.attempt(request, lambda: work(self.acts, act_id))

    def write_list(self, pending: Waiting) -> list[Path]:
        """The files of a list, in the outbox."""
        return lists.write(self._desk, pending, self._operator, datetime.now().astimezone())

    def text_of(self, pending: Waiting) -> str:
        """What is copied of a list: the message to the supplier, else the ids in lots."""
        if pending.list == "purchases":
            return lists.message(self._desk, pending, self._operator)
        return "\n".join(lists.lots(pending))


def _by_sku(wanted: Sequence[ToOrder]) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in wanted:
        found[one.sku] = found.get(one.sku, 0) + one.pieces
    return found
