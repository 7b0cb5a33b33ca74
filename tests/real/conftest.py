"""Shared by the tests of real files: the project's own way through a file, and a count that owes it nothing."""

import csv
from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.exports.normalise import Context, Frames
from orderdeck.data.exports.normalise.normaliser import normalise
from orderdeck.data.exports.profile.files import load_profiles
from orderdeck.data.exports.profile.records import Profile
from orderdeck.data.exports.read import batches
from orderdeck.data.exports.recognise import Limits, Recognised, Refusal, recognise

Rows = list[dict[str, str]]


@cache
def _packaged() -> tuple[Profile, ...]:
    return tuple(load_profiles())


@pytest.fixture(scope="session")
def load_real() -> Callable[..., tuple[Recognised, Frames]]:
    """(path, extra profiles, settings, name) -> what was recognised, and its frames; fails where it is refused."""

    def load(
        path: Path, extra: tuple[Profile, ...] = (), chosen: Settings | None = None, name: str = ""
    ) -> tuple[Recognised, Frames]:
        found = recognise(path, (*_packaged(), *extra), Limits())
        assert not isinstance(found, Refusal), found
        mtime = int(datetime(2026, 10, 1).timestamp() * 1_000_000)
        context = Context.of(found.profile, chosen or Settings(), name or path.name, mtime)
        return found, normalise(batches(found), found, context)

    return load


@pytest.fixture(scope="session")
def refuse_real() -> Callable[[Path], Refusal]:
    """path -> why it is refused; fails where it is not."""

    def refuse(path: Path) -> Refusal:
        found = recognise(path, _packaged(), Limits())
        assert isinstance(found, Refusal), found.profile.name
        return found

    return refuse


@pytest.fixture(scope="session")
def plain() -> Callable[..., Rows]:
    """(path, skip, separator) -> the rows by Python's own csv, `skip` lines above the header passed over."""

    def read(path: Path, skip: int = 0, separator: str = ",") -> Rows:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            for _ in range(skip):
                next(lines)
            return list(csv.DictReader(lines, delimiter=separator))

    return read
