"""Who only reads a desk writes not a byte of it: by choice, without the right to, or where nothing can be written."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Act
from orderdeck.data.ledger import Ledger, LedgerAbsent, LedgerReadOnly
from tests.keep.kept_desk import arrive

Run = Callable[..., tuple[int, str, str]]

READING = ("queues", "stockouts", "outbox", "journal", "report", "intake", "doctor")
LATER = "3031270000000007"


def act(number: int) -> Act:
    return Act(id=str(number), kind="note", operator="li", at=number, data={"text": "call them"})


def everything(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    """Each file and folder with mode, time and content."""
    return {
        str(one): (one.lstat().st_mode, one.lstat().st_mtime_ns, one.read_bytes() if one.is_file() else b"")
        for one in [folder, *folder.rglob("*")]
    }


@pytest.fixture
def desk(paths: DeskPaths, tmp_path: Path) -> DeskPaths:
    arrive(paths, "one.csv", range(5))
    with Ledger.open(paths) as ledger:
        ledger.append([act(1)])
    # A copy: what has just loaded still finds out in a thread what remarks ask for, and writes that down.
    shutil.copytree(paths.exports, tmp_path / "desk", ignore=shutil.ignore_patterns("remarks*"))
    return DeskPaths.of(tmp_path / "desk")


def test_reading_commands_write_nothing_and_say_what_they_lack(desk: DeskPaths, run: Run) -> None:
    shutil.copy(desk.exports / "one.csv", desk.exports / "two.csv")
    text = (desk.exports / "one.csv").read_text(encoding="utf-8").replace("3031270000000004", LATER)
    (desk.exports / "two.csv").write_text(text, encoding="utf-8")
    before = everything(desk.exports)
    for command in READING:
        code, out, errors = run(command, desk.exports, "--read-only")
        assert code == 0, (command, errors)
        assert LATER not in out, command
        lacks = "read only: what is new in the folder was not loaded" in errors
        assert lacks == (command not in ("journal", "doctor")), command
    code, out, _ = run("sql", desk.exports, "select count(*) as n from orders", "--read-only")
    assert (code, "5" in out) == (0, True)
    assert "3031270000000003" in run("export", desk.exports, "orders", "--read-only")[1]
    assert everything(desk.exports) == before


def test_a_ledger_that_is_read_sees_what_others_write_and_refuses_to(desk: DeskPaths) -> None:
    with Ledger.open(desk.for_reading()) as reading:  # nobody has it open
        assert reading.changed()
        with pytest.raises(LedgerReadOnly):
            reading.append([act(9)])
        with Ledger.open(desk) as writing, Ledger.open(desk.for_reading()) as another:
            writing.append([act(2)])
            assert reading.changed()
            assert [one.id for one in reading.acts()] == [one.id for one in another.acts()] == ["1", "2"]
            writing.append([act(3)])
            assert reading.changed()
            assert reading.last_act() == another.last_act() == 3


def test_a_log_without_its_index_is_read_from_a_copy(desk: DeskPaths, tmp_path: Path) -> None:
    with Ledger.open(desk) as writing:
        writing.append([act(2)])
        copy = DeskPaths.of(tmp_path / "copy")
        shutil.copytree(desk.exports, copy.exports)
    (copy.state / "ledger.sqlite-shm").unlink()
    before = everything(copy.exports)
    with Ledger.open(copy.for_reading()) as reading:
        assert [one.id for one in reading.acts()] == ["1", "2"]
    assert everything(copy.exports) == before


def test_where_there_is_no_desk_none_is_made(paths: DeskPaths, run: Run) -> None:
    with pytest.raises(LedgerAbsent):
        Ledger.open(paths.for_reading())
    code, _, errors = run("queues", paths.exports, "--read-only")
    assert (code, "There is no desk here" in errors) == (3, True)
    assert list(paths.exports.iterdir()) == []


@pytest.fixture
def sealed(desk: DeskPaths) -> Iterator[DeskPaths]:
    """The desk on a mount that can't be written to."""
    try:
        for how in (["--bind", str(desk.exports)], ["-o", "remount,bind,ro"]):
            subprocess.run(["mount", *how, str(desk.exports)], check=True, capture_output=True)
    except (subprocess.CalledProcessError, FileNotFoundError):
        pytest.skip("file systems can't be mounted here")
    yield desk
    subprocess.run(["umount", "-l", str(desk.exports)], check=False, capture_output=True)


def test_a_mount_that_is_read_only_is_read_by_itself(sealed: DeskPaths, run: Run) -> None:
    for command in READING:
        code, _, errors = run(command, sealed.exports)
        assert code == 0, (command, errors)
        assert ("read only" in errors) == (command != "journal"), command
    assert "call them" in run("journal", sealed.exports)[1]
    code, _, errors = run("act", sealed.exports, "note", "3031270000000001", "--data", "text=x")
    assert code == 3, errors


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_the_right_to_write_is_read_by_itself(desk: DeskPaths, run: Run) -> None:
    folders = [desk.state, *(one for one in desk.state.rglob("*") if one.is_dir())]
    for one in folders:
        one.chmod(0o500)
    assert run("queues", desk.exports)[0] == 0
    for one in folders:
        one.chmod(0o700)


def test_an_act_whose_answer_can_not_be_written_is_told_done(
    desk: DeskPaths, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        suppress(OSError),
        Path("/dev/full").open("w", encoding="utf-8") as full,
        monkeypatch.context() as patched,
    ):
        patched.setattr("sys.stdout", full)
        code, _, errors = run("act", desk.exports, "note", "3031270000000001", "--data", "text=x")
    assert (code, "it is done and in the journal" in errors) == (1, True)
    with Ledger.open(desk) as ledger:
        assert "note" in [one.kind for one in ledger.acts(after=1)]
