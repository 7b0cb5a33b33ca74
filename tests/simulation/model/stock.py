"""Stock as the model sees it: what there is, what has left, who holds what, and who goes without."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tests.simulation.model.files import CLOSED, PLACED, Picture, Row
from tests.simulation.model.giving import hand_out
from tests.simulation.model.journal import Act, counting, marks

IN_LINE = ("to_ship", "risk_control")
"""Steps at which an order wants stock; it ships at the first of them alone."""
COUNTS = ("out", "left", "back")

Pieces = dict[tuple[str, str], int]
"""Order and SKU -> pieces."""


class Stock(NamedTuple):
    """How stock stands."""

    on_hand: dict[str, int]
    """SKU -> how many there are, where that is known."""
    held: Pieces
    """What operators gave, packed or marked done."""
    packed: frozenset[str]
    """Orders that hold theirs by being packed or done here."""
    free: dict[str, int]
    """SKU -> how many are promised to nobody; less than none is a debt."""
    wants: dict[str, dict[str, int]]
    """Order in line -> what it wants beyond what it holds."""
    short: dict[str, dict[str, int]]
    """Order -> what it lacks."""
    proposed: Pieces
    """What the line gives."""

    def over(self) -> dict[str, int]:
        """SKU -> pieces promised beyond all there is."""
        return {sku: -pieces for sku, pieces in self.free.items() if pieces < 0}

    def held_by(self, order: str) -> dict[str, int]:
        return {sku: pieces for (one, sku), pieces in self.held.items() if one == order}

    def half(self, orders: dict[str, Row]) -> dict[str, str]:
        """Orders that hold some of what is known, and not all that they want -> a SKU that they lack."""
        found = {}
        for one, row in orders.items():
            owed = {sku: pieces for sku, pieces in row.lines if sku in self.free}
            held = self.held_by(one)
            lacking = [sku for sku, pieces in sorted(owed.items()) if pieces > held.get(sku, 0)]
            if lacking and any(held.get(sku, 0) for sku in owed):
                found[one] = lacking[0]
        return found


NOTHING = Stock({}, {}, frozenset(), {}, {}, {}, {})


def stock_of(
    orders: dict[str, Row], acts: Sequence[Act], seen: list[Picture], counted: list[Picture]
) -> Stock:
    """`orders`: the open ones by key; `seen`, `counted`: pictures of orders and of stock that count, oldest first."""
    live = counting(acts)
    if not (counted and counted[-1].content.stock) and not any(act.kind == "stock_word" for act in live):
        return NOTHING
    figures, since = _counted(counted, live)
    gone = departed(seen, acts, since)
    on_hand = {
        sku: max(min(0, pieces), pieces - gone.get(sku, 0))
        for sku, pieces in figures.items()
        if pieces is not None
    }
    held, packed, off = _held(orders, acts, since)
    free = {
        sku: pieces - sum(n for (one, other), n in held.items() if other == sku and (one, sku) in off)
        for sku, pieces in on_hand.items()
    }
    line = [one for one, row in orders.items() if row.status in IN_LINE and not _is_done(acts, one, row)]
    wants = {one: want for one in line if (want := _wants(one, orders[one], held))}
    gave = _givers(live, since)
    in_turn = sorted(wants, key=lambda one: (PLACED[one.rpartition(":")[2]], one))
    ships = {one for one in wants if orders[one].status == "to_ship"}
    short, turned_away = hand_out(in_turn, wants, free, gave, ships)
    proposed = {
        (one, sku): pieces
        for one, want in wants.items()
        if one not in turned_away
        for sku, pieces in want.items()
        if sku in free
    }
    return Stock(on_hand, held, packed, free, wants, short, proposed)


def _counted(pictures: list[Picture], live: list[Act]) -> tuple[dict[str, int | None], dict[str, int]]:
    """How many there are by the newest count, a list's or an operator's word, and since when."""
    figures: dict[str, int | None] = {}
    since: dict[str, int] = {}
    if pictures:
        figures |= dict(pictures[-1].content.stock)
        since |= dict.fromkeys(figures, pictures[-1].at)
    words = {act.sku: act for act in live if act.kind == "stock_word" and act.data["word"] in COUNTS}
    for sku, act in words.items():
        assert sku
        if act.at <= since.get(sku, -1):
            continue
        listed = figures.get(sku) or None
        figures[sku] = {"out": 0, "left": act.data.get("quantity"), "back": listed}[act.data["word"]]
        since[sku] = act.at
    return figures, since


def departed(pictures: list[Picture], acts: Sequence[Act], since: dict[str, int]) -> dict[str, int]:
    """SKU -> pieces that were seen leaving after it was counted, and had not left the shelf before."""
    before: Pieces = {}
    known: set[str] = set()
    left: Pieces = defaultdict(int)
    for one in pictures:
        for order, row in one.content.orders:
            key = key_of(order)
            # Of an order that is sent when it is first seen, that is old news, but for one that was placed since, or
            # that was packed or done here.
            here = off_shelf(acts, key)
            at = one.at if key in known or here is not None else min(PLACED[order], one.at)
            known.add(key)
            for sku, quantity in row.lines:
                pieces = quantity if row.status in CLOSED else 0
                more = pieces - before.get((key, sku), 0)
                before[key, sku] = pieces
                shelf = here if more > 0 else None
                if sku in since and at > since[sku] and (shelf is None or shelf >= since[sku]):
                    left[key, sku] += more
    found: dict[str, int] = defaultdict(int)
    for (_order, sku), pieces in left.items():
        found[sku] += max(0, pieces)
    return dict(found)


def off_shelf(acts: Iterable[Act], order: str) -> int | None:
    """When an order left the shelf here: packed, or done and not reopened."""
    live = [act for act in counting(acts) if act.order == order]
    times = [act.at for act in live if act.kind == "packed"]
    last = [act for act in live if act.kind in ("done", "reopen")][-1:]
    return min(times + [act.at for act in last if act.kind == "done"], default=None)


def _held(
    orders: dict[str, Row], acts: Sequence[Act], since: dict[str, int]
) -> tuple[Pieces, frozenset[str], set[tuple[str, str]]]:
    """What each order holds, which hold theirs by being packed or done, and what of it is off the shelf as counted."""
    held: Pieces = {}
    packed: set[str] = set()
    off: set[tuple[str, str]] = set()
    live = counting(acts)
    for one, row in orders.items():
        left_at = _left_at(live, acts, one, row)
        for sku, owed in row.lines:
            if left_at is not None:
                held[one, sku] = owed
                packed.add(one)
                if left_at >= since.get(sku, left_at):
                    off.add((one, sku))
            elif pieces := min(owed, given(live, one, sku)):
                held[one, sku] = pieces
                off.add((one, sku))
    return held, frozenset(packed), off


def _left_at(live: list[Act], acts: Sequence[Act], order: str, row: Row) -> int | None:
    times = []
    for place, act in enumerate(live):
        if act.kind == "packed" and act.order == order:
            freed = any(other.kind == "release_allotment" and other.order == order for other in live[place:])
            times += [] if freed else [act.at]
    if row.status == "to_ship" and _is_done(acts, order, row):
        times.append(marks(acts, order).done_at)
    return min(times, default=None)


def _is_done(acts: Sequence[Act], order: str, row: Row) -> bool:
    found = marks(acts, order)
    return found.done and found.done_state in (None, row)


def given(live: list[Act], order: str, sku: str) -> int:
    """An allotment says how much, a release says none; what is moved comes on top of it here and goes off it there."""
    pieces = 0
    for act in live:
        if act.kind == "allot" and (act.order, act.sku) == (order, sku):
            pieces = act.data["quantity"]
        elif act.kind == "release_allotment" and act.order == order:
            pieces = 0
        elif act.kind == "move_stock" and act.sku == sku:
            if act.order == order:
                pieces += act.data["quantity"]
            if act.data["source"] == order:
                pieces -= act.data["quantity"]
    return max(0, pieces)


def _wants(order: str, row: Row, held: Pieces) -> dict[str, int]:
    return {sku: more for sku, owed in row.lines if (more := owed - held.get((order, sku), 0)) > 0}


def _givers(live: list[Act], since: dict[str, int]) -> set[tuple[str, str]]:
    """Who stands last for a SKU that was moved away from them: until it is counted anew, or given back to the line."""
    found = set()
    for place, act in enumerate(live):
        if act.kind != "move_stock" or act.sku is None or act.at < since.get(act.sku, act.at):
            continue
        freed = any(other.kind == "release_allotment" and other.order == act.order for other in live[place:])
        if not freed:
            found.add((act.data["source"], act.sku))
    return found


def key_of(order_id: str) -> str:
    """The key of an order, by its number in the files."""
    return f"other:S:{order_id}"
