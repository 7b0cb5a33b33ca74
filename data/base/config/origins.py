"""Where each setting comes from: the package's default, the user's own file or the desk's, with the line in it; and all
that is wrong with both files, where `data.base.config.settings` stops at the first.
"""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, Literal

import msgspec

from orderdeck.data.base.commands.agreed import is_agreed
from orderdeck.data.base.commands.records import RUNS, Command, Hook, Source
from orderdeck.data.base.config.settings import (
    Settings,
    SettingsError,
    converted,
    lay_behind,
    lay_over,
    unread,
)
from orderdeck.data.base.guards.own_files import read_text
from orderdeck.data.base.paths import DeskPaths, user_settings
from orderdeck.data.base.text.expected import Fault

Origin = Literal["default", "user", "desk"]

MOST_LINES: Final = 5000
"""Of a file that has more, no line is told."""


class Held(msgspec.Struct, frozen=True):
    """One setting as it holds."""

    key: str
    """"section.key", "section.key.name" where a name is set by itself."""
    value: Any
    """As JSON has it; amounts are text."""
    origin: Origin
    file: Path | None = None
    line: int | None = None
    """Counted from 1; None where it can't be told."""


class Wrong(msgspec.Struct, frozen=True):
    """What a settings file can't say."""

    file: Path
    key: str
    """"" where the file as a whole can't be read."""
    why: str
    line: int | None = None
    fault: Fault | None = None
    """The same taken apart, where a value isn't what its key wants."""


class Run(msgspec.Struct, frozen=True):
    """A command, hook or source that a settings file has run."""

    what: Command | Hook | Source
    origin: Origin
    file: Path
    agreed: bool
    """Whether it runs: the user's own do, those of a desk once the user has agreed to them."""


class Origins(msgspec.Struct, frozen=True):
    """All of it. Where `wrong` has anything no deck starts, and `held` is what would hold without that."""

    user: Path
    desk: Path | None
    settings: Settings
    held: list[Held]
    runs: list[Run]
    wrong: list[Wrong]


class _File:
    """A settings file: its sound part, what is wrong with the rest, and the line of each key."""

    def __init__(self, file: Path | None, *, links: bool = False) -> None:
        self.file = file or Path()
        self.sound: dict[str, Any] = {}
        self.wrong: list[Wrong] = []
        self.lines: dict[tuple[str, ...], int] = {}
        if file is None:
            return
        try:
            text = read_text(file, links=links)
            raw = tomllib.loads(text)
        except FileNotFoundError:
            return
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            self.wrong.append(Wrong(file, "", str(error), _line_of(error)))
            return
        self.lines = key_lines(text)
        for path, part in _parts(raw):
            if self._is_sound(path, part):
                lay_over(self.sound, part)

    def _is_sound(self, path: tuple[str, ...], part: dict[str, Any]) -> bool:
        try:
            converted(part, str(self.file))
        except SettingsError as error:
            why = str(error).removeprefix(f"{self.file}: ")
            self.wrong.append(Wrong(self.file, shown_key(path), why, self.line(path), error.fault))
            return False
        return True

    def line(self, path: tuple[str, ...]) -> int | None:
        """The line of the key at `path`, else of the first below it."""
        below = [line for key, line in self.lines.items() if key[: len(path)] == path]
        return self.lines.get(path) or min(below, default=None)

    def has(self, path: tuple[str, ...]) -> bool:
        """Whether it says anything of the setting at `path`."""
        found: Any = self.sound
        for name in path:
            if not isinstance(found, dict) or name not in found:
                return False
            found = found[name]
        return True


def origins(paths: DeskPaths | None, user_file: Path | None = None) -> Origins:
    """Of the desk at `paths`, or of the user's own settings alone. What is wrong raises nothing."""
    own = _File(user_file or user_settings(), links=True)
    desk = _File(paths.settings if paths else None)
    if "trust" in desk.sound:
        del desk.sound["trust"]
        why = f"[trust] counts in your own settings alone, {own.file}"
        desk.wrong.append(Wrong(desk.file, "trust", why, desk.line(("trust",))))
    offered: dict[str, Any] = {part: desk.sound.pop(part) for part in RUNS if part in desk.sound}
    merged: dict[str, Any] = msgspec.to_builtins(Settings())
    lay_over(merged, own.sound)
    lay_over(merged, desk.sound)
    mine, theirs = (
        converted({part: merged[part] for part in RUNS}, "settings"),
        converted(offered, "settings"),
    )
    agreed = bool(offered) and is_agreed(own.file, desk.file, offered)
    if agreed:
        lay_behind(merged, offered)
    settings = converted(merged, "settings")
    held = [
        _held(path, value, own, desk)
        for path, value in _leaves(msgspec.to_builtins(settings))
        if path[0] not in RUNS
    ]
    runs = [
        *_runs(mine, "user", own.file, agreed=True),
        *_runs(theirs, "desk", desk.file, agreed=agreed),
    ]
    if paths is not None:
        # Told before anybody agrees to them: once they run, a folder that isn't read stops the start.
        desk.wrong += [
            Wrong(desk.file, "sources", why, desk.line(("sources",)))
            for why in unread(paths, theirs.sources, settings.folder.also)
        ]
    return Origins(
        own.file, desk.file if paths else None, settings, held, runs, sorted_by_line(own.wrong + desk.wrong)
    )


def _runs(settings: Settings, origin: Origin, file: Path, *, agreed: bool) -> Iterator[Run]:
    every: list[Command | Hook | Source] = [*settings.commands, *settings.hooks, *settings.sources]
    for one in every:
        yield Run(one, origin, file, agreed)


def sorted_by_line(wrong: list[Wrong]) -> list[Wrong]:
    """In the order in which somebody goes through the files."""
    files = list(dict.fromkeys(one.file for one in wrong))
    return sorted(wrong, key=lambda one: (files.index(one.file), one.line or 0))


def _held(path: tuple[str, ...], value: Any, own: _File, desk: _File) -> Held:
    which: tuple[tuple[Origin, _File], ...] = (("desk", desk), ("user", own))
    for origin, file in which:
        if file.has(path):
            return Held(shown_key(path), value, origin, file.file, file.line(path))
    return Held(shown_key(path), value, "default")


def shown_key(path: tuple[str, ...]) -> str:
    """The names of a key with dots between."""
    return ".".join(path)


def _parts(raw: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Each key by itself, as a file that says nothing else."""
    for section, value in raw.items():
        if isinstance(value, dict) and section in Settings.__struct_fields__:
            for key, one in value.items():
                yield (section, key), {section: {key: one}}
        else:
            yield (section,), {section: value}


def _leaves(merged: Mapping[str, Any], before: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, value in merged.items():
        if isinstance(value, dict) and (value or not before):
            yield from _leaves(value, (*before, name))
        else:
            yield (*before, name), value


def key_lines(text: str) -> dict[tuple[str, ...], int]:
    """Path of each key in the sound TOML `text` -> the line that it begins on, counted from 1; {} of a very long one.

    The text is taken apart into the fewest lines that are TOML by themselves: a header, or a key with its value.
    """
    lines = text.split("\n")
    if len(lines) > MOST_LINES:
        return {}
    found: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    begin = 0
    for at in range(len(lines)):
        try:
            told = tomllib.loads("\n".join(lines[begin : at + 1]))
        except tomllib.TOMLDecodeError:
            continue  # a value of several lines goes on
        begin, first = at + 1, begin + 1
        if lines[first - 1].lstrip().startswith("["):
            table = _header(told)
            found.setdefault(table, first)
        else:
            for path, _value in _leaves(told, ("",)):
                for depth in range(2, len(path) + 1):
                    found.setdefault((*table, *path[1:depth]), first)
    return found


def _header(told: dict[str, Any]) -> tuple[str, ...]:
    """What a header alone names: nested tables of one key each, a list of one table where it is `[[name]]`."""
    path: list[str] = []
    inner: Any = told
    while inner:
        inner = inner[0] if isinstance(inner, list) else inner
        for name in inner:
            path.append(name)
            inner = inner[name]
            break
    return tuple(path)


def _line_of(error: Exception) -> int | None:
    """The line that the parser of TOML stopped at."""
    words = str(error).partition("(at line ")[2].partition(",")[0]
    return int(words) if words.isdigit() else None
