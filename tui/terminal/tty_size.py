"""How big the terminal is, by its own word."""

import os
import sys
from contextlib import suppress


def tty_size() -> tuple[int, int] | None:
    """Columns and rows of the terminal that this process has, None where it has none. COLUMNS and LINES, which a login
    may have exported long ago, are not asked."""
    for stream in (sys.__stderr__, sys.__stdout__, sys.__stdin__):
        with suppress(AttributeError, ValueError, OSError):
            width, height = os.get_terminal_size(stream.fileno())  # type: ignore[union-attr]
            if width and height:
                return width, height
    return None
