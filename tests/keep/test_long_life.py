"""What an opened desk reads goes by its open work, not by its past: the short form of tests/bench/long_life.py."""

from pathlib import Path
from typing import Any

import pytest

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Act
from orderdeck.data.ledger.database import bearing, journal, sound
from orderdeck.data.maintenance.doctor import examine
from orderdeck.data.stock.open_desk import open_desk
from tests.bench import desk_scale, long_life


def test_ten_times_the_past_is_no_more_to_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_scale, "FILES", 2)
    read: list[Act] = []

    def spied(row: tuple[Any, ...]) -> Act:
        read.append(sound.act(row))
        return read[-1]

    for module in (bearing, journal):
        monkeypatch.setattr(module, "as_act", spied)
    found = {}
    for acts in (60, 600):
        folder = tmp_path / f"{acts}"
        long_life.make(folder, acts, 80, 40)
        read.clear()
        desk = open_desk(DeskPaths.of(folder), Settings(), desk_scale.NOW)
        try:
            assert (desk.open_count(), desk.pulse().known, desk.acts.seq) == (40, 80, acts)
        finally:
            desk.close()
        # Of what is finished with, cases alone.
        found[acts] = [act.kind for act in read if act.kind != "asked"]
    assert found[60] == found[600] == ["claim"] * (40 // long_life.ON_OPEN)
    assert examine(DeskPaths.of(tmp_path / "600")) == []
