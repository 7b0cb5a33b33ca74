"""Commands of the user's own in the deck: where they stand, what they are given, what becomes of them; and hooks."""

import json
import shlex
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest
from textual.pilot import Pilot

from orderdeck.data.base.commands.records import Command, Hook
from orderdeck.data.base.config.settings import Settings
from orderdeck.data.base.records import Act, Changes
from orderdeck.tui.actions.keyboard.keymap import build, default
from orderdeck.tui.cli.launch import run
from orderdeck.tui.deck.app import Orderdeck
from orderdeck.tui.i18n import use
from orderdeck.tui.present.panels.lists import help_rows
from orderdeck.tui.service.options import Looks, Start
from tests.tui.fake_desk import QUEUES, FakeDesk, FakeFollower, Until
from tests.tui.test_real_desk import screen

TITLE = {"en": "Print label", "zh": "打印面单"}


class Own:
    """Decks with commands that keep what they were given in a file."""

    def __init__(self, follower: FakeFollower, folder: Path, until: Until) -> None:
        self.follower, self.folder, self.until = follower, folder, until
        self.file = folder / "given"

    def keeping(self, then: str = "") -> list[str]:
        """A command that appends its input, and what stands in its environment, to the file."""
        kept = f'{{ cat; env | grep "^ORDERDECK_[COV]" | sort; }} >> {shlex.quote(str(self.file))}'
        script = self.folder / f"own{len(list(self.folder.iterdir()))}"
        script.write_text(f"#!/bin/sh\n{kept}\n{then}\n", encoding="utf-8")
        script.chmod(0o700)
        return [str(script)]

    def given(self) -> list[dict[str, Any]]:
        """What commands were given so far."""
        lines = self.file.read_text("utf-8").splitlines() if self.file.exists() else []
        return [json.loads(line) for line in lines if line.startswith("{")]

    @asynccontextmanager
    async def deck(self, *commands: Command, hooks: tuple[Hook, ...] = ()) -> AsyncIterator[Pilot[None]]:
        looks = Looks(zone="UTC", commands=commands, hooks=hooks)
        app = Orderdeck(Start(self.folder, operator="me"), looks, follower=self.follower)
        async with app.run_test(size=(120, 30)) as pilot:
            await self.until(lambda: app.deck.table.row_count)
            await pilot.press("7")
            await self.until(lambda: app.deck.table.row_count == QUEUES["standard"])
            yield pilot


@pytest.fixture
def own(follower: FakeFollower, tmp_path: Path, until: Until) -> Own:
    return Own(follower, tmp_path, until)


def label(words: list[str], **more: Any) -> Command:
    return Command(**{"name": "label", "title": TITLE, "key": "f5", "run": words} | more)


async def test_a_key_runs_it_on_the_order_and_its_act_is_journalled(own: Own, desk: FakeDesk) -> None:
    words = own.keeping("echo; printf 'tray \\033[31m2\\007\\n'; echo more")
    async with own.deck(label(words, act="done")) as pilot:
        app = pilot.app
        assert isinstance(app, Orderdeck)
        key = app.deck.table.cursor_key or ""
        assert "f5 Print label" in screen(app).splitlines()[-1]
        await pilot.press("f5")
        await own.until(lambda: desk.acts)
        [act] = desk.acts
        assert (act.kind, act.order_key, act.data) == ("done", key, {"note": "tray 2"})
        [told] = own.given()
        assert [one["order_key"] for one in told["orders"]] == [key]
        assert told["orders"][0]["buyer"] is None
        kept = own.file.read_text("utf-8")
        assert f"ORDERDECK_ORDER={key.partition(':')[2]}\n" in kept
        assert "ORDERDECK_VIEW=standard\n" in kept
        assert "ORDERDECK_COUNT=1\n" in kept
        await own.until(lambda: "undoes" in screen(app))
        app.deck.status_line.dismiss()
        assert "Print label: tray 2" in app.deck.status_line.shown


async def test_marks_a_question_and_a_failure_that_journals_nothing(own: Own, desk: FakeDesk) -> None:
    words = own.keeping("echo no paper >&2; exit 4")
    async with own.deck(label(words, act="done", confirm=True, personal=True, scope="list")) as pilot:
        app = pilot.app
        assert isinstance(app, Orderdeck)
        await pilot.press("space", "space", "f5")
        assert "Run Print label for 2 orders?" in screen(app)
        await pilot.press("n")
        assert not own.given()
        await pilot.press("f5", "y")
        await own.until(lambda: "Print label: failed with 4 · no paper" in screen(app))
        [told] = own.given()
        assert [bool(one["buyer"]) for one in told["orders"]] == [True, True]
        assert not desk.acts
        app.deck.act("app.privacy")
        await pilot.press("f5", "y")
        await own.until(lambda: "failed with 4 · •••" in screen(app))


async def test_an_order_that_changed_meanwhile_is_asked_about_as_ever(own: Own, desk: FakeDesk) -> None:
    async with own.deck(label(own.keeping(), act="done")) as pilot:
        app = pilot.app
        assert isinstance(app, Orderdeck)
        key = app.deck.table.cursor_key or ""
        desk.orders[key]["claimed_by"] = "li"
        await pilot.press("f5")
        await own.until(lambda: "Do it all the same?" in screen(app))
        assert not desk.acts


async def test_it_stands_in_palette_and_help_in_both_languages(own: Own) -> None:
    command = label(own.keeping(), key="", scope="deck")
    async with own.deck(command) as pilot:
        await pilot.press(":", *"print", "enter")
        await own.until(own.given)
    keymap, errors = build({}, [label(["label", "a b"])])
    assert not errors
    for spoken, title, about in (
        ("en", "Print label", "Runs label 'a b'"),
        ("zh", "打印面单", "label 'a b'"),
    ):
        use("en" if spoken == "en" else "zh")
        try:
            text = "\n".join("".join(piece.text for piece in row.pieces) for row in help_rows(keymap))
        finally:
            use("en")
        assert title in text
        assert about in text


async def test_leaving_while_one_runs_asks_and_ends_it(own: Own) -> None:
    async with own.deck(label(own.keeping("sleep 60"), scope="deck")) as pilot:
        app = pilot.app
        assert isinstance(app, Orderdeck)
        await pilot.press("f5")
        await own.until(own.given)
        await pilot.press("f5")
        assert "Print label is still running" in screen(app)
        await pilot.press("q")
        assert "1 command of yours is still running" in screen(app)
        [thread] = app.deck.controls.commands._threads.values()
        await pilot.press("y")
    assert not thread.is_alive()


async def test_hooks_run_by_what_happens_and_once_each_time(own: Own, desk: FakeDesk) -> None:
    [first, second, *_rest] = [key for key, row in desk.orders.items() if row["queue"] == "standard"]
    words = own.keeping()
    events = ("arrived", "late", "stockout", "handed_over")
    hooks = tuple(msgspec.convert({"on": event, "run": words}, Hook) for event in events)
    desk.news = {"late": [first]}  # what is so when the deck is opened
    async with own.deck(hooks=hooks):
        await own.until(lambda: not desk.news)
        desk.news = {"late": [first, second], "stockout": []}
        files = [seen.export for seen in desk.intake()]
        acts = [
            Act(id=key, kind="hand_over", operator="li", at=1, order_key=key, group="g", data={"to": "me"})
            for key in (first, second)
        ]
        own.follower.changes.append(Changes(acts=acts, exports=files, everything=True))
        await own.until(lambda: len(own.given()) == 3)
        told = {one["event"]: one for one in own.given()}
        assert told["arrived"]["files"] == ["holiday[red].csv", "订单.xlsx"]
        assert [one["order_key"] for one in told["late"]["orders"]] == [first, second]
        assert (told["handed_over"]["from"], len(told["handed_over"]["orders"])) == ("li", 2)


async def test_the_end_of_the_shift_is_waited_for_and_a_failure_is_told_first(own: Own) -> None:
    hook = Hook(on="shift_end", run=own.keeping("echo no mail >&2; exit 1"))
    async with own.deck(hooks=(hook,)) as pilot:
        app = pilot.app
        assert isinstance(app, Orderdeck)
        await pilot.press("q")
        await own.until(
            lambda: "failed with 1 · no mail · press again to leave" in app.deck.status_line.shown
        )
        assert [one["event"] for one in own.given()] == ["shift_end"]
        assert app.return_code is None
        await pilot.press("q")
        await own.until(lambda: app.return_code is not None)


@pytest.mark.parametrize(
    ("key", "keys", "said"),
    [
        ("x", {}, "commands.label: `x` is the key of `order.done`"),
        ("j", {}, "commands.label: `j` is the key of `move.down`"),
        ("f55", {}, "commands.label: there is no key `f55`"),
        ("ctrl+m", {}, "commands.label: `ctrl+m` can't be used: terminals send it as enter"),
        ("x", {"order.done": "X"}, ""),
        ("x", {"own.label": "f6"}, ""),
    ],
)
def test_a_key_that_is_taken_is_refused_with_what_has_it(key: str, keys: dict[str, str], said: str) -> None:
    keymap, errors = build(keys, [label(["label"], key=key)])
    assert [error.partition(" (")[0] for error in errors] == ([said] if said else [])
    if not said:
        assert keymap.keys["own.label"] == (keys.get("own.label", key),)
    assert "own.label" not in default().keys


def test_the_deck_does_not_start_with_a_taken_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    file = tmp_path / "orderdeck" / "orderdeck.toml"
    file.parent.mkdir()
    file.write_text('[[commands]]\nname = "a"\ntitle = "A"\nkey = "x"\nrun = ["true"]\n', encoding="utf-8")
    assert run(Start(tmp_path)) == 2
    said = capsys.readouterr().err
    assert f"{file}: commands.a: `x` is the key of `order.done`" in said


def test_looks_have_what_the_settings_say() -> None:
    assert (Settings().commands, Settings().hooks) == ([], [])
