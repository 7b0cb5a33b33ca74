"""When a file is given out, by a clock that the test moves: once its writer has closed it, else once it is still."""

import itertools
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdeck.data.base.config.settings import Folder
from orderdeck.data.base.folder.found import Found
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.intake.folder import watch
from orderdeck.data.intake.folder.arriving import LATER_PAUSES
from orderdeck.data.intake.folder.watch import Watch

SETTLE = 0.5
PATIENCE = 100.0
EPOCH = 1_800_000_000.0


class World:
    """A folder with one file in it, its writer, and the clock; what is given out is known from then on."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch, *, leases: bool = True) -> None:
        (root / "exports").mkdir(parents=True)
        self.paths = DeskPaths.of(root / "exports")
        self.file = self.paths.exports / "a.csv"
        self.clock = 0.0
        self.written_at = 0.0
        self.open = False
        self.given: list[Found] = []
        self._known: set[str] = set()
        monkeypatch.setattr(watch, "being_written", lambda _: self.open if leases else None)
        self.watch = self.started()

    def started(self) -> Watch:
        """A watch that begins now."""
        folder = Folder(
            settle_seconds=SETTLE, patience_seconds=PATIENCE, polling="always", poll_seconds=0.001
        )
        self.watch = Watch(
            self.paths,
            folder,
            lambda found: found.stamp not in self._known,
            now=lambda: 1000 + self.clock,
            wall=lambda: EPOCH + self.clock,
        )
        return self.watch

    def write(self, size: int = 10, *, stay_open: bool = False) -> None:
        """The file grows."""
        with self.file.open("ab") as out:
            out.write(b"x" * size)
        self.dated(self.clock)
        self.written_at, self.open = self.clock, stay_open

    def dated(self, clock: float) -> None:
        """The file's time becomes this one."""
        os.utime(self.file, ns=(0, round((EPOCH + clock) * 1e9)))

    def wait(self, seconds: float, step: float = 0.1) -> list[Found]:
        """Time goes by; what was given out in it. It is not taken, nor put off."""
        end, before = self.clock + seconds, len(self.given)
        while True:
            for found in self.watch.next(0):
                self.given.append(found)
                self._known.add(found.stamp)
            if self.clock >= end:
                return self.given[before:]
            self.clock = min(end, self.clock + step)

    def next(self, seconds: float) -> Found:
        """What is given out next, within so many seconds."""
        end = self.clock + seconds
        while self.clock <= end:
            if found := self.wait(0.05, 0.05):
                return found[0]
        raise AssertionError("nothing was given out")

    def torn(self, found: Found, took: float = 0.0) -> None:
        """What was given out looked cut off."""
        self._known.discard(found.stamp)
        self.watch.put_off(found, "arriving", "torn", "row 3", took)

    def failed(self, found: Found) -> None:
        """What was given out could not be read."""
        self._known.discard(found.stamp)
        self.watch.put_off(found, "later", "io", "Input/output error")

    def said(self) -> list[tuple[str, str, str]]:
        """What is told of files that wait."""
        return [(one.name, one.state, one.why) for one in self.watch.waiting()]


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., World]:
    def make(**options: bool) -> World:
        return World(tmp_path, monkeypatch, **options)

    return make


class TestWriterIsKnown:
    def test_what_was_closed_is_given_out_at_once(self, world: Callable[..., World]) -> None:
        here = world()
        here.write()
        assert len(here.wait(0.05, 0.01)) == 1
        assert here.watch.pending == 0

    def test_however_long_the_writer_stalls_it_is_one_load(self, world: Callable[..., World]) -> None:
        here = world()
        for stall in (0.2, 700.0, 3.0, 40.0):
            here.write(stay_open=True)
            assert here.wait(stall, 1.0) == []
            assert here.watch.pending == 1
        assert here.said() == [("a.csv", "arriving", "open")]
        here.open = False
        [found] = here.wait(0.3, 0.05)
        assert found.size == 40
        assert here.wait(600, 10) == []

    def test_one_that_closes_in_between_is_waited_for_once_that_is_seen(
        self, world: Callable[..., World]
    ) -> None:
        here = world()
        for _ in range(30):
            here.write()
            here.wait(1.5, 0.05)
        here.wait(10)
        assert len(here.given) == 2
        assert here.given[-1].size == 300

    def test_a_file_written_anew_much_later_is_given_out_at_once(self, world: Callable[..., World]) -> None:
        here = world()
        for times in range(1, 4):
            here.write()
            here.wait(0.1, 0.02)
            assert len(here.given) == times
            here.wait(60, 1)

    def test_a_control_file_beside_it_holds_it_back(self, world: Callable[..., World]) -> None:
        here = world()
        control = here.paths.exports / "a.csv.aria2"
        control.write_text("")
        here.write()
        assert here.wait(400, 1) == []
        assert here.said() == [("a.csv", "arriving", "download")]
        control.unlink()
        assert len(here.wait(0.5)) == 1


class TestWriterIsNotKnown:
    def test_it_must_stand_still(self, world: Callable[..., World]) -> None:
        here = world(leases=False)
        here.write()
        assert here.wait(SETTLE - 0.05, 0.05) == []
        assert len(here.wait(0.2, 0.05)) == 1

    def test_the_longer_its_stalls_the_longer_it_is_waited_for(self, world: Callable[..., World]) -> None:
        here = world(leases=False)
        for stall in (0.4, 1.5, 4.0, 11.0):  # each longer than a file that never grew is waited for
            here.write()
            assert here.wait(stall, 0.1) == []
        here.write()
        assert here.wait(30, 0.5) == []
        assert here.said() == [("a.csv", "arriving", "growing")]
        [found] = here.wait(10, 0.5)
        assert found.size == 50


class TestCutOff:
    def test_it_is_tried_with_growing_pauses_and_refused_after_the_patience(
        self, world: Callable[..., World]
    ) -> None:
        here = world()
        here.write()
        tries: list[tuple[float, bool, bool]] = []
        while not tries or tries[-1][1]:
            found = here.next(PATIENCE)
            tries.append((here.clock, found.awaited, found.settled))
            here.torn(found)
        assert tries[-1][0] == pytest.approx(PATIENCE, abs=0.2)
        assert [settled for _, _, settled in tries] == [False, *[True] * (len(tries) - 1)]
        assert tries[1][0] == pytest.approx(SETTLE, abs=0.2)  # then an end that may be a cut counts
        assert 5 < len(tries) < 12

    def wait_torn(self, here: World, seconds: float) -> Found | None:
        end = here.clock + seconds
        last = None
        while here.clock < end:
            for found in here.wait(0.1):
                last = found
                here.torn(found)
        return last

    def test_one_that_was_seen_growing_is_waited_for_longer(self, world: Callable[..., World]) -> None:
        here = world()
        here.write()
        for _ in range(3):
            last = self.wait_torn(here, 20)
            assert last
            assert last.awaited
            here.write()
        last = self.wait_torn(here, PATIENCE * 4)
        assert last
        assert last.awaited
        assert here.said() == [("a.csv", "arriving", "torn")]
        last = self.wait_torn(here, PATIENCE * 1.1)
        assert last
        assert not last.awaited

    def test_it_is_tried_as_soon_as_it_changes(self, world: Callable[..., World]) -> None:
        here = world()
        here.write()
        self.wait_torn(here, 60)  # the pauses are long by now
        here.write()
        assert here.next(0.2).size == 20

    def test_one_that_is_added_to_all_the_time_is_not_read_all_the_time(
        self, world: Callable[..., World]
    ) -> None:
        here = world()
        for _ in range(200):
            here.write()
            for found in here.wait(0.05, 0.05):
                here.torn(found, took=0.2)
        assert len(here.given) <= 6  # in ten seconds

    def test_a_loader_that_starts_goes_by_the_time_of_the_file(self, world: Callable[..., World]) -> None:
        here = world()
        here.write()
        here.clock = PATIENCE / 2
        [found] = here.started().next(0)
        assert (found.awaited, found.settled) == (True, True)
        here.clock = PATIENCE + 1
        [found] = here.started().next(0)
        assert (found.awaited, found.settled) == (False, True)

    def test_a_time_in_the_future_says_nothing(self, world: Callable[..., World]) -> None:
        here = world()
        here.write()
        here.dated(1e6)
        early, late = self.wait_torn(here, PATIENCE * 0.9), self.wait_torn(here, PATIENCE * 0.2)
        assert early is not None
        assert early.awaited
        assert late is not None
        assert not late.awaited


class TestLater:
    def test_pauses_grow_and_never_end(self, world: Callable[..., World]) -> None:
        here = world()
        here.write()
        tries: list[float] = []
        while here.clock < 6 * 3600:
            for found in here.wait(1.0, 0.25):
                tries.append(here.clock)
                here.failed(found)
        pauses = [round(b - a) for a, b in itertools.pairwise(tries)]
        assert pauses[:4] == [1, 2, 4, 8]
        assert max(pauses) <= LATER_PAUSES[1] + 1
        assert pauses[-1] >= LATER_PAUSES[1] - 1
        assert here.said() == [("a.csv", "later", "io")]
        assert not here.watch.hopeful()

    def test_others_are_given_out_meanwhile(self, world: Callable[..., World]) -> None:
        here = world()
        here.write()
        here.failed(here.wait(0.1, 0.05)[0])
        (here.paths.exports / "b.csv").write_text("x")
        assert [found.name for found in here.wait(0.5, 0.05)] == ["b.csv"]

    def test_a_big_file_is_not_read_over_and_over(self, world: Callable[..., World]) -> None:
        here = world()
        here.write()
        [found] = here.wait(0.1, 0.05)
        here._known.clear()
        here.watch.put_off(found, "later", "io", took=60.0)
        assert here.wait(590, 1) == []
        assert len(here.wait(20, 1)) == 1

    def test_when_it_was_seen_and_when_it_is_tried_again_are_told(self, world: Callable[..., World]) -> None:
        here = world()
        here.write()
        here.failed(here.wait(0.1, 0.05)[0])
        here.wait(0.5)
        [told] = here.watch.waiting()
        assert told.since == pytest.approx(EPOCH * 1e6, abs=2e5)
        assert 0.8e6 < told.again - told.since < 1.3e6
        assert told.detail == "Input/output error"


steps = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.floats(0, 0)),
        st.tuples(st.just("close"), st.floats(0, 0)),
        st.tuples(st.just("wait"), st.sampled_from([0.01, 0.1, 0.4, 0.6, 2.0, 30.0])),
    ),
    max_size=25,
)


@given(steps=steps, leases=st.booleans())
def test_whatever_a_writer_does_the_file_is_given_out_whole_and_in_the_end(
    steps: list[tuple[str, float]], leases: bool
) -> None:
    root = Path(tempfile.mkdtemp())
    with pytest.MonkeyPatch.context() as patching:
        here = World(root, patching, leases=leases)
        closes = 0
        for step, seconds in steps:
            before = len(here.given)
            if step == "write":
                here.write(stay_open=True)
            elif step == "close":
                closes += here.open
                here.open = False
            else:
                held, written_at = here.open, here.written_at
                here.wait(seconds, max(0.05, seconds / 20))
                if leases and held:
                    assert len(here.given) == before, "given out while its writer had it open"
                if not leases and len(here.given) > before:
                    assert here.clock - written_at >= SETTLE, "given out before it stood still"
        if leases:
            assert len(here.given) <= closes
        here.open = False
        here.wait(200, 1.0)
        if here.file.exists():
            assert here.given[-1].size == here.file.stat().st_size
        assert here.watch.pending == 0
    shutil.rmtree(root)
