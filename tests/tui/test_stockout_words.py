"""How the screens of stock-outs say figures."""

import pytest

from orderdeck.data.stock.plan.counted.rests import Rest
from orderdeck.data.stock.plan.records import Step
from orderdeck.tui.i18n.words.stock import percent, why


@pytest.mark.parametrize(
    ("part", "said"),
    [
        (None, ""),
        (0.0, "<1 %"),
        (0.0037, "<1 %"),
        (0.01, "1 %"),
        (0.699, "69 %"),
        (0.9999, "99 %"),
        (1.0, "100 %"),
    ],
)
def test_a_chance_never_looks_better_than_it_is_nor_a_small_one_like_none(
    part: float | None, said: str
) -> None:
    assert percent(part) == said


@pytest.mark.parametrize(
    ("chance", "begins"),
    [(0.5524, "55 %: too few deliveries to promise more, by the supplier's own days"),
     (None, "by the supplier's own days")],
)  # fmt: skip
def test_a_chance_that_is_known_is_said_also_where_the_suppliers_own_days_decide(
    chance: float | None, begins: str
) -> None:
    step = Step(order_key="o", action="wait_restock", reason="supplier_word", chance=chance, slack_days=9.0)
    rest = Rest(sku="A", own=3, to_order=3, supplier="Sup", lead_days=5.0)
    said = why(step, [rest], "A")
    assert said.split(" · ")[0] == begins
