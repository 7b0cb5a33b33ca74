"""A process that is killed leaves nothing of a buyer's in the system's temporary folder, and here not for long."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from orderdeck.data.base.guards.temporary import private
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.ledger import Ledger
from orderdeck.data.maintenance.forget import forget

KILLED = """
import os, signal, sys
from pathlib import Path
import polars as pl
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.desk.views import query_sandbox
from orderdeck.data.ledger import Ledger

paths = DeskPaths.of(Path(sys.argv[1]))
Ledger.open(paths).close()
query_sandbox.Box._answer = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
query_sandbox.Box({"facts": pl.DataFrame({"buyer": ["Maria Secretname"]})})
"""


def test_the_copy_for_own_queries_lies_nowhere(paths: DeskPaths, tmp_path: Path) -> None:
    system = tmp_path / "system"
    system.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(paths.exports)],
        env=os.environ | {"TMPDIR": str(system)},
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    assert list(system.iterdir()) == []
    assert not any(b"Secretname" in file.read_bytes() for file in paths.state.rglob("*") if file.is_file())


def test_what_the_dead_left_in_a_private_folder_goes(paths: DeskPaths) -> None:
    with private(paths, "unpacked") as folder:
        left = folder.with_name("unpacked-left")
        left.mkdir(0o700)
        (left / "export.csv").write_bytes(b"Maria Secretname")
        assert paths.temp.stat().st_mode & 0o077 == 0
        Ledger.open(paths).close()
        assert list(paths.temp.iterdir()) == [folder]


def test_a_folder_in_use_stays(paths: DeskPaths) -> None:
    with private(paths, "box") as folder:
        Ledger.open(paths).close()
        (folder / "facts.parquet").write_bytes(b"x")
    assert list(paths.temp.iterdir()) == []


@pytest.mark.parametrize(
    "name",
    ["staging/outbox-{}-messages.txt", "staging/backup-{}", "journal.jsonl.{}", "staging/ledger-{}.sqlite"],
)
def test_drafts_of_the_dead_go_and_those_of_the_living_stay(paths: DeskPaths, name: str) -> None:
    Ledger.open(paths).close()
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    dead, alive, young = (paths.state / name.format(pid) for pid in (gone.pid, os.getpid(), gone.pid + 10**6))
    for draft in (dead, alive, young):
        draft.write_bytes(b"Maria Secretname")
    for draft in (dead, alive):
        os.utime(draft, (time.time() - 3600, time.time() - 3600))
    Ledger.open(paths).close()
    assert (dead.exists(), alive.exists(), young.exists()) == (False, True, True)
    forget(paths, time.time_ns() // 1000)
    assert not alive.exists()
    assert not young.exists()
