"""Shared by the tests of profiles: a time to stand at, and a loader through the project's own readers."""

from collections.abc import Callable
from datetime import UTC, datetime
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

Loaded = tuple[Recognised, Frames]


@cache
def packaged() -> tuple[Profile, ...]:
    """The packaged profiles; not a fixture, so that a failure does not print them all."""
    return tuple(load_profiles())


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 7, 14, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def load_file() -> Callable[..., Loaded]:
    """(path, extra profiles, settings, name) -> what was recognised, and its frames."""

    def load(
        path: Path, extra: tuple[Profile, ...] = (), chosen: Settings | None = None, name: str = ""
    ) -> Loaded:
        found = recognise(path, (*packaged(), *extra), Limits())
        assert not isinstance(found, Refusal), found
        mtime = int(path.stat().st_mtime * 1_000_000)
        context = Context.of(found.profile, chosen or Settings(), name or path.name, mtime)
        return found, normalise(batches(found), found, context)

    return load
