"""How the screens of stock-outs say figures."""

import pytest

from orderdeck.tui.i18n.stock_words import percent


@pytest.mark.parametrize(
    ("part", "said"),
    [
        (None, ""),
        (0.0, "0 %"),
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
