"""The few signs that widgets draw of their own, and what stands in for them where a terminal lacks them."""

from typing import Final

import msgspec


class Glyphs(msgspec.Struct):
    """Signs one cell wide. Some terminals draw the first set two cells wide (East Asian ambiguous width)."""

    ellipsis: str = "…"
    mark: str = "✓"
    cursor: str = "›"
    changed: str = "•"
    ascending: str = "↑"
    descending: str = "↓"
    thumb: str = "▐"
    late: str = "!"
    failed: str = "✗"
    asleep: str = "z"
    open: str = "▾"
    closed: str = "▸"
    separator: str = "·"
    rule: str = "─"
    wall: str = "│"
    bars: str = "▁▂▃▄▅▆▇█"
    spread: str = "·▒█"  # not likely yet, more likely than not, likely enough
    deadline: str = "▼"


_ASCII: Final = Glyphs(
    ellipsis="~",
    mark="*",
    cursor=">",
    changed="+",
    ascending="^",
    descending="v",
    thumb="|",
    failed="x",
    open="v",
    closed=">",
    separator="-",
    rule="-",
    wall="|",
    bars="_.-=+*#@",
    spread=".=#",
    deadline="v",
)

glyphs: Final = Glyphs()
"""The signs in use, for all widgets of the process."""


def use_ascii(ascii_only: bool) -> None:
    """Choose the signs: plain ASCII or not. Before the first paint, or followed by a refresh of everything."""
    chosen = _ASCII if ascii_only else Glyphs()
    for field in Glyphs.__struct_fields__:
        setattr(glyphs, field, getattr(chosen, field))
