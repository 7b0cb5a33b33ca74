"""Files to teach, and the profiles to teach them against."""

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from data.profile import Profile, load_profiles
from data.recognise import Refusal
from data.teach.model import Proposal
from data.teach.propose import propose

Table = Callable[..., Path]


@pytest.fixture(scope="session")
def profiles() -> tuple[Profile, ...]:
    """The packaged profiles."""
    return tuple(profile for profile in load_profiles() if "profiles" in profile.origin)


@pytest.fixture
def table(tmp_path: Path) -> Table:
    """Write a CSV of `header` and `rows`; its path."""

    def write(header: Sequence[str], rows: Sequence[Sequence[str]], name: str = "new export.csv") -> Path:
        buffer = io.StringIO()
        csv.writer(buffer).writerows([header, *rows])
        path = tmp_path / name
        path.write_text(buffer.getvalue(), encoding="utf-8")
        return path

    return write


@pytest.fixture
def proposed(profiles: tuple[Profile, ...], table: Table) -> Callable[..., Proposal]:
    """Propose a profile for a table of `header` and `rows`."""

    def make(header: Sequence[str], rows: Sequence[Sequence[str]], name: str = "new export.csv") -> Proposal:
        found = propose(table(header, rows, name), profiles)
        assert not isinstance(found, Refusal), found
        return found

    return make
