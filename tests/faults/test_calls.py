"""Faults at the n-th call: a few points; `python -m tests.bench.fault_calls` tries them all."""

from pathlib import Path

import pytest

from tests.faults.calls import Point, prepared, strace, tried

POINTS = (
    Point("act", "fdatasync", 2, "kill"),
    Point("plan", "pwrite64", 20, "ENOSPC"),
    Point("load", "rename", 3, "EIO"),
    Point("merge", "fsync", 3, "kill"),
    Point("backup", "link", 5, "EIO"),
    Point("forget", "rename", 1, "kill"),
    Point("restore", "fsync", 6, "ENOSPC"),
)


@pytest.mark.one_machine
@pytest.mark.parametrize("point", POINTS, ids=lambda point: "-".join(map(str, point)))
def test_what_was_there_and_what_was_told_is_there(point: Point, tmp_path: Path) -> None:
    tool = strace()
    if tool is None:
        pytest.skip("strace is not here, or may not be used")
    prepared(tmp_path, point.operation)
    assert tried(tool, tmp_path, point) == []
