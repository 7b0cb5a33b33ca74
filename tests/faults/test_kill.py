"""kill -9 at random moments, the short form; tests/bench/faults.py does it 200 times."""

from pathlib import Path

from tests.faults.killing import Round


def test_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    losses = Round(tmp_path, seed=7).run(6)
    assert losses.kills >= 6
    assert losses.acts > 0
    assert not losses.any, losses
