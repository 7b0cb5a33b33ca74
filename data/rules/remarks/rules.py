"""Remark rules from TOML: the packaged files of `wishes`, and the user's own laid over them kind by kind.

A kind has `any` (patterns that make a remark of that kind) and `mask` (what is taken out first: negations and
traps), each a list or, sorted by language, a table of lists; `changes`, whether it changes what is shipped, to whom
or when; `weight`, the lowest of which is read first; and `harmless`, whether it is by itself no reason to look.
`[words]` gives names to parts of patterns, used as `{name}`. In a user's file a kind adds to the packaged one of that
name unless it says `replace = true`; `off = true` drops it; a new name is a new kind. `harmless` at the head of a
user's file has phrases that ask for nothing (`data.rules.remarks.cover`).
"""

import re
import tomllib
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

import msgspec
import polars as pl

from orderdeck.data.base.guards.own_files import lies_there, read_text
from orderdeck.data.base.text.linear_regex import fault_of
from orderdeck.data.rules.remarks.fold import fold_pattern

PACKAGED: Final = Path(__file__).with_name("wishes")
USER_FILE: Final = "remarks.toml"
LONGEST: Final = 2000
"""Characters that one pattern may have, its words put in."""
UNREAD: Final = "unread"
"""What a desk shows in the place of a kind where a remark is not known to be harmless and no rule knows its wish."""
_WEIGHTS: Final = {True: 115, False: 165}
"""Weight of a kind that says none, by whether it changes what is shipped: behind the packaged ones of its sort."""
_ANYTHING: Final = ("qx vz", "нечто", "東", " 7 ")
"""What no phrase may take for harmless."""

Patterns = list[str] | dict[str, list[str]]


class RuleError(Exception):
    """A rule can't be used; the message names the file, the kind and the pattern."""


class Kind(msgspec.Struct, frozen=True):
    """One kind of remark. The patterns are folded and compiled in Rust's regex: linear time, no look-around."""

    key: str
    changes: bool
    """Whether it changes what is shipped, to whom or when."""
    risk: Literal["blocks", "info"]
    mask: tuple[str, ...]
    any: tuple[str, ...]
    weight: int = 0
    """What is read first: the lowest."""
    harmless: bool = False
    """Whether a remark of this kind alone need not be read."""


class Rules(msgspec.Struct, frozen=True):
    """All kinds by weight, the user's phrases that ask for nothing, and what was wrong with the user's file (the
    packaged rules go on)."""

    kinds: tuple[Kind, ...]
    errors: tuple[str, ...] = ()
    harmless: tuple[str, ...] = ()

    def changing(self) -> list[str]:
        """Keys of the kinds that change what is shipped, to whom or when."""
        return [kind.key for kind in self.kinds if kind.changes]


class _Kind(msgspec.Struct, forbid_unknown_fields=True):
    changes: bool | None = None
    risk: Literal["blocks", "info"] | None = None
    weight: int | None = None
    harmless: bool | None = None
    mask: Patterns = []
    any: Patterns = []
    replace: bool = False
    off: bool = False


class _File(msgspec.Struct, forbid_unknown_fields=True):
    words: dict[str, str] = {}
    harmless: Patterns = []
    kinds: dict[str, _Kind] = {}


def load_rules(folder: Path | None = None) -> Rules:
    """The packaged rules, with `remarks.toml` of `folder` (the desk's rules) over them where there is one.

    What is wrong in the user's file is left out and told in `errors`; the rest of it counts.
    Raises RuleError where the packaged file itself can't be read; its patterns are tried by the tests, not here.
    """
    errors: list[str] = []
    words, packaged = _packaged()
    file = folder / USER_FILE if folder else None
    if not file or not lies_there(file):
        return Rules(_by_weight(packaged))
    try:
        own = _parse(file)
    except RuleError as error:
        return Rules(_by_weight(packaged), (str(error),))
    kinds = dict(packaged)
    words = words | own.words
    for key, spec in own.kinds.items():
        if key == UNREAD:
            errors.append(f"{file}: kind {key}: that name is taken")
            continue
        for field in ("mask", "any"):
            where = f"{file}: kind {key}, {field}"
            setattr(spec, field, _sound(_flat(getattr(spec, field)), words, where, errors))
        _lay_over(kinds, key, spec)
    harmless = _sound(_flat(own.harmless), words, f"{file}: harmless", errors, _takes_anything)
    return Rules(_by_weight(kinds), tuple(errors), tuple(harmless))


@cache
def _packaged() -> tuple[dict[str, str], dict[str, _Kind]]:
    # Writing a thousand patterns out and folding them takes longer than anything else a desk does when it opens.
    files = [
        _parse(file, links=True)
        for file in sorted(PACKAGED.glob("*.toml"), key=lambda file: file.stem != "kinds")
    ]
    words = {name: word for file in files for name, word in file.words.items()}
    kinds: dict[str, _Kind] = {}
    for file in files:
        for key, spec in file.kinds.items():
            for field in ("mask", "any"):
                patterns = [fold_pattern(written_out(one, words)) for one in _flat(getattr(spec, field))]
                setattr(spec, field, patterns)
            _lay_over(kinds, key, spec)
    return words, kinds


def _by_weight(kinds: dict[str, _Kind]) -> tuple[Kind, ...]:
    return tuple(sorted((_kind(key, spec) for key, spec in kinds.items()), key=lambda kind: kind.weight))


def _parse(file: Path, *, links: bool = False) -> _File:
    try:
        raw: dict[str, Any] = tomllib.loads(read_text(file, links=links))
        return msgspec.convert(raw, _File)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise RuleError(f"{file}: {error}") from error


def _flat(patterns: Patterns) -> list[str]:
    if isinstance(patterns, dict):
        return [pattern for group in patterns.values() for pattern in group]
    return patterns


def _sound(
    patterns: list[str],
    words: dict[str, str],
    where: str,
    errors: list[str],
    fault: Callable[[str], str | None] | None = None,
) -> list[str]:
    """The patterns that compile and have no `fault`, written out and folded; the others are told in `errors`."""
    fault = fault or _fault
    full: dict[str, str] = {}
    for pattern in patterns:
        try:
            full[pattern] = fold_pattern(written_out(pattern, words))
        except ValueError as error:
            errors.append(f"{where}, pattern {pattern!r}: {error}")
    if (
        not full or fault(joined(list(full.values()))) is None
    ):  # one compilation, as nearly always all is well
        return list(full.values())
    for pattern in list(full):
        if told := fault(full[pattern]):
            errors.append(f"{where}, pattern {pattern!r}: {told}")
            del full[pattern]
    return list(full.values())


def _fault(pattern: str) -> str | None:
    """Why `pattern` can't be used, or None."""
    try:
        matches_nothing = pl.Series(["", " "]).str.contains(pattern, strict=True).any()
    except pl.exceptions.ComputeError as error:
        return fault_of(error)
    return "it matches an empty remark" if matches_nothing else None


def _takes_anything(pattern: str) -> str | None:
    """Why `pattern` is no phrase that asks for nothing, or None."""
    try:
        whole = pl.Series(_ANYTHING).str.contains(f"^(?: ?(?:{pattern}) ?)+$", strict=True).any()
    except pl.exceptions.ComputeError as error:
        return fault_of(error)
    return "it takes any remark for harmless" if whole else _fault(pattern)


def joined(patterns: Sequence[str]) -> str:
    """One pattern that matches where any of `patterns` does."""
    return "|".join(f"(?:{pattern})" for pattern in patterns)


def written_out(pattern: str, words: dict[str, str], depth: int = 0) -> str:
    """`pattern` with the words that it names put in. Raises ValueError for a word there isn't, or one too long."""

    def word(found: re.Match[str]) -> str:
        if found[1] not in words:
            raise ValueError(f"no word {found[0]} in [words]")
        return written_out(words[found[1]], words, depth + 1)

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
            weight=below.weight if own.weight is None else own.weight,
            harmless=below.harmless if own.harmless is None else own.harmless,
            mask=[*_flat(below.mask), *_flat(own.mask)],
            any=[*_flat(below.any), *_flat(own.any)],
        )


def _kind(key: str, spec: _Kind) -> Kind:
    changes = bool(spec.changes)
    risk = spec.risk or ("blocks" if changes else "info")
    weight = _WEIGHTS[changes] if spec.weight is None else spec.weight
    masks, patterns = tuple(_flat(spec.mask)), tuple(_flat(spec.any))
    return Kind(key, changes, risk, masks, patterns, weight, bool(spec.harmless))
