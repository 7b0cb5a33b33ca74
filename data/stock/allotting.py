"""Acts about stock that is there: plans applied, stock moved from one order to another, allotments given back."""

from collections.abc import Sequence

from data.actions import Conflict, Outcome, Refusal, new_id
from data.actions.orders import Standing, look
from data.model import Act
from data.stock.acting import Acting
from data.stock.cases import ASK_OF, cases
from data.stock.stockouts import SkuBoard


class Allotting(Acting):
    """Who gets what there is."""

    def apply(
        self, board: SkuBoard, states: dict[str, str], *, force: bool = False, act_id: str = ""
    ) -> Outcome:
        """Applies the plan of a SKU as one group: allots to orders that ship now, opens a case for each to ask.

        `board` and `states` (order key -> state token) are what the operator saw; an order that changed since, or
        that a colleague holds, is left out and told as a conflict, unless forced. Orders that wait need no act.
        """
        steps = {hit.order_key: hit.step for hit in board.hits}
        group = act_id or new_id()

        def decide(outcome: Outcome) -> list[Act]:
            found = look(self._desk, list(steps))
            keys = [key for key in steps if self._stands(key, found.get(key), states, force, outcome)]
            acts = self._allots(keys, {k for k in keys if steps[k].action == "ship_now"}, found, group)
            asked = {one.order_key for one in cases(self._desk.con, order_keys=keys) if one.stage != "closed"}
            for key in keys:
                what = ASK_OF.get(steps[key].action)
                if what and key not in asked:
                    data = {"what": what, "sku": board.sku.sku}
                    acts.append(self._act(group, "case_opened", key, None, data, found))
            if not acts:
                outcome.refused.append(Refusal(board.sku.sku, "nothing_to_apply"))
                return []
            head = self._act(group, "plan_applied", None, board.sku.sku, {"orders": len(keys)}, found)
            return [head, *acts]

        return self._together(group, decide)

    def move(self, sku: str, target: str, source: str, act_id: str = "") -> Outcome:
        """Moves the pieces of `sku` that `target` lacks from the order `source` to it."""
        group = act_id or new_id()

        def decide(outcome: Outcome) -> list[Act]:
            pieces = self._to_move(sku, target, source, outcome)
            if not pieces:
                return []
            found = look(self._desk, [target, source])
            acts = []
            if not self._desk.settings.stock.partial_shipping and self._applied(source):
                # what it held of other SKUs would leave it half allotted
                acts.append(self._act(group, "release_allotment", source, None, {}, found))
            data = {"quantity": pieces, "source": source}
            acts.append(self._act(group, "move_stock", target, sku, data, found))
            return acts + self._rest_of(target, sku, found, group)

        return self._together(group, decide)

    def release(self, order_key: str, act_id: str = "") -> Outcome:
        """Gives what is allotted to an order back to the line."""
        group = act_id or new_id()

        def decide(outcome: Outcome) -> list[Act]:
            if not self._applied(order_key):
                outcome.refused.append(Refusal(order_key, "not_allotted"))
                return []
            found = look(self._desk, [order_key])
            return [self._act(group, "release_allotment", order_key, None, {}, found)]

        return self._together(group, decide)

    def overrule(self, order_keys: Sequence[str], action: str, act_id: str = "") -> Outcome:
        """The operator's own action for orders; "none" goes back to the plan's."""
        return self._perform("plan_override", tuple(order_keys), act_id, {"action": action})

    def _stands(
        self, key: str, order: Standing | None, states: dict[str, str], force: bool, outcome: Outcome
    ) -> bool:
        if order is None or order.finished or order.stage != "to_ship":
            return False
        if force:
            return True
        if order.claimed_by not in ("", self._operator):
            outcome.conflicts.append(Conflict(key, "held_by", order.claimed_by, order.state))
            return False
        if states.get(key, order.state) != order.state:
            outcome.conflicts.append(Conflict(key, "state_changed", order.status, order.state))
            return False
        return True

    def _allots(self, keys: list[str], wanted: set[str], found: dict[str, Standing], group: str) -> list[Act]:
        """Allotments as they are proposed now, to those of `wanted` that the proposal covers whole."""
        partial = self._desk.settings.stock.partial_shipping
        short = {
            row[0] for row in self._desk.con.execute("select distinct order_key from short_lines").fetchall()
        }
        rows = self._desk.con.execute(
            "select order_key, sku, quantity from allotments where not applied and order_key in (select unnest(?)) "
            "order by order_key, sku",
            [keys],
        ).fetchall()
        return [
            self._act(group, "allot", key, sku, {"quantity": quantity}, found)
            for key, sku, quantity in rows
            if partial or (key in wanted and key not in short)
        ]

    def _to_move(self, sku: str, target: str, source: str, outcome: Outcome) -> int:
        con = self._desk.con
        lacking = dict(
            con.execute("select sku, short from short_lines where order_key = ?", [target]).fetchall()
        )
        held = con.execute(
            "select sum(quantity)::bigint from allotments where order_key = ? and sku = ?", [source, sku]
        ).fetchall()[0][0]
        partial = self._desk.settings.stock.partial_shipping
        want = self._want(target, sku) if not partial else lacking.get(sku, 0)
        others = [one for one, short in lacking.items() if short and one != sku]
        if not lacking.get(sku) or not held:
            outcome.refused.append(Refusal(target, "nothing_to_move"))
        elif others and not partial:
            outcome.refused.append(Refusal(target, "half_allotted", others[0]))
        elif held + self._free(sku) < want and not partial:
            outcome.refused.append(Refusal(target, "half_allotted", sku))
        elif self._packed(source):
            outcome.refused.append(Refusal(source, "packed"))
        else:
            return int(min(want, held + self._free(sku)))
        return 0

    def _rest_of(self, target: str, sku: str, found: dict[str, Standing], group: str) -> list[Act]:
        """The other SKUs of an order that is covered now: allotted along, so that it is whole."""
        rows = self._desk.con.execute(
            "select l.sku, sum(l.owed)::bigint from open_lines l join stock_supply s using (sku) "
            "where l.order_key = ? and l.sku <> ? group by l.sku having sum(l.owed) > 0 order by l.sku",
            [target, sku],
        ).fetchall()
        return [self._act(group, "allot", target, one, {"quantity": pieces}, found) for one, pieces in rows]

    def _want(self, order_key: str, sku: str) -> int:
        sql = "select coalesce(sum(quantity), 0)::bigint from stock_demand where order_key = ? and sku = ?"
        return int(self._desk.con.execute(sql, [order_key, sku]).fetchall()[0][0])

    def _free(self, sku: str) -> int:
        sql = (
            "select greatest(0, s.available - coalesce((select sum(quantity) from allotments "
            "where sku = $sku and not applied), 0)) from stock_supply s where s.sku = $sku"
        )
        rows = self._desk.con.execute(sql, {"sku": sku}).fetchall()
        return int(rows[0][0]) if rows else 0

    def _applied(self, order_key: str) -> bool:
        sql = "select 1 from allotments where order_key = ? and applied limit 1"
        return bool(self._desk.con.execute(sql, [order_key]).fetchall())

    def _packed(self, order_key: str) -> bool:
        sql = "select 1 from marks where order_key = ? and (packed_at is not null or done) limit 1"
        return bool(self._desk.con.execute(sql, [order_key]).fetchall()) and self._applied(order_key)
