"""Two decks on one desk, each a real process in a terminal of its own."""

import os
import signal
import sqlite3
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.intake.process import who_loads
from orderdeck.data.ledger import Ledger
from orderdeck.data.ledger.parts.folder import damaged_files
from orderdeck.data.ledger.parts.writer import read_part
from orderdeck.data.sample import generate
from tests.people.decks import Deck, acts, desk_of, wait_for

pytestmark = pytest.mark.luck

Start = Callable[..., Deck]


@pytest.fixture
def paths(tmp_path: Path) -> DeskPaths:
    return desk_of(tmp_path / "desk")


@pytest.fixture
def two(paths: DeskPaths, start: Start) -> tuple[Deck, Deck]:
    """The decks of li and wang on the queue of standard orders; li's came first and loads."""
    li = start(paths.exports, "li", view="standard")
    li.wait("Standard")
    wait_for(lambda: who_loads(paths), 15)
    wang = start(paths.exports, "wang", view="standard")
    for deck in (li, wang):
        deck.ready()
    li.wait("with wang")
    wang.wait("with li")
    wang.wait("li loads")
    return li, wang


def test_an_act_in_one_deck_shows_in_the_other_within_a_moment(
    two: tuple[Deck, Deck], paths: DeskPaths
) -> None:
    li, wang = two
    before = wang.text()
    li.press("n")
    li.wait("claimed")
    # From the moment that li's deck says so; the fastest of three, since this machine does other things as well: a busy
    # one is slow, not wrong.
    assert "○" not in before

    def shown_after(count: int) -> float:
        li.press("n")
        wait_for(lambda: len(acts(paths)) == count, 5)
        return wait_for(lambda: wang.text().count("○") == count, 5)

    assert min(wang.wait("○"), shown_after(2), shown_after(3)) < 2


def test_a_colleagues_order_is_taken_over_only_after_a_yes(two: tuple[Deck, Deck], paths: DeskPaths) -> None:
    li, wang = two
    li.press("a")
    wang.wait("○")
    wang.press("gx")
    wang.wait("li has it. Do it all the same?")
    wang.press("n")
    wait_for(lambda: "li has it" not in wang.text(), 5)
    assert [act.kind for act in acts(paths)] == ["claim"]
    wang.press("x")
    wang.wait("li has it")
    wang.press("y")
    wang.wait("Taken over from li")
    assert [(act.kind, act.operator) for act in acts(paths)][1:] == [("take_over", "wang"), ("done", "wang")]


def test_the_panel_of_operators_hands_everything_over(two: tuple[Deck, Deck], paths: DeskPaths) -> None:
    li, wang = two
    li.press("nn")
    wait_for(lambda: len(acts(paths)) == 2, 5)
    li.press("w")
    li.wait("Operators.")
    li.wait("holds 2 orders")
    assert "● wang" in li.text()
    li.press("jH" if "● li" in li.line(3) or "● li" in li.line(2) else "H")
    li.wait("Note for wang on 2 orders")
    li.press("ask the buyer\r")
    wait_for(lambda: len(acts(paths)) == 4, 5)
    handed = acts(paths)[2:]
    assert {(act.kind, act.data["to"], act.data["note"]) for act in handed} == {
        ("hand_over", "wang", "ask the buyer")
    }
    assert len({act.group for act in handed}) == 1
    wang.wait("●", 5)


@pytest.mark.one_machine
def test_what_cannot_be_written_is_kept_told_and_written_later(
    two: tuple[Deck, Deck], paths: DeskPaths
) -> None:
    li, _wang = two
    with sqlite3.connect(paths.ledger, isolation_level=None) as blocker:
        blocker.execute("begin immediate")
        li.press("x")
        li.wait("not written yet", 10)
        li.press("q")
        li.wait("would be lost. Leave all the same?")
        li.press("n")
        assert acts(paths) == []
        blocker.execute("rollback")
    wait_for(lambda: [act.kind for act in acts(paths)] == ["claim", "done"], 10)
    wait_for(lambda: "not written yet" not in li.text(), 10)


def test_another_deck_loads_within_two_seconds_of_the_loaders_death(
    two: tuple[Deck, Deck], paths: DeskPaths
) -> None:
    li, _wang = two
    spans = []
    for kill in ("loader", "deck"):
        holder = who_loads(paths)
        assert holder is not None
        number = len(list(paths.exports.glob("*.csv")))
        generate(
            paths.exports, orders=30, files=2, seed=100 + number, container="csv",
            now=datetime.now(UTC) + timedelta(seconds=number), open_share=1,
        )  # fmt: skip
        os.kill(holder.pid, signal.SIGKILL)
        if kill == "deck":
            li.kill()

        def another(pid: int = holder.pid) -> bool:
            found = who_loads(paths)
            return found is not None and found.pid not in (0, pid)

        spans.append(wait_for(another, 10))
    assert min(spans) < 2, spans
    with Ledger.open(paths) as ledger:
        wait_for(lambda: len(ledger.exports()) >= len(list(paths.exports.glob("*.csv"))), 30)
        parts = ledger.parts()
        keys = [key for part in parts for key in read_part(paths, part)["orders"]["order_key"].to_list()]
        assert not any(damaged_files(paths, part) for part in parts)
        exports = ledger.exports()
    assert {export.state for export in exports} == {"loaded"}
    assert len(keys) == sum(export.orders for export in exports)


def test_a_deck_that_is_killed_is_seen_no_more(two: tuple[Deck, Deck]) -> None:
    li, wang = two
    li.kill()
    began = time.monotonic()
    wait_for(lambda: "with li" not in wang.text(), 5)
    assert time.monotonic() - began < 5
