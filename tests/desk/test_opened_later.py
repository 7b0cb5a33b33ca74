"""A desk opened on a long journal reads of it what bears on the work there is, and is the one that saw it all."""

import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from orderdeck.data.actions import perform, redoable, undo, undoable
from orderdeck.data.actions.records import Request
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Act
from orderdeck.data.desk import Desk
from orderdeck.data.desk.connection import frame
from orderdeck.data.desk.tables import journal
from orderdeck.data.desk.tables.patched import soon_enough
from orderdeck.data.ledger import Ledger
from orderdeck.data.stock.cases import cases
from tests.desk.make_desk import NOON, Bench, order

OPERATORS = ("li", "wang", "梅")
KEYS = tuple(f"aliexpress:{number}" for number in range(1, 5))
"""Of these 1 and 2 are open to the end, 3 is finished with, and 4 finished with and open again."""
HOUR = timedelta(hours=1)

STEPS = st.lists(
    st.tuples(
        st.sampled_from(OPERATORS),
        st.sampled_from(["claim", "note", "done", "asked", "closed", "stock_word", "take_back", "take_back", "bulk"]),
        st.sampled_from(KEYS),
        st.integers(0, 30),
    ),
    max_size=25,
)  # fmt: skip


def write(bench: Bench, steps: list[tuple[str, str, str, int]]) -> None:
    """Acts as they may stand in a journal; what is taken back may be an undo."""
    written: list[Act] = []
    for place, (operator, kind, key, number) in enumerate(steps):
        bench.now = NOON + timedelta(minutes=place)
        if kind == "take_back":
            if not written:
                continue
            was = written[-1 - number % len(written)]
            again = "redo" if was.kind == "undo" else "undo"
            data = {"kind": was.data.get("kind") if was.undoes else was.kind}
            written.append(bench.act(again, was.order_key, operator, sku=was.sku, data=data, undoes=was.id))
        elif kind == "bulk":
            group = f"bulk-{place}"
            written += [bench.act("note", one, operator, group=group, data={"text": "x"}) for one in KEYS]
        elif kind == "stock_word":
            data = {"word": "left", "quantity": number}
            written.append(bench.act(kind, None, operator, sku="SKU-1-1", data=data, group=""))
        else:
            data = {"what": "choice"} if kind == "asked" else {}
            written.append(bench.act(kind, key, operator, data=data, group=""))


def standing(desk: Desk) -> pl.DataFrame:
    """Where each open order stands."""
    return frame(desk.con, "from standing order by order_key")


def told(desk: Desk) -> dict[str, Any]:
    """All that a desk says and that rests on its journal."""
    tables = {
        name: frame(desk.con, f"from {name} order by all").rows()
        for name in ("acts", "marks", "operators", "case_acts", "shortages")
    }
    tables["standing"] = standing(desk).drop("next_change").rows()
    ids = [act.id for act in desk.ledger.acts()]
    return tables | {
        "people": desk.people(),
        "seq": desk.acts.seq,
        "cases": cases(desk.con),
        "known": [act_id for act_id in ids if desk.acts.known(act_id)],
        "by_order": {key: acts for key, acts in desk.acts.by_order.items() if acts},
        "groups": {name: desk.acts.groups(name) for name in (*OPERATORS, "nobody")},
        "can": {name: (undoable(desk, name), redoable(desk, name)) for name in OPERATORS},
    }


def played(bench: Bench, steps: list[tuple[str, str, str, int]], between: Callable[[], object]) -> None:
    """Orders that come, are acted on, are finished with and, one of them, open again."""
    bench.load(*(order(number) for number in range(1, 5)))
    between()
    third = len(steps) // 3
    write(bench, steps[:third])
    between()
    bench.load(order(3, status="finished"), order(4, status="finished"), at=NOON + HOUR)
    between()
    write(bench, steps[third : 2 * third])
    between()
    bench.load(order(4), at=NOON + 2 * HOUR)
    between()
    write(bench, steps[2 * third :])
    between()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=STEPS, opened=st.integers(0, 6))
@example(  # who acts elsewhere holds the second for longer
    steps=[("li", "claim", key, 0) for key in (*KEYS[:1] * 3, KEYS[1], *KEYS[:1] * 3)], opened=0
)
@example(
    steps=[("li", "asked", KEYS[2], 0), ("wang", "bulk", KEYS[0], 0), ("梅", "claim", KEYS[0], 0)], opened=0
)
def test_a_desk_opened_at_any_time_is_the_one_that_saw_it_all(
    steps: list[tuple[str, str, str, int]], opened: int
) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(journal, "DEPTH", 3)
        patch.setattr(journal, "PAGE", 2)
        (Path(folder) / "exports").mkdir()
        bench = Bench(DeskPaths.of(Path(folder) / "exports"))
        try:
            running = bench.desk(hooks=None, debug=False)
            times = iter(range(7))

            def between() -> None:
                if next(times) == opened:
                    bench.desk(hooks=None, debug=False)
                for desk in bench.desks:
                    desk.catch_up()
                    # Asked for before what follows, too.
                    if desk is running:
                        desk.acts.groups("li")

            played(bench, steps, between)
            fresh = bench.desk(hooks=None, debug=False)
            for desk in bench.desks:
                assert told(desk) == told(running)
                # An order may be looked at again sooner than it need be, never later.
                assert soon_enough(standing(desk), standing(fresh)).equals(standing(fresh))
            fresh.check()
        finally:
            bench.close()


def test_opening_reads_no_act_on_what_is_finished_with(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.load(order(1), order(2))
    bench.load(order(2, status="finished"), at=NOON + HOUR)
    for number in range(20):
        bench.act("note", "aliexpress:2", f"op{number}", data={"text": "x"})
    bench.act("claim", "aliexpress:1")
    read: list[Act] = []
    for name in ("acts", "acts_on", "bearing", "reverses", "search"):
        kept = getattr(Ledger, name)

        def spied(ledger: Ledger, *given: Any, _kept: Any = kept, **named: Any) -> Any:
            found = _kept(ledger, *given, **named)
            read.extend(found)
            return found

        monkeypatch.setattr(Ledger, name, spied)
    desk = bench.desk(hooks=None, debug=False)
    assert [act.order_key for act in read] == ["aliexpress:1"]
    read.clear()
    assert [act.kind for act in undoable(desk, "op7")] == ["note"], "however old, it can be taken back"
    assert {act.operator for act in read} == {"op7"}, "and nobody else's acts are read for it"


def test_an_act_on_an_order_finished_with_before_the_desk_was_opened_is_taken_back(bench: Bench) -> None:
    bench.load(order(1), order(2))
    first = bench.desk()
    assert perform(first, first.ledger, Request(kind="done", targets=("aliexpress:2",), operator="li")).done
    bench.load(order(2, status="finished"), at=NOON + HOUR)
    desk = bench.desk()
    outcome = undo(desk, desk.ledger, "li")
    assert sorted(act.data["kind"] for act in outcome.done) == ["claim", "done"]
    first.catch_up()
    assert undoable(first, "li") == undoable(desk, "li")
