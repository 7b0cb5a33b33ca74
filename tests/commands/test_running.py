"""Running a command of the user's own: what it is given, what is taken from it, and that it ends."""

import os
import stat
import sys
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdeck.data.base.commands.running import LONGEST, Ran, first_line, last_line, run


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def script(folder: Path, text: str, name: str = "own") -> str:
    file = folder / name
    file.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return str(file)


def ran(*words: str, given: bytes = b"", seconds: float = 20, stop: threading.Event | None = None) -> Ran:
    return run(words, given, {"ORDERDECK_VIEW": "due"}, seconds, stop or threading.Event())


def test_it_gets_its_words_as_they_stand_and_the_orders_on_its_input(home: Path) -> None:
    echo = script(home, 'read line; echo "$1|$ORDERDECK_VIEW|$line|$PWD"; echo second; echo oops >&2')
    given = b'{"orders": ["\xe2\x80\xae$(touch hurt)`id`"]}\n'
    done = ran(echo, "$(touch hurt); *", given=given)
    assert done == Ran(
        end="done", said=f'$(touch hurt); *|due|{{"orders": ["$(touch hurt)`id`"]}}|{home}', wrong="oops"
    )
    assert not (home / "hurt").exists()


def test_its_program_is_found_at_home_or_on_the_path_and_is_named_where_it_is_not(home: Path) -> None:
    script(home, "echo here")
    assert ran("~/own").said == "here"
    assert ran("echo", "there").said == "there"
    (home / "plain").write_text("no program", encoding="utf-8")
    for word in ("/no/where/label", "~/plain", "no-such-program"):
        missing = ran(word)
        assert (missing.end, word in missing.wrong) == ("missing", True)
    (home / "bad").write_bytes(b"\x7fELF nonsense")
    (home / "bad").chmod(0o700)
    assert ran("~/bad").end == "missing"


def test_how_it_failed_is_told_by_its_code_and_its_last_complaint(home: Path) -> None:
    failed = ran(script(home, "echo one >&2; echo no paper >&2; exit 3"))
    assert (failed.end, failed.code, failed.wrong) == ("failed", 3, "no paper")
    assert ran(script(home, "kill -9 $$")).code == -9


def test_it_has_no_terminal(home: Path) -> None:
    look = (
        "import os\ntry:\n os.open('/dev/tty', os.O_RDWR); print('a terminal')\nexcept OSError: print('none')"
    )
    assert ran(sys.executable, "-c", look).said == "none"


def test_all_that_it_started_ends_with_it_when_its_time_is_over(home: Path) -> None:
    began = time.monotonic()
    late = ran(script(home, 'trap "" TERM; echo $$; (trap "" TERM; sleep 60) & wait; sleep 60'), seconds=0.2)
    assert time.monotonic() - began < 20
    assert late.end == "late"
    end = time.monotonic() + 10
    while _group_is_there(int(late.said)):
        assert time.monotonic() < end, "something of it is left"
        time.sleep(0.02)


def _group_is_there(group: int) -> bool:
    """Whether a process of the group runs; one that only waits to be collected doesn't."""
    for entry in Path("/proc").iterdir():
        try:
            told = (entry / "stat").read_text().rpartition(")")[2].split() if entry.name.isdigit() else []
        except OSError:
            continue
        if told and told[0] != "Z" and int(told[2]) == group:
            return True
    return False


def test_it_ends_with_the_deck(home: Path) -> None:
    stop = threading.Event()
    threading.Timer(0.1, stop.set).start()
    assert ran("sleep", "60", stop=stop).end == "stopped"


def test_what_it_leaves_running_is_not_waited_for(home: Path) -> None:
    began = time.monotonic()
    done = ran(script(home, "sleep 20 & echo $!"))
    assert done.end == "done"
    assert time.monotonic() - began < 15
    os.kill(int(done.said), 9)


def test_a_flood_is_read_and_dropped_and_what_is_not_read_blocks_nothing(home: Path) -> None:
    flood = "import sys; print('first'); print('x' * 3_000_000); print('y' * 3_000_000, file=sys.stderr)"
    done = ran(sys.executable, "-c", flood, given=b"z" * 1_000_000)
    assert (done.end, done.said, done.wrong) == ("done", "first", "y" * (LONGEST - 1) + "…")
    copy = ran("cat", given=b"q" * 500_000)
    assert copy.said == "q" * (LONGEST - 1) + "…"


def test_of_its_output_only_plain_text_is_shown() -> None:
    assert first_line(b"\n \x1b[1;31mred\x1b[0m \x1b]0;title\x07done\xc2\x9b31m\r\nnext") == "red done"
    assert first_line(b"\x1b]52;c;eA==\x1b\\") == ""
    assert last_line("a\n\u202eb\u200b\n\x07\n".encode()) == "b"
    assert first_line(b"\xff\xfe ok") == "\ufffd\ufffd ok"


@given(st.binary(max_size=300))
def test_no_output_reaches_the_terminal_as_more_than_a_line_of_text(output: bytes) -> None:
    for line in (first_line(output), last_line(output)):
        assert len(line) <= LONGEST
        assert not any(character < " " or "\x7f" <= character < "\xa0" for character in line)
