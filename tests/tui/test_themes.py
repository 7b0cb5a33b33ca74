"""Themes: one with colours of its own has its own ground, one of the terminal's colours leaves the terminal's."""

from collections.abc import Callable
from pathlib import Path

import pytest

from orderdeck.tui.deck.app import Orderdeck
from orderdeck.tui.service.options import Looks, Start
from orderdeck.tui.terminal.themes import own_themes
from tests.tui.fake_desk import FakeFollower, Until


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


async def test_a_theme_is_seen_while_it_is_chosen_and_esc_returns_to_the_one_before(
    app: Orderdeck, until: Until, seen: Callable[[], str]
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await until(lambda: app.deck.table.row_count)
        before = app.theme
        await pilot.press("T")
        assert app.theme == before
        await pilot.press(*"gruv")
        assert app.theme == "gruvbox"
        await pilot.press("escape")
        assert app.theme == before
        await pilot.press("T", "down", "enter")
        chosen = app.theme
        assert chosen != before
        assert f'theme = "{chosen}"' in seen()
        await pilot.press("T")
        assert chosen in seen().splitlines()[2], "the present one first"
        await pilot.press("enter")
        assert app.theme == chosen


def test_a_file_of_the_users_is_a_theme_and_one_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "frost.toml").write_text('primary = "#8fbcbb"\nbackground = "black"\ndark = true\n')
    found, wrong = own_themes(tmp_path)
    assert ([theme.name for theme in found], wrong) == (["frost"], [])
    for text in (
        'background = "black"',
        'primary = "#8fbcbb"\ncolour = "red"',
        'primary = "nocolour"',
        "primary =",
    ):
        (tmp_path / "bad.toml").write_text(text)
        found, wrong = own_themes(tmp_path)
        assert [theme.name for theme in found] == ["frost"], text
        assert len(wrong) == 1, text
        assert "bad.toml" in wrong[0]
    assert own_themes(tmp_path / "nothing") == ((), [])


async def test_a_theme_of_the_users_is_among_those_to_choose_from(
    follower: FakeFollower, tmp_path: Path, until: Until
) -> None:
    (tmp_path / "frost.toml").write_text('primary = "#8fbcbb"\nbackground = "#2e3440"\n')
    looks = Looks(zone="UTC", theme="frost", themes=own_themes(tmp_path)[0])
    app = Orderdeck(Start(tmp_path, operator="me"), looks, follower=follower)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(lambda: app.deck.table.row_count)
        assert app.theme == "frost"
        await pilot.press("T", *"nord", "enter")
        assert app.theme == "nord"
        await pilot.press("T", *"frost", "enter")
        assert app.theme == "frost"
