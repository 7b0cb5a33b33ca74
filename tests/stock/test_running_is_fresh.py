"""A deck that was open all day and one that is opened now agree, whatever was done and whatever came; what is shown is
what applying does; what left is off the stock until a newer picture. Laws over random days."""

import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from orderdeck.data import actions
from orderdeck.data.actions import Outcome, Request, perform
from orderdeck.data.base.config.settings import Settings, Stock
from orderdeck.data.stock.acts.facade import StockActs
from orderdeck.data.stock.acts.scripted import act
from orderdeck.data.stock.desk import StockDesk
from orderdeck.data.stock.plan.proposal import proposals
from orderdeck.data.stock.plan.rules import unwanted
from orderdeck.data.stock.stockouts import planned, short_skus, sku_board
from orderdeck.data.stock.supply.awaited import wishes
from tests.desk.make_desk import NOON, Bench, order, us
from tests.engine import new_paths

SKUS = ("A", "B")
HOUSES = ("Yiwu", "Shenzhen")
KEYS = tuple(f"aliexpress:{number}" for number in range(6))
WANTS = st.dictionaries(st.sampled_from(SKUS), st.integers(1, 12), min_size=1)
REMARKS = st.sampled_from([None, None, "please change my address"])
COUNTS = st.dictionaries(st.sampled_from(SKUS), st.integers(-2, 9), min_size=1)
NUMBER = st.integers(0, len(KEYS) - 1)
BY_HAND = (
    "remark_handled",
    "done",
    "reopen",
    "packed",
    "message_sent",
    "claim",
    "release",
    "snooze",
    "wake",
    "note",
)
DEEDS = st.one_of(
    st.tuples(st.sampled_from(BY_HAND), NUMBER),
    st.tuples(st.sampled_from(("undo", "undo", "redo")), NUMBER),
    st.tuples(
        st.sampled_from(("apply", "word", "receipt", "restock", "end", "one", "two")),
        st.sampled_from(SKUS),
        st.integers(0, 9),
    ),
    st.tuples(
        st.just("purchases"),
        st.sampled_from(SKUS),
        st.integers(1, 9),
        st.sampled_from(("sent", "received", "part")),
    ),
    st.tuples(st.sampled_from(("move", "give_back", "overrule")), NUMBER, NUMBER, st.sampled_from(SKUS)),
    st.tuples(
        st.just("export"), NUMBER, st.sampled_from(("to_ship", "shipped", "part_shipped", "cancelled", "risk_control"))
    ),
    st.tuples(st.just("older export"), NUMBER, st.sampled_from(("to_ship", "shipped"))),
    st.tuples(st.sampled_from(("script apply_plan", "script list_sent")), st.sampled_from(SKUS)),
    st.tuples(
        st.sampled_from(("script apply_plan", "script allot", "script move_stock", "script release_allotment")), NUMBER
    ),
    st.tuples(st.just("stock"), st.sampled_from(HOUSES), COUNTS),
    st.tuples(st.just("wait"), st.sampled_from((1, 5, 30))),
)  # fmt: skip


@contextmanager
def day(orders: list[Any]) -> Iterator["Day"]:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "exports").mkdir()
        made = Day(Bench(new_paths(Path(folder) / "exports")), orders)
        try:
            yield made
        finally:
            made.bench.close()


class Day:
    """A desk that stays open, and what comes to it hour by hour."""

    def __init__(self, bench: Bench, orders: list[Any], rules: Stock | None = None) -> None:
        self.bench = bench
        self.rules = rules or Stock()
        self.orders = {
            number: order(
                number,
                lines=[{"sku": sku, "quantity": pieces} for sku, pieces in wants.items()],
                ship_by=NOON + timedelta(hours=hours),
                remark=remark,
                service="DHL" if number == 0 else "AliExpress Standard Shipping",
            )
            for number, (wants, hours, remark) in enumerate(orders)
        }
        bench.load(*self.orders.values(), at=NOON - timedelta(hours=3))
        bench.stock(NOON - timedelta(hours=2), HOUSES[0], A=9, B=3)
        self.desk = self.open()
        self.acts = StockActs(self.desk, self.desk.ledger, "li")

    def open(self) -> Any:
        return self.bench.desk(Settings(stock=self.rules), hooks=None, debug=False)

    def do(self, deed: Any) -> None:
        """Does it; what can't be done is refused and changes nothing."""
        kind, *rest = deed
        self.bench.now += timedelta(minutes=7)
        if kind == "wait":
            self.bench.now += timedelta(hours=rest[0])
            self.desk.tick()
        elif kind in ("undo", "redo"):
            {"undo": actions.undo, "redo": actions.redo}[kind](self.desk, self.desk.ledger, "li")
        elif kind in ("export", "older export"):
            number, status = rest
            ago = timedelta(minutes=1) if kind == "export" else timedelta(hours=2, minutes=30)
            self.export(number, status, ago)
        elif kind == "stock":
            self.bench.stock(self.bench.now - timedelta(minutes=1), rest[0], **rest[1])
            self.desk.catch_up()
        elif kind == "purchases":
            self.purchases(*rest)
        elif kind.startswith("script"):
            self.script(kind.removeprefix("script "), rest[0])
        elif kind in BY_HAND:
            self.by_hand(kind, KEYS[rest[0] % len(self.orders)])
        else:
            self.about_stock(kind, *rest)

    def export(self, number: int, status: str, ago: timedelta) -> None:
        was = self.orders[number % len(self.orders)]
        lines = [dict(line) for line in was["lines"]]
        if status == "part_shipped":
            for line in lines:
                line |= {"sent": line["quantity"] // 2, "owed": line["quantity"] - line["quantity"] // 2}
        self.bench.load(was | {"status": status, "lines": lines}, at=self.bench.now - ago)
        self.desk.catch_up()

    def purchases(self, sku: str, pieces: int, state: str) -> None:
        line = {
            "purchase_key": f"PO|{sku}", "purchase_id": "PO", "supplier": "S", "sku": sku, "quantity": pieces,
            "ordered_at": NOON, "state": "sent" if state == "part" else state,
            "quantity_received": pieces // 2 if state == "part" else None,
        }  # fmt: skip
        self.bench.purchases(self.bench.now - timedelta(minutes=1), line)
        self.desk.catch_up()

    def by_hand(self, kind: str, key: str) -> None:
        said: dict[str, dict[str, Any]] = {
            "note": {"text": "x"},
            "snooze": {"until": us(self.bench.now + timedelta(hours=9))},
        }
        data = said.get(kind, {})
        perform(self.desk, self.desk.ledger, Request(kind=kind, targets=(key,), operator="li", data=data))

    def script(self, kind: str, one: Any) -> Outcome:
        """What a script asks for, of an order by its number or of a SKU."""
        targets: tuple[str, ...] = (one if isinstance(one, str) else KEYS[one % len(self.orders)],)
        data: dict[str, Any] = {"source": KEYS[0]} if kind == "move_stock" else {}
        if kind == "list_sent":
            waiting = [one for one in StockDesk(self.desk).waiting() if one.list == "purchases"]
            if not waiting:
                return Outcome()
            targets = ()
            data = {"list": "purchases", "supplier": waiting[0].supplier, "upto": waiting[0].upto}
        return act(self.desk, Request(kind=kind, targets=targets, operator="li", data=data))

    def about_stock(self, kind: str, one: Any, other: Any, sku: str = "A") -> None:
        if kind == "apply":
            self.acts.apply(self.board(one), {})
        elif kind == "word":
            self.acts.word(one, "left", other)
        elif kind == "restock":
            self.acts.restock(one, "S", other + 1)
        elif kind == "receipt":
            open_ones = self.desk.con.execute(
                "select purchase_key from purchases where open order by 1"
            ).fetchall()
            if open_ones:
                self.acts.receive(one, open_ones[0][0], other + 1)
        elif kind in ("end", "one", "two"):
            keys = self.column("select purchase_key from purchases order by 1")
            restocks = self.column("select id from live_acts where kind = 'restock' order by 1")
            if keys and kind == "end":
                self.acts.end(one, keys[other % len(keys)])
            elif keys and restocks:
                couple = self.acts.pair if kind == "one" else self.acts.keep_apart
                couple(one, keys[other % len(keys)], restocks[other % len(restocks)])
        elif kind == "move" and one % len(self.orders) != other % len(self.orders):
            self.acts.move(sku, KEYS[one % len(self.orders)], KEYS[other % len(self.orders)])
        elif kind == "give_back":
            self.acts.release(KEYS[one % len(self.orders)])
        elif kind == "overrule":
            self.acts.overrule([KEYS[one % len(self.orders)]], "ask_cancel")

    def column(self, sql: str) -> list[str]:
        return [row[0] for row in self.desk.con.execute(sql).fetchall()]

    def board(self, sku: str) -> Any:
        return sku_board(self.desk.con, sku, self.rules, self.desk.now())


def stands(desk: Any, rules: Stock) -> dict[str, Any]:
    """What an operator can see of orders, stock and plan."""
    con = desk.con
    steps, rests, _short = planned(con, rules, desk.now())
    told = {
        name: sorted(con.execute(sql).fetchall(), key=str)
        for name, sql in {
            "queues": "select order_key, queue, asleep, short, late from standing",
            "stock": "select sku, on_hand, known, epoch_us(source_at), overruled from stock_position",
            "allotments": "select order_key, sku, quantity, applied from allotments",
            "short": "select order_key, sku, short, ahead, ord from short_lines",
            "purchases": "select purchase_key, restock_key, in_doubt, state, still_due, lead_days from purchases",
        }.items()
    }
    return told | {
        "plan": sorted((step.order_key, step.action, step.reason) for step in steps.values()),
        "skus": [(one.sku, one.short, one.debt, one.allotted) for one in short_skus(con)],
        "outbox": [
            (one.key, item.sku, item.quantity, item.to_order, item.orders)
            for one in StockDesk(desk).waiting()
            for item in one.items
        ],
        "restock": sorted(
            (sku, one.for_paid, one.for_unpaid)
            for sku, one in proposals(con, unwanted(steps.values()), rests).items()
        ),
    }


ORDERS = st.lists(st.tuples(WANTS, st.sampled_from([-5, 3, 20, 90]), REMARKS), min_size=2, max_size=6)


@settings(max_examples=7, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ORDERS, st.lists(DEEDS, min_size=1, max_size=8))
@example(  # neither open before nor by now, and sent all the same
    orders=[({"A": 1}, -5, None)] * 2, deeds=[("export", 0, "cancelled"), ("export", 0, "shipped")]
)
def test_a_running_desk_and_a_fresh_one_agree_after_any_act(orders: list[Any], deeds: list[Any]) -> None:
    with day(orders) as today:
        for deed in deeds:
            today.do(deed)
            fresh = today.open()
            assert stands(today.desk, today.rules) == stands(fresh, today.rules), deed
            fresh.close()
            today.bench.desks.remove(fresh)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ORDERS, st.lists(DEEDS, max_size=4), st.sampled_from(SKUS))
def test_the_plan_shown_is_the_plan_after_applying_it(orders: list[Any], deeds: list[Any], sku: str) -> None:
    with day(orders) as today:
        for deed in deeds:
            today.do(deed)
        shown, short = steps_of(today.board(sku)), stands(today.desk, today.rules)["skus"]
        today.acts.apply(today.board(sku), {})
        assert steps_of(today.board(sku)) == shown
        assert stands(today.desk, today.rules)["skus"] == short


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ORDERS, st.lists(DEEDS, max_size=4), st.sampled_from((*SKUS, 0, 1)))
def test_the_plan_that_a_script_is_shown_is_what_it_applies(
    orders: list[Any], deeds: list[Any], one: str | int
) -> None:
    """Applied whole or order by order, what was shown stands: nothing else of the journal, and nothing to do again."""
    with day(orders) as today:
        for deed in deeds:
            today.do(deed)
        told = {
            sku: [
                (hit.order_key, *steps_of(today.board(sku))[hit.order_key]) for hit in today.board(sku).hits
            ]
            for sku in SKUS
        }
        rests = {hit.order_key: {(r.sku, r.own) for r in hit.rests if r.own} for hit in today.board("A").hits}
        known = {(one.order_key, one.sku) for one in wishes(today.desk.con)}
        done = today.script("apply_plan", one).done
        for sku in SKUS:
            assert steps_of(today.board(sku)) == {key: tuple(said) for key, *said in told[sku]}
        wished = {
            (act.order_key, act.sku, act.data["quantity"]) for act in done if act.kind == "await_restock"
        }
        if one == "A":
            wanted = {(key, sku, own) for key, some in rests.items() for sku, own in some}
            assert wished <= wanted
            assert {(key, sku) for key, sku, _own in wanted} <= {(k, s) for k, s, _q in wished} | known
        assert not today.script("apply_plan", one).done


def steps_of(board: Any) -> dict[str, tuple[Any, ...]]:
    return {hit.order_key: (hit.step.action, hit.short, hit.allotted, hit.step.chance) for hit in board.hits}


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ORDERS, st.lists(DEEDS, max_size=6))
@example(
    orders=[({"A": 1}, -5, None)] * 2
    + [({"A": 1, "B": 7}, -5, None), ({"A": 5, "B": 9}, -5, None)]
    + [({"A": 1}, -5, None)] * 2,
    deeds=[("export", 2, "risk_control")],
)
def test_what_is_short_adds_up_and_no_more_is_allotted_than_there_is_unless_said(
    orders: list[Any], deeds: list[Any]
) -> None:
    with day(orders) as today:
        for deed in deeds:
            today.do(deed)
        con = today.desk.con
        there = dict(con.execute("select sku, on_hand from stock_position where known").fetchall())
        off: Counter[str] = Counter()
        for sku, pieces in con.execute("select sku, quantity from stock_applied where off").fetchall():
            off[sku] += pieces
        for sku, pieces in con.execute("select sku, quantity from allotments where not applied").fetchall():
            off[sku] += pieces
        wanted: dict[str, int] = defaultdict(int)
        for sku, pieces in con.execute("select sku, quantity from shortages where ships").fetchall():
            wanted[sku] += pieces
        told = {one.sku: one for one in short_skus(con)}
        for sku, on_hand in there.items():
            left = on_hand - off[sku]
            if sku in told:
                assert told[sku].short == max(0, wanted[sku] - left)
                assert told[sku].allotted <= max(0, on_hand) + told[sku].debt
            else:
                # An order that went without another SKU takes of this one what nobody took.
                assert wanted[sku] <= max(0, left)
                assert left >= 0 or on_hand < 0


Event = tuple[str, datetime]


@settings(max_examples=7, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(st.integers(1, 3), st.booleans()), min_size=1, max_size=4),
    st.lists(
        st.one_of(
            st.tuples(
                st.sampled_from(("packed", "done", "shipped", "shipped with its time")), st.integers(0, 3)
            ),
            st.tuples(st.just("counted"), st.integers(0, 9)),
        ),
        max_size=7,
    ),
)
def test_what_left_is_off_until_a_newer_picture_in_plain_words(orders: list[Any], events: list[Any]) -> None:
    """The model: off is what left after the newest picture; it left when it was packed or done here, or sent."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "exports").mkdir()
        bench = Bench(new_paths(Path(folder) / "exports"))
        made = {
            number: order(number, lines=[{"sku": "A", "quantity": pieces}], ship_by=NOON + timedelta(days=9))
            for number, (pieces, _) in enumerate(orders)
        }
        bench.load(*made.values(), at=NOON - timedelta(hours=3))
        bench.stock(NOON - timedelta(hours=2), A=5)
        desk = bench.desk(Settings(), hooks=None, debug=False)
        counted, picture = 5, NOON - timedelta(hours=2)
        left: dict[int, datetime] = {}
        sent: set[int] = set()
        for kind, number in events:
            bench.now += timedelta(hours=1)
            if kind == "counted":
                counted, picture = number, bench.now
                bench.stock(picture, A=counted)
            elif number in made and number not in sent:
                if kind in ("packed", "done"):
                    request = Request(kind=kind, targets=(f"aliexpress:{number}",), operator="li")
                    if not perform(desk, desk.ledger, request).done:
                        continue
                    left.setdefault(number, bench.now)
                else:
                    at = bench.now - timedelta(minutes=30)
                    came = {"status": "shipped"} | ({"sent_at": at} if kind != "shipped" else {})
                    bench.load(made[number] | came, at=bench.now)
                    sent.add(number)
                    left[number] = min(left.get(number, bench.now), at if kind != "shipped" else bench.now)
            desk.catch_up()
        off = sum(orders[number][0] for number, at in left.items() if at > picture)
        demand = sum(pieces for number, (pieces, _) in enumerate(orders) if number not in left)
        short = sum(row[0] for row in desk.con.execute("select short from short_lines").fetchall())
        assert short == max(0, demand - max(0, counted - off)) or _whole_orders(
            desk, orders, left, counted - off
        )
        free = desk.con.execute("select available from stock_supply where sku = 'A'").fetchall()[0][0]
        assert max(0, free) == max(0, counted - off)
        bench.close()


def _whole_orders(desk: Any, orders: list[Any], left: dict[int, datetime], free: int) -> bool:
    """Whole orders alone are allotted: what is short is what they lack beyond what is left."""
    given = desk.con.execute(
        "select coalesce(sum(quantity), 0) from allotments where not applied"
    ).fetchall()[0][0]
    waiting = sum(p for n, (p, _) in enumerate(orders) if n not in left) - given
    short = sum(row[0] for row in desk.con.execute("select short from short_lines").fetchall())
    return bool(short == max(0, waiting - (max(0, free) - given)))
