"""Acts about stock by their rules: what an operator says, buys, takes off sale, allots, moves, and asks buyers.

What allots is decided on one picture of stock and written only while that picture holds: where somebody allotted
meanwhile it is decided anew, so that no two operators ever promise the same piece.

Refusals beside those of data.actions.perform: unknown_purchase, already_delisted, not_delisted, nothing_to_apply,
nothing_to_move, half_allotted (the SKU that would still be short), packed (the order that would have to give),
not_allotted, no_case.
"""

import hashlib
from collections.abc import Callable, Sequence
from typing import Any, Final, Literal

import msgspec

from data.actions import Conflict, Outcome, Refusal, Request, new_id, perform
from data.actions.orders import Standing, look
from data.actions.records import joined
from data.desk import Desk
from data.ledger import Ledger
from data.model import Act
from data.stock.cases import ASK_OF, cases
from data.stock.kinds import STOCK_KINDS
from data.stock.stockouts import SkuBoard
from queries.statements import statements

GUARDED: Final = STOCK_KINDS | {"done", "reopen", "undo", "redo"}
"""Kinds of acts by others after which an allotment has to be decided anew."""
TRIES: Final = 5


class Listing(msgspec.Struct, frozen=True):
    """How a SKU is taken off sale: set to 0, or its whole product delisted where all SKUs of it are dead."""

    scope: Literal["sku", "product"]
    product_id: str | None
    skus: int
    """How many SKUs the product has, 0 where the product list doesn't know it."""
    dead: int


class Message(msgspec.Struct, frozen=True):
    """A message about a stock-out as it was sent."""

    order_key: str
    what: str
    """One of data.stock.kinds.ASKS."""
    sku: str
    situation: str
    language: str
    text: str

    def data(self) -> dict[str, Any]:
        """What the journal keeps of it."""
        digest = hashlib.sha256(self.text.encode()).hexdigest()[:16]
        return {
            "what": self.what,
            "sku": self.sku,
            "situation": self.situation,
            "language": self.language,
            "digest": digest,
        }


class StockActs:
    """Acts of one operator on one desk. Every method returns an Outcome and raises LedgerError."""

    def __init__(self, desk: Desk, ledger: Ledger, operator: str) -> None:
        self._desk, self._ledger, self._operator = desk, ledger, operator

    # About a SKU

    def word(
        self,
        sku: str,
        word: str,
        quantity: int | None = None,
        expected_at: int | None = None,
        act_id: str = "",
    ) -> Outcome:
        """The operator's own word: out, left (with `quantity`), back, or expected at (µs, UTC)."""
        return self._on_sku("stock_word", sku, act_id, word=word, quantity=quantity, expected_at=expected_at)

    def restock(
        self,
        sku: str,
        supplier: str,
        quantity: int,
        *,
        unit_price: str | None = None,
        currency: str | None = None,
        expected_at: int | None = None,
        supplier_sku: str | None = None,
        title: str | None = None,
        act_id: str = "",
    ) -> Outcome:
        """Puts pieces of a SKU on a supplier's purchase list; the act's id is the purchase's key."""
        if quantity < 1:
            return _refused(sku, "field_wrong", "quantity")
        return self._on_sku(
            "restock", sku, act_id, supplier=supplier, quantity=quantity, unit_price=unit_price, currency=currency,
            expected_at=expected_at, supplier_sku=supplier_sku, title=title,
        )  # fmt: skip

    def receive(self, sku: str, purchase_key: str, quantity: int, act_id: str = "") -> Outcome:
        """Pieces of a purchase have come in; they count as stock until a newer stock file."""
        known = "select 1 from purchases where purchase_key = ?"
        if not self._desk.con.execute(known, [purchase_key]).fetchall():
            return _refused(sku, "unknown_purchase")
        if quantity < 1:
            return _refused(sku, "field_wrong", "quantity")
        return self._on_sku("receipt", sku, act_id, purchase_key=purchase_key, quantity=quantity)

    def listing(self, sku: str) -> Listing:
        """What taking `sku` off sale means now."""
        rows = self._desk.con.execute(statements("stock/delist")["siblings"], {"sku": sku}).fetchall()
        dead = sum(bool(is_dead) or one == sku for _product, one, is_dead in rows)
        product = rows[0][0] if rows else None
        return Listing("product" if rows and dead == len(rows) else "sku", product, len(rows), dead)

    def delist(self, sku: str, act_id: str = "") -> Outcome:
        """Takes a SKU off sale, or its whole product where none of its SKUs is left."""
        self._desk.catch_up()
        if self._delisted(sku):
            return _refused(sku, "already_delisted")
        found = self.listing(sku)
        return self._on_sku("delist", sku, act_id, scope=found.scope, product_id=found.product_id)

    def relist(self, sku: str, act_id: str = "") -> Outcome:
        """Puts a SKU, or the product that it was taken off with, back on sale."""
        self._desk.catch_up()
        found = self._delisted(sku)
        if not found:
            return _refused(sku, "not_delisted")
        return self._on_sku("relist", sku, act_id, scope=found[0], product_id=found[1])

    def sent(self, list_: str, supplier: str, upto: int, act_id: str = "") -> Outcome:
        """A list was handed over, with every act on it up to seq `upto`."""
        data = {"list": list_, "supplier": supplier or None, "upto": upto}
        return self._perform("list_sent", ("",), act_id, data)

    # About stock that is there

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

    # About buyers

    def asked(self, messages: Sequence[Message], act_id: str = "") -> Outcome:
        """The operator has sent these messages, one group; of each its digest is kept, not its text.

        An order that has ended meanwhile is left out and told as refused.
        """
        group = act_id or new_id()

        def decide(outcome: Outcome) -> list[Act]:
            found = look(self._desk, [one.order_key for one in messages])
            acts = []
            for one in messages:
                order = found.get(one.order_key)
                if order is None or order.finished:
                    code = "finished" if order else "unknown_order"
                    outcome.refused.append(Refusal(one.order_key, code, order.status if order else ""))
                    continue
                sent = {"template": one.situation, "language": one.language}
                acts += [
                    self._act(group, "asked", one.order_key, None, one.data(), found),
                    self._act(group, "message_sent", one.order_key, None, sent, found),
                ]
            return acts

        return self._together(group, decide)

    def step(
        self, order_key: str, kind: Literal["agreed", "closed"], note: str = "", act_id: str = ""
    ) -> Outcome:
        """The buyer agreed, or the operator closes the case."""
        self._desk.catch_up()
        if not any(one.stage != "closed" for one in cases(self._desk.con, order_keys=[order_key])):
            return _refused(order_key, "no_case")
        return self._perform(kind, (order_key,), act_id, {"note": note or None})

    # Inside

    def _on_sku(self, kind: str, sku: str, act_id: str, **data: Any) -> Outcome:
        return self._perform(kind, (sku,), act_id, data)

    def _perform(self, kind: str, targets: tuple[str, ...], act_id: str, data: dict[str, Any]) -> Outcome:
        given = {name: value for name, value in data.items() if value is not None}
        ids = tuple(f"{act_id}.{n}" if n else act_id for n in range(len(targets))) if act_id else ()
        request = Request(kind=kind, targets=targets, operator=self._operator, data=given, ids=ids)
        return perform(self._desk, self._ledger, request)

    def _together(self, group: str, decide: Callable[[Outcome], list[Act]]) -> Outcome:
        """Appends what `decide` makes of the desk as it is, as one; decides anew where somebody was quicker."""
        changes = self._desk.catch_up()
        for _ in range(TRIES):
            outcome = Outcome(changes=changes)
            acts = [msgspec.structs.replace(act, id=f"{group}.{n}") for n, act in enumerate(decide(outcome))]
            known = [act for act in acts if self._desk.acts.known(act.id)]
            stored = (
                self._ledger.append_unless(acts, self._desk.acts.seq, GUARDED)
                if acts and not known
                else known
            )
            outcome.changes = changes = joined(changes, self._desk.catch_up())
            if stored is not None:
                outcome.done = stored
                return outcome
        return _refused("", "overtaken")

    def _act(
        self,
        group: str,
        kind: str,
        order_key: str | None,
        sku: str | None,
        data: dict[str, Any],
        found: dict[str, Standing],
    ) -> Act:
        order = found.get(order_key or "")
        return Act(
            id="",
            kind=kind,
            operator=self._operator,
            at=self._desk.now(),
            group=group,
            order_key=order_key,
            sku=sku,
            state=(order.state or None) if order else None,
            data=data,
        )

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
            "select l.sku, sum(l.quantity)::bigint from open_lines l join stock_supply s using (sku) "
            "where l.order_key = ? and l.sku <> ? group by l.sku order by l.sku",
            [target, sku],
        ).fetchall()
        return [self._act(group, "allot", target, one, {"quantity": pieces}, found) for one, pieces in rows]

    def _want(self, order_key: str, sku: str) -> int:
        sql = "select coalesce(sum(quantity), 0)::bigint from stock_demand where order_key = ? and sku = ?"
        return int(self._desk.con.execute(sql, [order_key, sku]).fetchall()[0][0])

    def _free(self, sku: str) -> int:
        sql = (
            "select greatest(0, p.on_hand - coalesce((select sum(quantity) from allotments where sku = $sku), 0)) "
            "from stock_position p where p.sku = $sku and p.known"
        )
        rows = self._desk.con.execute(sql, {"sku": sku}).fetchall()
        return int(rows[0][0]) if rows else 0

    def _applied(self, order_key: str) -> bool:
        sql = "select 1 from allotments where order_key = ? and applied limit 1"
        return bool(self._desk.con.execute(sql, [order_key]).fetchall())

    def _packed(self, order_key: str) -> bool:
        sql = "select 1 from marks where order_key = ? and (packed_at is not null or done) limit 1"
        return bool(self._desk.con.execute(sql, [order_key]).fetchall()) and self._applied(order_key)

    def _delisted(self, sku: str) -> tuple[str, str | None] | None:
        sql = "select scope, product_id from delisted where sku = ?"
        rows = self._desk.con.execute(sql, [sku]).fetchall()
        return (rows[0][0], rows[0][1]) if rows else None


def _refused(target: str, code: str, value: str = "") -> Outcome:
    return Outcome(refused=[Refusal(target, code, value)])
