"""Faults at the n-th call: an operation of a desk dies, or is told that its disk or memory fails, at a chosen call to
the kernel (`strace -e inject`); then what must hold is looked at."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.ledger import Ledger
from orderdeck.data.ledger.recovery.second_copy import SecondCopy
from orderdeck.data.maintenance.backup import backup, restore
from orderdeck.data.maintenance.doctor import examine
from orderdeck.data.stock.open_desk import open_desk
from tests.faults.operation import OPERATIONS, SETTINGS, backup_of, restored_of

ROOT = Path(__file__).resolve().parents[2]
CALLS: Final = (
    "write", "pwrite64", "fsync", "fdatasync", "rename", "renameat", "renameat2", "ftruncate", "unlink", "unlinkat",
    "rmdir", "link", "linkat", "mkdir",
)  # fmt: skip
FAULTS: Final = {
    "kill": "signal=KILL", "EIO": "error=EIO", "ENOSPC": "error=ENOSPC", "ENOMEM": "error=ENOMEM"
}  # fmt: skip
HANGS: Final = 120
"""Seconds after which an operation is said to hang."""
HARMLESS: Final = {"leftover", "copy_torn"}
"""What `doctor` may find after a fault: it is swept, and ended, by whoever comes next."""


class Point(NamedTuple):
    """Where what goes wrong."""

    operation: str
    call: str
    at: int
    fault: str


def strace() -> str | None:
    """Where strace is, if it may be used here."""
    found = shutil.which("strace")
    if found is None:
        return None
    tried = subprocess.run([found, "-e", "trace=none", "true"], capture_output=True, check=False)
    return found if tried.returncode == 0 else None


def prepared(folder: Path, operation: str) -> DeskPaths:
    """A desk to which `operation` has something to do."""
    (folder / "exports").mkdir(parents=True)
    paths = DeskPaths.of(folder / "exports")
    for number, status in enumerate(("to_ship", "to_ship", "finished")):
        _put(paths, f"{number}.csv", number + 1, status)
        if number < 2 or operation != "load":
            OPERATIONS["load"](paths)
    (paths.exports / "stock.csv").write_text("sku,on_hand\nA,1\n")
    if operation != "load":
        OPERATIONS["load"](paths)
    if operation == "restore":
        backup(paths, backup_of(paths))
    restored_of(paths).exports.mkdir()
    return paths


def _put(paths: DeskPaths, name: str, number: int, status: str) -> None:
    rows = [f"S,N{number},{status},Buyer{number},2026-01-0{number}T10:00Z,A,1"]
    (paths.exports / name).write_text(
        "\n".join(["shop,order_id,status,buyer,placed_at,sku,quantity", *rows, ""])
    )


def points(tool: str, folder: Path, operation: str) -> list[Point]:
    """Every point at which `operation`, done to the desk in `folder`, writes to it or moves something in it: calls of
    the main thread, for others count their calls by themselves."""
    log = folder / "calls"
    _run(
        tool,
        DeskPaths.of(folder / "exports"),
        operation,
        ["-y", "-e", f"trace={','.join(CALLS)}", "-o", str(log)],
    )
    seen: Counter[str] = Counter()
    found: set[tuple[str, int]] = set()
    for line in log.read_text(errors="replace").splitlines():
        if (call := re.match(r"(\w+)\((.*)", line)) and call[1] in CALLS:
            seen[call[1]] += 1
            if str(folder) in call[2]:
                found.add((call[1], seen[call[1]]))
    return [Point(operation, call, at, fault) for call, at in sorted(found) for fault in FAULTS]


def tried(tool: str, folder: Path, point: Point) -> list[str]:
    """What doesn't hold after the fault at `point`, done to the desk in `folder`; empty where all does."""
    paths = DeskPaths.of(folder / "exports")
    before = _acts(paths)
    inject = f"inject={point.call}:{FAULTS[point.fault]}:when={point.at}"
    told = _run(tool, paths, point.operation, ["-e", f"trace={point.call}", "-e", inject, "-o", "/dev/null"])
    return [*_held(paths, before, told), *_goes_on(paths, point.operation)]


def _run(tool: str, paths: DeskPaths, operation: str, options: list[str]) -> list[str]:
    """What the operation was told is done, line by line. Raises TimeoutExpired, with nothing left running."""
    words = [sys.executable, "-m", "tests.faults.operation", operation, str(paths.exports)]
    process = subprocess.Popen(
        [tool, "-qq", *options, *words],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    try:
        told, _ = process.communicate(timeout=HANGS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise
    return [line for line in told.rpartition(b"\n")[0].decode().splitlines() if line]


def _acts(paths: DeskPaths) -> list[str]:
    with Ledger.open(paths) as ledger:
        return [act.id for act in ledger.acts()]


def _files(paths: DeskPaths) -> list[str]:
    with Ledger.open(paths) as ledger:
        return [f"file {export.name}" for export in ledger.exports()]


def _held(paths: DeskPaths, before: list[str], told: list[str]) -> Iterator[str]:
    """What was there and what was told is there; nothing is there by half."""
    now = _acts(paths)
    there = {*now, *_files(paths), *(["backup"] if backup_of(paths).exists() else [])}
    if restored_of(paths).ledger.exists():
        there.add("restored")
    for one in {*before, *told} - there:
        yield f"{one}: told done, and lost"
    if len(now) - len(before) not in (0, 4) and "done0" in now:
        yield f"half of the acts: {now}"
    copied = [line.row["id"] for line in SecondCopy(paths).lines() if line and line.table == "journal"]
    if sorted({*copied}) != sorted(now):
        yield f"the second copy has {copied}, the journal {now}"
    if found := {one.code for one in examine(paths)} - HARMLESS:
        yield f"the doctor finds {sorted(found)}"
    for desk in (paths, *([restored_of(paths)] if "restored" in there else [])):
        opened = open_desk(desk, SETTINGS)
        known = [key for number in (1, 2) for key in opened.find(f"N{number}")]
        problems = opened.problems
        opened.close()
        if known != ["other:S:N1", "other:S:N2"] or problems:
            yield f"a desk opened anew knows {known}, and says {problems}"
    if backup_of(paths).exists():
        again = DeskPaths.of(paths.exports.parent / "again")
        again.exports.mkdir()
        restore(backup_of(paths), again)


def _goes_on(paths: DeskPaths, operation: str) -> Iterator[str]:
    """The same can be done once more, unless it is done; then all is as if nothing had happened."""
    made = {"restore": restored_of(paths).ledger, "backup": backup_of(paths)}.get(operation)
    if made is None or not made.exists():
        OPERATIONS[operation](paths)
    if found := {one.code for one in examine(paths)} - HARMLESS:
        yield f"done again, and the doctor finds {sorted(found)}"
    opened = open_desk(paths, SETTINGS)
    known = [bool(opened.find(f"N{number}")) for number in (1, 2, 3)]
    opened.close()
    if not all(known):
        yield f"done again, and orders are missing: {known}"
