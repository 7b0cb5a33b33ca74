"""What a settings file says that can't be read, taken apart: msgspec tells it in a sentence of its own."""

import re
from collections.abc import Mapping
from typing import Any, Final, Literal, get_args, get_origin, get_type_hints

import msgspec

from orderdeck.data.base.text.did_you_mean import closest

Code = Literal["type", "number", "length", "choice", "missing", "unknown", "other"]

_AT: Final = re.compile(r" - at `(?:key in )?(\$[^`]*)`$")
_SHAPES: Final[Mapping[Code, re.Pattern[str]]] = {
    "number": re.compile(r"Expected `([^`]+)` ([<>]=?) (-?[\d.]+)"),
    "length": re.compile(r"Expected `([^`]+)` of length ([<>]=?) (\d+)"),
    "type": re.compile(r"Expected `([^`]+)`, got `([^`]+)`"),
    "choice": re.compile(r"Invalid enum value (.+)"),
    "missing": re.compile(r"Object missing required field `([^`]+)`"),
    "unknown": re.compile(r"Object contains unknown field `([^`]+)`"),
}


class Fault(msgspec.Struct, frozen=True):
    """What is wrong with one key."""

    file: str
    key: str
    """"stock.lead_time_days", "commands 2 run": of a list by the place from 1; "" for the file as a whole."""
    code: Code
    values: tuple[str, ...] = ()
    """type: kinds that are wanted, and the kind it is, "|" between several, as TOML and Python call them; number: kind,
    sign, bound; length: the same; choice: what it is; missing and unknown: the field; other: the sentence as it is."""
    choices: tuple[str, ...] = ()
    """choice: all that it may be, as far as that is known; unknown: the one that was meant, where one is near."""


def fault(file: str, sentence: str, root: type) -> Fault:
    """What `sentence`, the words of a msgspec.ValidationError on reading `root`, says of `file`."""
    found = _AT.search(sentence)
    path = found[1] if found else "$"
    words = sentence[: found.start()] if found else sentence
    for code, shape in _SHAPES.items():
        if told := shape.fullmatch(words):
            return Fault(
                file, _shown(path), code, told.groups(), _choices(code, told[1], _kind_at(root, path))
            )
    return Fault(file, _shown(path), "other", (words,))


def _choices(code: Code, told: str, kind: Any) -> tuple[str, ...]:
    if code == "choice":
        return tuple(map(str, _literals(kind)))
    if code == "unknown":
        near = closest(told, get_type_hints(kind)) if isinstance(kind, type) else ""
        return (near,) if near else ()
    return ()


def _shown(path: str) -> str:
    key = re.sub(r"\[(\d+)\]\.?", lambda at: f" {int(at[1]) + 1} ", path.removeprefix("$").lstrip("."))
    return key.replace("[...]", "").strip().replace("  ", " ")


def _kind_at(root: type, path: str) -> Any:
    """The annotated kind of the field at `path`; None where that can't be told."""
    kind: Any = root
    for name, _item in re.findall(r"\.(\w+)|(\[)", path):
        kind = (
            get_type_hints(kind).get(name)
            if name and isinstance(kind, type)
            else (get_args(kind) or (None,))[-1]
        )
    return kind


def _literals(kind: Any) -> list[Any]:
    if get_origin(kind) is Literal:
        return list(get_args(kind))
    return [one for part in get_args(kind) for one in _literals(part)]
