"""The panel of operators: what is counted in it goes by the desk's clock, as all that stands beside it does."""

from pathlib import Path

import pytest

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.base.records import Act
from orderdeck.data.ledger import Ledger
from orderdeck.data.stock.open_desk import open_desk
from orderdeck.tui.service.people import operators
from tests.people.decks import desk_of

HOUR = 3_600_000_000
NOW = 1_780_000_000_000_000


@pytest.mark.parametrize("hours_later", [0, 24, 48])
def test_what_was_done_today_is_what_was_done_since_the_midnight_before_the_desks_clock(
    tmp_path: Path, hours_later: int
) -> None:
    paths = desk_of(tmp_path / "desk")
    with Ledger.open(paths) as ledger:
        ledger.append(
            Act(
                id=f"a{n}",
                kind="done",
                operator="li",
                at=NOW + n * 24 * HOUR - 1,
                order_key=f"aliexpress:{n}",
            )
            for n in range(3)
        )
    desk = open_desk(paths, Settings(), operator="li", now=NOW + hours_later * HOUR)
    try:
        assert {one.operator: one.done for one in operators(desk, "li")} == {"li": 3 - hours_later // 24}
    finally:
        desk.close()
