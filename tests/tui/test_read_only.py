"""A deck that only looks on: not a byte of the desk is another, what would write is refused before it asks, the rest
works, and what others bring is followed."""

import asyncio
import shutil
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot

from orderdeck.data.base.commands.records import Command, Hook
from orderdeck.data.base.config.settings import Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Act
from orderdeck.data.intake.process import load_once
from orderdeck.data.ledger import Ledger, LedgerDenied, LedgerFull
from orderdeck.data.sample import generate
from orderdeck.tui.actions import ACTIONS
from orderdeck.tui.actions.model import NO_PLACE, READ_ONLY, Situation
from orderdeck.tui.deck.app import Orderdeck
from orderdeck.tui.service.options import Looks, Start
from tests.ledger.test_reading import everything
from tests.tui.fake_desk import Until

NOW = datetime.now(UTC)
WORDS = "read only, as asked"
PANELS = {
    "message.": "order.message",
    "intake.": "panel.intake",
    "journal.": "panel.journal",
    "report.": "panel.report",
    "people.": "panel.people",
    "short.": "stock.board",
    "outbox.": "stock.outbox",
}
"""What the ids of the actions of a panel begin with, and what opens it."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A desk of forty orders, and nobody who loads."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "own"))
    loaded, made = tmp_path / "loaded", tmp_path / "exports"
    loaded.mkdir()
    generate(
        loaded, orders=40, files=1, seed=3, container="csv", now=NOW - timedelta(hours=1), open_share=0.8
    )
    load_once(DeskPaths.of(loaded), Settings())
    # A copy: what has just loaded still finds out in a thread what remarks ask for, and writes that down.
    shutil.copytree(loaded, made, ignore=shutil.ignore_patterns("remarks*"))
    return made


@asynccontextmanager
async def deck(
    start: Start, until: Until, looks: Looks | None = None
) -> AsyncIterator[tuple[Orderdeck, Pilot[None]]]:
    app = Orderdeck(start, looks or Looks(zone="UTC"))
    async with app.run_test(size=(150, 40)) as pilot:
        await until(lambda: app.state.ready and app.deck.table.row_count)
        yield app, pilot


def shown(app: Orderdeck) -> str:
    return "\n".join("".join(part.text for part in strip) for strip in app.screen._compositor.render_strips())


async def to_a_letter(app: Orderdeck, pilot: Pilot[None], until: Until) -> None:
    """Open a letter, of the first queue that has an order which one fits."""
    for view in (one for one in app.state.views if one.count):
        app.deck.controls.views.show(view.key)
        await until(lambda: app.state.source is not None and app.deck.table.row_count)
        app.deck.act("order.message")
        await until(lambda: app.state.panel == "palette" or app.deck.controls.letters._letter is not None)
        if app.state.panel == "message":
            return
        for _ in range(4):
            await pilot.press("escape")
    raise AssertionError("no letter fits any order")


async def test_no_key_changes_a_byte_of_the_desk(folder: Path, until: Until) -> None:
    before = everything(folder)
    async with deck(Start(folder, operator="me", read_only=True), until) as (app, pilot):
        assert WORDS in shown(app)
        for action in ACTIONS:
            if action.id in ("app.quit", "app.language") or action.id.startswith("teach."):
                continue
            opens = next((door for begin, door in PANELS.items() if action.id.startswith(begin)), "")
            if opens == "order.message":
                await to_a_letter(app, pilot, until)
            elif opens:
                app.deck.act(opens)
                await pilot.pause(0.05)
            app.deck.act(action.id)
            await pilot.pause()
            if action.writes and not action.id.startswith(("contact.", "restock.", "stockout.")):
                assert not app.deck.status_line.busy, action.id
                assert "Read only" in app.deck.status_line.shown, (action.id, app.deck.status_line.shown)
            for _ in range(4):
                await pilot.press("escape")
        app.deck.act("app.help")
        await until(lambda: "Keys in brackets do nothing" in shown(app))
        await pilot.press("escape")
        await asyncio.sleep(1.2)  # a loader would have been started by now
        assert app.state.progress is not None
        assert "nobody loads" in shown(app)
    assert everything(folder) == before


def test_each_act_is_refused_and_each_look_is_not() -> None:
    """The registry by hand: what is in neither list has to be thought about."""
    now = Situation(read_only=True, own_outbox=True)
    free = {action.id for action in ACTIONS if action.writing(now) is None}
    refused = {action.id for action in ACTIONS} - free
    assert {action.id for action in ACTIONS if action.undoable} - refused == {"stockout.contact"}
    assert {one for one in refused if not one.startswith(("order.", "stockout.", "short.", "restock."))} == {
        "act.undo", "act.redo", "gone.answer", "question.keep", "intake.withdraw", "intake.teach", "teach.save",
        "people.hand_over", "people.take_over", "message.sent", "message.file", "contact.sent", "contact.all",
        "contact.file", "outbox.write", "outbox.sent",
    }  # fmt: skip
    assert {one for one in free if one.startswith("order.")} == {"order.open", "order.message", "order.copy"}
    exports = {action.id for action in ACTIONS if action.id.endswith(".export")}
    assert exports <= free
    nowhere = Situation(read_only=True)
    assert {action.id for action in ACTIONS if action.writing(nowhere) == NO_PLACE} == exports
    assert not any(action.writing(Situation()) for action in ACTIONS)


async def test_the_footer_offers_nothing_that_is_refused(folder: Path, until: Until) -> None:
    async with deck(Start(folder, operator="me", read_only=True), until) as (app, _pilot):
        footer = shown(app).splitlines()[-1]
        assert "Filter" in footer
        assert "answers" not in shown(app)
        assert not any(label in footer for label in ("Claim", "Done", "Undo"))


async def test_what_others_load_and_do_is_followed(folder: Path, until: Until) -> None:
    paths = DeskPaths.of(folder)
    async with deck(Start(folder, operator="me", read_only=True), until) as (app, _pilot):
        known, key = app.state.pulse.open, app.deck.table.cursor_key
        generate(folder, orders=15, files=1, seed=4, container="csv", now=NOW, open_share=1.0)
        await asyncio.to_thread(load_once, paths, Settings())
        await until(lambda: app.state.pulse.open > known)

        def acts() -> None:
            with Ledger.open(paths) as ledger:
                ledger.append(
                    [Act(id="1", kind="claim", operator="mei", at=time.time_ns() // 1000, order_key=key)]
                )

        await asyncio.to_thread(acts)
        await until(lambda: (app.deck.row(key or "") or {}).get("claimed_by") == "mei")


async def test_exports_go_to_a_place_of_ones_own(folder: Path, tmp_path: Path, until: Until) -> None:
    before = everything(folder)
    async with deck(Start(folder, operator="me", read_only=True), until) as (app, pilot):
        await pilot.press("E", "c")
        await until(lambda: "Written" in app.deck.status_line.shown)
        app.deck.act("panel.journal")
        await until(lambda: app.state.panel == "journal")
        app.deck.act("journal.export")
        await until(lambda: len(list((tmp_path / "own").rglob("*.csv"))) == 2)
    found = list((tmp_path / "own").rglob("*.csv"))
    assert all(file.parent == tmp_path / "own/orderdeck/outbox" for file in found)
    assert all(file.stat().st_mode & 0o077 == 0 for file in found)
    assert everything(folder) == before


@pytest.mark.parametrize("place", ["a file", "in the desk"])
async def test_without_such_a_place_exports_are_refused_before_they_ask(
    folder: Path, tmp_path: Path, until: Until, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "file" if place == "a file" else folder / "own"))
    before = everything(folder)
    async with deck(Start(folder, operator="me", read_only=True), until) as (app, pilot):
        await pilot.press("E")
        assert not app.deck.status_line.busy
        assert "neither to this desk nor" in app.deck.status_line.shown
    assert everything(folder) == before


async def test_own_commands_that_act_and_all_hooks_stay_away(
    folder: Path, tmp_path: Path, until: Until
) -> None:
    touched, looked = tmp_path / "touched", tmp_path / "looked"
    commands = (
        Command(name="ship", title="Ship", run=["touch", str(touched)], key="f5", act="done"),
        Command(name="look", title="Look", run=["touch", str(looked)], key="f6"),
    )
    looks = Looks(zone="UTC", commands=commands, hooks=(Hook(on="arrived", run=["touch", str(touched)]),))
    async with deck(Start(folder, operator="me", read_only=True), until, looks) as (app, pilot):
        await pilot.press("f5")
        assert "Read only" in app.deck.status_line.shown
        await pilot.press("f6")
        await until(looked.exists)
        known = app.state.pulse.open
        generate(folder, orders=5, files=1, seed=5, container="csv", now=NOW, open_share=1.0)
        await asyncio.to_thread(load_once, DeskPaths.of(folder), Settings())
        await until(lambda: app.state.pulse.open > known)
        await pilot.pause(0.2)
    assert not touched.exists()


@pytest.mark.parametrize(
    ("error", "words"), [(LedgerDenied, "you may not write here"), (LedgerFull, "the disk is full")]
)
async def test_where_it_cant_be_written_to_it_is_read_only_by_itself(
    folder: Path, until: Until, monkeypatch: pytest.MonkeyPatch, error: type[Exception], words: str
) -> None:
    def refuse(*_given: object) -> None:
        raise error("no")

    monkeypatch.setattr(Ledger, "_open", refuse)
    before = everything(folder)
    async with deck(Start(folder, operator="me"), until) as (app, pilot):
        assert f"read only: {words}" in shown(app)
        await until(lambda: "open the deck again once that has changed" in app.deck.status_line.shown)
        await pilot.press("x")
        assert READ_ONLY in app.deck.status_line.shown
    assert everything(folder) == before
