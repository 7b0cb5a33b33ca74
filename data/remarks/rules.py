"""Remark rules from TOML: the packaged file, and the user's own laid over it kind by kind.

A kind has `any` (patterns that make a remark of that kind) and `mask` (what is taken out first: negations and
traps), each a list or, sorted by language, a table of lists; and `changes`, whether it changes what is shipped or
to whom. `[words]` gives names to parts of patterns, used as `{name}`. In a user's file a kind adds to the
packaged one of that name unless it says `replace = true`; `off = true` drops it; a new name is a new kind.
"""

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

import msgspec
import polars as pl

from data.patterns import fault_of
from data.remarks.fold import fold_pattern

PACKAGED: Final = Path(__file__).with_name("rules.toml")
USER_FILE: Final = "remarks.toml"
LONGEST: Final = 2000
"""Characters that one pattern may have, its words put in."""

Patterns = list[str] | dict[str, list[str]]


class RuleError(Exception):
    """A rule can't be used; the message names the file, the kind and the pattern."""


class Kind(msgspec.Struct, frozen=True):
    """One kind of remark. The patterns are folded and compiled in Rust's regex: linear time, no look-around."""

    key: str
    changes: bool
    """Whether it changes what is shipped or to whom, so that the order waits in the queue of remarks."""
    risk: Literal["blocks", "info"]
    mask: tuple[str, ...]
    any: tuple[str, ...]


class Rules(msgspec.Struct, frozen=True):
    """All kinds in the file's order, and what was wrong with the user's file (the packaged rules go on)."""

    kinds: tuple[Kind, ...]
    errors: tuple[str, ...] = ()

    def changing(self) -> list[str]:
        """Keys of the kinds that change what is shipped or to whom."""
        return [kind.key for kind in self.kinds if kind.changes]


class _Kind(msgspec.Struct, forbid_unknown_fields=True):
    changes: bool | None = None
    risk: Literal["blocks", "info"] | None = None
    mask: Patterns = []
    any: Patterns = []
    replace: bool = False
    off: bool = False


class _File(msgspec.Struct, forbid_unknown_fields=True):
    words: dict[str, str] = {}
    kinds: dict[str, _Kind] = {}


def load_rules(folder: Path | None = None) -> Rules:
    """The packaged rules, with `remarks.toml` of `folder` (the desk's rules) over them where there is one.

    What is wrong in the user's file is left out and told in `errors`; the rest of it counts.
    Raises RuleError where the packaged file itself can't be read; its patterns are tried by the tests, not here.
    """
    errors: list[str] = []
    words, packaged = _packaged()
    kinds = dict(packaged)
    file = folder / USER_FILE if folder else None
    if file and file.is_file():
        try:
            _, own = _read(file, words, errors)
        except RuleError as error:
            return Rules(tuple(_kind(key, spec) for key, spec in kinds.items()), (str(error),))
        for key, spec in own.items():
            _lay_over(kinds, key, spec)
    return Rules(tuple(_kind(key, spec) for key, spec in kinds.items()), tuple(errors))


@cache
def _packaged() -> tuple[dict[str, str], dict[str, _Kind]]:
    # Writing a thousand patterns out and folding them takes longer than anything else a desk does when it opens.
    return _read(PACKAGED, {}, None)


def _read(
    file: Path, words: dict[str, str], errors: list[str] | None
) -> tuple[dict[str, str], dict[str, _Kind]]:
    try:
        raw: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8-sig"))
        content = msgspec.convert(raw, _File)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise RuleError(f"{file}: {error}") from error
    words = words | content.words
    for key, spec in content.kinds.items():
        for field in ("mask", "any"):
            patterns = _flat(getattr(spec, field))
            if errors is None:
                patterns = [fold_pattern(_written_out(pattern, words)) for pattern in patterns]
            else:
                patterns = _sound(patterns, words, f"{file}: kind {key}, {field}", errors)
            setattr(spec, field, patterns)
    return words, content.kinds


def _flat(patterns: Patterns) -> list[str]:
    if isinstance(patterns, dict):
        return [pattern for group in patterns.values() for pattern in group]
    return patterns


def _sound(patterns: list[str], words: dict[str, str], where: str, errors: list[str]) -> list[str]:
    """The patterns that compile, written out and folded; the others are told in `errors`."""
    full: dict[str, str] = {}
    for pattern in patterns:
        try:
            full[pattern] = fold_pattern(_written_out(pattern, words))
        except ValueError as error:
            errors.append(f"{where}, pattern {pattern!r}: {error}")
    if (
        not full or _fault(joined(list(full.values()))) is None
    ):  # one compilation, as nearly always all is well
        return list(full.values())
    for pattern in list(full):
        if fault := _fault(full[pattern]):
            errors.append(f"{where}, pattern {pattern!r}: {fault}")
            del full[pattern]
    return list(full.values())


def _fault(pattern: str) -> str | None:
    """Why `pattern` can't be used, or None."""
    try:
        matches_nothing = pl.Series(["", " "]).str.contains(pattern, strict=True).any()
    except pl.exceptions.ComputeError as error:
        return fault_of(error)
    return "it matches an empty remark" if matches_nothing else None


def joined(patterns: Sequence[str]) -> str:
    """One pattern that matches where any of `patterns` does."""
    return "|".join(f"(?:{pattern})" for pattern in patterns)


def _written_out(pattern: str, words: dict[str, str], depth: int = 0) -> str:
    def word(found: re.Match[str]) -> str:
        if found[1] not in words:
            raise ValueError(f"no word {found[0]} in [words]")
        return _written_out(words[found[1]], words, depth + 1)

    if depth > 5:
        raise ValueError("words that name each other in a circle")
    full = re.sub(r"(?<!\\p)(?<!\\P)(?<!\\x)\{([a-zA-Z_]\w*)\}", word, pattern)
    if len(full) > LONGEST:
        raise ValueError(f"longer than {LONGEST} characters")
    return full


def _lay_over(kinds: dict[str, _Kind], key: str, own: _Kind) -> None:
    below = kinds.get(key)
    if own.off:
        kinds.pop(key, None)
    elif below is None or own.replace:
        kinds[key] = own
    else:
        kinds[key] = _Kind(
            changes=below.changes if own.changes is None else own.changes,
            risk=own.risk or below.risk,
            mask=[*_flat(below.mask), *_flat(own.mask)],
            any=[*_flat(below.any), *_flat(own.any)],
        )


def _kind(key: str, spec: _Kind) -> Kind:
    changes = bool(spec.changes)
    risk = spec.risk or ("blocks" if changes else "info")
    return Kind(key, changes, risk, tuple(_flat(spec.mask)), tuple(_flat(spec.any)))
