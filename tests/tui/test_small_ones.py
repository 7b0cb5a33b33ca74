"""Small things that made an operator stumble."""

from collections.abc import Callable

import pytest
from textual.pilot import Pilot

from orderdeck.data.base.records import Export
from orderdeck.tui.deck.app import Orderdeck
from orderdeck.tui.i18n import act_phrases
from orderdeck.tui.present.panels.lists import intake, loaded
from orderdeck.tui.present.records import FileSeen
from orderdeck.tui.present.view.rows import RenderOptions
from tests.tui.fake_desk import FakeDesk, Until


def refused(name: str, reason: str = "no_profile") -> Export:
    return Export(
        export_id=name, sha256=name, name=name, size=1, exported_at=1, loaded_at=1, state="refused",
        reason=reason, headers=["A"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "reason", "passed"),
    [
        ("README.md", "no_profile", True),
        ("shop/SOURCE.txt", "no_profile", True),
        ("LICENSE", "not_a_table", True),
        ("scan.PDF", "not_a_table", True),
        ("orders.txt", "no_profile", False),
        ("orders.csv", "not_a_table", False),
        ("README.md", "encrypted", False),
        ("source.xlsx", "no_profile", False),
        ("notes.csv", "not_a_table", False),
        ("notes", "no_profile", True),
    ],
)
def test_what_lies_beside_exports_is_passed_over_by_name_where_it_is_no_table(
    name: str, reason: str, passed: bool
) -> None:
    assert refused(name, reason).passed_over == passed


def test_what_is_passed_over_is_counted_in_one_line_and_the_others_are_told() -> None:
    files = [refused("README.md"), refused("a/SOURCE.txt"), refused("orders.csv")]
    rows = intake([FileSeen(one) for one in files], RenderOptions(now=1))
    assert len(rows) == 2
    assert "orders.csv" in "".join(piece.text for piece in rows[0].pieces)
    assert rows[1].pieces[0].text == "2 files passed over: no tables."
    assert "README.md" in rows[1].detail[0][0].text
    assert loaded(files[:1]) == "1 file passed over: no table."


def test_the_journal_says_letters_and_languages_in_words() -> None:
    data = {"what": "cancel", "template": "ask_cancel", "language": "pt"}
    assert act_phrases.act_data("asked", data, None, 0) == "please cancel · in Portuguese"
    assert (
        act_phrases.act_data("message_sent", {"template": "my_own", "language": "xx"}, None, 0)
        == "my_own · xx"
    )
    assert act_phrases.act_data("stock_word", {"word": "back"}, None, 0) == "back"


async def test_no_key_is_said_to_quit_where_it_goes_back(
    opened: Pilot[None], app: Orderdeck, seen: Callable[[], str], until: Until
) -> None:
    await opened.press("question_mark")
    await until(lambda: "esc Back" in seen().splitlines()[-1])
    assert "Quit" not in seen().splitlines()[-1]
    await opened.press("q")
    assert not app.state.panel


async def test_a_file_of_headers_alone_says_why_it_is_not_taught(
    opened: Pilot[None], app: Orderdeck, desk: FakeDesk, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "intake", lambda: [FileSeen(refused("orders.csv", "no_rows"))])
    await opened.press("i")
    await until(lambda: app.state.panel == "intake" and app.deck.lines.cursor_key == "file 0")
    await opened.press("T")
    await until(lambda: "It has no rows" in app.deck.status_line.shown)
    assert app.screen is app.deck
