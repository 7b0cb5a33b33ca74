"""Whether somebody writes a file: asked of the kernel, with real writers in processes of their own."""

import errno
import fcntl
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from orderdeck.data.intake.folder import lease
from orderdeck.data.intake.folder.lease import being_written
from tests.loader.writer import Writer

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Callable[[str], Writer]]:
    made: list[Writer] = []

    def start(name: str) -> Writer:
        made.append(Writer(tmp_path / name))
        return made[-1]

    yield start
    for one in made:
        one.end()


def test_a_file_is_written_as_long_as_somebody_has_it_open(
    tmp_path: Path, writer: Callable[[str], Writer]
) -> None:
    file = tmp_path / "a.csv"
    first, second = writer("a.csv").write("x"), writer("a.csv").write("y")
    assert being_written(file) is True
    first.close()
    assert being_written(file) is True
    second.close()
    assert being_written(file) is False
    with file.open("rb"):  # who reads doesn't matter
        assert being_written(file) is False
    second.write("z").rename("b.csv")
    assert being_written(tmp_path / "b.csv") is True
    second.end()  # killed in the middle: nobody writes any more
    assert being_written(tmp_path / "b.csv") is False


def test_asking_leaves_nothing_open_and_nothing_changed(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("x")
    before, handles = file.stat(), len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(50):
        assert being_written(file) is False
    assert being_written(tmp_path / "none.csv") is None
    assert len(list(Path("/proc/self/fd").iterdir())) == handles
    after = file.stat()
    assert (after.st_mtime_ns, after.st_ctime_ns) == (before.st_mtime_ns, before.st_ctime_ns)


def test_a_writer_that_comes_just_then_ends_nobody(tmp_path: Path) -> None:
    """The kernel tells a lease's holder by a signal that by itself would end the process."""
    file = tmp_path / "a.csv"
    file.write_text("x")
    opens = "import sys\nwhile True: open(sys.argv[1], 'ab').close()"
    asks = "import sys, time; from pathlib import Path; from orderdeck.data.intake.folder.lease import being_written\n"
    asks += "end = time.monotonic() + 2\nseen = set()\n"
    asks += "while time.monotonic() < end: seen.add(being_written(Path(sys.argv[1])))\nprint(sorted(seen))"
    storm = subprocess.Popen([sys.executable, "-c", opens, str(file)])
    try:
        asked = subprocess.run(
            [sys.executable, "-c", asks, str(file)], cwd=ROOT, capture_output=True, text=True, check=False
        )
    finally:
        storm.kill()
        storm.wait(10)
    assert (asked.returncode, asked.stdout.strip()) == (0, "[False, True]")


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert being_written(tmp_path / "pipe") in (None, False)


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to act for another account")
def test_of_another_accounts_file_it_is_not_known(tmp_path: Path) -> None:
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == os.geteuid() and folder != Path(folder.anchor):
            folder.chmod(folder.stat().st_mode | 0o055)
    file = tmp_path / "theirs.csv"
    file.write_text("x")
    file.chmod(0o644)
    child = os.fork()
    if not child:
        os.setgid(65534)
        os.setuid(65534)
        os._exit(0 if file.read_bytes() and being_written(file) is None else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_where_there_are_no_leases_it_is_not_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.csv"
    file.write_text("x")

    def unheard_of(*_: object) -> int:
        raise OSError(errno.EINVAL, "Invalid argument")

    with monkeypatch.context() as odd:
        odd.setattr(fcntl, "fcntl", unheard_of)
        assert being_written(file) is None
    with monkeypatch.context() as other:
        other.setattr(lease, "_KNOWS", False)
        assert being_written(file) is None
