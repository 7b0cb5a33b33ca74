"""The facts of a shift's report: what came in, what was done, what is left, late, short, and handed over."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import Final

import msgspec
from msgspec import structs

from orderdeck.data.base.records import Act, Export
from orderdeck.data.base.text.order_numbers import number_in
from orderdeck.data.desk import Desk
from orderdeck.data.desk.pictures.marks import counting
from orderdeck.data.reports.acts import taken_back
from orderdeck.data.stock.cases import STAGES, cases
from orderdeck.data.stock.stockouts import ShortSku, short_skus
from orderdeck.queries.statements import statements

HOUR: Final = 3_600_000_000
LONG: Final = 48 * HOUR
"""Longer shifts are told by days instead of hours."""
LATE_LISTED: Final = 100
SKU_KINDS: Final = (
    "stock_word",
    "restock",
    "receipt",
    "supplier_answer",
    "ended",
    "delist",
    "relist",
    "plan_applied",
)
"""Kinds of acts that say what was done about a short SKU."""


class Slot(msgspec.Struct, frozen=True):
    """An hour (or a day) of the shift."""

    at: int
    arrived: int
    """Orders never seen before."""
    completed: int
    """Orders marked done here, without those taken back."""


class Worker(msgspec.Struct, frozen=True, kw_only=True):
    """What an operator did; acts that were taken back don't count, nor do the claims that acting brings along."""

    operator: str
    acts: dict[str, int]
    """Kind -> how often, most often first."""
    orders: int
    done: int
    first_at: int
    last_at: int
    holds: int
    accounts: list[str] = []  # that acted under this name, other than the one of this name


class Left(msgspec.Struct, frozen=True, kw_only=True):
    """A queue as it stands at the end of the shift."""

    key: str
    title: dict[str, str]
    count: int
    due: int
    late: int
    asleep: int
    held: int


class LateOrder(msgspec.Struct, frozen=True, kw_only=True):
    """An order whose deadline has passed."""

    order_key: str
    order_id: str
    queue: str
    status: str
    deadline: int
    holder: str
    currency: str
    total: Decimal | None


class Short(msgspec.Struct, frozen=True, kw_only=True):
    """A SKU that can't be covered, and what was done about it, newest last."""

    sku: ShortSku
    acts: list[Act]


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A note that was handed over with an order, or left on one that is still being worked on."""

    at: int
    operator: str
    to: str
    """Whom the order was handed to; "" for a note on it."""
    order_key: str
    order_id: str
    text: str
    open: bool
    """Whether the order is still open and not done."""


class Shift(msgspec.Struct, frozen=True, kw_only=True):
    """The report's facts. Times are µs since the epoch, UTC."""

    since: int
    until: int
    arrived: int
    arrived_open: list[tuple[str, str, int]]
    """(marketplace, shop, orders) of what came in and is neither finished nor done here."""
    files: int
    refused: list[Export]
    slots: list[Slot]
    slot_span: int
    people: list[Worker]
    queues: list[Left]
    late: list[LateOrder]
    late_count: int
    stock_known: bool
    """Whether anything is known of stock; where not, nothing is called short."""
    shorts: list[Short]
    cases: dict[str, int]
    """Stage of a case with a buyer -> how many; open ones, and those closed within the shift."""
    silent: int
    """Of those asked, how many have fallen silent."""
    questions: list[Question]


_SQL: Final = statements("report/shift")


def shift(desk: Desk, since: int, until: int | None = None) -> Shift:
    """The report of the time from `since` on, as the desk stands now. It only reads."""
    end = desk.now() + 1 if until is None else until
    working = dict(desk.con.execute(_SQL["working"]).fetchall())
    acts = _acts(desk, since, working)
    within = [act for act in _not_taken_back(acts) if since <= act.at < end]
    span = {"since": since, "until": end}
    arrivals = desk.con.execute(_SQL["arrivals"], span).fetchall()
    exports = [one for one in desk.exports if since <= one.loaded_at < end]
    late = [
        LateOrder(**dict(zip(LateOrder.__struct_fields__, row, strict=True)))
        for row in desk.con.execute(_SQL["late"]).fetchall()
    ]
    followed = cases(desk.con)
    told = [one for one in followed if one.stage != "closed" or since <= (one.ended_at or 0) < end]
    slot_span = HOUR if end - since <= LONG else 24 * HOUR
    return Shift(
        since=since,
        until=end,
        arrived=sum(count for _, count in arrivals),
        arrived_open=desk.con.execute(_SQL["new_open"], span).fetchall(),
        files=sum(one.state == "loaded" for one in exports),
        refused=[one for one in exports if one.state == "refused"],
        slots=_slots(since, end, slot_span, arrivals, [act for act in within if act.kind == "done"]),
        slot_span=slot_span,
        people=_people(desk, within),
        queues=_left(desk),
        late=late[:LATE_LISTED],
        late_count=len(late),
        stock_known=bool(desk.con.execute(_SQL["stock_known"]).fetchall()[0][0]),
        shorts=_shorts(desk, counting(acts)),
        cases={stage: count for stage in STAGES if (count := sum(one.stage == stage for one in told))},
        silent=sum(one.silent for one in told),
        questions=_questions(desk, working, counting(acts), since, end),
    )


def _acts(desk: Desk, since: int, order_keys: Collection[str]) -> list[Act]:
    """The acts since `since`, all on SKUs and on these orders, and what takes any of them back; oldest first."""
    ledger = desk.ledger
    found = {act.seq: act for act in ledger.bearing(ledger.last_act(), order_keys)}
    found |= {act.seq: act for act in ledger.search(since=since)}
    found |= {act.seq: act for act in ledger.reverses([act.id for act in found.values()])}
    return [found[seq] for seq in sorted(found)]


def _not_taken_back(acts: list[Act]) -> list[Act]:
    undone = taken_back(acts)
    return [act for act in acts if act.id not in undone and act.kind not in ("undo", "redo")]


def _slots(
    since: int, end: int, span: int, arrivals: Iterable[tuple[int, int]], done: Iterable[Act]
) -> list[Slot]:
    first = since // span
    arrived: dict[int, int] = defaultdict(int)
    completed: dict[int, set[str | None]] = defaultdict(set)
    for at, count in arrivals:
        arrived[at // span] += count
    for act in done:
        completed[act.at // span].add(act.order_key)
    return [
        Slot(number * span, arrived[number], len(completed[number]))
        for number in range(first, (end - 1) // span + 1)
    ]


def _people(desk: Desk, acts: list[Act]) -> list[Worker]:
    holds = {one.operator: one.holds for one in desk.people()}
    theirs: dict[str, list[Act]] = defaultdict(list)
    for act in acts:
        theirs[act.operator].append(act)
    found = []
    for name, own in theirs.items():
        counts: dict[str, int] = defaultdict(int)
        for act in own:
            if not act.id.endswith(".claim"):  # brought along by acting on the order
                counts[act.kind] += 1
        found.append(
            Worker(
                operator=name,
                acts=dict(sorted(counts.items(), key=lambda one: (-one[1], one[0]))),
                orders=len({act.order_key for act in own if act.order_key}),
                done=len({act.order_key for act in own if act.kind == "done"}),
                first_at=min(act.at for act in own),
                last_at=max(act.at for act in own),
                holds=holds.get(name, 0),
                accounts=sorted({act.account for act in own if act.account}),
            )
        )
    return sorted(found, key=lambda one: (-one.done, -one.orders, one.operator))


def _left(desk: Desk) -> list[Left]:
    held = dict(desk.con.execute(_SQL["held"]).fetchall())
    return [
        Left(
            key=view.key,
            title=view.title,
            count=view.count,
            due=view.due,
            late=view.late,
            asleep=view.asleep,
            held=held.get(view.key, 0),
        )
        for view in desk.views()
        if view.kind == "queue"
    ]


def _shorts(desk: Desk, acts: list[Act]) -> list[Short]:
    about: dict[str, list[Act]] = defaultdict(list)
    for act in acts:
        if act.sku and act.kind in SKU_KINDS:
            about[act.sku].append(act)
    return [Short(sku=one, acts=about.get(one.sku, [])) for one in short_skus(desk.con) if one.short > 0]


def _questions(
    desk: Desk, working: Mapping[str, str], acts: list[Act], since: int, end: int
) -> list[Question]:
    found = []
    for act in acts:
        key = act.order_key or ""
        text = str(act.data.get("note" if act.kind == "hand_over" else "text") or "")
        handed, still = act.kind == "hand_over" and bool(text), key in working
        inside = since <= act.at < end
        # What was handed over before and is still with that colleague is a question still.
        waits = handed and still and working[key] == act.data.get("to")
        if (handed and (inside or waits)) or (act.kind == "note" and inside and still):
            to = str(act.data.get("to") or "") if handed else ""
            found.append(
                Question(
                    at=act.at, operator=act.operator, to=to, order_key=key, order_id="", text=text, open=still
                )
            )
    numbers = desk.numbers(one.order_key for one in found)
    return [
        structs.replace(one, order_id=numbers.get(one.order_key) or number_in(one.order_key)) for one in found
    ]
