"""Orders whose id beside the number a spreadsheet has ruined, and the same orders in a sound export, are one each."""

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdeck.data.base.records import Export
from orderdeck.data.desk import Desk
from tests.moment.arrivals import NOON, Place, folder
from tests.moment.model import File
from tests.moment.test_any_order import LAW

HEADERS = "Name,Email,Financial Status,Fulfillment Status,Created at,Lineitem quantity,Lineitem name,Lineitem sku,Notes"
NUMBERS = (1001, 1002)
HOUR = 3600
SECONDS = "2026-11-25 09:5{n}:12 +0000"
MINUTES = "25/11/2026 09:5{n}"


def export(
    name: str,
    hour: int,
    *,
    ids: str = "sound",
    created: str = SECONDS,
    status: str = "",
    notes: str = "",
    email: str = "b{n}@example.com",
    numbers: tuple[int, ...] = NUMBERS,
    shop: int = 56231,
) -> File:
    """A Shopify export; its ids `sound`, `ruined` as spreadsheets write them, or `absent`."""
    rows = [f"{HEADERS},Id" if ids != "absent" else HEADERS]
    for number in numbers:
        n = number % 10
        said = [
            f"#{number}",
            email.format(n=n),
            "paid",
            status,
            created.format(n=n),
            "2",
            "Lamp",
            "L-1",
            notes,
        ]
        key = {"sound": [f"{shop}2000{number}"], "ruined": ["5.62E+12"], "absent": []}[ids]
        rows.append(",".join([*said, *key]))
    return File(name, NOON + hour * HOUR, "\n".join([*rows, ""]), {})


def shown(desk: Any) -> list[tuple[str, str, str, str]]:
    """Number, status, remark and pieces of the orders that are open, sorted; each as often as it is shown."""
    sql = "select order_id, status, coalesce(remark, ''), pieces::varchar from open_orders order by all"
    return [tuple(row) for row in desk.con.execute(sql).fetchall()]


def notes_of(desk: Desk, key: str) -> list[str]:
    found = desk.order(key)
    assert found is not None
    return [act.data["text"] for act in found.notes]


def twice(place: Place, running: Any) -> None:
    """A running desk and a fresh one agree."""
    running.catch_up()
    running.check()
    fresh = place.desk()
    assert shown(running) == shown(fresh)
    for number in NUMBERS:
        assert running.find(f"#{number}") == fresh.find(f"#{number}")
        for key in running.find(f"#{number}"):
            now, anew = running.order(key), fresh.order(key)
            assert now == anew
    tables = [desk.con.execute("select order_key, sku, quantity from open_lines order by all").fetchall()
              for desk in (running, fresh)]  # fmt: skip
    assert tables[0] == tables[1]


def still_noted(place: Place, running: Any) -> None:
    """Both desks agree, and the order has the note that was written on it."""
    twice(place, running)
    [key] = running.find("#1001")
    assert notes_of(running, key) == ["seen by li"]


WEAK: dict[str, dict[str, Any]] = {
    "ruined": {"ids": "ruined"},
    "no such column": {"ids": "absent"},
    "times without seconds": {"ids": "ruined", "created": MINUTES},
    "times of the shop's clock": {"ids": "ruined", "created": "25/11/2026 20:5{n}"},
}


@pytest.mark.parametrize(
    ("weak", "order"),
    [
        *(("ruined", order) for order in itertools.permutations("abc")),
        *((one, order) for one in WEAK for order in ("ab", "ba")),
    ],
)
def test_a_ruined_id_makes_no_second_order(weak: str, order: str) -> None:
    files = {
        "a": export("a.csv", 1, notes="older"),
        "b": export("b.csv", 2, notes="ruined", **WEAK[weak]),
        "c": export("c.csv", 3, notes="newest"),
    }
    with folder() as place:
        running = place.running(*(files[one] for one in order))
        twice(place, running)
        said = "newest" if "c" in order else "ruined"
        assert shown(running) == [(f"#{number}", "to_ship", said, "2") for number in NUMBERS]


@pytest.mark.parametrize("ids", [("sound", "ruined"), ("ruined", "sound"), ("absent", "sound")])
def test_its_history_says_what_changed_by_whichever_name_a_file_knows_it(ids: tuple[str, str]) -> None:
    with folder() as place:
        for hour, (one, notes) in enumerate(zip(ids, ("blue", "red"), strict=True), 1):
            place.arrive(export(f"{hour}.csv", hour, ids=one, notes=notes))
        desk = place.desk()
        [key] = desk.find("#1001")
        found = desk.order(key)
        assert found is not None
        changes = [(one.before, one.now) for step in found.history for one in step.changes]
        assert changes == [("blue", "red")]


def test_acts_stay_with_the_order_whichever_file_came_first_and_is_withdrawn() -> None:
    for first, second in itertools.permutations(
        [export("sound.csv", 1), export("ruined.csv", 2, ids="ruined")]
    ):
        with folder() as place:
            running = place.desk()
            [line] = place.arrive(first)
            running.catch_up()
            [key] = running.find("#1001")
            place.note(key, "seen by li")
            running.catch_up()
            place.arrive(second)
            still_noted(place, running)
            place.withdraw(line)
            still_noted(place, running)


def test_two_shops_orders_of_one_number_stay_two() -> None:
    """What stands against it being the same order: the time, the buyer, or the shop's name."""
    others: list[dict[str, Any]] = [
        {"created": "2026-11-25 10:02:44 +0000"},
        {"created": "2026-11-21 09:5{n}:12 +0000"},
        {"email": "other@example.com"},
    ]
    for other in others:
        for order in (0, 1):
            with folder() as place:
                running = place.desk()
                files = [export("a.csv", 1), export("b.csv", 2, ids="ruined", **other)]
                for file in files[::-1] if order else files:
                    place.arrive(file)
                    running.catch_up()
                assert [row[0] for row in shown(running)] == ["#1001", "#1001", "#1002", "#1002"]


def test_stock_is_asked_for_once_and_what_left_is_off_it_once() -> None:
    with folder() as place:
        running = place.desk(None)
        place.arrive(File("stock.csv", NOON, "SKU,Quantity\nL-1,4\n", {}))
        place.arrive(export("ruined.csv", 1, ids="ruined"))
        running.catch_up()
        place.arrive(export("sound.csv", 2))
        running.catch_up()
        assert running.con.execute("select count(*) from shortages where short > 0").fetchone() == (0,)
        place.arrive(export("ruined sent.csv", 3, ids="ruined", status="fulfilled", numbers=(1001,)))
        place.arrive(export("sound sent.csv", 4, status="fulfilled", numbers=(1001,)))
        running.catch_up()
        left = running.con.execute("select sum(pieces) from stock_departed").fetchone()
        assert left == (2,)


@pytest.mark.parametrize("order", list(itertools.permutations("abc")))
def test_times_of_another_precision_make_no_second_order(order: tuple[str, ...]) -> None:
    files = {
        "a": export("a.csv", 1, ids="absent", notes="older"),
        "b": export("b.csv", 2, ids="absent", notes="minutes", created=MINUTES),
        "c": export("c.csv", 3, ids="absent", notes="newest"),
    }
    with folder() as place:
        running = place.desk()
        for one in order:
            place.arrive(files[one])
            running.catch_up()
            twice(place, running)
            assert [row[0] for row in shown(running)] == ["#1001", "#1002"], one
        assert shown(running) == [(f"#{number}", "to_ship", "newest", "2") for number in NUMBERS]


@pytest.mark.parametrize(
    "other",
    [
        {"created": "25/11/2026 09:4{n}"},
        {"created": MINUTES, "email": "other@example.com"},
        {"created": "2026-11-25 09:5{n}:37 +0000"},
    ],
)
def test_two_shops_orders_of_one_number_without_ids_stay_two(other: dict[str, Any]) -> None:
    for order in (0, 1):
        files = [export("a.csv", 1, ids="absent"), export("b.csv", 2, ids="absent", **other)]
        with folder() as place:
            running = place.desk()
            for file in files[::-1] if order else files:
                place.arrive(file)
                running.catch_up()
            twice_shown = [row[0] for row in shown(running)]
            assert twice_shown == ["#1001", "#1001", "#1002", "#1002"]


@pytest.mark.parametrize("order", list(itertools.permutations("ab")))
def test_a_file_with_ids_may_be_the_one_without_seconds(order: tuple[str, ...]) -> None:
    files = {"a": export("a.csv", 1, created=MINUTES), "b": export("b.csv", 2, ids="ruined")}
    with folder() as place:
        running = place.desk()
        for one in order:
            place.arrive(files[one])
            running.catch_up()
        twice(place, running)
        assert [row[0] for row in shown(running)] == ["#1001", "#1002"]


def test_acts_stay_with_the_order_once_a_file_says_its_seconds() -> None:
    with folder() as place:
        running = place.desk()
        place.arrive(export("b.csv", 1, ids="absent", created=MINUTES))
        running.catch_up()
        [key] = running.find("#1001")
        place.note(key, "seen by li")
        running.catch_up()
        [line] = place.arrive(export("a.csv", 2, ids="absent"))
        still_noted(place, running)
        place.withdraw(line)
        still_noted(place, running)


FILES = st.lists(
    st.builds(
        export,
        st.sampled_from(["{n}"]),
        st.integers(0, 5),
        ids=st.sampled_from(["sound", "ruined", "absent"]),
        status=st.sampled_from(["", "fulfilled"]),
        notes=st.sampled_from(["", "gift", "blue"]),
        created=st.sampled_from([SECONDS, MINUTES]),
        numbers=st.sampled_from([NUMBERS, NUMBERS[:1]]),
    ),
    min_size=2,
    max_size=5,
)


@LAW
@given(FILES, st.data())
def test_any_order_of_arrival_gives_one_order_a_number(files: list[File], data: st.DataObject) -> None:
    named = [file._replace(name=f"{n}.csv", at=file.at + n) for n, file in enumerate(files)]
    arrival = data.draw(st.permutations(named))
    results = []
    for batch in (arrival, sorted(arrival)):
        with folder() as place:
            running = place.desk()
            lines: list[Export] = []
            for file in batch:
                lines += place.arrive(file)
                running.catch_up()
            twice(place, running)
            assert len({row[0] for row in shown(running)}) == len(shown(running))
            assert all(len(running.find(f"#{number}")) <= 1 for number in NUMBERS)
            results.append(shown(running))
    assert results[0] == results[1]
