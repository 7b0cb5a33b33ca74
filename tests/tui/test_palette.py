"""The palette: finds a command by a word of it, and does what its key does."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual.pilot import Pilot

from orderdeck.data.desk.lookup.search import Hits
from orderdeck.tui.actions import Situation
from orderdeck.tui.actions.keyboard.keymap import default
from orderdeck.tui.deck.app import Orderdeck
from orderdeck.tui.i18n import LANGUAGES, use
from orderdeck.tui.present.panels.palette import rows
from tests.tui.fake_desk import FakeDesk, Until


async def test_finds_a_command_and_does_it(opened: Pilot[None], app: Orderdeck, until: Until) -> None:
    await opened.press("colon", *"journ")
    await until(lambda: app.deck.commands.cursor_key == "panel.journal")
    await opened.press("enter")
    await until(lambda: app.state.panel == "journal")


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("snooze", "Snooze 3008000000000001 until"),
        ("find", "Order number"),
        ("filter", "Filter"),
        ("export", "to the outbox as"),
        ("note", "Note on 3008000000000001"),
        ("copy", "Copy"),
    ],
)
async def test_a_command_that_asks_goes_on_asking(
    opened: Pilot[None], app: Orderdeck, until: Until, typed: str, asked: str
) -> None:
    await opened.press("ctrl+p", *typed, "enter")
    await opened.pause(0.1)
    assert app.deck.status_line.busy
    assert asked in app.deck.status_line.shown
    await opened.press("escape")
    assert app.focused is app.deck.table
    await opened.press("j")
    assert app.deck.table.cursor == 1


async def test_what_is_typed_after_it_reaches_the_question(
    opened: Pilot[None], desk: FakeDesk, until: Until
) -> None:
    await opened.press("colon", *"note", "enter", *"call him", "enter")
    await until(lambda: desk.acts)
    assert desk.acts[-1].data == {"text": "call him"}


async def test_a_command_acts_on_the_order_that_is_looked_at(
    opened: Pilot[None], app: Orderdeck, desk: FakeDesk, until: Until
) -> None:
    await opened.resize_terminal(130, 30)
    await opened.press("f", *"3007000000000002", "enter")
    await until(lambda: app.focused is app.deck.detail)
    app.deck.table.move_to(0)  # the detail that one has gone into stays what is meant
    await opened.press("colon", *"claim", "enter")
    await until(lambda: desk.acts)
    assert desk.acts[-1].order_key == "aliexpress:3007000000000002"
    assert app.focused is app.deck.detail


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("copy", "order.copy"),
        ("note", "order.note"),
        ("mark all", "mark.all"),
        ("rang", "mark.range"),
        ("筛选", "list.filter"),
    ],
)
async def test_the_command_that_begins_with_what_is_typed_comes_first(
    opened: Pilot[None], app: Orderdeck, typed: str, first: str
) -> None:
    if not typed.isascii():
        await opened.press("L", "L")
    await opened.press("colon", *typed)
    assert app.deck.commands.cursor_key == first


async def test_a_list_stays_as_it_was_under_it(
    opened: Pilot[None], seen: Callable[[], str], until: Until
) -> None:
    await opened.press("i")
    await until(lambda: "holiday[red].csv" in seen())
    await opened.press("j", "colon", *"jour", "escape")
    await until(lambda: "holiday[red].csv" in seen())
    await opened.press("enter")
    await until(lambda: "row 7" in seen())


async def test_help_opens_at_its_top_each_time(
    opened: Pilot[None], seen: Callable[[], str], until: Until
) -> None:
    for _again in range(2):
        await opened.press("colon", *"help", "enter")
        await until(lambda: "Every open order stands in exactly one queue" in seen())
        await opened.press("G")
        await until(lambda: "Every open order stands in exactly one queue" not in seen())
        await opened.press("escape")


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("refund", "view:cancel_requests"),
        ("cancel", "view:cancel_requests"),
        ("退款", "view:cancel_requests"),
        ("express", "view:express"),
        ("快递", "view:express"),
        ("ship", "order.done"),
        ("发货", "order.done"),
        ("transfer", "order.hand_over"),
        ("snoze", "order.snooze"),
        ("jrnl", "panel.journal"),
        ("hndovr", "order.hand_over"),
        ("wholesale unp", "view:wholesale_unpaid"),
        ("withdraw", "intake.withdraw"),
        ("take off sale", "short.delist"),
        ("物流", "view:express"),
        ("改地址", "letter:address_check"),
        ("address check", "letter:address_check"),
        ("催付", "letter:wholesale_unpaid_first"),
    ],
)
def test_what_people_call_it_finds_it(typed: str, first: str) -> None:
    views = FakeDesk().views()
    for language in LANGUAGES:
        use(language)
        found = rows(default(), Situation(), views, typed)
        assert found, language
        assert found[0].key == first, (language, [row.key for row in found[:4]])
    use("en")


@pytest.mark.parametrize("typed", ["ship", "发货"])
def test_to_ship_finds_what_does_it_and_every_queue_of_what_is_to_be_shipped(typed: str) -> None:
    for language in LANGUAGES:
        use(language)
        found = [row.key for row in rows(default(), Situation(), FakeDesk().views(), typed)]
        assert found[0] == "order.done"
        assert {"view:standard", "view:express", "view:wholesale"} <= set(found[:8]), (language, found)
    use("en")


def test_in_chinese_nothing_is_found_by_english_that_is_not_shown() -> None:
    """Names in English are known; what is said of a command in English is not on the screen."""
    use("zh")
    try:
        assert rows(default(), Situation(), (), "refund") == []
        assert rows(default(), Situation(), (), "undo")[0].key == "act.undo"
    finally:
        use("en")


async def test_a_letter_that_is_chosen_is_written_to_the_order_under_the_cursor(
    opened: Pilot[None], app: Orderdeck, until: Until
) -> None:
    key = app.deck.chosen_one()
    await opened.press("colon", *"please check the address", "enter")
    await until(lambda: app.state.panel == "message")
    (wanted,) = app.deck.controls.letters._run.wanted
    assert (wanted.order_key, wanted.template) == (key, "address_check")


async def test_what_comes_while_it_is_open_is_listed(
    opened: Pilot[None], app: Orderdeck, seen: Callable[[], str], until: Until
) -> None:
    views, app.state.views = app.state.views, []
    await opened.press("colon", *"express")
    await until(lambda: "express" in app.deck.status_line.shown)
    assert "view:express" not in [row.key for row in app.deck.commands._rows]
    app.state.views = views
    app.deck.desk_changed()
    await until(lambda: app.deck.commands.cursor_key == "view:express")


@given(st.text(max_size=30))
def test_whatever_is_typed_nothing_comes_up_twice(typed: str) -> None:
    keys = [row.key for row in rows(default(), Situation(), FakeDesk().views(), typed)]
    assert len(keys) == len(set(keys))


def test_a_command_of_another_screen_says_where_it_works() -> None:
    use("en")
    row = next(row for row in rows(default(), Situation(), (), "withdraw") if row.key == "intake.withdraw")
    assert "In the intake panel" in "".join(piece.text for piece in row.pieces)


async def test_it_goes_to_queues_orders_skus_buyers_and_other_screens(
    opened: Pilot[None], app: Orderdeck, desk: FakeDesk, seen: Callable[[], str], until: Until
) -> None:
    await opened.press("colon", *"express", "enter")
    await until(lambda: app.state.view == "express" and app.deck.table.row_count == 2)
    await opened.press("colon", *"300800000000000")
    await until(lambda: "Open orders" in seen())
    await opened.press("enter")
    await until(lambda: app.state.panel == "detail" and app.state.subject.startswith("aliexpress:3008"))
    await opened.press("escape", "colon", *"buyer [b]2", "enter")
    await until(lambda: app.state.panel == "found" or app.state.panel == "detail")
    await opened.press("escape", "escape", "colon", *"withdraw", "enter")
    await until(lambda: app.state.panel == "intake" and "W" in app.deck.status_line.shown)


async def test_a_number_entered_before_the_desk_has_answered_opens_its_order(
    opened: Pilot[None], app: Orderdeck, monkeypatch: pytest.MonkeyPatch, until: Until
) -> None:
    ask, kept = app.ask, list[Callable[[], None]]()

    def slowly(slot: str, work: Any, then: Any) -> None:
        if slot == "palette" and not kept:
            kept.append(lambda: ask(slot, work, then))
        else:
            ask(slot, work, then)

    monkeypatch.setattr(app, "ask", slowly)
    await opened.press("colon")
    app.deck.status_line.on_paste(events.Paste("3008000000000007"))
    await opened.press("enter")
    await until(lambda: app.state.subject == "aliexpress:3008000000000007")
    assert kept


async def test_the_number_of_a_finished_order_opens_it(
    opened: Pilot[None], app: Orderdeck, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch, until: Until
) -> None:
    monkeypatch.setattr(desk, "search", lambda text: Hits(text))
    await opened.press("colon", *"3008000000000009", "enter")
    await until(lambda: app.state.subject == "aliexpress:3008000000000009")


async def test_what_is_nowhere_is_said_in_words(
    opened: Pilot[None], seen: Callable[[], str], until: Until
) -> None:
    await opened.press("colon", *"qqqxyz")
    await until(lambda: "no command, queue, open order, SKU or buyer" in seen())
    assert "“qqqxyz”" in seen()
