"""The latest thing that an export tells of: no export is older than that, and of two of one moment it decides."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

import polars as pl

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_EVENTS: Final = {
    "orders": ("placed_at", "paid_at", "sent_at", "received_at"),
    "purchases": ("ordered_at", "paid_at", "received_at"),
    "tracking": ("sent_at",),
}
"""Stem of a part -> the columns that say when something happened. Deadlines and expectations are no events."""


def latest_event(frames: Mapping[str, pl.DataFrame], upto_us: int) -> int:
    """When the latest thing in `frames` happened that is not after `upto_us` (µs, UTC); 0 where there is none."""
    found = [frame.select(_latest(stem, upto_us)).item() for stem, frame in frames.items() if stem in _EVENTS]
    return max((_micros(one) for one in found), default=0)


def latest_events(frames: Mapping[str, pl.DataFrame], upto_us: int) -> dict[str, int]:
    """The same for each `export_id` in `frames`."""
    found: dict[str, int] = {}
    for stem, frame in frames.items():
        if stem in _EVENTS:
            latest = frame.group_by("export_id").agg(_latest(stem, upto_us).alias("latest"))
            for export_id, moment in latest.iter_rows():
                found[export_id] = max(_micros(moment), found.get(export_id, 0))
    return found


def _latest(stem: str, upto_us: int) -> pl.Expr:
    upto = pl.lit(_EPOCH + timedelta(microseconds=upto_us), pl.Datetime("us", "UTC"))
    return pl.max_horizontal(pl.col(name).filter(pl.col(name) <= upto).max() for name in _EVENTS[stem])


def _micros(moment: datetime | None) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1) if moment else 0
