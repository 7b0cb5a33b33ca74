"""Real accounts on one desk: colleagues of the folder's group take part, nobody else reads a byte. Needs root."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Act, Export
from orderdeck.data.ledger import Ledger, LedgerDenied, Part

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become other accounts")

GROUP, COLLEAGUE, OWNER, STRANGER = 64_100, 64_101, 64_102, 64_103


@pytest.fixture
def folder() -> Iterator[Path]:
    # Not tmp_path: pytest keeps its parents to the account that runs it.
    folder = Path(tempfile.mkdtemp(prefix="orderdeck-accounts-"))
    folder.chmod(0o755)
    exports = folder / "exports"
    exports.mkdir()
    yield exports
    shutil.rmtree(folder)


def _as(user: int, group: int, task: Callable[[], object]) -> str:
    """What `task` does as another account: "" or the name of what it raised."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.setgroups([])
        os.setgid(group)
        os.setuid(user)
        os.umask(0o077)
        try:
            task()
        except BaseException as error:
            os.write(writing, type(error).__name__.encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as answer:
        said = answer.read().decode()
    os.waitpid(child, 0)
    return said


def _write(paths: DeskPaths, number: int) -> None:
    with Ledger.open(paths) as ledger:
        ledger.append([Act(id=str(number), kind="note", operator=str(number), at=number)])
        sha = f"{number:064x}"
        export = Export(
            export_id=sha[:16], sha256=sha, name="x", size=1, exported_at=1, loaded_at=1, state="loaded"
        )
        ledger.record(export, part=Part(name=f"p{number}", kind="orders", export_ids=[sha[:16]]))


def _read_all(paths: DeskPaths) -> None:
    for file in [
        paths.ledger,
        paths.ledger.with_name("ledger.sqlite-wal"),
        paths.ledger.with_name("ledger.sqlite-shm"),
    ]:
        try:
            file.read_bytes()
        except PermissionError:
            continue
        raise AssertionError(file)
    list(paths.state.iterdir())


def test_the_group_of_a_shared_folder_takes_part_and_others_do_not(folder: Path) -> None:
    os.chown(folder, OWNER, GROUP)
    folder.chmod(0o2770)
    paths = DeskPaths.of(folder)
    assert _as(OWNER, GROUP, lambda: _write(paths, 1)) == ""
    with Ledger.open(paths) as held:  # a -wal and a -shm file are there, made by whom it may be
        assert _as(COLLEAGUE, GROUP, lambda: _write(paths, 2)) == ""
        assert _as(OWNER, GROUP, lambda: _write(paths, 3)) == ""
        assert [act.operator for act in held.acts()] == ["1", "2", "3"]
        folder.chmod(0o2775)  # even where the way in is open
        assert _as(STRANGER, STRANGER, lambda: _read_all(paths)) == "PermissionError"
        assert _as(STRANGER, STRANGER, lambda: _write(paths, 4)) == "LedgerDenied"


def test_a_private_folder_stays_with_its_owner(folder: Path) -> None:
    os.chown(folder, OWNER, GROUP)
    folder.chmod(0o755)
    paths = DeskPaths.of(folder)
    assert _as(OWNER, GROUP, lambda: _write(paths, 1)) == ""
    assert _as(COLLEAGUE, GROUP, lambda: _read_all(paths)) == "PermissionError"
    assert _as(COLLEAGUE, GROUP, lambda: _write(paths, 2)) == LedgerDenied.__name__
