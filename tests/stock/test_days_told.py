"""The days beside a plan are those of what it counts on, ordered today or under way, and stand there without a deadline
too."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from orderdeck.data.stock import stockouts
from orderdeck.data.stock.plan.counted.rests import Rest
from orderdeck.data.stock.plan.records import DAY, Step
from orderdeck.tui.i18n import _, use
from orderdeck.tui.i18n.words import stock as stock_words

WORDS = {
    "en": (
        "no ship-by time known",
        "ordered today",
        "under way",
        "no supplier known",
        "how long it takes",
        "cautiously",
    ),
    "zh": ("发货期限未知", "今天下单", "在途", "没有已知供应商", "多久能到未知", "保守"),
}


@pytest.fixture(params=list(WORDS))
def words(request: pytest.FixtureRequest) -> Iterator[tuple[str, ...]]:
    use(request.param)
    yield WORDS[request.param]
    use("en")


def step(slack: float | None) -> Step:
    reason = "no_deadline" if slack is None else "chance"
    return Step(order_key="o", action="wait_restock", reason=reason, chance=None if slack is None else 0.9,
                slack_days=slack, saved=Decimal(0))  # fmt: skip


@pytest.mark.parametrize("slack", [None, 12.0])
@pytest.mark.parametrize("own", [0, 2])
@pytest.mark.parametrize("half", [None, 5.0])
@pytest.mark.parametrize("cautious", [None, 7.2])
def test_a_reason_says_what_its_days_are_of(
    words: tuple[str, ...], slack: float | None, own: int, half: float | None, cautious: float | None
) -> None:
    unknown, today, under_way, _nobody, how_long, cautiously = words
    rest = Rest(sku="A", own=own, to_order=own, supplier="Sup", purchases=() if own else ("P",),
                names=() if own else ("P",), lead_days=half, cautious_days=cautious if half else None)  # fmt: skip
    days = stock_words.compared(step(slack), rest)
    said = stock_words.why(step(slack), [rest], "A")
    assert days in said
    assert (unknown in said) == (slack is None)
    assert ("12.0" in days) == (slack is not None)
    assert ("5.0" in days) == (half is not None)
    assert (today in days) == bool(half and own)
    assert (under_way in days) == bool(half and not own)
    assert (how_long in said) == (slack is None and half is None)
    assert (cautiously in days) == bool(slack is None and half and cautious)


def test_without_a_deadline_it_says_that_nobody_is_known_or_whose_date_it_goes_by(
    words: tuple[str, ...],
) -> None:
    nobody = Rest(sku="A", own=2, to_order=2)
    said = stock_words.why(step(None), [nobody], "A")
    assert words[0] in said
    assert words[3] in said
    assert stock_words.REASONS["operator_date"] not in said
    assert _(stock_words.REASONS["operator_date"]) in stock_words.why(step(None), [], "A")


@pytest.mark.parametrize("under_way", [False, True])
@pytest.mark.parametrize("dated", [False, True])
def test_the_days_are_those_of_the_bar_of_what_it_counts_on(bench: Any, under_way: bool, dated: bool) -> None:
    """The model: the bars beside suppliers and purchases, which the plan's own formula draws."""
    bench.stock(A=0)
    bench.order("o1", days=20, A=1)
    if not dated:
        bench.con.execute("update open_orders set ship_by = null")
    for number, days in enumerate((3, 5, 5, 6, 8, 11)):
        bench.purchase(f"p{number}", "Sup", "A", 60 + days, 60, quantity=20)
    if under_way:
        bench.purchase("due", "Sup", "A", 4, None, quantity=20)
    rules = bench.refresh()
    board = stockouts.sku_board(bench.con, "A", rules, bench.now)
    (hit,) = board.hits
    (rest,) = hit.rests
    assert hit.step.reason == ("chance" if dated else "no_deadline")
    assert bool(rest.own) != under_way
    bar = next(one for one in board.spreads if (one.pieces is not None) == under_way)
    assert bar.half_at is not None
    assert rest.lead_days is not None
    assert rest.lead_days == pytest.approx((bar.half_at - bench.now) / DAY, abs=1e-6)
    told = None if bar.cautious_at is None else pytest.approx((bar.cautious_at - bench.now) / DAY, abs=1e-6)
    assert rest.cautious_days == told
