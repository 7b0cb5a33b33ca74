"""A walk through the deck by its keys, and each screen on the way as plain text."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Final, Literal, NamedTuple

from orderdeck.tui.deck.app import Orderdeck
from orderdeck.tui.deck.layout import dashboard, dashboard_fits
from orderdeck.tui.i18n import use
from orderdeck.tui.service.options import Looks, Start
from tests.screens.desk import OPERATOR, same_everywhere
from tests.tui.real_desk import RealDesk, settled

Size = tuple[int, int]
"""Columns and rows."""
SIZES: Final[tuple[Size, ...]] = ((80, 24), (120, 36), (160, 45), (200, 50))
Language = Literal["en", "zh"]
LANGUAGES: Final[tuple[Language, ...]] = ("en", "zh")

STILL: Final = 8
"""So many looks in a row that find the same screen."""
LOOK_SECONDS: Final = 0.15
"""Between two looks: longer than a cursor rests before the detail beside it follows."""
LOOKS: Final = 200
"""After so many the screen is taken as it is."""


class Step(NamedTuple):
    """A screen that is kept, and how it is come to from the one before."""

    name: str
    """"" for one that is only passed."""
    keys: tuple[str, ...]
    panel: str = ""
    """Which panel is open then; "" for none."""
    view: str = "stockouts"
    """Which queue is open, or under the panel; "" where that is left open."""
    mark: str = ""
    """What stands there once the screen is whole, where that is not all asked of the desk."""


STEPS: Final = (
    Step("stockouts", ("2",)),
    Step("", ("enter",), "stockout", mark="GAN65_EU_White"),
    Step(
        "sku", ("g", "j"), "stockout"
    ),  # how far its orders were scrolled depends on which answer came first
    Step("restock", ("r",), "restock"),
    Step("contact", ("escape", "c"), "contact"),
    Step("short", ("escape", "escape", "S"), "stockouts"),
    Step("queue", ("escape", "7"), "", "standard"),
    Step("detail", ("enter",), "detail", "standard"),
    Step("letters", ("escape", "t"), "palette", "standard"),
    Step("message", (*"paid", "enter"), "message", "standard"),
    Step("outbox", ("escape", "b"), "outbox", "standard"),
    Step("journal", ("escape", "J"), "journal", "standard"),
    Step("people", ("escape", "w"), "people", "standard"),
    Step("report", ("escape", "R"), "report", "standard"),
    Step("help", ("escape", "question_mark"), "help", "standard"),
    Step("palette", ("escape", "colon", *"export"), "palette", "standard"),
    Step("intake", ("escape", "escape", "i"), "intake", "standard"),
    Step("teach", ("T",), "intake", "standard", "lamps.toml"),
)
"""The walk after the dashboard, which is where a large terminal begins and what a small one has no room for."""
OPENED: Final = Step("dashboard", (), "", "")
ASKED_FOR: Final = Step("dashboard", ("D",), "", "")
NO_ROOM: Final = Step("dashboard", ("D",), "", "", "120×36")
NAMES: Final = ("dashboard", *(step.name for step in STEPS if step.name))
LAID_OUT_ANEW: Final = ("dashboard", "stockouts", "sku", "short", "queue", "detail")
"""Screens that 160×45 lays out otherwise than both its neighbours; the others differ from theirs in room alone."""


def names(size: Size) -> tuple[str, ...]:
    """The screens that are kept in a size."""
    return LAID_OUT_ANEW if size == (160, 45) else NAMES


def kept_in(folder: Path, name: str, size: Size, language: Language) -> Path:
    """The file that a screen is kept in."""
    return folder / name / f"{size[0]}x{size[1]}.{language}.txt"


async def walk(folder: Path, size: Size, language: Language, kept: Path) -> AsyncIterator[tuple[Path, str]]:
    """Every screen of the desk over `folder`, in order: the file below `kept` that it belongs into, and its text."""
    use(language)
    looks = Looks(zone="UTC", language=language)
    app = Orderdeck(Start(folder, operator=OPERATOR), looks, follower=RealDesk(folder))
    with same_everywhere():
        async with app.run_test(size=size) as pilot:
            await settled(lambda: app.state.ready and app.state.view)
            first = OPENED if dashboard(*size) else ASKED_FOR if dashboard_fits(*size) else NO_ROOM
            for step in (first, *STEPS):
                await pilot.press(*step.keys)
                await settled(partial(_arrived, app, step))
                if step.name not in names(size):
                    if not step.name:
                        await _at_rest(app, "")
                    continue
                file = kept_in(kept, step.name, size, language)
                yield file, await _at_rest(app, file.read_text(encoding="utf-8") if file.exists() else "")
                if step.name == "dashboard":
                    await pilot.press("escape" if step is NO_ROOM else "D")


def _arrived(app: Orderdeck, step: Step) -> bool:
    if step.name == "detail":  # beside the list where there is room, else over it
        return app.deck.in_detail
    if step in (OPENED, ASKED_FOR):
        return app.state.dashboard
    there = not step.view or (app.state.panel, app.state.view) == (step.panel, step.view)
    return there and (not step.mark or step.mark in drawn(app))


async def _at_rest(app: Orderdeck, wanted: str) -> str:
    """The screen once the desk has answered all that was asked: as soon as it is `wanted`, else when it stays as it
    is."""
    seen, times = "", 0
    for _ in range(LOOKS):
        await _answered(app)
        now = drawn(app)
        if now == wanted:
            return now
        seen, times = now, times + 1 if now == seen else 1
        if times == STILL:
            break
        await asyncio.sleep(LOOK_SECONDS)
    return seen


async def _answered(app: Orderdeck) -> None:
    """Wait for the desk's thread to have answered whatever it was asked before this."""
    answer = asyncio.Event()
    app.ask("screens", lambda desk: None, lambda nothing: answer.set())
    await asyncio.wait_for(answer.wait(), 60)


def drawn(app: Orderdeck) -> str:
    """What is on screen, a line a row, without blanks at the ends of lines."""
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(part.text for part in strip).rstrip() for strip in strips) + "\n"
