"""Acts about stock that is there: plans applied, stock allotted, moved from one order to another, and given back."""

from collections.abc import Collection, Sequence

from orderdeck.data.actions import Conflict, Outcome, Refusal, new_id
from orderdeck.data.actions.orders import Standing, look, ship_by_of
from orderdeck.data.base.records import Act
from orderdeck.data.base.state_token import same
from orderdeck.data.stock.acts.applying import effects
from orderdeck.data.stock.acts.base import Acting, against_shipping
from orderdeck.data.stock.cases import cases, open_cases
from orderdeck.data.stock.stockouts import Hit, SkuBoard, sku_board
from orderdeck.data.stock.supply.awaited import wished


class Allotting(Acting):
    """Who gets what there is."""

    def apply(
        self,
        board: SkuBoard,
        states: dict[str, str],
        *,
        only: Collection[str] = (),
        force: bool = False,
        act_id: str = "",
    ) -> Outcome:
        """Applies the plan of a SKU, or what it says of the orders `only`, as one group: allots to orders that ship
        now, opens a case for each to ask, and notes what has to be ordered for those that wait.

        `board` and `states` (order key -> state token) are what the operator saw. What is done is decided on the plan
        as it is in the moment of writing: an order that it says something else of, that changed since, or that a
        colleague holds, is left out and told as a conflict, unless forced.
        """
        sku = board.sku.sku
        seen = {hit.order_key: hit for hit in board.hits if not only or hit.order_key in only}
        group = act_id or new_id()

        def decide(outcome: Outcome) -> list[Act]:
            fresh = sku_board(self._desk.con, sku, self._desk.settings.stock, self._desk.now())
            hits = {hit.order_key: hit for hit in fresh.hits}
            found = look(self._desk, list(seen))
            keys = [
                key
                for key in seen
                if self._stands(key, found.get(key), states, force, outcome)
                and (force or self._as_seen(seen[key], hits.get(key), found[key], outcome))
            ]
            asked = open_cases(cases(self._desk.con, order_keys=keys))
            plan = effects((hits[key] for key in keys if key in hits), asked, wished(self._desk.con))
            acts = self._allots(keys, set(plan.ship), found, group)
            for one in plan.restock:
                acts.append(self._act(group, "await_restock", one.order_key, one.sku, one.data(), found))
            acts += [self._act(group, "closed", key, None, {}, found) for key in plan.drop]
            for key, what in plan.ask:
                acts.append(
                    self._act(
                        group,
                        "case_opened",
                        key,
                        None,
                        {"what": what, "sku": sku} | ship_by_of(found.get(key)),
                        found,
                    )
                )
            if not acts:
                if not outcome.conflicts:
                    outcome.refused.append(Refusal(sku, "nothing_to_apply"))
                return []
            head = self._act(group, "plan_applied", None, sku, {"orders": len(keys)}, found)
            return [head, *acts]

        return self._together(group, decide)

    def allot(self, order_key: str, sku: str = "", quantity: int | None = None, act_id: str = "") -> Outcome:
        """Allots to an order what it wants, whoever stands before it, out of what is promised to nobody.

        Whole orders only, unless parts may be shipped: then of one SKU alone, and `quantity` of it, where named.
        """
        group = act_id or new_id()

        def decide(outcome: Outcome) -> list[Act]:
            found = look(self._desk, [order_key])
            order = found.get(order_key)
            if against := against_shipping(order_key, order):
                outcome.refused.append(against)
                return []
            if not self._stands(order_key, order, {}, False, outcome):
                return []
            return self._allotment(order_key, sku, quantity, found, group, outcome)

        return self._together(group, decide)

    def _allotment(
        self,
        order_key: str,
        sku: str,
        quantity: int | None,
        found: dict[str, Standing],
        group: str,
        outcome: Outcome,
    ) -> list[Act]:
        partial = self._desk.settings.stock.partial_shipping
        rows = self._desk.con.execute(
            "select d.sku, d.quantity::bigint, greatest(0, s.available)::bigint from stock_demand d "
            "join stock_supply s using (sku) where d.order_key = ? order by d.sku",
            [order_key],
        ).fetchall()
        wanted = {one: (pieces, free) for one, pieces, free in rows}
        if not wanted or (sku and sku not in wanted):
            code = "allotted_already" if self._applied(order_key) else "nothing_to_allot"
            outcome.refused.append(Refusal(order_key, code, sku))
            return []
        chosen = {one: wanted[one][0] for one in wanted if not partial or not sku or one == sku}
        if quantity is not None:
            one = sku or next(iter(chosen))
            if quantity < 1 or (len(chosen) > 1 and not sku):
                outcome.refused.append(Refusal(order_key, "field_wrong", "quantity"))
                return []
            if quantity > chosen[one] or (quantity != chosen[one] and not partial):
                outcome.refused.append(Refusal(order_key, "wants_otherwise", f"{chosen[one]} {one}"))
                return []
            chosen[one] = quantity
        if partial and quantity is None:
            chosen = {one: min(pieces, wanted[one][1]) for one, pieces in chosen.items()}
        lacking = [one for one, pieces in chosen.items() if pieces > wanted[one][1] or not pieces]
        if lacking and not (partial and len(lacking) < len(chosen)):
            outcome.refused.append(Refusal(order_key, "not_enough", lacking[0]))
            return []
        held = self._held([order_key])
        return [
            self._act(
                group, "allot", order_key, one, {"quantity": pieces + held.get((order_key, one), 0)}, found
            )
            for one, pieces in chosen.items()
            if pieces and one not in lacking
        ]

    def move(self, sku: str, target: str, source: str, act_id: str = "") -> Outcome:
        """Moves the pieces of `sku` that `target` lacks from the order `source` to it."""
        group = act_id or new_id()

        def decide(outcome: Outcome) -> list[Act]:
            found = look(self._desk, [target, source])
            unknown = [key for key in (target, source) if key not in found]
            if unknown:
                outcome.refused.append(Refusal(unknown[0], "unknown_order"))
                return []
            pieces = self._to_move(sku, target, source, outcome)
            if not pieces:
                return []
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
            found = look(self._desk, [order_key])
            if not self._applied(order_key):
                code = "not_allotted" if order_key in found else "unknown_order"
                outcome.refused.append(Refusal(order_key, code))
                return []
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
        if not same(states.get(key, ""), order.state):
            outcome.conflicts.append(Conflict(key, "state_changed", order.status, order.state))
            return False
        return True

    def _as_seen(self, seen: Hit, hit: Hit | None, order: Standing, outcome: Outcome) -> bool:
        """Whether the plan still says of an order what the operator saw."""
        if hit is not None and (hit.step.action, hit.short, hit.allotted) == (
            seen.step.action,
            seen.short,
            seen.allotted,
        ):
            return True
        said = hit.step.action if hit is not None else ""
        outcome.conflicts.append(Conflict(seen.order_key, "step_changed", said, order.state))
        return False

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
        held = self._held(keys)
        return [
            # An allotment says how much in all: with what was applied before.
            self._act(group, "allot", key, sku, {"quantity": quantity + held.get((key, sku), 0)}, found)
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
        if target == source or not lacking.get(sku) or not held:
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

    def _held(self, order_keys: Sequence[str]) -> dict[tuple[str, str], int]:
        """Order and SKU -> pieces applied to it."""
        sql = (
            "select order_key, sku, sum(quantity)::bigint from allotments "
            "where applied and order_key in (select unnest(?::varchar[])) group by all"
        )
        rows = self._desk.con.execute(sql, [list(order_keys)]).fetchall()
        return {(key, sku): pieces for key, sku, pieces in rows}

    def _applied(self, order_key: str) -> bool:
        sql = "select 1 from allotments where order_key = ? and applied limit 1"
        return bool(self._desk.con.execute(sql, [order_key]).fetchall())

    def _packed(self, order_key: str) -> bool:
        sql = "select 1 from marks where order_key = ? and (packed_at is not null or done) limit 1"
        return bool(self._desk.con.execute(sql, [order_key]).fetchall()) and self._applied(order_key)
