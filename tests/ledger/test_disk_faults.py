"""What is the matter with a disk is said as it is: full, no room for one more file, failing, or no right."""

import errno
import os
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Act
from orderdeck.data.ledger import Ledger, LedgerDenied, LedgerError, LedgerFull
from orderdeck.data.ledger.errors import LedgerFaulty, of_os_error, of_sqlite_error
from orderdeck.tui.i18n.phrases import FAILURES, TROUBLES, failure
from tests.keep.kept_desk import arrive

KINDS = {
    errno.EIO: LedgerFaulty,
    errno.EUCLEAN: LedgerFaulty,
    errno.EREMOTEIO: LedgerFaulty,
    errno.ENOSPC: LedgerFull,
    errno.EDQUOT: LedgerFull,
    errno.EACCES: LedgerDenied,
    errno.EROFS: LedgerDenied,
}


@pytest.mark.parametrize("number", KINDS)
def test_an_error_of_the_system_is_what_it_says(tmp_path: Path, number: int) -> None:
    found = of_os_error(OSError(number, os.strerror(number)), str(tmp_path / "x"))
    assert type(found) is KINDS[number]


@pytest.mark.parametrize(
    "name", ["SQLITE_IOERR_WRITE", "SQLITE_IOERR_FSYNC", "SQLITE_IOERR_SHMSIZE", "SQLITE_CANTOPEN"]
)
@pytest.mark.parametrize("number", KINDS)
def test_what_sqlite_keeps_to_itself_is_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, number: int
) -> None:
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorname = name

    def fails(*_: object) -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "open" if name == "SQLITE_CANTOPEN" else "write", fails)
    found = of_sqlite_error(error, str(tmp_path / "ledger.sqlite"))
    monkeypatch.undo()
    assert list(tmp_path.iterdir()) == []
    if KINDS[number] is not LedgerDenied or name == "SQLITE_CANTOPEN":
        assert type(found) is KINDS[number]
    assert found.code in FAILURES
    assert failure(found)


def test_a_fault_of_the_disk_keeps_acts_as_a_full_one_does() -> None:
    assert issubclass(LedgerFaulty, LedgerFull)
    assert LedgerFaulty.code in TROUBLES
    assert TROUBLES[LedgerFaulty.code] != TROUBLES[LedgerFull.code]


@pytest.fixture
def few_files(tmp_path: Path) -> Iterator[Path]:
    """A folder on a file system where thirty files fit, and space is left."""
    folder = tmp_path / "few"
    folder.mkdir()
    try:
        options = ["-t", "tmpfs", "-o", "size=8m,nr_inodes=30"]
        subprocess.run(["mount", *options, "tmpfs", str(folder)], check=True, capture_output=True)
    except (subprocess.CalledProcessError, FileNotFoundError):
        pytest.skip("file systems can't be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=False, capture_output=True)


def test_no_room_for_one_more_file_is_no_missing_right(few_files: Path) -> None:
    paths = DeskPaths.of(few_files / "exports")
    paths.exports.mkdir()
    Ledger.open(paths).close()
    with suppress(OSError):
        for number in range(40):
            (few_files / f"filler{number}").touch()
    with pytest.raises(LedgerError) as caught:
        Ledger.open(paths).close()
    assert type(caught.value) is LedgerFull
    assert "inodes" in str(caught.value)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A folder on a file system of 6 MB."""
    folder = tmp_path / "small"
    folder.mkdir()
    try:
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(folder)], check=True, capture_output=True
        )
    except (subprocess.CalledProcessError, FileNotFoundError):
        pytest.skip("file systems can't be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=False, capture_output=True)


def test_what_only_reads_goes_on_where_no_byte_fits(
    small: Path, run: Callable[..., tuple[int, str, str]]
) -> None:
    paths = DeskPaths.of(small / "exports")
    paths.exports.mkdir()
    arrive(paths, "one.csv", range(5))
    with Ledger.open(paths) as ledger:
        ledger.append([Act(id="1", kind="note", operator="li", at=1, data={"text": "call them"})])
    with (small / "filler").open("wb", buffering=0) as filler, suppress(OSError):
        while filler.write(bytes(4096)):
            pass
    with pytest.raises(LedgerFull):
        Ledger.open(paths).close()
    code, out, errors = run("queues", paths.exports)
    assert (code, "3031270000000004" in out) == (0, True)
    assert "The disk is full" in errors  # what is new is not in it
    for command in ("stockouts", "report", "outbox"):
        assert run(command, paths.exports)[0] == 0
    assert "call them" in run("journal", paths.exports)[1]
    with Ledger.open(paths, reading=True) as ledger, pytest.raises(LedgerError):
        ledger.append([Act(id="2", kind="note", operator="li", at=1)])
    (small / "filler").unlink()
    with Ledger.open(paths) as ledger:
        assert [act.id for act in ledger.acts()] == ["1"]
