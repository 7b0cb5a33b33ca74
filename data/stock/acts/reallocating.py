"""The act that lets stock go to the orders that lose most without it."""

from orderdeck.data.actions import Conflict, Outcome, Refusal, new_id
from orderdeck.data.actions.orders import Standing, look
from orderdeck.data.base.records import Act
from orderdeck.data.base.state_token import same
from orderdeck.data.stock.acts.base import Acting
from orderdeck.data.stock.allocation.reallocate import Reallocation, reallocation
from orderdeck.data.stock.supply.suppliers import SupplyBook


class Reallocating(Acting):
    """Stock for those who can't wait, from those who can."""

    def reallocate(
        self, shown: Reallocation, states: dict[str, str], book: SupplyBook, act_id: str = ""
    ) -> Outcome:
        """Does what was proposed, as one group: moves from the orders that can wait, allotments of what was free.

        It is worked out anew first; where another change would be right by now, or an order changed since `states`
        (order key -> state token) was seen or is held by a colleague, nothing is done. Refusal: plan_changed.
        """
        group = act_id or new_id()

        def decide(outcome: Outcome) -> list[Act]:
            rules, now = self._desk.settings.stock, self._desk.now()
            found = reallocation(self._desk.con, shown.sku, rules, now, book)
            if found is None or found.moves != shown.moves:
                outcome.refused.append(Refusal(shown.sku, "plan_changed"))
                return []
            orders = look(self._desk, found.orders)
            outcome.conflicts += [
                conflict for key in found.orders for conflict in self._against(key, orders.get(key), states)
            ]
            return [] if outcome.conflicts else self._moves(found, orders, group)

        return self._together(group, decide)

    def _against(self, key: str, order: Standing | None, states: dict[str, str]) -> list[Conflict]:
        if order is None or not same(states.get(key, ""), order.state):
            return [
                Conflict(key, "state_changed", order.status if order else "", order.state if order else "")
            ]
        if order.claimed_by not in ("", self._operator):
            return [Conflict(key, "held_by", order.claimed_by, order.state)]
        return []

    def _moves(self, found: Reallocation, orders: dict[str, Standing], group: str) -> list[Act]:
        """What nobody holds is allotted first: an allotment says how much an order has, a move comes on top of it."""
        acts = [
            self._act(group, "allot", key, sku, {"quantity": pieces}, orders)
            for key, sku, pieces in self._what_is_free(found)
        ]
        return acts + [
            self._act(
                group,
                "move_stock",
                one.target,
                one.sku,
                {"quantity": one.pieces, "source": one.source},
                orders,
            )
            for one in found.moves
            if one.source
        ]

    def _what_is_free(self, found: Reallocation) -> list[tuple[str, str, int]]:
        """Order, SKU, pieces: what each that gains gets of every SKU but for what is moved to it; so it is whole."""
        moved: dict[tuple[str, str], int] = {}
        for one in filter(lambda one: one.source, found.moves):
            moved[one.target, one.sku] = moved.get((one.target, one.sku), 0) + one.pieces
        rows = self._desk.con.execute(
            "select l.order_key, l.sku, sum(l.owed)::bigint from open_lines l join stock_supply s using (sku) "
            "where l.order_key in (select unnest(?)) group by all having sum(l.owed) > 0 order by all",
            [sorted({one.target for one in found.moves})],
        ).fetchall()
        left = [(key, sku, pieces - moved.get((key, sku), 0)) for key, sku, pieces in rows]
        return [(key, sku, pieces) for key, sku, pieces in left if pieces > 0]
