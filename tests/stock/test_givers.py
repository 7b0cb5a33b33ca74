"""Who gave stock of a SKU to another order stands last in line for that SKU, and for no other."""

from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from orderdeck.data.base.config.settings import Settings, Stock
from orderdeck.data.stock.acts.facade import StockActs
from orderdeck.data.stock.allocation.allocate import hand_out
from orderdeck.data.stock.stockouts import sku_board
from tests.desk.make_desk import NOON, Bench, order

SKUS = range(3)
LINES = st.lists(
    st.tuples(st.dictionaries(st.sampled_from(SKUS), st.integers(1, 4), min_size=1), st.sets(st.sampled_from(SKUS))),
    min_size=1,
    max_size=7,
)  # fmt: skip
STOCK = st.fixed_dictionaries({sku: st.integers(-2, 9) for sku in SKUS})


def handed_out(line: list[Any], stock: dict[int, int], partial: bool) -> dict[Any, Any]:
    """Order and SKU -> what it is short of, its place, and what others lack that get theirs first, by `hand_out`."""
    rows = [(at, sku, pieces) for at, (wants, _gave) in enumerate(line) for sku, pieces in wants.items()]
    orders, skus, quantities = (list(column) for column in zip(*rows, strict=True))
    gave = {at for at, (number, sku, _) in enumerate(rows) if sku in line[number][1]}
    found = hand_out(orders, skus, quantities, [True] * len(rows), stock, partial=partial, gave=gave)
    return {
        rows[at][:2]: (short, place, ahead)
        for at, short, place, ahead in zip(found.at, found.short, found.place, found.ahead, strict=True)
    }


def served(line: list[Any], stock: dict[int, int], partial: bool, *, giving: bool = True) -> dict[Any, Any]:
    """Order and SKU -> what it gets and is short of, by `hand_out`."""
    rows = [(at, sku, pieces) for at, (wants, _gave) in enumerate(line) for sku, pieces in wants.items()]
    orders, skus, quantities = (list(column) for column in zip(*rows, strict=True))
    gave = {at for at, (number, sku, _) in enumerate(rows) if giving and sku in line[number][1]}
    found = hand_out(orders, skus, quantities, [True] * len(rows), stock, partial=partial, gave=gave)
    lacks = dict(zip(found.at, found.short, strict=True))
    return {(number, sku): lacks.get(at, 0) for at, (number, sku, _) in enumerate(rows)}


def model(line: list[Any], stock: dict[int, int]) -> set[int]:
    """Who is served whole: at its place, if what it gave is left once all others have what they want; else last."""
    left = {sku: max(0, pieces) for sku, pieces in stock.items()}
    got, last = set(), []
    for number, (wants, gave) in enumerate(line):
        behind = line[number + 1 :]
        others = {
            sku: sum(more.get(sku, 0) for more, given in behind if sku not in given)
            for sku in wants
            if sku in gave
        }
        if any(pieces + others.get(sku, 0) > left[sku] for sku, pieces in wants.items() if sku in gave):
            last.append(number)
        elif all(pieces <= left[sku] for sku, pieces in wants.items()):
            got.add(number)
            for sku, pieces in wants.items():
                left[sku] -= pieces
    for number in last:
        wants = line[number][0]
        if all(pieces <= left[sku] for sku, pieces in wants.items()):
            got.add(number)
            for sku, pieces in wants.items():
                left[sku] -= pieces
    return got


@settings(max_examples=300)
@given(LINES, STOCK)
def test_a_giver_is_served_after_all_others_of_what_it_gave(line: list[Any], stock: dict[int, int]) -> None:
    found = served(line, stock, partial=False)
    wants = {(number, sku): pieces for number, (each, _) in enumerate(line) for sku, pieces in each.items()}
    got = model(line, stock)
    for sku in SKUS:
        lacking = sum(pieces for (number, one), pieces in wants.items() if one == sku and number not in got)
        taken = sum(pieces for (number, one), pieces in wants.items() if one == sku and number in got)
        free = max(0, stock[sku]) - taken
        short = sum(pieces for (_number, one), pieces in found.items() if one == sku)
        assert short == max(0, lacking - free)
    assert not any(pieces for (number, _sku), pieces in found.items() if number in got)


@settings(max_examples=300)
@given(LINES, STOCK, st.booleans())
def test_a_giver_stands_at_its_own_place_for_what_it_never_gave(
    line: list[Any], stock: dict[int, int], partial: bool
) -> None:
    """Each SKU has a line of its own: orders at their places, those that gave of it behind all others. What is left is
    shared down that line, and whatever comes goes down it as well."""
    rows = [(at, sku, pieces) for at, (wants, _gave) in enumerate(line) for sku, pieces in wants.items()]
    got = set() if partial else model(line, stock)
    found = handed_out(line, stock, partial)
    places = {number: place for (number, _sku), (_short, place, _ahead) in found.items()}
    assert sorted(places, key=places.__getitem__) == sorted(places)
    for sku in SKUS:
        ahead = max(0, -stock[sku])
        left = max(0, stock[sku]) - sum(
            pieces for number, one, pieces in rows if one == sku and number in got
        )
        wanting = [(number, pieces) for number, one, pieces in rows if one == sku and number not in got]
        for number, pieces in sorted(wanting, key=lambda one: (sku in line[one[0]][1], one[0])):
            short = pieces - min(pieces, left)
            left -= pieces - short
            told = found.get((number, sku))
            assert (told[0] if told else 0) == short
            assert not short or (told and told[2] == ahead)
            ahead += short


@settings(max_examples=300)
@given(LINES, STOCK, st.booleans())
def test_nothing_changes_where_there_is_enough_of_what_was_given(
    line: list[Any], stock: dict[int, int], partial: bool
) -> None:
    wanted = {sku: sum(wants.get(sku, 0) for wants, _ in line) for sku in SKUS}
    gave = {sku for wants, given in line for sku in given & wants.keys()}
    plenty = {sku: wanted[sku] if sku in gave else pieces for sku, pieces in stock.items()}
    assert served(line, plenty, partial) == served(line, plenty, partial, giving=False)


def test_what_was_moved_and_given_back_leaves_the_line_as_it_was(desk_bench: Bench) -> None:
    for partial in (False, True):
        _moved_and_given_back(desk_bench, partial)


def _moved_and_given_back(bench: Bench, partial: bool) -> None:
    wants = [{"sku": "A", "quantity": 2}, {"sku": "B", "quantity": 1}]
    bench.load(
        *(
            order(n, lines=wants if n % 2 else wants[:1], service="DHL" if n == 3 else "Post")
            for n in range(1, 6)
        )
    )
    bench.stock(NOON, A=4, B=2)
    desk = bench.desk(Settings(stock=Stock(partial_shipping=partial)), hooks=None, debug=False)
    acts = StockActs(desk, desk.ledger, "li")
    before = _stands(desk)
    targets = [row[0] for row in desk.con.execute("select distinct order_key from short_lines").fetchall()]
    sources = [row[0] for row in desk.con.execute("select distinct order_key from allotments").fetchall()]
    moves = 0
    for target in sorted(targets):
        for source in sorted(sources):
            if acts.move("A", target, source).done:
                moves += 1
                assert _stands(desk) != before
                assert acts.release(target).done
                assert _stands(desk) == before
    assert moves


def _stands(desk: Any) -> Any:
    lines = {
        sku: [
            (hit.order_key, hit.allotted, hit.applied, hit.short)
            for hit in sku_board(desk.con, sku, desk.settings.stock, desk.now()).hits
        ]
        for sku in "AB"
    }
    return lines, sorted(desk.con.execute("from allotments").fetchall())


def test_who_gave_one_sku_keeps_its_place_for_another(desk_bench: Bench) -> None:
    """Express order 1 gave A. Once there is A enough, it takes the only B, as it stands first for that."""
    both = [{"sku": "A", "quantity": 1}, {"sku": "B", "quantity": 1}]
    desk_bench.load(
        order(1, lines=both, service="DHL"), order(2, lines=both[:1]),
        order(3, lines=both[1:]), order(4, lines=both[:1]),
    )  # fmt: skip
    desk_bench.stock(NOON, A=1, B=1)
    desk = desk_bench.desk(Settings(), hooks=None, debug=False)
    acts = StockActs(desk, desk.ledger, "li")
    assert acts.move("A", "aliexpress:2", "aliexpress:1").done
    desk_bench.now += timedelta(hours=1)
    bought = acts.restock("A", "Sup", 2).done[0].id
    assert acts.receive("A", bought, 2).done
    held = {row[0] for row in desk.con.execute("select order_key from allotments where sku = 'B'").fetchall()}
    assert held == {"aliexpress:1"}
