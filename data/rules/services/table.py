"""Shipping services looked up by their whole name, then by patterns over whole words.

A plain search for "DHL" or "Expedited" would be wrong: "DHL e-commerce" is parcel post and "Expedited Economy"
the slowest there is. Patterns are Rust regular expressions (linear time), tried in the file's order.
"""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final, Literal

import msgspec

from orderdeck.data.base.guards.own_files import lies_there, read_text
from orderdeck.data.base.text.did_you_mean import closest, hint
from orderdeck.data.base.text.linear_regex import fault_of
from orderdeck.data.rules.places.fold import fold_text

PACKAGED: Final = Path(__file__).with_name("services.toml")
USER_FILE: Final = "services.toml"
LONGEST: Final = 300
"""Characters of a service name that are looked at."""

Class = Literal["express", "standard", "economy", "unknown"]
_SPEED: Final[dict[str, int]] = {"express": 3, "standard": 2, "economy": 1, "unknown": 0}

_SEPARATORS: Final = re.compile(r"\s+/\s+|[\n\r;|]+")
_HAN_BESIDE_LATIN: Final = re.compile(r"(?<=[a-z0-9])(?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff])(?=[a-z0-9])")


class Service(msgspec.Struct, frozen=True):
    """What a service name stands for."""

    name: str
    key: str = ""  # the marketplace's own key where the whole name is known: "FEDEX_IE"
    brand: str = ""  # the courier, spelled as in the setting couriers.brands; "" where none is named
    cls: Class = "unknown"


class _Named(msgspec.Struct, forbid_unknown_fields=True, rename={"cls": "class"}):
    key: str
    cls: Class
    names: list[str]
    brand: str = ""


class _Pattern(msgspec.Struct, forbid_unknown_fields=True, rename={"cls": "class"}):
    any: list[str]
    cls: Class
    brand: str = ""


class _File(msgspec.Struct, forbid_unknown_fields=True):
    service: list[_Named] = []
    pattern: list[_Pattern] = []
    standard: dict[str, list[str]] = {}
    economy: dict[str, list[str]] = {}
    unknown: dict[str, list[str]] = {}


class ServiceTable(msgspec.Struct, frozen=True):
    """Names and patterns made ready, and what was wrong with the user's own file."""

    names: dict[str, Service]
    patterns: tuple[tuple[str, str, Class], ...]
    """(pattern over a folded name with blanks around it, brand, class), in the order they are tried."""
    errors: tuple[str, ...] = ()

    def unknown(self, brands: Iterable[str]) -> list[str]:
        """Those of `brands` that no service bears, each with the nearest brand where there is one like it."""
        known = {service.brand for service in self.names.values()} | {brand for _, brand, _ in self.patterns}
        folded = {brand.casefold(): brand for brand in known if brand}
        missing = [brand for brand in brands if brand.casefold() not in folded]
        return [f"`{brand}`{hint(folded.get(closest(brand.casefold(), folded), ''))}" for brand in missing]

    def classify(self, names: list[str]) -> dict[str, Service]:
        """Each of `names` with what it stands for; of several services in one text the fastest."""
        parts = {name: [part for part in _SEPARATORS.split(name[:LONGEST]) if part.strip()] for name in names}
        known = self._single({part for some in parts.values() for part in some})
        found = {}
        for name, some in parts.items():
            best = max((known[part] for part in some), key=lambda one: _SPEED[one.cls], default=Service(name))
            found[name] = Service(name, best.key, best.brand, best.cls)
        return found

    def _single(self, names: set[str]) -> dict[str, Service]:
        known: dict[str, Service] = {}
        rest: list[str] = []
        for name in names:
            exact = self.names.get(_fold(name))
            if exact:
                known[name] = exact
            else:
                rest.append(name)
        return known | (self._by_pattern(rest) if rest else {})

    def _by_pattern(self, names: list[str]) -> dict[str, Service]:
        import polars as pl

        texts = pl.Series([f" {_fold(name)} " for name in names])
        found: dict[str, Service] = {}
        for pattern, brand, cls in self.patterns:
            for name, fits in zip(names, texts.str.contains(pattern), strict=True):
                if fits and name not in found:
                    found[name] = Service(name, "", brand, cls)
        return {name: found.get(name, Service(name)) for name in names}


def load_services(folder: Path | None = None) -> ServiceTable:
    """The packaged table, with `services.toml` of `folder` (the desk's rules) before it where there is one.

    A user's file that can't be read, or a pattern of it that is none, is told in `errors`; the rest counts.
    """
    packaged = _packaged()
    file = folder / USER_FILE if folder else None
    if file is None or not lies_there(file):
        return packaged
    try:
        own = _read(file)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        return ServiceTable(packaged.names, packaged.patterns, (f"{file}: {error}",))
    errors: list[str] = []
    sound = _sound(own, file, errors)
    return ServiceTable(packaged.names | _names(own), sound + packaged.patterns, tuple(errors))


@cache
def _packaged() -> ServiceTable:
    content = _read(PACKAGED, links=True)
    return ServiceTable(_names(content), _patterns(content))


def classify_services(names: list[str]) -> dict[str, Service]:
    """Each of `names` with what it stands for by the packaged table; of several in one text the fastest."""
    return _packaged().classify(names)


def _fold(name: str) -> str:
    return _HAN_BESIDE_LATIN.sub(" ", fold_text(name))


def _read(file: Path, *, links: bool = False) -> _File:
    return msgspec.convert(tomllib.loads(read_text(file, links=links)), _File)


def _names(content: _File) -> dict[str, Service]:
    known = {}
    groups: list[tuple[Class, dict[str, list[str]]]] = [
        ("standard", content.standard),
        ("economy", content.economy),
        ("unknown", content.unknown),
    ]
    for cls, group in groups:
        for key, names in group.items():
            for name in (key, *names):
                known[_fold(name)] = Service(name, key, "", cls)
    for service in content.service:
        for name in (service.key, *service.names):
            known[_fold(name)] = Service(name, service.key, service.brand, service.cls)
    return known


def _patterns(content: _File) -> tuple[tuple[str, str, Class], ...]:
    return tuple(
        ("|".join(f"(?:{one})" for one in pattern.any), pattern.brand, pattern.cls)
        for pattern in content.pattern
    )


def _sound(content: _File, file: Path, errors: list[str]) -> tuple[tuple[str, str, Class], ...]:
    import polars as pl

    sound = []
    for pattern, brand, cls in _patterns(content):
        try:
            pl.Series([""]).str.contains(pattern, strict=True)
        except pl.exceptions.ComputeError as error:
            errors.append(f"{file}: pattern {pattern!r} ({brand or cls}): {fault_of(error)}")
        else:
            sound.append((pattern, brand, cls))
    return tuple(sound)
