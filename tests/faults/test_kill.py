"""kill -9 at random moments, the short form; tests/bench/faults.py does it 200 times."""

import os
from pathlib import Path

from tests.faults.killing import Round


def test_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    rounds = 6 * int(os.environ.get("ORDERDECK_KILLS", "1"))
    losses = Round(tmp_path, seed=7).run(rounds)
    assert losses.kills >= rounds
    assert losses.acts > 0
    assert not losses.any, losses
