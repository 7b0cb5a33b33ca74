"""Parcels of several orders in an ERP's file beside the marketplace's own: whatever came first, and whatever was
withdrawn meanwhile, the desk is the one that a folder of what is left gives."""

from collections.abc import Collection
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from orderdeck.data.base.records import Export
from orderdeck.data.desk import Desk
from orderdeck.data.desk.as_json import queues_json
from tests.moment.arrivals import NOON, Place, folder
from tests.moment.model import File
from tests.moment.test_narrow import LAW

IDS = tuple(f"80123456789012{number}" for number in ("02", "03", "04"))
ERP = "包裹号,订单号,订单状态,平台渠道,店铺账号,下单时间,收货人国家,SKU,产品名称,产品数量,产品售价,币种缩写,订单金额"
OWN = "订单号,订单状态,下单时间,订单金额,产品信息"


def erp(parcels: list[tuple[tuple[str, ...], int]], more: dict[str, list[str]]) -> str:
    """A file of parcels: whose orders are in each, and how many pieces; with columns `more`."""
    rows = []
    for number, (orders, pieces) in enumerate(parcels):
        head = f'XM{number},"{",".join(orders)}",待打单,速卖通,shop1,2026-11-20 10:00:00,Russia'
        rows.append(
            f"{head},C,Thing C,{pieces},5.00,USD,10.00"
            + "".join(f",{said[number]}" for said in more.values())
        )
    return "\n".join([",".join([ERP, *more]), *rows, ""])


def own(said: dict[str, tuple[str, int]], remark: str | None) -> str:
    """The marketplace's file: status and pieces of each order, with or without a column for remarks."""
    rows = [
        f'{one},{status},2026-11-20 10:00,$10.00,"【1】Thing C\n(商家编码:C)\n(产品数量:{pieces} piece)"'
        + ("" if remark is None else f",{remark}")
        for one, (status, pieces) in said.items()
    ]
    return "\n".join([OWN + ("" if remark is None else ",订单备注"), *rows, ""])


PARCELS = st.lists(st.sampled_from(IDS), min_size=1, max_size=3, unique=True).flatmap(
    lambda ids: st.integers(1, len(ids)).map(lambda cut: [part for part in (ids[:cut], ids[cut:]) if part])
)
STATUSES = ("等待您发货", "部分发货", "交易完成")


@st.composite
def files(draw: Any) -> list[File]:
    found = []
    for number in range(draw(st.integers(2, 5))):
        if draw(st.booleans()):
            parcels = [(tuple(ids), draw(st.integers(1, 3))) for ids in draw(PARCELS)]
            more = (
                {"买家留言": [draw(st.sampled_from(["", "gift"])) for _ in parcels]}
                if draw(st.booleans())
                else {}
            )
            text = erp(parcels, more)
        else:
            said = st.tuples(st.sampled_from(STATUSES), st.integers(1, 2))
            text = own(draw(st.dictionaries(st.sampled_from(IDS), said, min_size=1)),
                       draw(st.sampled_from([None, "", "blue"])))  # fmt: skip
        # Each content once: the same bytes again are the matter of other tests.
        found.append(File(f"{number}.csv", NOON + draw(st.integers(0, 3)) * 3600, text + " " * number, None))
    return found


def told(desk: Desk) -> Any:
    """Everything that a desk says of these orders, but when they came."""
    desk.check()
    cards = {}
    for key in (key for one in IDS for key in desk.find(one)):
        card = desk.order(key)
        assert card
        cards[key] = (
            card.fields,
            card.lines,
            card.sightings,
            [(step.status, step.seen_at) for step in card.history],
        )
    queues = queues_json(desk)
    for queue in queues["queues"]:
        for order in queue["orders"]:
            order["reason_codes"] = [code for code in order["reason_codes"] if not code.startswith("new|")]
            del order["reasons"]
    notes = {
        one.name: sorted(note for note in one.notes if note.startswith("carried|")) for one in desk.intake()
    }
    return cards, queues, notes


def of_a_new_folder(left: list[File]) -> Any:
    with folder() as place:
        for file in sorted(left, key=lambda one: one.place):
            place.arrive(file)
        return told(place.desk())


@LAW
@given(files(), st.data())
def test_parcels_are_shared_out_the_same_whatever_came_first(story: list[File], data: Any) -> None:
    with folder() as place:
        running = place.desk()
        lines: dict[str, Export] = {}
        acts: list[tuple[Any, str]] = []
        waiting = data.draw(st.permutations(story))
        out: set[str] = set()
        while waiting:
            cut = data.draw(st.integers(1, len(waiting)))
            batch, waiting = waiting[:cut], waiting[cut:]
            lines |= {line.name: line for line in place.arrive(*batch)}
            running.catch_up()
            if data.draw(st.booleans()):
                chosen = data.draw(st.sampled_from(sorted(lines)))
                if chosen not in out:
                    acts.append((place.withdraw(lines[chosen])[0], chosen))
                    out.add(chosen)
                elif acts:
                    act, name = acts.pop()
                    place.undo(act)
                    out.discard(name)
            running.catch_up()
        assert _same(told(running), told(place.desk()))
        left = [file for file in story if file.name not in out]
        assert _same(told(running), of_a_new_folder(left), but=out)


def _same(one: Any, other: Any, but: Collection[str] = ()) -> bool:
    cards, queues, notes = one
    assert cards == other[0]
    assert queues == other[1]
    assert {name: said for name, said in notes.items() if name not in but} == other[2] | {
        name: said for name, said in notes.items() if name not in but and name not in other[2]
    }
    return True


def test_an_order_that_comes_late_gives_a_parcel_its_lines(place: Place) -> None:
    a, b, _ = IDS
    parcel = File("erp.csv", NOON + 3600, erp([((a, b), 2)], {}), None)
    first, second = (
        File(f"{number}.csv", NOON - 3600 * number, own({one: ("等待您发货", 1)}, None), None)
        for number, one in enumerate((a, b))
    )
    desk = place.desk()
    place.arrive(parcel, first)
    desk.catch_up()
    assert _pieces(desk) == {a: 2, b: 0}
    [line] = place.arrive(second)
    desk.catch_up()
    assert _pieces(desk) == {a: 1, b: 1}
    place.withdraw(line)
    desk.catch_up()
    assert _pieces(desk) == {a: 2, b: 0}


def _pieces(desk: Desk) -> dict[str, int]:
    keys = [key for one in IDS for key in desk.find(one)]
    return {row["order_id"]: row["pieces"] for row in desk.board(keys).iter_rows(named=True)}
