"""Filtering from the dashboard: it stays until there is something to filter by."""

from orderdeck.tui.deck.app import Orderdeck
from tests.tui.fake_desk import Until


async def test_the_dashboard_makes_way_once_there_is_something_to_filter_by(
    app: Orderdeck, until: Until
) -> None:
    async with app.run_test(size=(160, 45)) as pilot:
        await until(lambda: app.state.dashboard and app.deck.active_table().row_count)
        await pilot.press("7")
        await until(lambda: app.deck.dashboard.current == "standard")
        await pilot.press("slash")
        assert app.deck.status_line.busy
        await pilot.press("escape")
        await until(lambda: app.deck.dashboard.current == "standard")
        assert (app.state.dashboard, app.state.view) == (True, "standard")
        await pilot.press("slash", *"zz")
        await until(lambda: not app.state.dashboard and not app.deck.table.row_count)
        assert (app.state.view, app.state.filter) == ("standard", "zz")
