"""The words that sample orders are made of, as TOML."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def words(name: str) -> dict[str, Any]:
    """The content of `name`.toml in this folder."""
    return tomllib.loads((files(__name__) / f"{name}.toml").read_text(encoding="utf-8"))


def fill_digits(pattern: str, digits: str) -> str:
    """`pattern` with each "#" replaced by the next of `digits`."""
    supply = iter(digits)
    return "".join(next(supply) if character == "#" else character for character in pattern)
