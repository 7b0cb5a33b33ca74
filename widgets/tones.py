"""Tones: what a named style looks like in the theme of the moment.

Sixteen colours first: with an ANSI theme every tone is one of the terminal's own colours, so that it fits what the
operator has chosen and costs the fewest bytes. What a tone says is always said by text or an attribute too.
"""

from collections.abc import Mapping
from typing import Any, Final

from rich.style import Style
from textual.app import App
from textual.color import Color, ColorParseError

_VARIABLE: Final = {
    "accent": "text-accent",
    "heading": "text-secondary",
    "key": "text-secondary",
    "fresh": "text-success",
    "ok": "text-success",
    "info": "",
    "due": "text-warning",
    "warning": "text-warning",
    "late": "text-error",
    "error": "text-error",
    "mark": "text-accent",
}
_BOLD: Final = frozenset({"bold", "heading", "key", "fresh", "late", "error", "mark"})

_known: tuple[Mapping[str, str], Mapping[str, Style]] = ({}, {})
"""The theme's variables as they were last asked for, and the styles made of them."""


def tones(app: App[Any]) -> Mapping[str, Style]:
    """Style by tone name, "" (plain), "dim", "bold", "cursor", "cursor-blurred" and "title" among them."""
    global _known
    # Textual makes them anew with every theme; to compare the theme itself for every piece drawn is slow.
    if app.theme_variables is not _known[0]:
        _known = (app.theme_variables, _build(app))
    return _known[1]


def _build(app: App[Any]) -> dict[str, Style]:
    variables = app.theme_variables
    ansi = app.native_ansi_color
    background = _colour(variables.get("background", "")) or Color(0, 0, 0)
    # A theme with colours of its own has its own ground too: dark text needs no dark terminal beneath it.
    ground = Style() if ansi else Style(bgcolor=background.rich_color)
    plain = ground if ansi else ground + _foreground(variables.get("foreground", ""), background)
    styles = {"": plain, "dim": plain + Style(dim=True), "bold": plain + Style(bold=True)}
    styles["title"] = styles["bold"]
    for tone, variable in _VARIABLE.items():
        style = plain + _foreground(variables.get(variable, ""), background)
        styles[tone] = style + Style(bold=True) if tone in _BOLD else style
    caret = Style(reverse=True)
    styles |= {"caret": plain + caret, "caret-dim": styles["dim"] + caret}
    return styles | _cursors(variables, background, plain, reverse=ansi or app.no_color)


def _cursors(
    variables: Mapping[str, str], background: Color, plain: Style, reverse: bool
) -> dict[str, Style]:
    """The cursor's row. Reverse video works in any terminal, with any palette, and without colour."""
    blurred = plain + Style(bold=True)
    if reverse:
        return {"cursor": Style(reverse=True), "cursor-blurred": blurred}
    ground = _colour(variables.get("block-cursor-background", ""))
    if ground is None:
        return {"cursor": Style(reverse=True), "cursor-blurred": blurred}
    text = _colour(variables.get("block-cursor-foreground", "")) or ground.get_contrast_text(1.0)
    cursor = Style(color=text.rich_color, bgcolor=ground.rich_color, bold=True)
    faint = background.blend(ground, 0.25).rich_color
    return {"cursor": cursor, "cursor-blurred": blurred + Style(bgcolor=faint)}


def _foreground(value: str, background: Color) -> Style:
    colour = _colour(value)
    if colour is None:
        return Style()
    return Style(color=(background + colour if colour.a < 1 and colour.ansi is None else colour).rich_color)


def _colour(value: str) -> Color | None:
    try:
        return Color.parse(value.split(" ")[0]) if value and not value.startswith("auto") else None
    except ColorParseError:
        return None
