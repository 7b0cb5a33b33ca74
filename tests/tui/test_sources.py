"""Sources that fail are told where somebody looks: at the top, in the files that arrived, by the command line."""

import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Progress, SourceTold
from orderdeck.data.intake.lock import ProgressFile, hold
from orderdeck.data.ledger import Ledger
from orderdeck.tui.cli.commands import run_command
from orderdeck.tui.deck.app import Orderdeck
from orderdeck.tui.service.threads.messages import LoaderTold
from tests.tui.fake_desk import Until

NOW = time.time_ns() // 1000
GOOD = SourceTold(name="erp", at=NOW)
BAD = SourceTold(name="shop", at=NOW, failing_since=NOW - 1, end="failed", code=7, wrong="no route to host")
GONE = SourceTold(
    name="tap", at=NOW, failing_since=NOW - 1, end="missing", wrong="tap: not found, or not a program"
)


async def test_the_deck_says_which_fails_and_why(
    opened: Pilot[None], app: Orderdeck, until: Until, seen: Callable[[], str]
) -> None:
    await opened.resize_terminal(150, 30)

    def tell(*sources: SourceTold) -> None:
        app.post_message(LoaderTold(Progress(state="idle", sources=list(sources)), loader="me"))

    tell(GOOD, BAD)
    await until(lambda: "source shop fails since" in seen())
    await until(lambda: "failed with 7 · no route to host" in app.deck.status_line.shown)
    await opened.press("escape", "i")
    await until(lambda: "source shop, failing since" in seen())
    assert "erp" not in seen()
    tell(GOOD, BAD, GONE)
    await until(lambda: "2 sources fail since" in seen() and "tap: not found" in seen())
    tell(GOOD)
    await until(lambda: "fail" not in seen())


def test_the_command_line_does_too(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    paths = DeskPaths.of(tmp_path)
    Ledger.open(paths).close()

    def said(*words: str) -> str:
        assert run_command([words[0], str(tmp_path), *words[1:]]) == 0
        return capfd.readouterr().out

    with hold(paths, "serve"):
        ProgressFile(paths).tell(Progress(state="idle", pid=os.getpid(), sources=[GOOD, BAD]))
        for command in (("serve", "--status"), ("doctor",)):
            out = said(*command)
            assert "source shop, failing since" in out, command
            assert "failed with 7 · no route to host" in out, command
            assert "erp" not in out
        told = json.loads(said("serve", "--status", "--json"))["sources"]
        assert [(one["name"], one["end"], one["code"], bool(one["failing_since"])) for one in told] == [
            ("erp", "done", 0, False),
            ("shop", "failed", 7, True),
        ]
        assert [one["name"] for one in json.loads(said("doctor", "--json"))["sources"]] == ["shop"]
