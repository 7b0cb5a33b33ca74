"""The footer names the keys that work now, and no others."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from textual.pilot import Pilot

from orderdeck.tui.deck.app import Orderdeck
from orderdeck.tui.deck.controllers.panels import panels
from orderdeck.tui.present.asking_keys import hints
from orderdeck.widgets.model import Choice
from orderdeck.widgets.prompt.asking import OneOf
from tests.tui.fake_desk import FakeDesk, Until

PANEL_KEYS = ("a Claim", "space Mark", "x Done")


@pytest.mark.parametrize(
    ("keys", "named"),
    [
        ("/", ("⏎ Keep", "esc No filter")),
        ("f", ("⏎ Open", "esc Cancel")),
        ("z", ("⏎ OK", "esc Cancel")),
        ("m", ("⏎ OK", "esc Cancel")),
        (":", ("⏎ Go", "↑ ↓ Choose", "esc Back")),
        ("y", ("a address", "esc Cancel")),
    ],
)
async def test_a_question_has_its_own_keys(
    opened: Pilot[None],
    app: Orderdeck,
    seen: Callable[[], str],
    until: Until,
    keys: str,
    named: tuple[str, ...],
) -> None:
    def footer() -> str:
        return seen().splitlines()[-1]

    await until(lambda: all(one in footer() for one in PANEL_KEYS))
    await opened.press(*(_KEYS.get(key, key) for key in keys))
    await until(lambda: all(one in footer() for one in named))
    assert not any(one in footer() for one in PANEL_KEYS)
    await opened.press("escape")
    await until(lambda: "space Mark" in footer())


async def test_what_was_typed_before_is_offered_once_there_is_any(
    opened: Pilot[None], seen: Callable[[], str], until: Until
) -> None:
    await opened.press("slash")
    await until(lambda: "⏎ Keep" in seen())
    assert "Typed before" not in seen()
    await opened.press("1", "enter", "slash")
    await until(lambda: "↑ ↓ Typed before" in seen())
    assert "esc As before" in seen()


_KEYS = {"/": "slash", ":": "colon", " ": "space"}


async def test_in_an_order_there_is_nothing_to_open_or_mark(
    opened: Pilot[None], app: Orderdeck, seen: Callable[[], str], until: Until
) -> None:
    await opened.press("enter")
    await until(lambda: app.state.panel == "detail")
    footer = seen().splitlines()[-1]
    assert "esc Back" in footer
    assert "a Claim" in footer
    assert not any(one in footer for one in ("Open", "Mark", "Filter"))
    await opened.press("escape")
    await opened.resize_terminal(130, 30)
    await opened.press("enter")
    await until(lambda: app.focused is app.deck.detail and "esc Back" in seen())
    assert "⏎ Open" not in seen()


async def test_what_is_no_use_on_a_finished_order_is_in_brackets(
    opened: Pilot[None],
    app: Orderdeck,
    desk: FakeDesk,
    seen: Callable[[], str],
    until: Until,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(desk, "order", lambda key: SimpleNamespace(order_key=key, board=None))
    monkeypatch.setattr(panels, "order_blocks", lambda *_: ((), []))
    await opened.press("enter")
    await until(lambda: "(x Done)  (a Claim)" in seen())
    await opened.press("x")
    assert "It is finished." in app.deck.status_line.shown
    assert not desk.acts
    await opened.press("m", *"came back", "enter")
    await until(lambda: desk.acts)


def test_the_last_choice_has_its_key_as_keys_are_written() -> None:
    question = OneOf("How?", [Choice("enter", "as before"), Choice("c", "CSV")], lambda _key: None)
    assert [hint.key for hint in hints(question)] == ["⏎", "c", "esc"]


async def test_a_yes_or_no_has_its_own_keys(
    opened: Pilot[None], app: Orderdeck, seen: Callable[[], str], until: Until
) -> None:
    app.deck.status_line.confirm("Sure?").tell(lambda _answer: None)
    await until(lambda: all(one in seen().splitlines()[-1] for one in ("y Yes", "n ⏎ esc No")))
    await opened.press("n")
    await until(lambda: "space Mark" in seen().splitlines()[-1])
