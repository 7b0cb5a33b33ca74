"""Text measured in terminal cells, as Textual measures it: clip, pad, wrap. Chinese takes two cells, an accent none."""

import re
from functools import lru_cache
from typing import Final

from rich.cells import cell_len, split_graphemes

from orderdeck.widgets.glyphs import glyphs
from orderdeck.widgets.model import Align, Keep
from orderdeck.widgets.safe import safe

__all__ = ["cell_len", "clip", "drawn_len", "fit", "wrap"]

MOST = 120
"""Cells of the longest text that is measured."""


_NUMBER: Final = re.compile(r"(?<![^\s(\u2e80-\uffff])[0-9][0-9.,:–-]{0,14}$")
"""A number, a date or a time at the end of what is kept, where it is a word of its own."""


def _head(text: str, width: int) -> str:
    """As much of `text` from its beginning as takes at most `width` cells, whole characters only."""
    if text.isascii():
        return text[:width]
    used = end = 0
    for _, stop, cells in split_graphemes(text)[0]:
        if used + cells > width:
            break
        used += cells
        end = stop
    return text[:end]


def _tail(text: str, width: int) -> str:
    """As much of `text` up to its end as takes at most `width` cells, whole characters only."""
    used, start = 0, len(text)
    for begin, _, cells in reversed(split_graphemes(text)[0]):
        if used + cells > width:
            break
        used += cells
        start = begin
    return text[start:]


def clip(text: str, width: int, keep: Keep = "head") -> str:
    """`text`, safe to draw, in at most `width` cells; where something is cut off, `…` stands for it: behind the head
    that is kept, or before the end."""
    if width <= 0:
        return ""
    if keep == "end":
        text = safe(text[-(width * 8 + 8) :])
        mark = glyphs.ellipsis
        return text if cell_len(text) <= width else mark + _tail(text, width - cell_len(mark))
    # Nothing past this many characters can matter, and a title may be a novel.
    text = safe(text[: width * 8 + 8])
    if cell_len(text) <= width:
        return text
    mark = glyphs.ellipsis
    head = _head(text, width - cell_len(mark))
    if text[len(head) : len(head) + 1].isdigit() or head[-1:].isdigit():
        head = _without_part(head, text)
    return head.rstrip(f" {mark}…") + mark  # it may have been cut before


def _without_part(head: str, text: str) -> str:
    """`head` of `text` without the part of a number that it ends in: that would be another number."""
    rest = text[len(head) :]
    found = _NUMBER.search(head)
    whole = not re.match(r"[0-9]|[.,:–-][0-9]", rest)
    return head if found is None or not found.start() or whole else head[: found.start()]


@lru_cache(maxsize=8192)
def fit(text: str, width: int, align: Align = "left", keep: Keep = "head") -> str:
    """`text`, safe to draw, in exactly `width` cells."""
    clipped = clip(text, width, keep)
    blank = " " * (width - cell_len(clipped))
    return clipped + blank if align == "left" else blank + clipped


@lru_cache(maxsize=8192)
def drawn_len(text: str) -> int:
    """Cells that `text` takes as it is drawn, safe; what takes more than MOST is one longer than that."""
    return cell_len(clip(text, MOST + 1))


def wrap(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` cells: broken at line breaks, at blanks and behind signs, and where they don't
    fit within words, dates and numbers, too.

    Chinese and Japanese break between any two characters, but not before a mark that closes. An empty text is one empty
    line.
    """
    width = max(width, 2)
    lines: list[str] = []
    for paragraph in text.replace("\r\n", "\n").split("\n"):
        lines.extend(_wrap_one(safe(paragraph), width))
    return lines


_CLOSING = frozenset(",.;:!?)]}%，。；：、！？）】》”’…")
"""What no line begins with where it can be helped."""


def _in_number(text: str, at: int) -> bool:
    """Whether the sign at `at` stands within a date or a number, which stays on one line where it can."""
    return text[at] in "-/," and text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit()


def _wrap_one(text: str, width: int) -> list[str]:
    if cell_len(text) <= width:
        return [text.rstrip(" ")]
    lines: list[str] = []
    # `breakable`: where the line could end, an index past a blank or a wide character; `before`: the last one of these
    start = used = breakable = before = 0
    for begin, stop, cells in split_graphemes(text)[0]:
        blank = text[begin:stop] == " "  # one that bears an accent is none
        if breakable == begin and text[begin] in _CLOSING:
            breakable = before
        if used + cells > width:
            if blank:
                breakable = begin
            end = breakable if breakable > start else begin
            lines.append(text[start:end].rstrip(" "))
            start = end
            while start < begin and text[start] == " ":
                start += 1
            used = cell_len(text[start:begin])
            if used + cells > width:  # what was carried over leaves no room for a wide character
                lines.append(text[start:begin])
                start, used = begin, 0
            breakable = before = start
            if not used and blank:
                start = breakable = stop
                continue
        used += cells
        if cells == 2 or (text[begin] in " -/,;" and not _in_number(text, begin)):
            before, breakable = breakable, stop
    lines.append(text[start:].rstrip(" "))
    return lines
