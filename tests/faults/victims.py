"""Processes to be killed at any moment. Each says on standard output, line by line, what it was told is done.

python -m tests.faults.victims (actor|merger|keeper) DIR SEED
"""

import random
import sys
from datetime import UTC, datetime
from pathlib import Path

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Act
from orderdeck.data.intake.lock import LoaderBusy, hold
from orderdeck.data.ledger import Ledger, LedgerError
from orderdeck.data.ledger.parts.merge import merge_small
from orderdeck.data.maintenance.backup import backup
from orderdeck.data.messages import outbox
from tests.ledger.engines import sqlite_of

ROWS = 400


def actor(paths: DeskPaths, seed: str) -> None:
    """Acts, one or many at once, claims, and lists written to the outbox."""
    dice = random.Random(seed)
    with Ledger.open(paths, busy_seconds=30) as ledger:
        for number in range(100_000):
            group = [_act(f"{seed}-{number}-{place}") for place in range(dice.choice([1, 1, 1, 30]))]
            for act in ledger.append(group):
                _told("act", act.id)
            claim = Act(
                id=f"{seed}-{number}-c", kind="claim", operator=seed, at=1, order_key=f"o:{seed}-{number}"
            )
            claimed = ledger.claim(claim, 0)
            assert isinstance(claimed, Act)
            _told("act", claimed.id)
            if dice.random() < 0.2:
                rows = [[f"{row}", "x" * 40] for row in range(ROWS)]
                _told("file", outbox.write_csv(paths, "list", ["row", "text"], rows, datetime.now(UTC)).name)


def merger(paths: DeskPaths, seed: str) -> None:
    """Merges parts and checkpoints the ledger, whenever nobody loads."""
    while True:
        try:
            with hold(paths, "merger", 0.2), Ledger.open(paths, busy_seconds=30) as ledger:
                with ledger.loading():
                    merge_small(paths, ledger, many=2, small_rows=100_000)
                if not ledger.is_shared:
                    sqlite_of(ledger)._writer.execute("pragma wal_checkpoint(truncate)").fetchall()
                _told("merged", seed)
        except (LoaderBusy, LedgerError):
            continue


def keeper(paths: DeskPaths, seed: str) -> None:
    """Writes backups."""
    for number in range(1000):
        file = paths.exports.parent / f"backup-{seed}-{number}"
        backup(paths, file)
        _told("backup", str(file))


def _act(name: str) -> Act:
    return Act(id=name, kind="note", operator="li", at=1, order_key=f"o:{name}", data={"text": "note " * 9})


def _told(what: str, value: str) -> None:
    sys.stdout.write(f"{what} {value}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    {"actor": actor, "merger": merger, "keeper": keeper}[sys.argv[1]](
        DeskPaths.of(Path(sys.argv[2])), sys.argv[3]
    )
