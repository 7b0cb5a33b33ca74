"""Every story holds when it is played fast, and can be watched in a terminal."""

import os
import sys
from pathlib import Path

import pexpect
import pytest

from orderdeck.tui.i18n import use
from orderdeck.tui.service.options import Looks
from tests.stories.play import STORIES, lacking, stage_of, story_named
from tests.stories.stage import Pace

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", STORIES)
async def test_a_story_holds(name: str, tmp_path: Path) -> None:
    if lacks := lacking(name):
        pytest.skip(lacks)
    use("en")
    stage = stage_of(name)(tmp_path / "exports", Looks(zone="UTC"), Pace())
    try:
        async with stage.app.run_test(size=(80, 24)) as pilot:
            await stage.begin(pilot)
            await story_named(name)(stage)
    finally:
        stage.close()


@pytest.mark.luck
def test_a_story_plays_in_a_terminal_with_a_line_about_what_happens() -> None:
    words = ["-m", "tests.stories.play", "stockout_day", "0.01"]
    environment = os.environ | {"TERM": "xterm-256color"}
    watched = pexpect.spawn(
        sys.executable, words, dimensions=(30, 100), env=environment, cwd=str(ROOT), timeout=120
    )
    watched.expect("Morning")
    watched.expect(pexpect.EOF)
    watched.close()
    assert watched.exitstatus == 0


def test_a_name_of_no_story_names_those_that_there_are() -> None:
    told, status = pexpect.run(
        f"{sys.executable} -m tests.stories.play nothing", cwd=str(ROOT), withexitstatus=True, timeout=60
    )
    assert status == 2
    assert b"stockout_day" in told
