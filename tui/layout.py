"""What fits: the deck's layout by the size of the terminal, in columns and lines."""

from typing import Final

WIDE: Final = 120
"""From here rail, orders and detail stand side by side."""
DASHBOARD: Final = (160, 45)
"""From here the deck opens with several queues at once."""
DASHBOARD_DETAIL: Final = 200
"""From here the dashboard has the detail beside it."""
DASHBOARD_PANELS: Final = 6
"""Panels of the dashboard at most: more would show too few rows each."""


def wide(width: int) -> bool:
    """Whether the detail has a pane of its own."""
    return width >= WIDE


def dashboard(width: int, height: int) -> bool:
    """Whether there is room for the dashboard."""
    return width >= DASHBOARD[0] and height >= DASHBOARD[1]


def rail_width(width: int, rail: int) -> int:
    """Columns of the rail, whose longest line is `rail` wide: no more than it needs, no more than a third."""
    return max(14, min(rail, width // 3))
