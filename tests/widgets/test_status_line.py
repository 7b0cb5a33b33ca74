"""The status line: asks on one line, takes no for an answer, gives the focus back, and is typed into."""

from typing import Any

import pytest
from textual import events

from orderdeck.widgets.model import Choice, plain
from orderdeck.widgets.panes.rail import Rail
from orderdeck.widgets.prompt.flow import flow
from orderdeck.widgets.prompt.rest import Rest
from orderdeck.widgets.prompt.status_line import StatusLine


async def test_only_yes_is_a_yes(show: Any) -> None:
    line, rail = StatusLine(), Rail()
    async with show(rail, line) as pilot:
        answers: list[bool] = []
        for key in ("y", "n", "enter", "escape"):
            line.confirm("mark 3 [done]?").tell(answers.append)
            assert line.shown.startswith("mark 3 [done]? (y/N)")
            await pilot.press("x", key)
        assert answers == [True, False, False, False]
        assert pilot.app.focused is rail
        assert not line.busy


async def test_the_keys_stay_in_view_however_long_the_question(show: Any) -> None:
    line = StatusLine()
    async with show(line, size=(40, 3)):
        line.confirm("ask " + "very " * 40).tell(lambda _yes: None)
        assert line.shown.endswith("… (y/N) ")


async def test_enter_takes_what_stands_dim_at_the_cursor_and_no_hint(show: Any) -> None:
    line = StatusLine()
    names = ("wangli", "wang", "mei")

    def complete(text: str) -> list[str]:
        return [name for name in names if name.startswith(text)]

    async with show(line, size=(60, 3)) as pilot:
        answers: list[str | None] = []

        async def typed(*keys: str, proposal: str = "") -> None:
            asked = line.prompt("to", placeholder="a name", proposal=proposal, complete=complete)
            asked.tell(answers.append)
            assert line.shown.startswith(f"to {proposal}" if proposal else "to   (a name)")
            await pilot.press(*keys, "enter")

        await typed("m")
        await typed(*"wang")
        await typed(*"wangl")
        await typed("m", "space")
        await typed()
        await typed(proposal="wang")
        await typed("m", proposal="wang")
        await typed(*"bo", proposal="wang")
        assert answers == ["mei", "wang", "wangli", "m ", "", "wang", "mei", "bo"]


async def test_a_flow_asks_one_thing_after_the_other_and_loses_no_key_between(show: Any) -> None:
    line = StatusLine()
    heard: list[object] = []

    @flow
    async def order() -> None:
        key = await line.choose("copy", [Choice("i", "id"), Choice("a", "address")])
        pieces = await line.prompt(f"how many by {key}?")
        heard.extend([key, pieces, await line.confirm("sure?")])

    async with show(line) as pilot:
        order()
        assert line.shown.startswith("copy"), "in the very call"
        for key in ("z", "a", "1", "2", "enter", "y"):  # all typed before any is looked at
            line.post_message(events.Key(key, key if len(key) == 1 else None))
        await pilot.pause()
        await pilot.pause()
        assert heard == ["a", "12", True]
        assert not line.busy


async def test_a_flow_goes_on_with_no_answer_where_its_question_is_taken_away(show: Any) -> None:
    line = StatusLine()
    heard: list[object] = []

    @flow
    async def order() -> None:
        heard.append(await line.prompt("how many?"))

    async with show(line):
        order()
        line.confirm("something else?").tell(heard.append)
        assert heard == [None]
        line.cancel()
        assert heard == [None, False]


async def test_a_new_question_cancels_the_one_before(show: Any) -> None:
    line, rail = StatusLine(), Rail()
    async with show(rail, line) as pilot:
        answers: list[object] = []
        line.confirm("one?").tell(answers.append)
        line.prompt("two").tell(answers.append)
        await pilot.press("a", "enter")
        assert answers == [False, "a"]
        assert pilot.app.focused is rail


async def test_an_answer_may_ask_the_next_question(show: Any) -> None:
    line, rail = StatusLine(), Rail()
    async with show(rail, line) as pilot:
        answers: list[object] = []
        line.prompt("how many?").tell(lambda text: line.confirm(f"{text} it is?").tell(answers.append))
        await pilot.press("3", "enter")
        assert line.shown.startswith("3 it is?")
        await pilot.press("y")
        assert answers == [True]
        assert pilot.app.focused is rail


async def test_typing_tells_every_change(show: Any) -> None:
    line = StatusLine()
    async with show(line) as pilot:
        heard: list[str] = []
        line.prompt("/", history=["old one"], on_change=heard.append).tell(lambda _text: None)
        await pilot.press("а", "б", "backspace", "left", "中")
        assert heard == ["а", "аб", "а", "中а"]
        line.set_note("12 match")
        assert line.shown.endswith("12 match ")
        await pilot.press("up")
        assert heard[-1] == "old one"
        await pilot.press("down")
        assert heard[-1] == "中а"


async def test_pasting_brings_one_harmless_line(show: Any) -> None:
    line = StatusLine()
    async with show(line) as pilot:
        got: list[str | None] = []
        line.prompt("id").tell(got.append)
        line.post_message(events.Paste("8201\n  8202\x1b[31m\u202e"))
        await pilot.pause()
        await pilot.press("enter")
        assert got == ["8201 8202␣[31m"]


async def test_a_flash_goes_and_the_rest_comes_back(show: Any) -> None:
    line = StatusLine()
    async with show(line) as pilot:
        line.set_rest(Rest(title=plain("Stock-outs"), right=plain("1/12")))
        line.flash("orders-17.xlsx refused [no id]", "error", seconds=0.1)
        assert line.shown == "✗ orders-17.xlsx refused [no id]1/12"
        for _ in range(200):
            if line.shown == "Stock-outs1/12":
                break
            await pilot.pause(0.01)
        assert line.shown == "Stock-outs1/12"
        line.flash("stays", seconds=0)
        assert line.dismiss()
        assert not line.dismiss()


async def test_a_flash_does_not_hide_a_question(show: Any) -> None:
    line = StatusLine()
    async with show(line):
        line.confirm("sure?").tell(lambda _yes: None)
        line.flash("12 orders arrived")
        assert line.shown.startswith("sure?")
        line.cancel()
        assert line.shown.startswith("12 orders arrived")


async def test_another_window_in_front_keeps_what_is_open(show: Any) -> None:
    line, rail = StatusLine(), Rail()
    async with show(rail, line) as pilot:
        line.prompt("/").tell(lambda _text: None)
        await pilot.press("a")
        pilot.app.post_message(events.AppBlur())
        await pilot.pause()
        pilot.app.post_message(events.AppFocus())
        await pilot.pause()
        await pilot.press("b")
        assert line.shown.startswith("/ ab")


async def test_the_cursor_is_where_an_input_method_looks(show: Any) -> None:
    line = StatusLine()
    async with show(line) as pilot:
        line.prompt("/").tell(lambda _text: None)
        await pilot.press("中", "文")
        assert pilot.app.cursor_position == (1 + 2 + 4, line.region.y)


@pytest.mark.parametrize("width", [20, 40])
async def test_a_long_line_scrolls_with_the_cursor(show: Any, lines: Any, width: int) -> None:
    line = StatusLine()
    async with show(line, size=(width, 3)) as pilot:
        line.prompt("/", "x" * 100 + "end").tell(lambda _text: None)
        assert lines(line)[0].endswith("end")
        await pilot.press("home")
        assert lines(line)[0].startswith(" / xxx")


async def test_what_is_mentioned_waits_for_what_is_being_said(show: Any) -> None:
    line = StatusLine()
    async with show(line) as pilot:
        line.mention("2 files loaded", "ok")
        assert "2 files loaded" in line.shown
        line.flash("done", "ok", seconds=0)
        line.mention("1 file refused", "warning")
        line.mention("3 files loaded", "ok")
        assert "done" in line.shown
        line.dismiss()
        assert "1 file refused" in line.shown
        line.dismiss()
        await pilot.pause()
        assert "file" not in line.shown


def drawn(line: StatusLine) -> list[str]:
    """What stands on its lines."""
    return ["".join(segment.text for segment in line.render_line(y)).strip() for y in range(line.size.height)]


@pytest.mark.parametrize("words", ["allot two to …0003, ", "向深圳市华强北电子有限公司下单，"])
async def test_a_question_is_whole_on_as_many_lines_as_it_needs(show: Any, words: str) -> None:
    line, rail = StatusLine(), Rail()
    async with show(rail, line, size=(80, 24)) as pilot:
        for times in range(1, 10):
            question = (words * times).strip()
            line.confirm(question).tell(lambda _yes: None)
            await pilot.pause()
            told = drawn(line)
            assert "".join(told).replace(" ", "") == f"{question} (y/N)".replace(" ", "")
            assert line.shown == f"{question} (y/N) "
            await pilot.press("n")
        await pilot.pause()
        assert line.size.height == 1, "the table has its lines back"


async def test_choices_are_whole_on_as_many_lines_as_they_need(show: Any) -> None:
    line, rail = StatusLine(), Rail()
    async with show(rail, line, size=(80, 24)) as pilot:
        choices = [Choice(key, f"one of several ways to go on, {key}") for key in "abcde"]
        line.choose("2 orders", choices).tell(lambda _key: None)
        await pilot.pause()
        told = drawn(line)
        assert 1 < len(told) <= 4
        for choice in choices:
            assert any(f"{choice.key} {choice.label}" in one for one in told), "never broken in the middle"
        assert told[-1].endswith("esc")


async def test_what_is_said_is_whole_as_well(show: Any) -> None:
    line, rail = StatusLine(), Rail()
    async with show(rail, line, size=(80, 24)) as pilot:
        said = "Plan applied to 3 orders. u undoes. 2 left out: " + "it has changed since you looked, " * 3
        line.flash(said.strip(), seconds=0)
        await pilot.pause()
        assert " ".join(drawn(line)) == said.strip()
        line.dismiss()
        await pilot.pause()
        assert line.size.height == 1


async def test_a_warning_stands_beside_a_question_at_once_and_on_the_line_afterwards(show: Any) -> None:
    line = StatusLine()
    async with show(line) as pilot:
        line.confirm("Sure?").tell(lambda _yes: None)
        line.mention("li hands you an order", "warning")
        assert "Sure?" in line.shown
        assert "li hands you" in line.shown
        await pilot.press("n")
        assert "li hands you an order" in line.shown
        line.refusal_over()
        assert "li hands you an order" in line.shown, "it has happened, whatever is on screen"
        line.flash("There is no queue 9.", "warning")
        line.refusal_over()
        assert "queue 9" not in line.shown
