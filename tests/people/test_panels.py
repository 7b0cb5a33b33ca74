"""The journal narrowed, the shift report and handing over, in a deck on a real terminal."""

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Act
from orderdeck.data.ledger import Ledger
from orderdeck.tui.i18n import use
from orderdeck.tui.i18n.words.journal import parse
from tests.people.decks import Deck, acts, desk_of, wait_for

NOW = 1_790_000_000_000_000


@pytest.fixture
def paths(tmp_path: Path) -> DeskPaths:
    made = desk_of(tmp_path / "desk")
    with Ledger.open(made) as ledger:
        ledger.append(
            Act(
                id=f"{who}{n}",
                kind=kind,
                operator=who,
                at=NOW + n,
                order_key=f"aliexpress:{n}",
                data={"text": "x"},
            )
            for n, (who, kind) in enumerate([("li", "note"), ("wang", "note"), ("wang", "done")])
        )
    return made


def test_the_journal_is_narrowed_by_names_and_exported_as_it_is_shown(
    paths: DeskPaths, start: Callable[..., Deck]
) -> None:
    deck = start(paths.exports, "me", view="standard")
    deck.ready()
    deck.press("J")
    deck.wait("Newest first.")
    deck.press("/who:wang kind:done\r")
    wait_for(lambda: not re.search(r"\bli\b", deck.text()) and "wang" in deck.text(), 10)
    deck.press("E")
    deck.wait("Written:")
    [file] = list(paths.outbox.glob("journal-*.csv"))
    with file.open(encoding="utf-8-sig", newline="") as handle:
        assert [(row["operator"], row["kind"]) for row in csv.DictReader(handle)] == [("wang", "done")]


def test_the_report_opens_in_the_deck_and_is_written_as_html(
    paths: DeskPaths, start: Callable[..., Deck]
) -> None:
    deck = start(paths.exports, "me", view="standard")
    deck.ready()
    deck.press("R")
    deck.wait("What came in")
    deck.wait("new orders, 1 file loaded.")
    deck.press("E")
    deck.wait("Write the report as")
    deck.press("h")
    deck.wait("Written:")
    [file] = list(paths.outbox.glob("shift-report-*.html"))
    assert file.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_one_order_is_handed_over_to_a_colleague_with_a_note(
    paths: DeskPaths, start: Callable[..., Deck]
) -> None:
    deck = start(paths.exports, "me", view="standard")
    deck.ready()
    deck.press("a")
    deck.wait("claimed")
    deck.press("H")
    deck.wait("over to")
    deck.press("zhao\r")
    deck.wait("Nobody called zhao has worked here yet")
    deck.press("y")
    deck.wait("Note for zhao")
    deck.press("ring the buyer\r")
    wait_for(lambda: acts(paths)[-1].kind == "hand_over", 5)
    assert acts(paths)[-1].data == {"to": "zhao", "note": "ring the buyer"}


def test_what_narrows_the_journal_is_read_in_both_languages() -> None:
    use("en")
    query, wrong = parse("who:li order:81 sku:A-1 kind:hand-over since:2h buyer", NOW, None)
    assert (query.operator, query.order, query.sku, query.kind) == ("li", "81", "A-1", "hand_over")
    assert query.since == NOW - 2 * 3_600_000_000
    assert query.words == ("buyer",)
    assert not wrong
    use("zh")
    assert parse("操作员：li 操作:已认领", NOW, None)[0].kind == "claim"
    assert parse("从:不知道", NOW, None)[1]
    use("en")
    assert parse("who: http://x", NOW, None)[0].words == ("http://x",)
