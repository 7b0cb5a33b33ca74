"""Everything on one order, as blocks of the detail pane."""

from typing import Any

from tui.rows import Manner
from widgets.model import Block


def order_blocks(detail: Any, manner: Manner) -> tuple[str, list[Block]]:
    """Title and blocks of an order (`data.desk.OrderDetail`)."""
    return str(detail), []
