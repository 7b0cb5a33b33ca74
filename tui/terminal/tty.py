"""The terminal: how big it is by its own word, and where the deck is drawn."""

import os
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TextIO


def tty_size() -> tuple[int, int] | None:
    """Columns and rows of the terminal that this process has, None where it has none. COLUMNS and LINES, which a login
    may have exported long ago, are not asked."""
    for stream in (sys.__stderr__, sys.__stdout__, sys.__stdin__):
        with suppress(AttributeError, ValueError, OSError):
            width, height = os.get_terminal_size(stream.fileno())  # type: ignore[union-attr]
            if width and height:
                return width, height
    return None


@cache
def screen_file() -> TextIO | None:
    """The terminal as a file. Textual draws on standard error; where that leads elsewhere (`2>file`) nobody would see
    the deck, so it is the terminal that keys come from, and what is said goes on into the file. None where neither
    can be written to."""
    if sys.__stderr__ is not None and sys.__stderr__.isatty():
        return sys.__stderr__
    try:
        return Path(os.ttyname(0)).open("w", encoding="utf-8")
    except OSError:
        return None
