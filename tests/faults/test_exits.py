"""Every way out of the deck restores the terminal, soon, and says nothing of a buyer."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from orderdeck.data.base.paths import DeskPaths
from tests.bench.terminal import Terminal
from tests.keep.kept_desk import load, write_orders

pytestmark = pytest.mark.luck

ROOT = Path(__file__).resolve().parents[2]
RESTORED = b"\x1b[?1049l"

CRASHING = """
from orderdeck.tui.deck.screen import DeckScreen
from orderdeck.tui.cli.main import main
def act(self, action_id):
    buyer, address = "Maria Secretname", "Rua Secretstreet 7"
    raise {raised}
DeckScreen.act = act
main([{folder!r}])
"""


class Deck:
    """A deck in a pseudo-terminal, what it wrote, and how it ended."""

    def __init__(self, command: list[str], state: Path) -> None:
        self.written = bytearray()
        self.terminal = Terminal(
            command, 100, 30, environment={"ORDERDECK_LANGUAGE": "en"}, feed=self.written.extend
        )

    def wait(self) -> None:
        """Until its orders stand there."""
        assert self.terminal.wait_for(lambda: b"Buyer" in self.written or b"Lantern" in self.written, 30)

    def ended(self, seconds: float) -> tuple[int, float]:
        begun = time.monotonic()
        while time.monotonic() - begun < seconds:
            pid, status = os.waitpid(self.terminal.pid, os.WNOHANG)
            if pid:
                took = time.monotonic() - begun
                self.terminal.settle(0.1, 2)
                return os.waitstatus_to_exitcode(status), took
            time.sleep(0.005)
        raise AssertionError("still running")

    def leave_nothing(self) -> None:
        """End what a failed test left: the deck and what it started."""
        with suppress(psutil.NoSuchProcess):
            process = psutil.Process(self.terminal.pid)
            for each in [process, *process.children(recursive=True)]:
                with suppress(psutil.NoSuchProcess):
                    each.kill()


Start = Callable[[list[str]], Deck]


@pytest.fixture
def start(desk: DeskPaths) -> Iterator[Start]:
    """Starts decks; whatever becomes of a test, none of them outlives it."""
    made: list[Deck] = []

    def begin(command: list[str]) -> Deck:
        made.append(Deck(command, desk.state))
        made[-1].wait()
        return made[-1]

    yield begin
    for deck in made:
        deck.leave_nothing()


@pytest.fixture
def desk(paths: DeskPaths) -> DeskPaths:
    write_orders(paths, "orders.csv", range(20))
    load(paths)
    return paths


@pytest.mark.parametrize(
    "raised", ["ValueError(address)", "KeyError(buyer)", "MemoryError(address)", "RecursionError(buyer)"]
)
def test_a_crash_restores_the_terminal_and_quotes_nothing(desk: DeskPaths, start: Start, raised: str) -> None:
    script = CRASHING.format(folder=str(desk.exports), raised=raised)
    deck = start([sys.executable, "-c", script])
    before = len(deck.written)
    deck.terminal.send("j")
    code, _ = deck.ended(10)
    said = bytes(deck.written[before:])
    assert code == 1
    assert RESTORED in said
    last = said[said.rindex(RESTORED) :]
    assert last.count(b"orderdeck: a fault of its own: " + raised.split("(")[0].encode()) == 1
    assert b"Traceback" not in said
    log = desk.log.read_text()
    assert raised.split("(")[0] in log
    assert "the deck failed" in log
    for place in (said, log.encode()):
        assert b"Secret" not in place


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_hanging_up_ends_deck_and_loader_within_a_second(
    desk: DeskPaths, start: Start, number: signal.Signals
) -> None:
    deck = start([sys.executable, "-m", "orderdeck", str(desk.exports)])
    children = psutil.Process(deck.terminal.pid).children(recursive=True)
    os.kill(deck.terminal.pid, number)
    code, took = deck.ended(5)
    # On a machine that others keep busy, what takes a second takes longer.
    bound = 1.0 if os.getloadavg()[0] < (os.cpu_count() or 1) else 4.0
    assert (code, took < bound) == (0, True), took
    assert RESTORED in deck.written
    _, left = psutil.wait_procs(children, timeout=3)
    assert left == [], "a loader lives on"


def test_a_terminal_that_vanishes_leaves_no_process_behind(desk: DeskPaths, start: Start) -> None:
    deck = start([sys.executable, "-m", "orderdeck", str(desk.exports)])
    process = psutil.Process(deck.terminal.pid)
    everyone = [process, *process.children(recursive=True)]
    deck.terminal._ended = True
    deck.terminal._thread.join(2)
    os.close(deck.terminal._fd)
    gone, left = psutil.wait_procs(everyone, timeout=4)
    assert left == []
    assert gone


def test_a_closed_pipe_ends_a_command_quietly(desk: DeskPaths) -> None:
    command = [sys.executable, "-m", "orderdeck", "queues", str(desk.exports), "--json"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout
    process.stdout.close()
    assert process.stderr
    said = process.stderr.read()
    process.wait(30)
    assert b"Traceback" not in said


def test_an_uncaught_fault_of_a_command_quotes_nothing(desk: DeskPaths) -> None:
    script = (
        "import orderdeck.tui.cli.commands.desk.opening as d\n"
        "def fail(*a, **k): raise KeyError('Maria Secretname')\n"
        "import orderdeck.tui.cli.commands.read.queues as q, orderdeck.tui.cli.commands as c\n"
        f"c.run_command = fail\nfrom orderdeck.tui.cli.main import main\nmain(['queues', {str(desk.exports)!r}])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "a fault of its own: KeyError" in done.stderr
    assert "Secret" not in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.one_machine
def test_a_deck_whose_ledger_was_mended_says_so(desk: DeskPaths, start: Start) -> None:
    content = bytearray(desk.ledger.read_bytes())
    content[4096:-1] = b"\xa5" * (len(content) - 4097)
    desk.ledger.write_bytes(content)
    deck = start([sys.executable, "-m", "orderdeck", str(desk.exports)])
    assert deck.terminal.wait_for(lambda: b"made anew" in deck.written, 20)
