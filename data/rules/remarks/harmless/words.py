"""What buyers write that asks for nothing, from the files of `harmless`, one a language.

`fill` are words, parted by blanks, that can't carry a wish of their own, wherever they stand: never a "not", a number,
a thing that could be asked for, or a verb that an order could be put into. `say` are phrases (patterns as in
`wishes`, between blanks). `ask` are phrases too; they may end in a question mark. `alone` are what may be a whole
sentence and nothing else. `any.toml` has what counts in every language.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

import msgspec

from orderdeck.data.rules.remarks.fold import fold_pattern
from orderdeck.data.rules.remarks.rules import RuleError, written_out

PACKAGED: Final = Path(__file__).parent
EVERYWHERE: Final = "any"

Script = Literal["Latin", "Cyrillic", "Greek", "Han", "Hangul", "Arabic", "Hebrew", "Thai"]


class Language(msgspec.Struct, frozen=True):
    """What asks for nothing in one language, folded as remarks are."""

    key: str
    script: Script
    blanks: bool
    """Whether words are parted by blanks."""
    fill: frozenset[str]
    say: tuple[str, ...]
    ask: tuple[str, ...]
    alone: tuple[str, ...]


class _File(msgspec.Struct, forbid_unknown_fields=True):
    script: Script
    blanks: bool = True
    words: dict[str, str] = {}
    fill: str = ""
    say: list[str] = []
    ask: list[str] = []
    alone: list[str] = []


@cache
def languages() -> tuple[Language, ...]:
    """All languages in which harmless remarks are known. Raises RuleError where a file of the package is broken."""
    files = {file.stem: _read(file) for file in sorted(PACKAGED.glob("*.toml"))}
    every = files.pop(EVERYWHERE)
    return tuple(_language(key, file, every) for key, file in files.items())


def _read(file: Path) -> _File:
    try:
        raw: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
        return msgspec.convert(raw, _File)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise RuleError(f"{file}: {error}") from error


def _language(key: str, file: _File, every: _File) -> Language:
    words = every.words | file.words

    def full(patterns: list[str]) -> list[str]:
        return [one if _plain(one) else fold_pattern(written_out(one, words)) for one in patterns]

    # Words that any language borrows are Latin ones.
    shared = (
        every
        if file.script == every.script
        else msgspec.structs.replace(every, fill="", say=[], ask=[], alone=[])
    )
    return Language(
        key=key,
        script=file.script,
        blanks=file.blanks,
        fill=frozenset(full([*file.fill.split(), *shared.fill.split()])),
        say=tuple(full([*file.say, *shared.say])),
        ask=tuple(full([*file.ask, *shared.ask])),
        alone=tuple(full([*file.alone, *shared.alone])),
    )


def _plain(pattern: str) -> bool:
    # Most are a word, and folding a pattern takes a while.
    return pattern.isascii() and pattern.islower() and pattern.isalpha()
