"""What an ERP said was sent of an order, beside a newer export of the marketplace that says only that some was: codes
tell which lines of both are the same, and where they don't decide nothing is said."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from orderdeck.data.desk import Desk
from orderdeck.data.desk.as_json import queues_json
from tests.moment.arrivals import DAY, NOON, Place, folder
from tests.moment.model import File
from tests.moment.test_narrow import LAW

ERP = "包裹号,订单号,订单状态,平台渠道,店铺账号,下单时间,SKU,产品名称,产品数量"
OWN = "订单号,订单状态,下单时间,产品信息"


class Line(NamedTuple):
    """A line of an order, as either file has it."""

    sku: str
    title: str
    pieces: int
    sent: bool = False
    """By the ERP; the marketplace doesn't say."""


class Told(NamedTuple):
    """What both say of one order."""

    erp: list[Line]
    own: list[Line]


def owed_of(told: Told) -> Counter[str] | None:
    """SKU -> pieces still to send; None where it isn't known which were sent."""
    if not any(line.sent for line in told.erp):
        return None
    line_for_line = len(told.erp) == len(told.own) and all(
        (a.title, a.pieces) == (b.title, b.pieces) and (a.sku == b.sku or not a.sku or not b.sku)
        for a, b in zip(told.erp, told.own, strict=True)
    )
    if line_for_line:
        left: Counter[str] = Counter()
        for then, now in zip(told.erp, told.own, strict=True):
            left[now.sku] += 0 if then.sent else now.pieces
        return left
    if not all(line.sku for line in told.erp + told.own) or _pieces(told.erp) != _pieces(told.own):
        return None
    for sku in _pieces(told.own):
        goods = {line.title for line in told.own if line.sku == sku}
        fates = {line.sent for line in told.erp if line.sku == sku}
        if len(goods) > 1 and len(fates) > 1:  # one code for several things, and one of them was sent
            return None
    return _pieces([line for line in told.erp if not line.sent])


def _pieces(lines: Sequence[Line]) -> Counter[str]:
    found: Counter[str] = Counter()
    for line in lines:
        found[line.sku] += line.pieces
    return found


def number(at: int) -> str:
    return f"30312700000000{at:02}"


def files(told: Sequence[Told]) -> tuple[File, File]:
    """The ERP's file, and the marketplace's an hour later."""
    rows = [
        f"XM{at}{place},{number(at)},{'已发货' if line.sent else '待打单'},速卖通,shop,2026-11-20 10:00:00,"
        f"{line.sku},{line.title},{line.pieces}"
        for at, order in enumerate(told)
        for place, line in enumerate(order.erp)
    ]
    own = []
    for at, order in enumerate(told):
        cell = "".join(
            f"【{place}】 {line.title}\n" + (f"(商家编码:{line.sku})\n" if line.sku else "")
            + f"(产品数量:{line.pieces} piece)\n"
            for place, line in enumerate(order.own, 1)
        )  # fmt: skip
        own.append(f'{number(at)},部分发货,2026-11-20 10:00,"{cell}"')
    return (
        File("erp.csv", NOON - DAY, "\n".join([ERP, *rows, ""]), None),
        File("own.csv", NOON - DAY + 3600, "\n".join([OWN, *own, ""]), None),
    )


def said_by(desk: Desk) -> list[tuple[Counter[str], bool]]:
    """Of each order SKU -> pieces still to send, and whether it says that it isn't known what was sent."""
    found: dict[str, tuple[Counter[str], bool]] = {}
    keys = [key for [key] in desk.con.execute("select order_key from open_orders").fetchall()]
    for row in desk.board(keys).to_dicts():
        card = desk.order(row["order_key"])
        assert card
        left: Counter[str] = Counter()
        for line in card.lines:
            assert line["owed"] + (line["sent"] or 0) == line["quantity"], line
            left[line["sku"] or ""] += line["owed"]
        found[row["order_id"]] = (+left, "sent_unknown" in row["badges"])
    return [found[one] for one in sorted(found)]


@st.composite
def orders(draw: Any) -> Told:
    """An order whose lines the two files have alike, in another order, split, merged, titled otherwise or changed."""
    sku = st.sampled_from(["A", "A", "B", "C", "C", ""] if draw(st.integers(0, 3)) == 0 else ["A", "B", "C"])
    line = st.builds(Line, sku, st.sampled_from(["mug", "cup"]), st.integers(1, 3), st.booleans())
    erp = draw(st.lists(line, min_size=1, max_size=4))
    if all(one.sent for one in erp):  # finished with by the ERP's word: another matter
        erp[-1] = erp[-1]._replace(sent=False)
    own = [one._replace(sent=False) for one in erp]
    for change in draw(
        st.lists(st.sampled_from(["order", "split", "merge", "title", "pieces", "none"]), max_size=3)
    ):
        if change == "order":
            own = draw(st.permutations(own))
        if change == "split" and own[0].pieces > 1:
            own = [own[0]._replace(pieces=1), own[0]._replace(pieces=own[0].pieces - 1), *own[1:]]
        if change == "merge" and len(own) > 1 and own[0].sku == own[-1].sku:
            own = [own[0]._replace(pieces=own[0].pieces + own[-1].pieces), *own[1:-1]]
        if change == "title":
            own = [one._replace(title=f"new {one.title}") for one in own]
        if change == "pieces":
            own = [own[0]._replace(pieces=own[0].pieces + 1), *own[1:]]
    return Told(erp, own)


@LAW
@given(st.lists(orders(), min_size=6, max_size=12), st.booleans())
def test_what_was_sent_of_lines_goes_by_their_codes(told: list[Told], late: bool) -> None:
    erp, own = files(told)
    with folder() as place:
        running = place.running(*((own, erp) if late else (erp, own)))
        said = said_by(running)
        assert len(said) == len(told)
        for one, (pieces, asked) in zip(told, said, strict=True):
            left = owed_of(one)
            assert asked == (left is None), one
            assert pieces == (_pieces(one.own) if left is None else +left), one
        fresh = place.desk()
        assert said_by(fresh) == said
        assert queues_json(running) == queues_json(fresh)


def test_lines_in_another_order_split_and_titled_otherwise_are_told_by_their_codes(place: Place) -> None:
    told = Told(
        [Line("A", "蓝色杯子", 2, sent=True), Line("B", "勺子", 3)],
        [Line("B", "Spoon", 1), Line("A", "Blue mug", 2), Line("B", "Spoon", 2)],
    )
    desk = place.running(*files([told]))
    assert said_by(desk) == [(Counter(B=3), False)]


def test_one_code_for_two_things_of_which_one_was_sent_decides_nothing(place: Place) -> None:
    """Shops give one code to all colours of a thing."""
    told = Told(
        [Line("A", "红", 1, sent=True), Line("A", "蓝", 1)],
        [Line("A", "blue", 1), Line("A", "red", 1)],
    )
    desk = place.running(*files([told]))
    assert said_by(desk) == [(Counter(A=2), True)]
