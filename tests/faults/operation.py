"""One thing done to a desk, in a process of its own, that says what it was told is done: for `tests.faults.calls`.

python -m tests.faults.operation (act|plan|load|merge|backup|forget|restore) DIR
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path

from orderdeck.data.actions import Request
from orderdeck.data.base.config.settings import Folder, Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.intake.process import load_once
from orderdeck.data.ledger import Ledger
from orderdeck.data.ledger.parts.merge import merge_small
from orderdeck.data.maintenance.backup import backup, restore
from orderdeck.data.maintenance.forget import forget
from orderdeck.data.stock.acts.scripted import act
from orderdeck.data.stock.open_desk import open_desk

SETTINGS = Settings(folder=Folder(settle_seconds=0))


def _act(paths: DeskPaths, kind: str, *targets: str) -> list[str]:
    desk = open_desk(paths, SETTINGS)
    try:
        ids = tuple(f"{kind}{place}" for place in range(len(targets)))
        request = Request(kind=kind, targets=targets, operator="li", ids=ids)
        return [one.id for one in act(desk, request).done]
    finally:
        desk.close()


def _load(paths: DeskPaths) -> list[str]:
    return [f"file {export.name}" for export in load_once(paths, SETTINGS)]


def _merge(paths: DeskPaths) -> list[str]:
    with Ledger.open(paths) as ledger:
        merge_small(paths, ledger, many=2)
    return []


def _forget(paths: DeskPaths) -> list[str]:
    forget(paths, 4_000_000_000_000_000)
    return []


def backup_of(paths: DeskPaths) -> Path:
    """Where the backup of the desk is written."""
    return paths.exports.parent / "backup"


def restored_of(paths: DeskPaths) -> DeskPaths:
    """Where it is restored."""
    return DeskPaths.of(paths.exports.parent / "restored")


def _backup(paths: DeskPaths) -> list[str]:
    backup(paths, backup_of(paths))
    return ["backup"]


def _restore(paths: DeskPaths) -> list[str]:
    restore(backup_of(paths), restored_of(paths))
    return ["restored"]


OPERATIONS: dict[str, Callable[[DeskPaths], list[str]]] = {
    "act": lambda paths: _act(paths, "done", "other:S:N1", "other:S:N2"),
    "plan": lambda paths: _act(paths, "apply_plan", "A"),
    "load": _load,
    "merge": _merge,
    "backup": _backup,
    "forget": _forget,
    "restore": _restore,
}
"""Name -> doing it; gives what is done."""


if __name__ == "__main__":
    done = OPERATIONS[sys.argv[1]](DeskPaths.of(Path(sys.argv[2])))
    os.write(1, "".join(f"{one}\n" for one in done).encode())
