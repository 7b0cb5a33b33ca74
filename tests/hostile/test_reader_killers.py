"""Files that would fill memory, or take for ever: they end a reader, are refused by name, and nothing else suffers."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import polars as pl
import psutil
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from orderdeck.data.base.config.settings import Folder, Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.exports.apart.bounds import Bounds, held_by
from orderdeck.data.exports.apart.opened import ApartOpened
from orderdeck.data.exports.apart.reader import ApartReader
from orderdeck.data.exports.containers.records import MB, Refusal, RefusalError
from orderdeck.data.exports.packing.pack import packed
from orderdeck.data.exports.packing.steps import Step, Steps, Summary, each
from orderdeck.data.exports.profile.files import load_profiles
from orderdeck.data.exports.profile_reader import ProfileOpened, ProfileReader
from orderdeck.data.intake.process import load_once
from orderdeck.data.ledger import Ledger
from orderdeck.tui.cli.commands import run_command
from orderdeck.tui.i18n.reasons import refusal
from orderdeck.tui.terminal.exit_codes import REFUSED
from tests.hostile.far_cells import WAYS
from tests.hostile.hostile_files import orders, write_csv

NOW: Final = Settings(folder=Folder(settle_seconds=0, patience_seconds=0))
BOUNDED: Final = frozenset(("too_much_memory", "torn", "too_many_columns"))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("exports")


@pytest.fixture(scope="module")
def reader(place: Path) -> Iterator[ApartReader]:
    """One reader for all of them: what ended it must not be noticed by the next."""
    reader = ApartReader(place, load_profiles(), Settings())
    yield reader
    reader.close()


def read(reader: ApartReader, file: Path) -> int | Refusal:
    """Orders of a file, or why it is refused."""
    try:
        opened = reader.open(file, file.name, 0)
        if isinstance(opened, Refusal):
            return opened
        return sum(frames["orders"].height for frames in opened.frames())
    except RefusalError as refused:
        return refused.refusal


@settings(max_examples=100, deadline=None)
@example("r of a row", 50_000_000, 1)
@example("ods filled rows", 50_000_000, 1)
@example("biff dimensions", 2**31, 60_000)
@example("xml index of a row", 50_000_000, 1)
@given(st.sampled_from(sorted(WAYS)), st.integers(10, 2**32 - 1), st.integers(1, 20_000))
def test_however_far_a_small_file_says_a_cell_stands_it_is_read_or_refused(
    place: Path, reader: ApartReader, way: str, row: int, column: int
) -> None:
    file = place / "far.xls"
    file.write_bytes(WAYS[way](row, column))
    found = read(reader, file)
    assert found.reason in BOUNDED and not found.fault if isinstance(found, Refusal) else found >= 1
    good = write_csv(place / "good.csv", orders(["x"] * 3))
    assert read(reader, good) == 3


def test_a_file_that_ends_its_reader_is_refused_by_name_and_the_others_of_its_batch_load(
    paths: DeskPaths, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = paths.exports / "far.xlsx"
    bad.write_bytes(WAYS["r of both"](50_000_000, 1))
    for number in range(5):
        write_csv(paths.exports / f"{number}.csv", orders(["x"] * 3, 10 * number))
    lines = {line.name: line for line in load_once(paths, NOW)}
    assert (lines["far.xlsx"].state, lines["far.xlsx"].reason) == ("refused", "too_much_memory")
    assert [lines[f"{number}.csv"].orders for number in range(5)] == [3] * 5
    with Ledger.open(paths) as ledger:
        assert ledger.sightings()["far.xlsx"].attempts == 0
        assert {line.name for line in ledger.exports() if line.state == "refused"} == {"far.xlsx"}
    assert load_once(paths, NOW) == []  # it isn't read a third time
    assert run_command(["check", str(bad), "--json"]) == REFUSED
    [told] = json.loads(capsys.readouterr().out)["files"]
    assert (told["state"], told["reason"], told["detail"]) == ("refused", "too_much_memory", "300 MB")
    assert "takes more memory" in refusal(told["reason"], told["detail"])


def test_the_wizard_refuses_such_a_file_and_goes_on(
    paths: DeskPaths, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = paths.exports / "far.xlsx"
    bad.write_bytes(WAYS["r of a cell"](50_000_000, 1))
    assert run_command(["profiles", "new", str(bad)])
    assert "takes more memory" in capsys.readouterr().err


@pytest.mark.parametrize(
    "end",
    [b"\n", b"\r\n", b" \n", b"\t\n", b",\n", b"," * 17 + b"\r\n", b"\x0c\n", "\u3000\n".encode()],
    ids=["lf", "crlf", "space", "tab", "comma", "commas", "form feed", "wide space"],
)
@pytest.mark.parametrize("where", ["below", "above"])
def test_20_mb_of_blank_lines_load_within_the_bounds(
    place: Path, reader: ApartReader, end: bytes, where: str
) -> None:
    file = write_csv(place / "blank.csv", orders(["x"] * 5))
    text, lines = file.read_bytes().removeprefix(b"\xef\xbb\xbf"), end * (20 * MB // len(end))
    file.write_bytes(text + lines if where == "below" else lines + text)
    found = read(reader, file)
    if where == "below" or not end.strip(b" \t\r\n"):
        assert found == 5
    else:  # a header is looked for where the text begins
        assert found == 5 or (isinstance(found, Refusal) and not found.fault)


def small(place: Path, **bounds: int) -> ApartReader:
    return ApartReader(place, load_profiles(), Settings(), Bounds(**bounds))


def test_a_file_that_takes_more_processor_time_than_its_size_allows_is_refused(place: Path) -> None:
    slow = write_csv(place / "slow.csv", orders(['a "quote"'] * 100_000))
    _header, _, rows = slow.read_bytes().partition(b"\n")
    with slow.open(
        "ab"
    ) as more:  # several times what the fastest machine reads within the second that there always is
        more.writelines([rows] * 7)
    reader = small(place, base_seconds=0, seconds_a_mb=0)
    try:
        found = read(reader, slow)
        assert isinstance(found, Refusal)
        assert (found.reason, found.fault) == ("too_much_time", "")
    finally:
        reader.close()


@pytest.mark.parametrize("processors", [2, 256])
def test_what_only_the_machine_lacks_is_later(
    place: Path, processors: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Memory that shrinks: at every size a file is read right, or left for later, or refused for what it takes."""
    monkeypatch.setattr(os, "cpu_count", lambda: processors)
    monkeypatch.delenv("POLARS_MAX_THREADS", raising=False)
    file = write_csv(place / "some.csv", orders([f"x{n}" for n in range(300)]))
    book = place / "some.xlsx"
    book.write_bytes(WAYS["columns"](1, 1))
    outcomes = set()
    for data in (40, 70, 100, 115, 130, 145, 160, 200, 400):
        reader = small(place, data_bytes=data * MB, stalled_seconds=5)
        try:
            for one, right in ((file, 300), (book, 2)):
                found = read(reader, one)
                if isinstance(found, Refusal):
                    assert found.fault or found.reason in ("too_much_memory", "crashed")
                    outcomes.add(found.fault or found.reason)
                else:
                    assert found == right
                    outcomes.add("right")
        finally:
            reader.close()
    assert "right" in outcomes
    assert len(outcomes) > 1


def test_a_reader_that_is_killed_loses_nothing(place: Path, reader: ApartReader) -> None:
    """Before it is asked, and between any two of its batches: what it had not sent is read again, once."""
    file = write_csv(place / "many.csv", orders([f"x{n}" for n in range(3)]))
    for _ in range(2):
        assert read(reader, file) == 3
        _kill(reader)
    opened = reader.open(file, file.name, 0)
    assert isinstance(opened, ApartOpened)
    _kill(reader)
    frames = opened.frames()
    first = next(frames)
    _kill(reader)
    assert first["orders"].height + sum(one["orders"].height for one in frames) == 3


@pytest.mark.parametrize("at", [0, 1, 3])
def test_a_reader_that_is_killed_while_it_packs_begins_at_the_beginning(
    place: Path, reader: ApartReader, at: int
) -> None:
    """Before it is asked, and after each of its steps: the files are those of a reader that wasn't killed."""
    file = write_csv(place / "many.csv", orders([f"x{n}" for n in range(3)]))
    known = ProfileReader(place, load_profiles(), Settings())
    alone = known.open(file, file.name, 0)
    assert isinstance(alone, ProfileOpened)
    right, summary = _packed(packed(lambda careful: alone.frames(careful=careful), [("a", 7)], "orders", 0))
    opened = reader.open(file, file.name, 0)
    assert isinstance(opened, ApartOpened)
    if at == 0:
        _kill(reader)
    found, told = _packed(opened.packed([("a", 7)], 0), lambda step: _kill(reader) if step == at else None)
    assert told == summary
    assert right.keys() == found.keys() == {"orders.parquet", "lines.parquet", "rejects.parquet"}
    assert all(
        pl.read_parquet(found[name]).equals(pl.read_parquet(content)) for name, content in right.items()
    )
    assert opened.notes() == alone.notes()


def test_a_number_that_comes_up_again_late_is_packed_with_care(place: Path, reader: ApartReader) -> None:
    """Of a file of several batches whose first and last row bear one number that may be rounded."""
    sound = (f"81900000000{place:05}7" for place in range(14_000))
    text = "订单号,订单状态,下单时间,买家名称,订单备注\n" + "".join(
        f"{number},等待发货,2026-01-03 10:00,b{place},{'x' * 900}\n"
        for place, number in enumerate(["81900000000000000", *sound, "81900000000000000"])
    )
    file = place / "late.csv"
    file.write_text(text)
    opened = reader.open(file, file.name, 0)
    assert isinstance(opened, ApartOpened)
    anew: list[Step] = []
    files, summary = _packed(opened.packed([("a", 7)], 0), begun_anew=anew)
    assert len(anew) == 1
    loaded = [pl.read_parquet(content) for name, content in files.items() if name.startswith("orders")]
    assert pl.concat(loaded)["order_id"].n_unique() == summary.height("orders") == 14_000
    rejects = pl.read_parquet(files["rejects.parquet"]).select("row", "reason", "detail")
    assert rejects.rows() == [(2, "id_shared", "14003"), (14003, "id_shared", "2")]


def _packed(
    steps: Steps, after: Callable[[int], None] = lambda _step: None, begun_anew: list[Step] | None = None
) -> tuple[dict[str, bytes], Summary]:
    """The files of `steps`, which begin anew where they say so, and what they come to; `after` is told of each step but
    those after a new beginning, and `begun_anew` gets those that were one."""
    files: dict[str, bytes] = {}
    anew = [] if begun_anew is None else begun_anew
    seen = [0]

    def take(step: Step) -> None:
        if step.anew:
            files.clear()
            anew.append(step)
        assert not files.keys() & {file.name for file in step.files}
        files.update({file.name: bytes(file.content) for file in step.files})
        seen[0] += 1
        if not anew:
            after(seen[0])

    summary = each(steps, take)
    return files, summary


def test_a_file_that_ends_its_reader_twice_while_it_is_packed_is_left_for_later(place: Path) -> None:
    file = write_csv(place / "unlucky.csv", orders(["x"] * 20))
    reader = small(place)
    opened = reader.open(file, file.name, 0)
    assert isinstance(opened, ApartOpened)
    with pytest.raises(RefusalError) as refused:
        each(opened.packed([("a", 0)], 0), lambda step: None if step.anew else _kill(reader))
    assert refused.value.refusal.fault == "reader"
    reader.close()


def test_a_file_whose_reader_is_killed_again_and_again_is_left_for_later(place: Path) -> None:
    file = write_csv(place / "unlucky.csv", orders(["x"] * 20_000))
    reader = small(place)
    opened = reader.open(file, file.name, 0)
    assert isinstance(opened, ApartOpened)

    def read_on() -> None:
        for _ in opened.frames():
            _kill(reader)

    with pytest.raises(RefusalError) as refused:
        read_on()
    assert refused.value.refusal.fault == "reader"
    assert read(reader, file) == 20_000
    reader.close()


def test_a_reader_ends_with_the_process_that_started_it(tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", orders(["x"] * 3))
    script = (
        "import os, sys, time\nfrom pathlib import Path\n"
        "from orderdeck.data.base.config.settings import Settings\n"
        "from orderdeck.data.exports.apart.reader import ApartReader\n"
        "from orderdeck.data.exports.profile.files import load_profiles\n"
        "reader = ApartReader(Path(sys.argv[1]).parent, load_profiles(), Settings())\n"
        "reader.open(Path(sys.argv[1]), 'a.csv', 0)\n"
        "print(reader._process.pid, flush=True)\ntime.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script, str(file)], stdout=subprocess.PIPE) as parent:
        assert parent.stdout
        pid = int(parent.stdout.readline())
        assert psutil.pid_exists(pid)
        parent.kill()
    psutil.wait_procs([process] if (process := _process(pid)) else [], timeout=20)
    assert _process(pid) is None


def test_what_a_file_holds(place: Path) -> None:
    text = write_csv(place / "text.csv", orders(["x"]))
    assert held_by(text) == text.stat().st_size
    book = place / "book.xlsx"
    book.write_bytes(WAYS["columns"](1, 1))
    assert held_by(book) > book.stat().st_size
    old = place / "old.xls"
    old.write_bytes(WAYS["biff"](3, 3))
    assert held_by(old) == 3 * old.stat().st_size
    os.mkfifo(place / "pipe")
    assert held_by(place / "pipe") == 0


def _kill(reader: ApartReader) -> None:
    assert reader._process
    watched = reader._process._watched
    assert watched
    os.kill(watched.pid, 9)
    watched.join(20)


def _process(pid: int) -> psutil.Process | None:
    try:
        found = psutil.Process(pid)
        return None if found.status() == psutil.STATUS_ZOMBIE else found
    except psutil.NoSuchProcess:
        return None
