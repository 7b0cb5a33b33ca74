"""The deck over a small real desk: sample exports, the ledger, DuckDB, the loader."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.base.letters import Letter
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.intake.process import load_once
from orderdeck.data.ledger import Ledger
from orderdeck.data.sample import generate
from orderdeck.tui.deck.app import Orderdeck
from orderdeck.tui.deck.controllers.panels.panels import PanelsController
from orderdeck.tui.present.view.columns import keys_of
from orderdeck.tui.present.view.rows import FrameSource, Row
from orderdeck.tui.service.options import Looks, Start
from tests.tui.fake_desk import Until, deck_of

NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with sixty orders in two exports."""
    made = tmp_path_factory.mktemp("exports")
    generate(
        made, orders=60, files=2, seed=3, container="csv", now=NOW - timedelta(seconds=5), open_share=0.8
    )
    load_once(DeskPaths.of(made), Settings())
    return made


@pytest.fixture
async def opened(folder: Path, until: Until) -> AsyncIterator[Pilot[None]]:
    """The deck of operator "me" at 130×34."""
    app = Orderdeck(Start(folder, operator="me", debug=True), Looks(zone="UTC"))
    async with app.run_test(size=(130, 34)) as pilot:
        await until(lambda: app.state.ready, 20)
        await until(lambda: app.deck.table.row_count)
        yield pilot


def screen(app: Orderdeck) -> str:
    """What is on screen, line by line."""
    return "\n".join("".join(part.text for part in strip) for strip in app.screen._compositor.render_strips())


def row_of(app: Orderdeck, key: str) -> Row:
    """What the table that is shown says of an order."""
    source = app.deck.table.source
    assert isinstance(source, FrameSource)
    place = source.find(key)
    assert place is not None, key
    return source.row(place)


def letter_of(app: Orderdeck) -> Letter:
    """The message that is shown."""
    letter = app.deck.controls.letters._letter
    assert letter is not None
    return letter


def acts(folder: Path) -> list[tuple[str, str | None]]:
    """What the journal on disk has."""
    with Ledger.open(DeskPaths.of(folder)) as ledger:
        return [(act.kind, act.order_key) for act in ledger.acts() if act.operator == "me"]


async def test_queues_add_up_to_the_open_orders(opened: Pilot[None]) -> None:
    state = deck_of(opened).state
    assert state.pulse.open == sum(view.count - view.asleep for view in state.views if view.kind == "queue")
    assert len([view for view in state.views if view.kind == "queue"]) == 10


async def test_an_act_is_on_disk_when_the_deck_says_done(
    opened: Pilot[None], folder: Path, until: Until
) -> None:
    app = deck_of(opened)
    key = app.deck.table.cursor_key
    assert key is not None
    await opened.press("x")
    await until(lambda: "u undoes" in app.deck.status_line.shown)
    assert ("done", key) in acts(folder)
    await until(lambda: app.deck.table.source.find(key) is None)
    await opened.press("u")
    await until(lambda: app.deck.table.source.find(key) is not None)
    assert acts(folder)[-1][0] == "undo"


async def test_the_detail_has_lines_reasons_and_the_file(opened: Pilot[None], until: Until) -> None:
    app = deck_of(opened)
    await until(lambda: app.state.detail is not None)
    detail = app.state.detail
    assert detail is not None
    assert detail.lines
    assert detail.board is not None
    assert detail.board["reasons"]
    assert detail.export is not None
    assert detail.export.name.endswith(".csv")


async def test_every_view_can_be_shown_in_both_languages(opened: Pilot[None], until: Until) -> None:
    app = deck_of(opened)
    for language in ("zh", "en"):
        await opened.press("k", "L")
        for view in app.state.views:
            app.deck.controls.views.show(view.key)
            await until(lambda view=view: app.state.source is not None and app.state.view == view.key)
        assert language


async def test_the_message_of_an_unpaid_wholesale_order_is_in_its_buyers_language(
    opened: Pilot[None], folder: Path, until: Until
) -> None:
    app = deck_of(opened)
    app.deck.controls.views.show("wholesale_unpaid")
    await until(lambda: app.state.source is not None)
    if not app.deck.table.row_count:
        pytest.skip("the sample has no unpaid wholesale order")
    key = app.deck.table.cursor_key
    assert key is not None
    order_id = app.deck.order_id(key)
    await opened.press("t")
    await until(lambda: app.state.panel == "message" and app.deck.controls.letters._letter)
    letter = letter_of(app)
    assert letter.template == "wholesale_unpaid_first"
    assert order_id in letter.text
    assert not letter.missing
    await opened.press("s")
    await until(lambda: ("message_sent", key) in acts(folder))
    await until(lambda: row_of(app, key)["asleep"])


async def test_another_operators_act_shows_up_by_itself(
    opened: Pilot[None], folder: Path, until: Until
) -> None:
    from orderdeck.data.actions import Request, perform
    from orderdeck.data.stock.open_desk import open_desk

    app = deck_of(opened)
    app.deck.controls.views.show("standard")
    await until(lambda: app.state.source is not None)
    key = app.deck.table.source.key(0)
    other = open_desk(DeskPaths.of(folder), Settings(), operator="li")
    try:
        perform(other, other.ledger, Request(kind="claim", targets=(key,), operator="li"))
    finally:
        other.close()
    await until(lambda: row_of(app, key)["claimed_by"] == "li")
    app.deck.table.move_to_key(key)
    await opened.press("x")
    await until(lambda: app.deck.status_line.busy)
    assert "li" in app.deck.status_line.shown
    await opened.press("n")


async def test_panels_show_files_journal_and_people(opened: Pilot[None], until: Until) -> None:
    app = deck_of(opened)
    await opened.press("a")  # so that the journal has something to show, whichever tests ran before
    await until(lambda: "u undoes" in app.deck.status_line.shown)
    for key, panel in (("i", "intake"), ("J", "journal"), ("w", "people")):
        await opened.press(key)
        await until(lambda panel=panel: app.state.panel == panel and app.deck.lines.cursor_key is not None)
        await opened.press("escape")
        assert app.state.panel == ""


async def test_own_files_that_cannot_be_used_are_told(tmp_path: Path, until: Until) -> None:
    generate(tmp_path, orders=5, seed=3, container="csv", now=NOW - timedelta(seconds=5), open_share=1)
    paths = DeskPaths.of(tmp_path)
    load_once(paths, Settings())
    for file in (paths.rules / "services.toml", paths.profiles / "own.toml"):
        file.parent.mkdir(exist_ok=True)
        file.write_text("[[nothing")
    app = Orderdeck(Start(tmp_path, operator="me"), Looks(zone="UTC"))
    async with app.run_test(size=(130, 34)) as pilot:
        await until(lambda: "2 rules or settings of your own can't be used" in app.deck.status_line.shown, 20)
        await pilot.press("i")
        await until(lambda: app.deck.lines.cursor_key == "problem 0")
        told = app.state.problems
        assert [name in line for name, line in zip(("services.toml", "own.toml"), told, strict=True)] == [
            True
        ] * 2


async def test_what_is_shown_is_written_to_the_outbox(
    opened: Pilot[None], folder: Path, until: Until
) -> None:
    app = deck_of(opened)
    await opened.press("E", "c")
    await until(lambda: "Written" in app.deck.status_line.shown)
    files = list((folder / ".orderdeck" / "outbox").glob("orders-*.csv"))
    assert len(files) == 1
    lines = files[0].read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == app.deck.table.row_count + 1


@pytest.mark.parametrize("kind", ["c", "x"])
async def test_a_file_has_the_order_of_the_screen_and_amounts_with_their_currency(
    opened: Pilot[None], folder: Path, until: Until, kind: str
) -> None:
    import openpyxl
    import polars as pl

    app = deck_of(opened)
    view = next(
        one
        for one in app.state.views
        if one.count > 1 and one.kind == "queue" and {"total", "reasons"} <= set(keys_of(one.key))
    )
    app.deck.controls.views.show(view.key)
    await until(lambda: app.state.view == view.key and app.state.source is not None)
    shown = app.state.source
    assert shown is not None
    backwards = shown.over(shown.frame.reverse())
    app.state.source = backwards
    outbox = folder / ".orderdeck" / "outbox"
    before = set(outbox.glob("orders-*"))
    await opened.press("E", kind)
    await until(lambda: set(outbox.glob("orders-*")) - before)
    (file,) = set(outbox.glob("orders-*")) - before
    if kind == "c":
        table = pl.read_csv(file, infer_schema=False)
        rows = table.rows(named=True)
    else:
        head, *lines = openpyxl.load_workbook(file).active.iter_rows(values_only=True)
        rows = [dict(zip(head, line, strict=True)) for line in lines]
        assert all(isinstance(row["Deadline"], datetime | None) for row in rows)
    wanted = [backwards.row(index) for index in range(backwards.row_count)]
    assert [row["Order"] for row in rows] == [row["order_id"] for row in wanted]
    assert [row["Currency"] for row in rows] == [row["currency"] for row in wanted]
    amounts = [row["Amount"] for row in rows]
    assert [float(one) for one in amounts] == [float(row["total"]) for row in wanted]
    assert kind == "x" or all(len(one.partition(".")[2]) == 2 for one in amounts)


async def test_privacy_reaches_the_message(opened: Pilot[None], until: Until) -> None:
    app = deck_of(opened)
    app.deck.controls.views.show("standard")
    await until(lambda: app.state.view == "standard" and app.deck.table.cursor_key)
    await opened.press("t")
    await until(lambda: app.state.panel == "message" and app.deck.controls.letters._letter)

    def named() -> list[str]:
        letter = letter_of(app)
        return [part for part in letter.private if part in letter.text]

    for _ in letter_of(app).templates:
        if named():
            break
        was = letter_of(app).template
        await opened.press("n")
        await until(lambda was=was: (shown := app.deck.controls.letters._letter) and shown.template != was)
    (name, *_others) = named()
    await until(lambda: name in screen(app))
    await opened.press("p")
    await until(lambda: name not in screen(app) and "•••" in screen(app))


async def test_what_was_done_before_can_be_undone_in_a_new_deck(folder: Path, until: Until) -> None:
    for seen in range(2):
        app = Orderdeck(Start(folder, operator="again"), Looks(zone="UTC"))
        async with app.run_test(size=(130, 34)) as pilot:
            await until(lambda app=app: app.state.ready and app.deck.table.row_count, 20)
            if seen:
                await until(lambda app=app: app.state.can_undo)
                await pilot.press("u")
                await until(lambda app=app: "Undone" in app.deck.status_line.shown)
            else:
                await pilot.press("m", *"later", "enter")  # whoever holds the order
                await until(lambda app=app: "u undoes" in app.deck.status_line.shown)


async def test_a_new_export_is_loaded_and_marked_by_itself(
    opened: Pilot[None], folder: Path, until: Until
) -> None:
    app = deck_of(opened)
    before = app.state.pulse.known
    later = folder / "later"
    generate(later, orders=5, seed=99, container="csv", now=datetime.now(UTC), open_share=1)
    await until(lambda: app.state.pulse.known >= before + 5, 20)
    await until(lambda: any(view.fresh for view in app.state.views))


async def test_after_the_screen_of_a_sku_the_order_under_the_cursor_is_beside_the_list(
    opened: Pilot[None], until: Until
) -> None:
    app = deck_of(opened)
    app.deck.controls.views.show("remarks")
    await until(lambda: app.state.view == "remarks" and app.deck.table.cursor_key)
    await until(lambda: "No order selected." not in screen(app))
    await opened.press("j", "j", "s")  # nobody has said how many there are, so the screen has no orders
    await until(lambda: app.state.panel == "stockout" and not app.state.subject)
    app.deck.desk_changed()  # a new export came
    await opened.press("escape")
    await until(lambda: app.state.panel == "" and app.deck.table.cursor_key)
    key = app.deck.table.cursor_key
    assert key is not None
    number = app.deck.order_id(key)
    await until(lambda: "No order selected." not in screen(app) and screen(app).count(number) == 2)


async def test_a_card_that_finds_room_again_is_that_of_the_order_under_the_cursor(
    opened: Pilot[None], until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    refresh = PanelsController.refresh_detail

    def noted(panels: PanelsController) -> None:
        asked.append(panels.state.subject)
        refresh(panels)

    monkeypatch.setattr(PanelsController, "refresh_detail", noted)
    app = deck_of(opened)
    await opened.press("7")
    await until(lambda: app.state.view == "standard" and app.deck.table.row_count > 2)
    await until(lambda: app.state.detail and app.state.detail.order_key == app.deck.table.cursor_key)
    await opened.resize_terminal(80, 24)
    await opened.press("j")
    under = app.deck.table.cursor_key
    await until(lambda: under in asked)  # in vain, since it has no room
    await opened.resize_terminal(130, 34)
    await until(lambda: app.state.detail and app.state.detail.order_key == under, 5)
