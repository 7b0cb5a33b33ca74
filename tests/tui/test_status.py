"""The status line at rest: what is on screen, and nothing of what was there before."""

from collections.abc import Callable

import pytest
from textual.pilot import Pilot

from orderdeck.data.base.records import Changes, View
from orderdeck.tui.deck.app import Orderdeck
from tests.tui.fake_desk import FakeDesk, FakeFollower, Until


def status(text: str) -> str:
    return text.splitlines()[-2]


@pytest.mark.parametrize(
    ("key", "title"),
    [("i", "Files"), ("J", "Journal"), ("w", "Who is here"), ("question_mark", "Help"), ("t", "Message")],
)
async def test_a_panel_has_its_own_name_there(
    opened: Pilot[None], seen: Callable[[], str], until: Until, key: str, title: str
) -> None:
    await until(lambda: status(seen()).startswith(" Standard"))
    await opened.press(key)
    await until(lambda: status(seen()).startswith(f" {title}"))
    assert "Standard" not in status(seen())
    await opened.press("escape")
    await until(lambda: status(seen()).startswith(" Standard"))


async def test_files_with_something_wrong_alone_are_told_as_such(
    opened: Pilot[None],
    desk: FakeDesk,
    seen: Callable[[], str],
    until: Until,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await opened.press("i")
    await until(lambda: "holiday[red].csv" in seen())
    assert "something wrong" not in seen()
    await opened.press("r")
    await until(lambda: seen().count("with something wrong") == 2)  # over the list, and on the status line
    monkeypatch.setattr(desk, "intake", list)
    await opened.press("r")
    await until(lambda: "No file has arrived yet." in seen())
    await opened.press("r")
    await until(lambda: "Nothing is wrong with any file." in seen())


async def test_a_panel_that_fails_keeps_nothing_of_the_queue_before(
    opened: Pilot[None],
    app: Orderdeck,
    desk: FakeDesk,
    follower: FakeFollower,
    seen: Callable[[], str],
    until: Until,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    broken = View(
        key="mine_own", kind="panel", title={"en": "Big ones"}, why={}, count=0, error="no such column"
    )
    views = desk.views
    monkeypatch.setattr(desk, "views", lambda: [*views(), broken])
    follower.changes.append(Changes(everything=True))
    await until(lambda: "Big ones" in seen())
    app.deck.controls.views.show("mine_own")
    await until(lambda: "no such column" in seen())
    assert status(seen()).split() == ["Big", "ones", "its", "query", "failed"]
    assert "(⏎ Open)  (space Mark)" in seen()
    await opened.press("x")
    assert "There is no order here." in app.deck.status_line.shown
    assert not desk.acts
    await opened.press("7")
    await until(lambda: app.deck.table.cursor_key and status(seen()).endswith("1/30"))
