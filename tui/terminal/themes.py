"""Colour themes the deck offers, the user's own among them, and which it starts with."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from textual.theme import Theme

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


COLOURS: Final = (
    "primary", "secondary", "accent", "warning", "error", "success", "foreground", "background", "surface", "panel",
)  # fmt: skip
"""What a theme's file may say, as "#rrggbb" or by name, beside `dark`; what isn't said follows from `primary`."""


def own_themes(folder: Path) -> "tuple[tuple[Theme, ...], list[str]]":
    """The themes in `folder`, one a file `NAME.toml`, and what is wrong with those that can't be used, file first."""
    found: list[Theme] = []
    wrong: list[str] = []
    for file in sorted(folder.glob("*.toml")) if folder.is_dir() else ():
        try:
            found.append(_read(file))
        except (OSError, ValueError) as error:
            wrong.append(f"{file}: {str(error).splitlines()[0]}")
    return tuple(found), wrong


def _read(file: Path) -> "Theme":
    """The theme of a file. Raises ValueError, also for what is no TOML."""
    import tomllib

    from textual.color import Color, ColorParseError
    from textual.theme import Theme

    told = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    dark = told.pop("dark", True)
    if not isinstance(dark, bool):
        raise ValueError("dark: true or false")
    if "primary" not in told:
        raise ValueError("primary: missing")
    for name, value in told.items():
        if name not in COLOURS:
            raise ValueError(f"{name}: there is no such colour (there are {', '.join(COLOURS)})")
        try:
            Color.parse(value)
        except (ColorParseError, TypeError, AttributeError) as error:
            raise ValueError(f"{name}: {value!r} is no colour") from error
    return Theme(name=file.stem, dark=dark, **told)
