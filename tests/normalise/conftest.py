"""Files for normalising without a file: headers and rows as text, recognised by a profile's names."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import polars as pl
import pytest

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.exports.containers.layout.header import fold, name_columns
from orderdeck.data.exports.normalise import Context, Frames
from orderdeck.data.exports.normalise.normaliser import normalise
from orderdeck.data.exports.profile.files import load_profiles
from orderdeck.data.exports.profile.records import Profile

NOW = int(datetime(2026, 1, 15, 12, tzinfo=UTC).timestamp()) * 1_000_000
"""Time of every file here: 04:00 in Los Angeles."""


@dataclass
class Recognised:
    """What recognising gives, as far as normalising asks."""

    profile: Profile
    mapping: dict[str, str]


def recognised(profile: Profile, headers: Sequence[str]) -> tuple[Recognised, list[str]]:
    """The profile's reading of `headers`, and the columns' names."""
    columns = list(name_columns(headers))
    mapping = {
        field: found
        for field, names in profile.headers().items()
        if (found := next((fold(name) for name in names if fold(name) in columns), None))
    }
    return Recognised(profile, mapping), columns


Load = Callable[..., Frames]


@pytest.fixture(scope="session")
def profiles() -> dict[str, Profile]:
    """The packaged profiles by name."""
    return {profile.name: profile for profile in load_profiles()}


@pytest.fixture(scope="session")
def load(profiles: dict[str, Profile]) -> Load:
    """Loads rows (lists of cells, or dicts header -> cell) by a profile, in batches of `batch` rows."""

    def run(
        rows: Sequence[Sequence[str | None]] | Sequence[dict[str, str | None]],
        headers: Sequence[str] | None = None,
        *,
        profile: str | Profile = "aliexpress",
        batch: int = 1000,
        shop: str = "",
        zone: str = "",
    ) -> Frames:
        chosen = profiles[profile] if isinstance(profile, str) else profile
        if headers is None:
            told = [dict(row) for row in rows if isinstance(row, dict)]
            assert len(told) == len(rows), "rows that are lists need headers"
            headers = list(dict.fromkeys(name for row in told for name in row))
            rows = [[row.get(name) for name in headers] for row in told]
        found, columns = recognised(chosen, headers)
        frame = pl.DataFrame(list(rows), schema=dict.fromkeys(columns, pl.String), orient="row")
        frame = frame.with_row_index("__row", 2).with_columns(pl.col("__row").cast(pl.Int64))
        context = Context(zone=zone or chosen.zone, exported_at=NOW, shop=shop, settings=Settings())
        return normalise(frame.iter_slices(batch), found, context)

    return run
