"""Moments as scripts and acts are told them: ISO 8601 in UTC, to the second, as `2026-11-30T18:04:05Z`.

`iso` of queries/desk/macros.sql writes the same.
"""

from datetime import UTC, datetime


def iso(moment: datetime) -> str:
    """`moment`, which has a zone."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def iso_of(us: int) -> str:
    """A moment in µs since 1970, UTC."""
    return iso(datetime.fromtimestamp(us // 1_000_000, UTC))
