"""Themes: one with colours of its own has its own ground, one of the terminal's colours leaves the terminal's."""

import pytest

from orderdeck.tui.deck.app import Orderdeck
from tests.tui.fake_desk import Until


@pytest.mark.parametrize(
    ("theme", "grounded"), [("textual-light", True), ("nord", True), ("ansi-dark", False)]
)
async def test_the_ground_is_the_themes_own(app: Orderdeck, until: Until, theme: str, grounded: bool) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await until(lambda: app.deck.table.row_count)
        app.theme = theme
        await pilot.pause()
        row = app.deck.table.render_line(app.deck.table.cursor + 3)
        assert all((part.style is not None and part.style.bgcolor is not None) == grounded for part in row)
