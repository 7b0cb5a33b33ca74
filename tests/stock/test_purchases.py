"""Purchases: what came in part leaves the rest due, a restock keyed here and its purchase in a file are one, and what
will never come is neither on its way nor a lead time. Laws against plain models, whatever arrives first."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orderdeck.data import actions
from orderdeck.data.base.config.settings import Settings
from orderdeck.data.stock.acts.facade import StockActs
from orderdeck.data.stock.as_json import outbox_json, stockouts_json
from orderdeck.data.stock.desk import StockDesk
from tests.desk.make_desk import NOON, Bench, order, us
from tests.engine import new_paths

HOURS = timedelta(hours=1)


@contextmanager
def made() -> Iterator[Bench]:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "exports").mkdir()
        bench = Bench(new_paths(Path(folder) / "exports"))
        try:
            yield bench
        finally:
            bench.close()


def line(key: str, pieces: int, hours: float, state: str = "sent", **more: Any) -> dict[str, Any]:
    """A purchase line ordered so many hours after noon."""
    return {
        "purchase_key": key, "purchase_id": key, "supplier": "S", "sku": "A", "quantity": pieces,
        "ordered_at": NOON + hours * HOURS, "state": state,
    } | more  # fmt: skip


def restock(bench: Bench, name: str, pieces: int, hours: float, **more: Any) -> None:
    data = {"supplier": "S", "quantity": pieces} | more
    bench.act("restock", sku="A", id=name, at=us(NOON + hours * HOURS), data=data)


def purchases(desk: Any) -> list[tuple[Any, ...]]:
    sql = (
        "select purchase_key, restock_key, in_doubt, source, state, still_due, received_quantity, lead_days "
        "from purchases order by 1"
    )
    rows: list[tuple[Any, ...]] = desk.con.execute(sql).fetchall()
    return rows


def still_due(desk: Any) -> dict[str, int]:
    return {one.purchase_key: one.still_due for one in StockDesk(desk).purchases("A")}


PIECES = st.integers(1, 4)
ORDERED = 10
EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("receipt"), PIECES),
        st.tuples(st.just("file"), st.integers(0, ORDERED)),
        st.tuples(st.sampled_from(("undo", "redo")), st.just(0)),
        st.tuples(st.just("end"), st.just(0)),
    ),
    max_size=8,
)


@settings(max_examples=7, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(EVENTS, st.booleans())
def test_what_came_in_part_leaves_the_rest_due(events: list[Any], by_key: bool) -> None:
    """The model: pieces received are those keyed, or those of the newest file and what was keyed after it."""
    with made() as bench:
        bench.load(order(1, lines=[{"sku": "A", "quantity": 30}]))
        bench.stock(NOON - HOURS, A=0)
        if by_key:
            restock(bench, "P", ORDERED, -1)
        else:
            bench.purchases(NOON - HOURS, line("P", ORDERED, -1))
        desk = bench.desk(Settings(), hooks=None, debug=False)
        acts = StockActs(desk, desk.ledger, "li")
        done: list[list[Any]] = []  # what was done, newest last: [what, pieces, when, counts]
        undone: list[list[Any]] = []
        filed, filed_at = 0, 0
        for kind, pieces in events:
            bench.now += HOURS
            if kind == "file" and not by_key:
                filed, filed_at = max(filed, pieces), us(bench.now - HOURS / 2)
                bench.purchases(
                    bench.now - HOURS / 2, line("P", ORDERED, -1, "sent", quantity_received=filed)
                )
                desk.catch_up()
            elif kind in ("receipt", "end"):
                outcome = acts.receive("A", "P", pieces) if kind == "receipt" else acts.end("A", "P")
                if outcome.done:
                    done.append([kind, pieces, outcome.done[0].at])
                    undone = []
            elif kind == "undo" and done:
                actions.undo(desk, desk.ledger, "li")
                undone.append(done.pop())
            elif kind == "redo" and undone:
                actions.redo(desk, desk.ledger, "li")
                done.append(undone.pop())
            keyed = [(n, at) for what, n, at in done if what == "receipt"]
            came = max(sum(n for n, _ in keyed), filed + sum(n for n, at in keyed if at > filed_at))
            ended = any(what == "end" for what, _, _ in done)
            due = 0 if ended else max(0, ORDERED - came)
            (found,) = purchases(desk)
            assert found[5:7] == (due, came)
            assert (found[7] is None) == (came < ORDERED), "no lead time before all of it has come"
            assert still_due(desk) == ({"P": due} if due else {})
            fresh = bench.desk(Settings(), hooks=None, debug=False)
            assert purchases(fresh) == purchases(desk)
            fresh.close()
            bench.desks.remove(fresh)


@pytest.mark.parametrize(
    ("row", "due", "learned"),
    [
        (
            line("P", 50, -200, quantity_received=20, received_at=NOON - 9 * HOURS, state="received"),
            30,
            False,
        ),
        (line("P", 50, -200, quantity_received=50, received_at=NOON - 9 * HOURS, state="received"), 0, True),
        (line("P", 50, -200, received_at=NOON - 9 * HOURS, state="received"), 0, True),
        (line("P", 50, -200, quantity_received=0, received_at=NOON - 9 * HOURS, state="received"), 0, True),
        (line("P", 50, -200, quantity_received=20, state="cancelled"), 0, False),
    ],
)
def test_a_file_that_counts_what_came(row: dict[str, Any], due: int, learned: bool) -> None:
    with made() as bench:
        bench.stock(NOON - HOURS, A=0)
        bench.purchases(NOON - HOURS, row)
        desk = bench.desk(Settings(), hooks=None, debug=False)
        assert sum(still_due(desk).values()) == due
        assert (purchases(desk)[0][7] is not None) == learned


RESTOCKS = st.lists(st.tuples(st.sampled_from((5, 5, 8)), st.integers(-30, 30)), max_size=4)
FILED = st.lists(
    st.tuples(st.sampled_from((5, 5, 8)), st.integers(-120, 300), st.integers(0, 60)), max_size=4
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(RESTOCKS, FILED, st.randoms(use_true_random=False))
def test_each_piece_counts_once_whatever_comes_first(
    restocks: list[Any], filed: list[Any], any_: Any
) -> None:
    """The model couples one by one, the surest and the earliest first; each restock and each purchase once."""
    with made() as bench:
        bench.now = NOON + timedelta(days=20)
        bench.stock(NOON - HOURS, A=0)
        comes: list[Any] = [
            *(lambda n=n, one=one: restock(bench, f"r{n}", *one) for n, one in enumerate(restocks)),
            *(
                lambda n=n, one=one: bench.purchases(
                    NOON + (one[1] + one[2]) * HOURS + timedelta(minutes=n + 1), line(f"f{n}", one[0], one[1])
                )
                for n, one in enumerate(filed)
            ),
        ]
        any_.shuffle(comes)
        desk = bench.desk(Settings(), hooks=None, debug=False)
        for one in comes:
            one()
            desk.catch_up()
        found = {key: (other, doubt) for key, other, doubt, *_ in purchases(desk) if other}
        assert found == _coupled(restocks, filed)
        due = sum(one[0] for one in filed) + sum(
            pieces for n, (pieces, _) in enumerate(restocks) if f"r{n}" not in {r for r, _ in found.values()}
        )
        assert sum(still_due(desk).values()) == due
        fresh = bench.desk(Settings(), hooks=None, debug=False)
        assert purchases(fresh) == purchases(desk)


def _coupled(restocks: list[Any], filed: list[Any]) -> dict[str, tuple[str, bool]]:
    couples = []
    for n, (pieces, at, after) in enumerate(filed):
        seen = at + after + (n + 1) / 60
        for m, (wanted, keyed) in enumerate(restocks):
            if not keyed - 72 <= at <= keyed + 168 or (pieces != wanted and seen <= keyed - 1):
                continue
            sure = (pieces != wanted, seen <= keyed, abs(pieces - wanted))
            couples.append((*sure, at, keyed, f"f{n}", f"r{m}"))
    found: dict[str, tuple[str, bool]] = {}
    for unlike, known, _gap, _at, _keyed, purchase, one in sorted(couples):
        if purchase not in found and one not in {r for r, _ in found.values()}:
            found[purchase] = (one, unlike or known)
    return found


@pytest.fixture
def doubted() -> Iterator[Any]:
    """A restock of 30, and a file that shows 24 ordered a little later."""
    with made() as bench:
        bench.load(order(1, lines=[{"sku": "A", "quantity": 30}]))
        bench.stock(NOON - HOURS, A=0)
        restock(bench, "R", 30, -2, expected_at=us(NOON + 90 * HOURS))
        bench.purchases(NOON - HOURS / 2, line("F", 24, -1))
        desk = bench.desk(Settings(), hooks=None, debug=False)
        yield desk, StockActs(desk, desk.ledger, "li")


def test_where_in_doubt_the_operator_says_and_may_take_it_back(doubted: Any) -> None:
    desk, acts = doubted
    (one,) = StockDesk(desk).purchases("A")
    assert (one.purchase_key, one.restock_key, one.in_doubt, one.still_due) == ("F", "R", True, 24)
    (doubt,) = outbox_json(desk)["doubts"]
    assert (doubt["purchase_key"], doubt["restock"], doubt["quantity"], doubt["keyed"]) == ("F", "R", 24, 30)
    assert one.expected_at == us(NOON + 90 * HOURS), "the file gives no date: the restock's"
    assert acts.keep_apart("A", "F", "R").done
    assert outbox_json(desk)["doubts"] == []
    assert still_due(desk) == {"F": 24, "R": 30}
    assert acts.pair("A", "F", "R").done
    assert [(one.still_due, one.in_doubt) for one in StockDesk(desk).purchases("A")] == [(24, False)]
    actions.undo(desk, desk.ledger, "li")
    assert still_due(desk) == {"F": 24, "R": 30}
    actions.undo(desk, desk.ledger, "li")
    assert [(one.still_due, one.in_doubt) for one in StockDesk(desk).purchases("A")] == [(24, True)]


def test_a_pair_in_doubt_can_still_be_decided_once_it_has_come(doubted: Any) -> None:
    desk, acts = doubted
    acts.receive("A", "F", 24)
    (doubt,) = outbox_json(desk)["doubts"]
    assert (doubt["purchase_key"], doubt["restock"]) == ("F", "R")
    (one,) = StockDesk(desk).doubted("A")
    assert (one.purchase_key, one.restock_key, one.still_due) == ("F", "R", 0)
    assert acts.keep_apart("A", "F", "R").done
    assert outbox_json(desk)["doubts"] == []
    assert StockDesk(desk).doubted("A") == []
    assert still_due(desk) == {"R": 30}, "the other one is still to come"


def test_receipts_go_by_either_key_and_what_is_over_is_not_ended(doubted: Any) -> None:
    desk, acts = doubted
    acts.receive("A", "R", 20)
    assert still_due(desk) == {"F": 4}
    acts.receive("A", "F", 4)
    assert still_due(desk) == {}
    assert [one.code for one in acts.end("A", "R").refused] == ["purchase_over"]
    assert [one.code for one in acts.end("A", "X").refused] == ["unknown_purchase"]


def test_what_never_comes_is_not_on_its_way_and_no_lead_time(doubted: Any) -> None:
    desk, acts = doubted
    (supplier,) = StockDesk(desk).book().suppliers("A")
    assert supplier.on_the_way == 24
    acts.end("A", "F")
    (supplier,) = StockDesk(desk).book().suppliers("A")
    assert (supplier.on_the_way, supplier.lead_time.open) == (0, 0)
    (told,) = stockouts_json(desk)["stockouts"]
    assert told["incoming"] == []
    actions.undo(desk, desk.ledger, "li")
    (told,) = stockouts_json(desk)["stockouts"]
    assert told["incoming"] == [
        {"purchase_key": "F", "supplier": "S", "still_due": 24, "expected_at": "2026-09-11T06:00:00Z",
         "source": "file", "restock": "R", "in_doubt": True}
    ]  # fmt: skip


def test_what_a_file_shows_as_ordered_waits_on_no_purchase_list() -> None:
    with made() as bench:
        bench.stock(NOON - HOURS, A=0)
        restock(bench, "R", 30, -2)
        restock(bench, "Q", 7, -2)
        desk = bench.desk(Settings(), hooks=None, debug=False)
        waiting = StockDesk(desk).waiting
        assert [item.act_id for one in waiting() for item in one.items] == ["R", "Q"]
        bench.purchases(NOON - HOURS / 2, line("F", 30, -1))
        desk.catch_up()
        assert [item.act_id for one in waiting() for item in one.items] == ["Q"]
        StockActs(desk, desk.ledger, "li").end("A", "Q")
        assert waiting() == []


ANSWERS = st.lists(
    st.tuples(st.sampled_from(("S", "T")), st.none() | st.integers(0, 9), st.none() | st.integers(-9, 9)),
    min_size=1,
    max_size=3,
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ANSWERS)
def test_the_newest_answer_of_a_supplier_counts_whole(answers: list[Any]) -> None:
    with made() as bench:
        bench.load(order(1, lines=[{"sku": "A", "quantity": 5}]))
        bench.stock(NOON - HOURS, A=0)
        bench.suppliers(
            NOON - HOURS, *({"supplier": one, "sku": "A", "lead_days": 30.0} for one in ("S", "T"))
        )
        desk = bench.desk(Settings(), hooks=None, debug=False)
        acts = StockActs(desk, desk.ledger, "li")
        told: dict[str, tuple[Any, Any]] = {}
        for supplier, left, days in answers:
            bench.now += HOURS
            at = None if days is None else us(bench.now + timedelta(days=days))
            if acts.answer("A", supplier, left=left, expected_at=at).done:
                told[supplier] = left, days
        for asked in (desk, bench.desk(Settings(), hooks=None, debug=False)):
            for one in StockDesk(asked).book().suppliers("A"):
                left, days = told.get(one.name, (None, None))
                assert one.left == left
                comes = days is not None and days > 0
                assert one.promised_days == (pytest.approx(days, abs=0.2) if comes else 30)


def test_what_was_ordered_since_is_not_left_any_more() -> None:
    with made() as bench:
        bench.load(order(1, lines=[{"sku": "A", "quantity": 5}]))
        bench.stock(NOON - HOURS, A=0)
        desk = bench.desk(Settings(), hooks=None, debug=False)
        acts = StockActs(desk, desk.ledger, "li")
        acts.answer("A", "S", left=7)
        bench.now += HOURS
        acts.restock("A", "S", 5)
        (one,) = StockDesk(desk).book().suppliers("A")
        assert one.left == 2
        actions.undo(desk, desk.ledger, "li")
        assert StockDesk(desk).book().suppliers("A")[0].left == 7
        actions.undo(desk, desk.ledger, "li")
        assert StockDesk(desk).book().suppliers("A") == []
        assert acts.answer("A", "S").refused[0].code == "field_missing"
