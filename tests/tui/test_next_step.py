"""What to do next: said by queue, first in the footer; keys of other places say where they work; help begins here."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

import pytest
from textual.pilot import Pilot

from orderdeck.data.base.records import Pulse, View
from orderdeck.tui.actions import BY_ID
from orderdeck.tui.actions.keyboard.keymap import build, default
from orderdeck.tui.actions.keyboard.names import shown
from orderdeck.tui.deck.app import Orderdeck
from orderdeck.tui.i18n import times
from orderdeck.tui.present import chrome
from orderdeck.tui.present.order.next_step import next_step
from orderdeck.tui.present.state import State
from orderdeck.tui.present.view.rows import RenderOptions
from tests.tui.fake_desk import NOW, FakeDesk, Until, order
from tests.tui.real_desk import page

OPTIONS = RenderOptions(now=times.micros(NOW) or 0, zone=NOW.tzinfo, operator="me")
HOUR = timedelta(hours=1)


def step(queue: str, **fields: Any) -> str:
    """What is to be done about an order of AliExpress in `queue`, due in two hours."""
    row = order(queue, 1) | {"late": False, "deadline": NOW + 2 * HOUR, "badges": [], "reasons": []} | fields
    return next_step(row, OPTIONS, lambda action: shown(default().keys[action][0]))


def test_each_queue_says_what_to_do_next_and_by_when() -> None:
    by = f"by {times.stamp(NOW + 2 * HOUR, NOW.tzinfo, OPTIONS.now)}"
    said = {
        step("cancel_requests"): f"accept or refuse it at AliExpress {by}, then x",
        step("cancel_requests", deadline=None): "accept or refuse it at AliExpress, then x",
        step("cancel_requests", late=True): "accept or refuse it at AliExpress at once, it is late, then x",
        step(
            "cancel_requests", deadline=NOW - HOUR
        ): "accept or refuse it at AliExpress at once, it may be late, then x",
        step("cancel_requests", badges=["as_asked"]): f"accept it at AliExpress {by}, then x",
        step("stockouts"): "s: restock, wait, or write to the buyer",
        step("wholesale_unpaid", reasons=["message_due|first"]): "t: write to the buyer",
        step("wholesale_unpaid"): "wait for the payment",
        step("remarks"): "do what the remark asks for, then h",
        step("standard", marketplace="other"): f"pack and send it {by}, then x",
        step("on_hold"): "don't send it: AliExpress has to release it",
        step("on_hold", marketplace="other", badges=["your_move"]): f"answer it at the marketplace {by}",
        step("done"): "",
        step("done", badges=["undeclared"]): "declare it as sent at AliExpress",
    }
    assert list(said) == list(said.values())


def test_what_sleeps_says_what_it_waits_for() -> None:
    asked = {
        "asleep": True,
        "asked_at": NOW - HOUR,
        "silent_at": NOW + 47 * HOUR,
        "snoozed_until": NOW + HOUR,
    }
    at = times.stamp(NOW - HOUR, NOW.tzinfo, OPTIONS.now)
    assert step("stockouts", **asked) == f"asked {at}, counts as unanswered in 1d 23h"
    until = times.stamp(NOW + HOUR, NOW.tzinfo, OPTIONS.now)
    assert step("standard", asleep=True, snoozed_until=NOW + HOUR) == f"asleep until {until}"


async def test_the_step_of_the_order_under_the_cursor_is_said_and_its_key_comes_first(
    opened: Pilot[None], app: Orderdeck, seen: Callable[[], str], until: Until
) -> None:
    await until(lambda: "pack and send it" in seen().splitlines()[-2])
    assert seen().splitlines()[-1].startswith(" x Done")
    await opened.press("4")
    await until(lambda: seen().splitlines()[-1].startswith(" (h Remark handled)"))
    await opened.press("1")
    await until(lambda: "accept or refuse it at AliExpress" in seen().splitlines()[-2])
    await opened.resize_terminal(200, 30)
    await until(lambda: "tab Next queue" in seen())
    footer = seen().splitlines()[-1]
    assert footer.index("tab Next queue") > footer.index("x Done")


async def test_the_step_comes_before_what_all_rows_say_alike(
    app: Orderdeck, opened: Pilot[None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        type(app.state.source), "shared", lambda _source: [("service", "a courier with a long name")]
    )
    app.deck.restate_status()
    told = app.deck.status_line.shown
    assert 0 < told.index("then x") < told.index("each: "), "a narrow line is cut at its end"


async def test_a_key_of_another_place_says_where_it_works(
    opened: Pilot[None], app: Orderdeck, desk: FakeDesk, until: Until
) -> None:
    await opened.press("r")
    assert "On the screen of a SKU: Restock." in app.deck.status_line.shown
    await opened.press("J")
    await until(lambda: app.state.panel == "journal")
    await opened.press("x")
    assert "x does nothing here. On the order, or on all marked orders: Done." in app.deck.status_line.shown
    app.deck.status_line.dismiss()
    cast(dict[str, tuple[str, ...]], app.keymap.keys)["order.done"] = ()
    app.deck.act("order.done")  # as help and palette do, for an action that has no key
    await opened.press("j", "f12")
    assert "nothing here" not in app.deck.status_line.shown
    assert not desk.acts


async def test_help_begins_with_the_keys_of_the_place_and_has_every_key(
    opened: Pilot[None], app: Orderdeck, until: Until
) -> None:
    for place, heading in (("J", "In a panel"), ("", "In the list")):
        await opened.press(*filter(None, (place,)), "question_mark")
        await until(lambda: app.state.panel == "help")
        text = page(app.deck.lines)
        first = min(text.index(title) for title in ("In a panel", "In the list", "Everywhere"))
        assert text[first:].startswith(heading), place
        await opened.press("escape", "escape")
        await until(lambda: not app.state.panel)
    for action in BY_ID.values():
        for key in app.keymap.of(action)[:1]:
            assert f" {shown(key)} " in text or "1 … 0" in text, action.id
    assert "While you type or answer" in text


def test_what_sleeps_is_counted_apart_from_what_is_left() -> None:
    view = View(key="standard", kind="queue", title={"en": "Standard"}, why={}, count=5, asleep=3)
    state = State("me", views=[view], view="standard", ready=True, pulse=Pulse(open=2, asleep=3))

    def place(at: int) -> str:
        return chrome.rest(state, shown_rows=5, position=at, marked=0).right[0].text

    assert [place(0), place(1), place(3)] == ["1/5 with 3 asleep", "2/5 with 3 asleep", "4/5 with 3 asleep"]
    rail = chrome.rail_sections(state, build({})[0])[0].items[0]
    assert (rail.count, rail.asleep) == (2, 3)
    told = {stat.label: stat.value for stat in chrome.pulse_view(state, OPTIONS).stats}
    assert (told["open"], told["asleep"]) == ("2", "3")
