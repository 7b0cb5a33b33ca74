"""Letters to buyers by both doors: `t` on an order, and the run of those whom a stock-out hits."""

import hashlib
import shutil
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Final

import pytest
from textual.pilot import Pilot

from orderdeck.data.base.letters import Letter
from orderdeck.data.base.records import Act
from orderdeck.data.ledger import Ledger
from orderdeck.data.messages import languages_for, title_of
from orderdeck.data.sample.stockout_day import StockoutDay
from orderdeck.tui import i18n
from orderdeck.tui.deck.app import Orderdeck
from orderdeck.tui.deck.screen import DeckScreen
from orderdeck.tui.i18n import facts
from orderdeck.tui.service.options import Looks, Start
from orderdeck.widgets.model import Fact, Para
from orderdeck.widgets.panes.detail import Detail
from tests.tui.real_desk import RealDesk, settled

BUYERS: Final = 6
KEY: Final = {"message": "t", "contact": "c"}
DOORS: Final = tuple(KEY)
LATER: Final = {"message": ("n", "N", "l"), "contact": ("n", "N", "l")}
"""Door -> keys that bring another letter."""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk on the morning of a stock-out, loaded."""
    folder = tmp_path_factory.mktemp("letters") / "exports"
    StockoutDay(folder, datetime.now(UTC), hit=BUYERS).morning()
    RealDesk(folder).load()
    return folder


@pytest.fixture
def folder(prepared: Path, tmp_path: Path) -> Path:
    """The same desk for one test alone."""
    return shutil.copytree(prepared, tmp_path / "exports")


@dataclass
class Playing:
    """A deck over a real desk, at the queue of stock-outs."""

    app: Orderdeck
    pilot: Pilot[None]
    real: RealDesk

    @property
    def deck(self) -> DeckScreen:
        return self.app.deck

    @property
    def told(self) -> str:
        """The status line."""
        return self.deck.status_line.shown

    def pane(self) -> Detail:
        return self.deck.message if self.app.state.panel == "message" else self.deck.contact

    @property
    def letter(self) -> Letter:
        """The letter that is current."""
        letter = self.deck.controls.letters._letter
        assert letter is not None
        return letter

    def text(self, tone: str = "") -> str:
        """The letter on screen; "" where there is none. With `tone` "error": why there is none."""
        paras = [line for block in self.pane()._blocks for line in block.lines if isinstance(line, Para)]
        pieces = [piece for one in paras for piece in one.text if piece.tone == tone]
        return "" if self.pane()._message[0] else "".join(piece.text for piece in pieces)

    def fact(self, label: str) -> str:
        """What stands beside `label`."""
        facts = [line for block in self.pane()._blocks for line in block.lines if isinstance(line, Fact)]
        return next(("".join(p.text for p in one.value) for one in facts if one.label == label), "")

    def language(self) -> str:
        return self.fact("Language").split()[0]

    def written(self) -> list[Act]:
        """The acts about letters."""
        with Ledger.open(self.real.paths) as ledger:
            return [act for act in ledger.acts() if act.kind in ("asked", "message_sent")]

    async def approach(self, door: str) -> None:
        """Up to a door."""
        if door == "contact":
            await self.pilot.press("s")
            table = self.deck.stockout.table
            await settled(lambda: self.app.state.panel == "stockout" and table.row_count == BUYERS)

    async def enter(self, door: str) -> None:
        """Through a door, up to its letter."""
        await self.approach(door)
        await self.pilot.press(KEY[door])
        await settled(lambda: self.app.state.panel == door and self.text())

    async def next_template(self) -> None:
        """The next letter that there is about the same order."""
        if self.app.state.panel == "message":
            await self.pilot.press("n")
        else:
            palette = self.deck.commands
            at, shown = self.letter.templates.index(self.letter.template), len(self.letter.templates)
            await self.pilot.press("t", *["down"] * ((at + 1) % shown))
            assert palette.cursor_key == self.letter.templates[(at + 1) % shown]
            await self.pilot.press("enter")
        await self.rest()

    def own_template(self, name: str, text: str) -> None:
        """A template of the user's own in the place of one that comes along, in all its languages."""
        folder = self.real.paths.templates / name
        folder.mkdir(parents=True)
        for language in languages_for(name):
            (folder / f"{language}.j2").write_text(text, "utf-8")

    @contextmanager
    def held(self) -> Iterator[None]:
        """The desk's thread answers nothing until the end of this."""
        gate = threading.Event()
        assert self.app._thread is not None
        self.app._thread.ask("", lambda _desk: gate.wait(30), lambda _done: None)
        try:
            yield
        finally:
            gate.set()

    async def rest(self) -> None:
        """Until the desk's thread has answered all that was asked, and what that led to."""
        answered: list[str] = []
        assert self.app._thread is not None
        for times in range(1, 4):
            self.app._thread.ask("", lambda _desk: "answered", answered.append)
            while len(answered) < times:
                await self.pilot.pause()
            await self.pilot.pause()


@asynccontextmanager
async def playing(folder: Path) -> AsyncIterator[Playing]:
    real = RealDesk(folder)
    app = Orderdeck(Start(folder, operator="li", view="stockouts"), Looks(zone="UTC"), follower=real)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(lambda: app.state.view == "stockouts" and app.deck.table.row_count == BUYERS)
        yield Playing(app, pilot, real)


@pytest.mark.parametrize("door", DOORS)
async def test_a_key_that_comes_before_its_letter_does_nothing_and_says_so(folder: Path, door: str) -> None:
    async with playing(folder) as play:
        for key in ("y", "s", "l", "e"):
            await play.approach(door)
            with play.held():
                await play.pilot.press(KEY[door], key)
                assert play.app.state.panel == door
                assert "still being written" in play.told, key
            await play.rest()
            assert play.text()
            while play.app.state.panel:
                await play.pilot.press("escape")
        assert play.written() == []


@pytest.mark.parametrize("door", DOORS)
async def test_a_key_while_another_letter_is_being_written_is_not_about_the_one_before(
    folder: Path, door: str
) -> None:
    async with playing(folder) as play:
        await play.enter(door)
        before = play.text()
        with play.held():
            await play.pilot.press("n", "s", "y")
        await play.rest()
        assert play.text() != before
        assert play.written() == []


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("seed", range(2))
async def test_what_is_marked_as_sent_stood_on_the_screen_when_that_was_said_and_no_buyer_is_told_twice(
    folder: Path, door: str, seed: int
) -> None:
    """The model: the letters on screen at each `s`, whatever keys come before and after and however late the desk."""
    random = Random(seed)
    async with playing(folder) as play:
        await play.enter(door)
        seen: set[tuple[str, str]] = set()
        for _ in range(8):
            keys = random.choices((*LATER[door], "s", "s"), k=random.randint(1, 4))
            with play.held():
                for key in keys:
                    if key == "s" and play.app.state.panel == door:
                        seen |= {
                            (play.fact("Template"), play.language()),
                            (_digest(play.text()), play.language()),
                        }
                    await play.pilot.press(key)
                    if play.deck.status_line.busy:
                        await play.pilot.press(random.choice("yn"))
            await play.rest()
            if play.app.state.panel != door:
                break
        written = play.written()
        told = [act for act in written if act.kind == "message_sent"]
        assert len({act.order_key for act in told}) == len(told)
        asked = {act.order_key: act for act in written if act.kind == "asked"}
        known_by = {(act.data["digest"], act.data["language"]) for act in asked.values()}
        known_by |= {
            (title_of(act.data["template"], "en"), act.data["language"])
            for act in told
            if act.order_key not in asked
        }
        assert known_by <= seen
        assert door == "message" or len(asked) == len(told)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@pytest.mark.parametrize("door", DOORS)
async def test_whoever_leaves_while_a_letter_is_marked_as_sent_stays_where_they_went(
    folder: Path, door: str
) -> None:
    async with playing(folder) as play:
        await play.enter(door)
        with play.held():
            await play.pilot.press("s")
            await play.pilot.press("escape")
            await play.pilot.press("escape", "J")
            assert play.app.state.panel == "journal"
        await play.rest()
        assert play.written()
        assert play.app.state.panel == "journal"


@pytest.mark.parametrize("door", DOORS)
async def test_whoever_leaves_before_the_letter_is_there_isnt_called_back(folder: Path, door: str) -> None:
    async with playing(folder) as play:
        await play.approach(door)
        with play.held():
            await play.pilot.press(KEY[door], "escape")
        await play.rest()
        assert play.app.state.panel == ("stockout" if door == "contact" else "")


@pytest.mark.parametrize("door", DOORS)
async def test_a_template_that_is_broken_says_why_and_can_be_passed_by(folder: Path, door: str) -> None:
    async with playing(folder) as play:
        play.own_template("alternative_offer", "Dear {{ buyer }}\n{% macro x() %}{% endmacro %}")
        await play.enter(door)
        met = 0
        first = play.fact("Template") or play.fact("Asks")
        for _ in range(40):
            await play.next_template()
            if not play.text():
                met += 1
                assert "line 2" in play.text("error")
                await play.pilot.press("s", "y")
                await play.rest()
            elif (play.fact("Template") or play.fact("Asks")) == first:
                break
        assert met == 1
        assert play.written() == []


@pytest.mark.parametrize("door", DOORS)
async def test_facts_are_typed_one_after_another_however_late_the_desk(folder: Path, door: str) -> None:
    async with playing(folder) as play:
        play.own_template("stockout_choice", "{{ colour }} and {{ length }}")
        await play.enter(door)
        while "⟦colour⟧" not in play.text():
            await play.next_template()
        with play.held():
            await play.pilot.press("s", *"red", "enter", *"long", "enter")
        await settled(lambda: play.deck.status_line.busy)
        assert play.text() == "red and long"
        assert "Have you sent this message" in play.told, "it is another letter than the one that was read"
        await play.pilot.press("n")
        await play.rest()
        assert play.written() == []
        await play.pilot.press("s")
        await settled(play.written)


@pytest.mark.parametrize(
    ("name", "language", "spoken", "asked"),
    [
        ("answer", "es", "en", "answer, in Spanish"),
        ("answer", "es", "zh", "答复（用西班牙语）"),
        ("answer", "en", "en", "answer"),
        ("reason", "de", "en", "the true reason, in German"),
        ("colours", "fr", "en", "colours, in French"),
        ("sender", "fr", "en", "your or the shop's name"),
        ("tax_number", "ru", "en", "tax number"),
    ],
)
def test_words_for_a_letter_in_another_language_are_asked_for_in_that(
    name: str, language: str, spoken: i18n.Language, asked: str
) -> None:
    i18n.use(spoken)
    try:
        assert facts.wanted_of(name, language) == asked
    finally:
        i18n.use("en")


async def test_the_prompt_for_a_fact_says_the_language_of_the_letter(folder: Path) -> None:
    async with playing(folder) as play:
        play.own_template("stockout_choice", "{{ colour }}")
        await play.enter("message")
        while play.language() != "es":
            await play.pilot.press("l")
            await play.rest()
        while "⟦colour⟧" not in play.text():
            await play.next_template()
        await play.pilot.press("e")
        await settled(lambda: play.deck.status_line.busy)
        assert "colour, in Spanish" in play.told
