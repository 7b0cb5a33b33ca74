"""Real accounts on one desk: colleagues of the folder's group take part, nobody else reads a byte. Needs root."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from orderdeck.data.base.guards import trust
from orderdeck.data.base.paths import DeskPaths, user_settings
from orderdeck.data.base.records import Act, Export
from orderdeck.data.ledger import Ledger, LedgerUntrusted, Part

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


def test_the_group_of_a_shared_folder_takes_part_and_others_do_not(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trust, "_is_member", lambda uid, gid: gid == GROUP and uid in (OWNER, COLLEAGUE))
    os.chown(folder, OWNER, GROUP)
    folder.chmod(0o2770)
    paths = DeskPaths.of(folder)
    assert _as(OWNER, GROUP, lambda: _write(paths, 1)) == ""
    with pytest.raises(LedgerUntrusted):
        Ledger.open(paths)  # root, whom nobody has told that this desk may be trusted
    user_settings().parent.mkdir(parents=True)
    user_settings().write_text(f'[trust]\ndesks = ["{paths.state}"]\n')
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
    assert _as(COLLEAGUE, GROUP, lambda: _write(paths, 2)) == LedgerUntrusted.__name__


def test_a_desk_that_an_account_outside_the_group_made_is_not_trusted(folder: Path) -> None:
    """An account that may only drop exports makes a state folder, which inherits group and setgid bit."""
    os.chown(folder, 0, GROUP)
    folder.chmod(0o2777)  # as an access list for that account would have it
    paths = DeskPaths.of(folder)

    def forge() -> None:
        os.umask(0)
        paths.state.mkdir(0o770)
        (paths.state / "orderdeck.toml").write_text("")

    assert _as(STRANGER, STRANGER, forge) == ""
    made = paths.state.stat()
    assert (made.st_gid, made.st_mode & 0o7777) == (GROUP, 0o2770)
    assert _as(COLLEAGUE, GROUP, lambda: _write(paths, 1)) == LedgerUntrusted.__name__
    folder.chmod(0o2770)  # where the group alone may write, one of it has made it
    assert _as(COLLEAGUE, GROUP, lambda: _write(paths, 1)) == ""
