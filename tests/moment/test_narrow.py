"""Exports of one shop with differing columns: what a narrow one doesn't say is kept from older ones, whatever came
first, and no longer once those are withdrawn."""

import csv
import io
from collections.abc import Iterable
from typing import Any, NamedTuple

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from orderdeck.data.base.records import Export
from orderdeck.data.desk import Desk
from orderdeck.data.desk.as_json import queues_json
from orderdeck.data.exports.profile_reader import ProfileReader
from tests.moment import arrivals
from tests.moment.arrivals import DAY, NOON, SETTINGS, Place, folder, orders_in
from tests.moment.model import File

IDS = ("N1", "N2", "N3")
STATUSES = ("to_ship", "part_shipped", "cancel_requested", "shipped", "finished", "awaiting_payment")
COLUMNS: dict[str, list[str]] = {
    "status": list(STATUSES),
    "remark": ["", "gift", "blue"],
    "address": ["", "A street 1", "B street 2"],
    "ship_by": ["", "2026-11-28 10:00", "2026-11-30 10:00"],
    "total": ["", "5 USD", "6 EUR"],
    "sku": ["", "SKU1", "SKU2"],
    "quantity_sent": ["", "1", "2"],
}
"""Column that a file may have or not -> what may stand in it."""
SHIPPING = ("to_ship", "part_shipped")
LAW = settings(
    max_examples=8,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # shrinking would take many minutes
    suppress_health_check=list(HealthCheck),
)
_TEMPLATE = next(profile for profile in arrivals.PROFILES if profile.name == "orderdeck")
ROW_IS_ORDER = replace(
    _TEMPLATE, required=["order_id", "item_title"], items=replace(_TEMPLATE.items, row_shape="order")
)
"""A profile whose status can be left out, and whose rows tell no status of their items."""


class Row(NamedTuple):
    """What a file says of one order: the columns that it has; and its one line."""

    says: dict[str, str]
    title: str
    quantity: int


def export(number: int, hour: int, has: frozenset[str], rows: dict[str, Row]) -> File:
    """A file at `hour` with the columns `has`."""
    out = io.StringIO()
    names = [name for name in COLUMNS if name in has]
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["shop", "order_id", "title", "placed_at", "quantity", "number", *names])
    for one, row in sorted(rows.items()):
        writer.writerow(["S", one, row.title, "2026-11-20T10:00:00+00:00", row.quantity, number,
                         *(row.says[name] for name in names)])  # fmt: skip
    says = {one: row._replace(says={name: row.says[name] for name in names}) for one, row in rows.items()}
    return File(f"{number}.csv", NOON + hour * 3600, out.getvalue(), says, NOON - 5 * DAY)


def known_of(files: Iterable[File]) -> dict[str, dict[str, Any]]:
    """What a desk must say of each order: its columns, and what is sold and owed of its line."""
    found: dict[str, list[tuple[File, Row]]] = {}
    for file in sorted(files, key=lambda one: one.place):
        for one, row in file.says.items():
            found.setdefault(one, []).append((file, row))
    return {one: _state(pictures) for one, pictures in found.items()}


def _state(pictures: list[tuple[File, Row]]) -> dict[str, Any]:
    _, newest = pictures[-1]
    state: dict[str, Any] = {
        "status": "unrecognised",
        "remark": "",
        "address": "",
        "ship_by": "",
        "total": "",
    }
    for _, row in pictures:
        state |= {name: text for name, text in row.says.items() if name in state}
    coded = [row for file, row in pictures if any(one.says.get("sku") for one in file.says.values())]
    sku = newest.says.get("sku", "")
    if coded and coded[-1] is not newest and newest not in coded and coded[-1].title == newest.title:
        sku = coded[-1].says["sku"]
    owed = newest.quantity - _sent(newest)
    counted = [row for _, row in pictures if "quantity_sent" in row.says]
    part = "status" not in newest.says or state["status"] == "part_shipped"
    if "quantity_sent" not in newest.says and counted and part and state["status"] in SHIPPING:
        then = counted[-1]
        alike = (then.title, then.quantity) == (newest.title, newest.quantity)
        alike = alike and (not sku or not then.says.get("sku") or then.says["sku"] == sku)
        if alike and _sent(then) and then.says.get("status", "to_ship") in SHIPPING:
            owed = then.quantity - _sent(then)
    return state | {"sku": sku, "owed": owed}


def _sent(row: Row) -> int:
    if row.says.get("status") in ("shipped", "finished"):
        return row.quantity
    return min(row.quantity, int(row.says.get("quantity_sent") or 0))


def said_by(desk: Desk) -> dict[str, dict[str, Any]]:
    """The same of a desk."""
    found = {}
    for one in IDS:
        if order := desk.order(f"other:S:{one}"):
            total, ship_by = order.fields["total"], order.fields["ship_by"]
            found[one] = {
                "status": order.fields["status"],
                "remark": order.fields["remark"] or "",
                "address": order.fields["address"] or "",
                "ship_by": "" if ship_by is None else ship_by,
                "total": "" if total is None else f"{total:.0f} {order.fields['currency']}",
                "sku": order.lines[0]["sku"] or "",
                "owed": order.lines[0]["owed"],
            }
    return found


def as_told(known: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """`known` with times as a desk gives them."""
    times = {"": "", "2026-11-28 10:00": 1_795_860_000_000_000, "2026-11-30 10:00": 1_796_032_800_000_000}
    return {one: {**state, "ship_by": times[state["ship_by"]]} for one, state in known.items()}


@st.composite
def stories(draw: Any) -> list[list[File]]:
    """Batches of files of a few shapes, in an order of arrival that is not that of their times."""
    shapes = draw(st.lists(st.frozensets(st.sampled_from(sorted(COLUMNS))), min_size=1, max_size=3))
    files = []
    for number in range(draw(st.integers(2, 6))):
        row = st.builds(
            Row,
            st.fixed_dictionaries({name: st.sampled_from(values) for name, values in COLUMNS.items()}),
            st.sampled_from(["mug", "cup"]),
            st.sampled_from([2, 2, 3]),
        )
        rows = draw(st.dictionaries(st.sampled_from(IDS), row, min_size=1))
        files.append(export(number, draw(st.integers(0, 4)), draw(st.sampled_from(shapes)), rows))
    files = draw(st.permutations(files))
    cuts = sorted(draw(st.sets(st.integers(1, len(files) - 1), max_size=3)))
    return [files[first:last] for first, last in zip([0, *cuts], [*cuts, len(files)], strict=True)]


def reading(place: Place) -> Place:
    """`place` with a loader that knows the one profile."""
    place.reader = ProfileReader(place.paths.exports, [ROW_IS_ORDER], SETTINGS)
    place.restart()
    return place


def same_desk(running: Desk, fresh: Desk) -> None:
    """Both say the same of everything: views, cards, notes on exports."""
    running.check()
    assert queues_json(running) == queues_json(fresh)
    for one in IDS:
        assert running.find(one) == fresh.find(one)
        for key in running.find(one):
            assert running.order(key) == fresh.order(key)
    keys = [key for one in IDS for key in running.find(one)]
    assert rows_of(running, keys) == rows_of(fresh, keys)
    assert [export.notes for export in running.intake()] == [export.notes for export in fresh.intake()]
    assert running.open_count() == fresh.open_count()


def rows_of(desk: Desk, keys: list[str]) -> list[dict[str, Any]]:
    return desk.board(keys).sort("order_key").to_dicts()


@LAW
@given(stories())
def test_any_order_and_batching_keeps_the_newest_word_on_each_column(story: list[list[File]]) -> None:
    arrived: list[File] = []
    with folder() as place:
        reading(place)
        running = place.desk()
        for batch in story:
            place.arrive(*batch)
            running.catch_up()
            arrived += batch
            assert said_by(running) == as_told(known_of(arrived))
        same_desk(running, place.desk())


@LAW
@given(stories(), st.data())
def test_what_a_withdrawn_export_gave_to_others_goes_with_it(story: list[list[File]], data: Any) -> None:
    arrived: list[File] = []
    lines: dict[str, Export] = {}
    acts: list[tuple[Any, str]] = []
    out: set[str] = set()
    with folder() as place:
        reading(place)
        running = place.desk()
        for batch in story:
            lines |= {line.name: line for line in place.arrive(*batch)}
            arrived += batch
            for _ in range(2):
                if acts and data.draw(st.booleans()):
                    act, name = acts.pop()
                    place.undo(act)
                    out.discard(name)
                elif chosen := data.draw(st.sampled_from(["", *sorted(lines.keys() - out)])):
                    before = said_by(running) if data.draw(st.booleans()) else {}
                    running.catch_up()
                    running.foresee([lines[chosen].export_id])
                    assert not before or said_by(running).keys() >= before.keys(), "asking changes nothing"
                    acts.append((place.withdraw(lines[chosen])[0], chosen))
                    out.add(chosen)
                running.catch_up()
                left = [file for file in arrived if file.name not in out]
                assert said_by(running) == as_told(known_of(left))
        same_desk(running, place.desk())


def test_an_older_and_wider_export_gives_what_a_newer_one_lacks_whenever_it_comes(place: Place) -> None:
    narrow = export(1, 2, frozenset({"status"}), {"N1": Row(_row(status="to_ship"), "mug", 2)})
    wide = export(
        2, 1, frozenset({"status", "remark"}), {"N1": Row(_row(status="finished", remark="gift"), "mug", 2)}
    )
    reading(place)
    running = place.desk()
    for file in (narrow, wide):
        [line] = place.arrive(file)
        running.catch_up()
    assert orders_in(running) == {"N1": {"status": "to_ship", "remark": "gift"}}
    place.withdraw(line)
    running.catch_up()
    assert orders_in(running) == {"N1": {"status": "to_ship", "remark": ""}}


def test_an_export_says_for_how_many_open_orders_it_was_filled_up_and_with_what(place: Place) -> None:
    rows = {one: Row(_row(remark="gift" if one != "N3" else ""), "mug", 2) for one in IDS}
    reading(place)
    running = place.desk()
    place.arrive(export(1, 2, frozenset({"status"}), rows))
    [wide] = place.arrive(export(2, 1, frozenset({"status", "remark"}), rows))
    running.catch_up()
    assert _notes(running) == {"1.csv": ["carried|remark ×2"], "2.csv": []}
    place.withdraw(wide)
    running.catch_up()
    assert _notes(running) == {"1.csv": [], "2.csv": []}


def test_a_damaged_part_costs_what_it_gave_and_no_more(place: Place) -> None:
    rows = {"N1": Row(_row(remark="gift"), "mug", 2)}
    reading(place)
    place.arrive(export(1, 1, frozenset({"status", "remark"}), rows))
    running = place.desk()
    for file in place.paths.parts.rglob("*.parquet"):
        file.write_bytes(b"PAR1")
    [line] = place.arrive(export(2, 2, frozenset({"status"}), rows))
    running.catch_up()
    card = running.order("other:S:N1")
    assert card
    assert card.export
    assert (card.export.name, card.fields["remark"], running.problems) == ("2.csv", None, [])
    place.withdraw(line)
    running.catch_up()
    assert running.open_count() == 0


def _row(**says: str) -> dict[str, str]:
    return dict.fromkeys(COLUMNS, "") | {"status": "to_ship"} | says


def _notes(desk: Desk) -> dict[str, list[str]]:
    return {one.name: [note for note in one.notes if note.startswith("carried|")] for one in desk.intake()}
