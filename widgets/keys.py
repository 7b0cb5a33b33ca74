"""Keys that widgets may have of their own, outside the deck; the deck's registry binds their methods itself."""

from collections.abc import Mapping
from typing import Final

from textual.binding import Binding, BindingType

MOVES: Final = {
    "j,down": "cursor_down",
    "k,up": "cursor_up",
    "g,home": "cursor_first",
    "G,end": "cursor_last",
    "ctrl+d": "half_page_down",
    "ctrl+u": "half_page_up",
    "pagedown": "page_down",
    "pageup": "page_up",
}
"""Keys to methods of `widgets.table.cursor.Moves`."""


def own(keys: Mapping[str, str]) -> list[BindingType]:
    """Bindings that run a widget's own methods, by name; dead unless it was made with `default_bindings=True`."""
    return [Binding(key, f"own('{method}')", show=False) for key, method in keys.items()]
