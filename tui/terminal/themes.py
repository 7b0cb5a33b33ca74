"""Colour themes the deck offers, and which it starts with."""

from collections.abc import Mapping
from typing import Final

OFFERED: Final = (
    "ansi-dark",
    "ansi-light",
    "textual-dark",
    "textual-light",
    "nord",
    "gruvbox",
    "solarized-light",
)
"""Themes in the order in which the switch goes round."""

DEFAULT: Final = "ansi-dark"
"""The terminal's own 16 colours: a third fewer bytes over SSH, and the colours that people have chosen already."""


def known_themes() -> list[str]:
    """Names of all themes there are."""
    from textual.theme import BUILTIN_THEMES

    return sorted(BUILTIN_THEMES)


def choose(setting: str, environment: Mapping[str, str]) -> str:
    """The theme for the setting `look.theme`: its own name, else TEXTUAL_THEME, else by the terminal's background."""
    if setting and setting != "auto":
        return setting
    named = environment.get("TEXTUAL_THEME")
    if named:
        return named
    # rxvt, Konsole and others set "foreground;background"; 7 and 15 are the light ones.
    background = environment.get("COLORFGBG", "").rpartition(";")[2]
    return "ansi-light" if background in ("7", "15") else DEFAULT


def following(current: str) -> str:
    """The theme after `current`."""
    at = OFFERED.index(current) if current in OFFERED else -1
    return OFFERED[(at + 1) % len(OFFERED)]
