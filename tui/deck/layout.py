"""What fits: the deck's layout by the size of the terminal, in columns and lines."""

from typing import Final, NamedTuple

from orderdeck.widgets.panes.rail import LEAST_WIDTH
from orderdeck.widgets.panes.too_small import TooSmall

WIDE: Final = 120
"""From here rail, orders and detail stand side by side."""
DASHBOARD: Final = (160, 45)
"""From here the deck opens with several queues at once."""
DASHBOARD_ROOM: Final = (120, 36)
"""From here there is room for them."""
DASHBOARD_DETAIL: Final = 200
"""From here the dashboard has the detail beside it."""
MOST_RAIL: Final = (27, 32)
"""Columns of the rail on a terminal less wide than DASHBOARD, and on any other."""
MOST_DETAIL: Final = 56
LIST_EDGE: Final = 1
"""The column of a list that shows where in it one is."""
PANEL_LINES: Final = 9
"""Lines that a panel of the dashboard needs: with fewer it shows too few orders."""


PANES: Final = {
    "": "table",
    "detail": "detail",
    "message": "message",
    "palette": "commands",
    "stockouts": "short",
    "stockout": "stockout",
    "contact": "contact",
}
"""Panel -> its pane; every other panel is a list."""
LIST: Final = "lines"
PARTS: Final = (
    "table", "dashboard", LIST, "message", "commands", "short", "stockout", "contact", "detail", "rail",
)  # fmt: skip
"""What is shown or not, by the name that the deck has for it."""


class Arrangement(NamedTuple):
    """What there is room for."""

    small: bool
    """The terminal is too small for anything but saying so."""
    shown: frozenset[str]
    """Those of PARTS that are on screen."""
    beside: bool
    """The detail stands beside the orders."""
    rail: int
    """Columns of the rail at most."""
    detail: int
    """Columns of the detail where it stands beside something."""


def arrange(width: int, height: int, panel: str, *, dashboard: bool) -> Arrangement:
    """What fits of what is asked for: `panel` (see PANES) over the orders, or several queues at once."""
    pane = pane_of(panel)
    dashboard = dashboard and not panel
    room = beside(width, dashboard=dashboard)
    shown = {"dashboard" if dashboard else pane}
    if pane == "table" and room:
        shown.add("detail")
    if pane == "table" or wide(width):
        shown.add("rail")
    return Arrangement(
        small=TooSmall.applies(width, height),
        shown=frozenset(shown),
        beside=room and pane == "table",
        rail=rail_width(width),
        detail=detail_width(width),
    )


def pane_of(panel: str) -> str:
    """The pane of a panel; "" is that of the orders."""
    return PANES.get(panel, LIST)


def beside(width: int, *, dashboard: bool) -> bool:
    """Whether there is room for the detail beside the orders, or beside several queues at once."""
    return width >= (DASHBOARD_DETAIL if dashboard else WIDE)


def wide(width: int) -> bool:
    """Whether rail, orders and detail fit side by side."""
    return beside(width, dashboard=False)


def dashboard(width: int, height: int) -> bool:
    """Whether there is room for the dashboard."""
    return width >= DASHBOARD[0] and height >= DASHBOARD[1]


def dashboard_fits(width: int, height: int) -> bool:
    """Whether the dashboard can be asked for."""
    return width >= DASHBOARD_ROOM[0] and height >= DASHBOARD_ROOM[1]


def dashboard_panels(height: int) -> int:
    """How many panels the dashboard has, two beside each other, below its charts."""
    return max(2, 2 * ((height - 6) // PANEL_LINES))


def rail_width(width: int) -> int:
    """Columns that the rail may have: a third of a narrow terminal, and no more than whole titles with news need."""
    return max(LEAST_WIDTH, min(-(-width // 3), MOST_RAIL[width >= DASHBOARD[0]]))


def list_width(width: int) -> int:
    """Columns of a list that covers the orders, beside the rail where that stays."""
    return width - (rail_width(width) if wide(width) else 0) - LIST_EDGE


def detail_width(width: int) -> int:
    """Columns of the detail beside a list: two fifths of what the rail leaves, and no more than an order's lines need;
    what is left over is the list's."""
    return min((width - rail_width(width)) * 2 // 5, MOST_DETAIL)
