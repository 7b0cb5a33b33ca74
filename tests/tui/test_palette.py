"""The palette: finds a command by a word of it, and does what its key does."""

from collections.abc import Callable

import pytest
from textual.pilot import Pilot

from orderdeck.tui.deck.app import Orderdeck
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
        await opened.press("L")
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
