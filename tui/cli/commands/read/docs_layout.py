"""Markdown for a terminal: tables in columns, text wrapped, both by cells, since Chinese characters take two.

Not by rich's Markdown: that begins lines of Chinese with a full stop or comma, breaks a Latin word in it (`S`, `KU`),
leaves lines half empty before each longer word, and wraps code, in whose examples comments then stand alone.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from orderdeck.widgets.cells import cell_len, fit, wrap

GAP: Final = 2
"""Blanks between two columns of a table."""

LEAST: Final = 6
"""Cells that a column keeps, however many there are."""

_ITEM: Final = re.compile(r"( *)([-*]|\d+\.) +")
_WIDE: Final = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’…]")


def laid_out(text: str, width: int) -> str:
    """The Markdown `text` in lines of at most `width` cells; code and headings stay as they are."""
    out: list[str] = []
    held: list[str] = []  # lines of one paragraph or list item
    rows: list[str] = []  # lines of one table
    fenced = False
    for line in [*text.splitlines(), ""]:
        is_row = line.startswith("|") and not fenced
        if rows and not is_row:
            out += _table(rows, width)
            rows = []
        fence = line.lstrip().startswith("```")
        code = fenced or fence or (line.startswith("    ") and not held)
        if held and (code or is_row or not line.strip() or line.startswith("#") or _ITEM.match(line)):
            out += _wrapped(held, width)
            held = []
        fenced ^= fence
        if is_row:
            rows.append(line)
        elif code or not line.strip() or line.startswith("#"):
            out.append(line)
        else:
            held.append(line)
    return "\n".join(out[:-1]) + "\n" * text.endswith("\n")  # the last one was there to end what came before


def _wrapped(lines: Sequence[str], width: int) -> list[str]:
    """A paragraph or list item as one text, wrapped, its further lines below its first word."""
    item = _ITEM.match(lines[0])
    hang = item.end() if item else len(lines[0]) - len(lines[0].lstrip())
    text = lines[0][hang:].strip()
    for line in (one.strip() for one in lines[1:]):
        # A line break between two Chinese characters is no blank.
        glue = "" if text and line and _WIDE.match(text[-1]) and _WIDE.match(line[0]) else " "
        text += glue + line
    first, *others = wrap(_plain(text), max(width - hang, LEAST))
    return [lines[0][:hang] + first, *(" " * hang + other for other in others)]


def _plain(text: str) -> str:
    """`text` without the signs for bold, which a line could break within; in `code` they are none."""
    return re.sub(r"(`[^`]*`)|\*\*", lambda found: found[1] or "", text)


def _cells(row: str) -> list[str]:
    inner = row.strip().removeprefix("|").removesuffix("|")
    return [_plain(cell.strip().replace("\\|", "|")) for cell in re.split(r"(?<!\\)\|", inner)]


def _table(lines: Sequence[str], width: int) -> list[str]:
    head, rule, *body = (_cells(line) for line in lines)
    count = len(rule)
    rows = [[*row, *[""] * count][:count] for row in (head, *body)]
    widths = _widths([[cell_len(cell) for cell in column] for column in zip(*rows, strict=True)], width)
    first, *others = ([*_row(row, widths)] for row in rows)
    return [*first, _joined(["─" * one for one in widths], widths), *(line for row in others for line in row)]


def _widths(natural: Iterable[Iterable[int]], width: int) -> list[int]:
    """Cells for each column: what it wants, the widest giving way until all fit into `width`."""
    widths = [max(column) for column in natural]
    room = width - GAP * (len(widths) - 1)
    while sum(widths) > room and max(widths) > LEAST:
        widths[widths.index(max(widths))] -= 1
    return widths


def _row(cells: Sequence[str], widths: Sequence[int]) -> Iterable[str]:
    columns = [wrap(cell, max(width, 2)) for cell, width in zip(cells, widths, strict=True)]
    for at in range(max(len(column) for column in columns)):
        yield _joined([column[at] if at < len(column) else "" for column in columns], widths)


def _joined(cells: Sequence[str], widths: Sequence[int]) -> str:
    return (" " * GAP).join(fit(cell, width) for cell, width in zip(cells, widths, strict=True)).rstrip()
