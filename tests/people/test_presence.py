"""Who is here: decks that are open are seen, one that was killed is not."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.ledger.access.presence import Presence, present

pytestmark = pytest.mark.luck

ROOT = Path(__file__).parents[2]

KILLED = """
import sys, time
from orderdeck.data.ledger.access.presence import Presence
from orderdeck.data.base.paths import DeskPaths
from pathlib import Path
Presence(DeskPaths.of(Path(sys.argv[1])), "wang").enter()
print("here", flush=True)
time.sleep(60)
"""


@pytest.fixture
def paths(tmp_path: Path) -> DeskPaths:
    made = DeskPaths.of(tmp_path)
    made.state.mkdir()
    return made


def test_decks_see_each_other_and_not_themselves(paths: DeskPaths) -> None:
    li, wang = Presence(paths, "li"), Presence(paths, "wang")
    li.enter()
    li.enter()
    with wang:
        assert [here.operator for here in li.others()] == ["wang"]
        assert [here.operator for here in wang.others()] == ["li"]
        assert [here.operator for here in present(paths)] == ["li", "wang"]
        assert present(paths)[0].pid == os.getpid()
    assert li.others() == []
    li.leave()
    assert present(paths) == []
    assert list(paths.here.iterdir()) == []


def test_a_deck_that_was_killed_is_gone_at_once(paths: DeskPaths) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(paths.exports)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "here\n"
    assert [here.operator for here in present(paths)] == ["wang"]
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    end = time.monotonic() + 2
    while present(paths):
        assert time.monotonic() < end
    assert list(paths.here.iterdir()) == []


def test_what_somebody_else_puts_there_harms_nobody(paths: DeskPaths) -> None:
    with Presence(paths, "li\x1b[31m\u202e") as li:
        (paths.here / "junk").write_text("not json")
        (paths.here / "folder").mkdir()
        (paths.here / "link").symlink_to("/dev/zero")
        os.mkfifo(paths.here / "pipe")
        assert li.others() == []
        assert [here.operator for here in present(paths)] == ["li[31m"]


def test_a_desk_that_cannot_be_written_only_hides_the_deck(tmp_path: Path) -> None:
    (tmp_path / ".orderdeck").write_text("a file where the state folder would be")
    paths = DeskPaths.of(tmp_path)
    deck = Presence(paths, "li")
    deck.enter()
    assert deck.others() == present(paths) == []
    deck.leave()
