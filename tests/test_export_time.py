"""The time of an export file: its name before its modification time."""

from datetime import UTC, datetime

import pytest

from data.export_time import exported_at_of

ZONE = "America/Los_Angeles"
CHANGED = datetime(2026, 1, 15, 20, 30, tzinfo=UTC)  # 12:30 in the zone


def of(name: str) -> str:
    found = exported_at_of(name, int(CHANGED.timestamp() * 1e6), ZONE)
    return datetime.fromtimestamp(found / 1e6, UTC).isoformat(sep=" ")[:19]


@pytest.mark.parametrize(
    ("name", "utc"),
    [
        ("orders.csv", "2026-01-15 20:30:00"),
        ("20260115_1.xls", "2026-01-15 20:30:00"),
        ("20260115_1230.csv", "2026-01-15 20:30:00"),
        ("2026-01-15-123045.xlsx", "2026-01-15 20:30:45"),
        ("order_2026-01-15 123045.xls", "2026-01-15 20:30:45"),
        ("2026-01-15T12.30.45.csv", "2026-01-15 20:30:45"),
        ("20260115123045.csv", "2026-01-15 20:30:45"),
        ("订单导出_20260116_042958.csv", "2026-01-15 20:30:00"),  # as a clock in Beijing has it
        (
            "20260117_1230.csv",
            "2026-01-17 20:30:00",
        ),  # no zone is that far: the file's own time is the wrong one
        ("订单2026年01月15日.xlsx", "2026-01-15 20:30:00"),
        ("2026-01-10.csv", "2026-01-11 07:59:59"),
        ("Order.all.20251201_20251231.xlsx", "2026-01-01 07:59:59"),
        ("Order.toship.20260110_20260115.xlsx", "2026-01-15 20:30:00"),
        ("3031265788145237.csv", "2026-01-15 20:30:00"),
        ("2026-01-16.csv", "2026-01-16 08:00:00"),
        ("20260230.csv", "2026-01-15 20:30:00"),
        ("2025-12-31/orders.csv", "2026-01-15 20:30:00"),
        ("218889001_1.xls", "2026-01-15 20:30:00"),
    ],
)
def test_name_then_mtime(name: str, utc: str) -> None:
    assert of(name) == utc
