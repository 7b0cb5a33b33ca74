"""Sources: what they bring is loaded, what fails is told and holds up nothing, and none outlives the loader."""

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdeck.data.base.commands.records import Source
from orderdeck.data.base.commands.running import Ran
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import SourceTold
from orderdeck.data.intake.folder import sources
from orderdeck.data.intake.folder.sources import Sources, after_run
from orderdeck.data.intake.process import follow_progress
from orderdeck.data.ledger import Ledger
from tests.keep.kept_desk import write_orders

Until = Callable[[Callable[[], object]], None]
Begin = Callable[[], "subprocess.Popen[bytes]"]


def script(folder: Path, text: str, name: str) -> str:
    file = folder / name
    file.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return str(file)


def read(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.exists() else ""


def by_name(many: Sources | None, name: str) -> SourceTold:
    assert many is not None
    return next(one for one in many.told() if one.name == name)


@pytest.fixture
def begin(paths: DeskPaths) -> Iterator[Begin]:
    """Start a loader of its own process, as a deck does; it is ended with the test."""
    made: list[subprocess.Popen[bytes]] = []

    def start() -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "orderdeck.data.intake.process", str(paths.exports), "--parent"]
        made.append(subprocess.Popen(command, stdin=subprocess.PIPE))
        return made[-1]

    yield start
    for process in made:
        process.kill()
        process.wait()


def write(file: Path, *tables: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(tables), encoding="utf-8")


def table(name: str, run: list[str], into: Path | None = None, more: str = "every = 5") -> str:
    words = ", ".join(f"'{word}'" for word in run)
    where = f"into = '{into}'\n" if into else ""
    return f'[[sources]]\nname = "{name}"\nrun = [{words}]\n{where}{more}\n'


@pytest.fixture
def own() -> Path:
    return Path(os.environ["XDG_CONFIG_HOME"]) / "orderdeck" / "orderdeck.toml"


def alive(pid_file: Path) -> bool:
    try:
        process = psutil.Process(int(pid_file.read_text()))
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except (psutil.NoSuchProcess, ValueError, FileNotFoundError):
        return False


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, None])
def test_what_a_source_brings_is_loaded_and_nothing_of_it_outlives_the_loader(
    paths: DeskPaths, tmp_path: Path, own: Path, until: Until, begin: Begin, how: signal.Signals | None
) -> None:
    (tmp_path / "made").mkdir()
    made = write_orders(DeskPaths.of(tmp_path / "made"), "one.csv", range(5))
    brings = script(tmp_path, f'cp "{made}" brought.part && mv brought.part brought.csv', "brings")
    hangs = script(
        tmp_path, f"trap '' TERM\n(trap '' TERM; echo $$ >/dev/null; sleep 300 & echo $! > {tmp_path}/child; wait) &\n"
        f"echo $$ > {tmp_path}/own; wait", "hangs"
    )  # fmt: skip
    fails = script(tmp_path, "printf 'one\\n\\033[31mno route to host\\n' >&2; exit 7", "fails")
    write(
        own,
        table("bad", [fails], paths.exports),
        table("gone", ["/no/where/rclone"], paths.exports),
        table("hangs", [hangs], paths.exports),
        table("good", [brings], paths.exports),
    )
    loader = begin()
    with Ledger.open(paths) as ledger:
        until(lambda: [one.state for one in ledger.exports()] == ["loaded"])
    until(lambda: alive(tmp_path / "own") and alive(tmp_path / "child"))

    def told() -> dict[str, SourceTold]:
        progress = follow_progress(paths)
        return {one.name: one for one in progress.sources} if progress else {}

    until(lambda: {name for name, one in told().items() if one.failing_since} == {"bad", "gone"})
    assert (told()["bad"].end, told()["bad"].code, told()["bad"].wrong) == ("failed", 7, "no route to host")
    assert told()["gone"].end == "missing"
    assert "/no/where/rclone" in told()["gone"].wrong
    until(lambda: told()["good"].at)
    assert told()["hangs"].running
    began = time.monotonic()
    if how is None:
        assert loader.stdin is not None
        loader.stdin.close()
    else:
        loader.send_signal(how)
    loader.wait()
    assert time.monotonic() - began < 4
    until(lambda: not alive(tmp_path / "own") and not alive(tmp_path / "child"))


def test_those_of_a_desk_run_once_they_are_agreed_to_and_not_before(
    paths: DeskPaths, tmp_path: Path, until: Until, begin: Begin
) -> None:
    touch = script(tmp_path, f'echo "$ORDERDECK_SOURCE|$ORDERDECK_INTO|$PWD" > {tmp_path}/ran', "touch")
    write(paths.settings, table("theirs", [touch]))
    begin()
    until(lambda: (progress := follow_progress(paths)) and progress.state == "idle")
    assert not (tmp_path / "ran").exists()
    words = [sys.executable, "-m", "orderdeck", "commands", str(paths.exports)]
    shown = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    assert "theirs" in shown
    assert "You have not agreed" in shown
    assert not (tmp_path / "ran").exists()
    subprocess.run([*words, "--trust"], check=True, capture_output=True)
    until((tmp_path / "ran").exists)  # the loader that runs sees it
    until(lambda: (tmp_path / "ran").read_text())
    assert (tmp_path / "ran").read_text() == f"theirs|{paths.exports}|{paths.exports}\n"
    (tmp_path / "ran").unlink()
    write(paths.settings, table("theirs", [touch, "--more"]))
    until(lambda: not (progress := follow_progress(paths)) or not progress.sources)
    assert not (tmp_path / "ran").exists()


@pytest.fixture
def many(paths: DeskPaths) -> Iterator[Sources]:
    made = Sources(paths)
    yield made
    made.close()


def test_it_runs_again_and_again_and_never_twice_at_once(
    many: Sources, tmp_path: Path, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "MINUTE", 0.02)
    once = script(
        tmp_path, f"mkdir {tmp_path}/lock || touch {tmp_path}/twice; echo x >> {tmp_path}/runs; sleep 0.1; "
        f"rmdir {tmp_path}/lock", "once"
    )  # fmt: skip
    many.take([Source(name="a", run=[once], every=1)])
    until(lambda: (tmp_path / "runs").exists() and len((tmp_path / "runs").read_text()) >= 6)
    assert not (tmp_path / "twice").exists()
    many.take([])
    assert many.told() == []


def test_a_changed_one_begins_once_the_old_one_has_ended(many: Sources, tmp_path: Path, until: Until) -> None:
    own = script(tmp_path, f"trap 'sleep 0.3; echo end $1 >> {tmp_path}/log; exit' TERM\n"
                 f"echo begin $1 >> {tmp_path}/log; sleep 60 & wait", "own")  # fmt: skip
    many.take([Source(name="a", run=[own, "1"], every=5)])
    until(lambda: "begin 1" in read(tmp_path / "log"))
    many.take([Source(name="a", run=[own, "2"], every=5)])
    until(lambda: "begin 2" in read(tmp_path / "log"))
    assert read(tmp_path / "log").split("\n")[:3] == ["begin 1", "end 1", "begin 2"]


def test_over_its_time_it_is_ended_with_its_children_and_tried_again(
    many: Sources, tmp_path: Path, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "MINUTE", 0.02)
    slow = script(tmp_path, f"sleep 300 & echo $! > {tmp_path}/child; echo at 4 percent >&2; wait", "slow")
    many.take([Source(name="slow", run=[slow], every=1, timeout=0.3)])
    until(lambda: by_name(many, "slow").failing_since)
    first = by_name(many, "slow")
    assert (first.end, first.wrong) == ("late", "at 4 percent")
    until(lambda: by_name(many, "slow").at > first.at)
    assert by_name(many, "slow").failing_since == first.failing_since


def test_what_it_leaves_behind_ends_with_it_and_its_input_is_closed(
    many: Sources, tmp_path: Path, until: Until
) -> None:
    leaves = script(
        tmp_path, f"read line && touch {tmp_path}/input; sleep 300 & echo $! > {tmp_path}/child", "leaves"
    )  # fmt: skip
    many.take([Source(name="leaves", run=[leaves], every=5)])
    until(lambda: by_name(many, "leaves").at)
    assert by_name(many, "leaves").end == "done"
    until(lambda: not alive(tmp_path / "child"))
    assert not (tmp_path / "input").exists()


def test_words_stay_what_they_are(many: Sources, tmp_path: Path, until: Until) -> None:
    echo = script(tmp_path, f'printf "%s|" "$@" > {tmp_path}/words', "echo")
    many.take([Source(name="e", run=[echo, "$(touch hurt); *", "", "-n 'x'"], every=5)])
    until(lambda: by_name(many, "e").at)
    assert (tmp_path / "words").read_text() == "$(touch hurt); *||-n 'x'|"


def test_a_folder_that_is_not_there_is_a_failure(many: Sources, tmp_path: Path, until: Until) -> None:
    many.take([Source(name="e", run=["true"], every=5, into=str(tmp_path / "unmounted"))])
    until(lambda: by_name(many, "e").failing_since)
    assert "unmounted" in by_name(many, "e").wrong


RUNS = st.lists(
    st.builds(
        Ran,
        end=st.sampled_from(["done", "failed", "late", "missing"]),
        code=st.integers(0, 9),
        wrong=st.text(max_size=3),
    ),
    max_size=12,
)


@given(RUNS)
def test_it_fails_since_the_first_failure_after_the_last_success(runs: list[Ran]) -> None:
    told = SourceTold(name="a")
    for at, ran in enumerate(runs, 1):
        told = after_run(told, ran, at)
    good = [at for at, ran in enumerate(runs, 1) if ran.end == "done"]
    last = good[-1] if good else 0
    assert told.failing_since == (last + 1 if len(runs) > last else 0)
    assert told.at == len(runs)
    assert not (told.wrong and told.end == "done")
