"""What a narrower export does not say stays as it was known; a full export has the last word again."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from orderdeck.data.base.config.settings import Folder, Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Export
from orderdeck.data.desk import Desk
from orderdeck.data.intake.process import load_once
from orderdeck.data.ledger import Ledger
from orderdeck.data.ledger.parts.writer import read_part
from orderdeck.data.sample import Snapshot, Style, World, write_export
from orderdeck.data.sample.world.style import Container
from orderdeck.data.stock.open_desk import open_desk

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
QUICK = Settings(folder=Folder(settle_seconds=0.05))


@pytest.fixture
def arrive(paths: DeskPaths) -> Callable[..., Export]:
    def run(snapshots: list[Snapshot], layout: str, hours: float, container: Container = "csv") -> Export:
        at = NOW + timedelta(hours=hours)
        name = f"orders_{at:%Y%m%d_%H%M%S}.{container}"
        write_export(paths.exports / name, snapshots, layout=layout, style=Style(container=container), at=at)
        [export] = load_once(paths, QUICK)
        assert (export.state, export.rejected) == ("loaded", 0)
        return export

    return run


def _snapshots(orders: int = 300) -> list[Snapshot]:
    return World(5, NOW, orders=orders, open_share=0.5).orders_at(NOW)


def _desk(paths: DeskPaths) -> Desk:
    return open_desk(paths, QUICK, now=lambda: int(NOW.timestamp() * 1_000_000))


def _queues(desk: Desk) -> dict[str, set[str]]:
    return {
        view.key: set(desk.rows(view.key)["order_key"].to_list())
        for view in desk.views()
        if view.kind == "queue"
    }


def _cards(desk: Desk, keys: list[str], columns: list[str]) -> list[dict[str, Any]]:
    found = (desk.order(key) for key in keys)
    return [{name: card.fields[name] for name in columns} for card in found if card]


def _rows(ledger: Ledger, export: Export, stem: str = "orders") -> pl.DataFrame:
    part = next(part for part in ledger.parts() if export.export_id in part.export_ids)
    return read_part(ledger.paths, part)[stem].filter(pl.col("export_id") == export.export_id)


def _keys(ledger: Ledger, export: Export, few: int = 60) -> list[str]:
    return sorted(_rows(ledger, export)["order_key"])[:few]


def test_a_remark_outlives_an_export_without_remarks(
    paths: DeskPaths, ledger: Ledger, arrive: Callable[..., Export]
) -> None:
    full = arrive(_snapshots(), "G5", 0)
    columns = ["order_key", "remark", "phone", "tax_number", "custom_info", "fulfilment", "status", "total"]
    keys = _keys(ledger, full)
    before = _desk(paths)
    narrow = arrive(_snapshots(), "G4", 1, "xlsx")
    after = _desk(paths)
    assert _queues(before)["remarks"]
    assert _queues(after) == _queues(before)
    assert _cards(after, keys, columns) == _cards(before, keys, columns)
    assert _rows(ledger, narrow)["remark"].null_count() == _rows(ledger, narrow).height, "its own words"
    told = next(export for export in after.intake() if export.name == narrow.name)
    [note] = [note for note in told.notes if note.startswith("carried|")]
    assert "remark" in note
    wanted = note.removeprefix("carried|").split(" ")[0].split(",")
    open_keys = [key for keys in _queues(before).values() for key in keys]
    filled = [card for card in _cards(before, open_keys, wanted) if any(v is not None for v in card.values())]
    assert note.endswith(f" ×{len(filled)}")
    before.close()
    after.close()


def test_who_sends_an_order_outlives_an_export_that_does_not_say_it(
    paths: DeskPaths, ledger: Ledger, arrive: Callable[..., Export]
) -> None:
    """What the platform's warehouse sends is not to be packed because a seller left the column out."""
    said = arrive(_snapshots(), "G6", 0)
    columns = ["order_key", "fulfilment", "fulfilment_text"]
    keys = _keys(ledger, said)
    then = _desk(paths)
    before, cards = _queues(then), _cards(then, keys, columns)
    theirs = set(_rows(ledger, said).filter(fulfilment="platform")["order_key"])
    assert {card["fulfilment"] for card in cards} == {"seller", "jit", "platform"}
    assert theirs & before["on_hold"]
    assert not theirs & (before["standard"] | before["express"] | before["wholesale"])
    arrive(_snapshots(), "G2", 1)
    now = _desk(paths)
    assert _cards(now, keys, columns) == cards
    assert _queues(now) == before


def test_an_export_without_statuses_moves_no_known_order(
    paths: DeskPaths, ledger: Ledger, arrive: Callable[..., Export]
) -> None:
    snapshots = _snapshots()
    held = [one for one in snapshots if one.status == "risk_control"]
    unknown, known = held[0], held[1:]
    arrive([one for one in snapshots if one is not unknown], "G5", 0)
    before = _queues(_desk(paths))
    arrive([unknown, *known], "G1", 1)
    desk = _desk(paths)
    stranger = f"aliexpress:{unknown.order.order_id}"
    assert {key: keys - {stranger} for key, keys in _queues(desk).items()} == before
    [told] = _cards(desk, [stranger], ["status", "placed_at"])
    assert told == {"status": "to_ship", "placed_at": None}  # G1 has no times
    cards = _cards(desk, [f"aliexpress:{one.order.order_id}" for one in known], ["status"])
    assert {card["status"] for card in cards} == {"risk_control"}


def test_a_narrow_export_that_arrives_late_takes_nothing_from_newer_ones(
    paths: DeskPaths, ledger: Ledger, arrive: Callable[..., Export]
) -> None:
    arrive(_snapshots(40), "G5", 0)
    before = _queues(_desk(paths))
    older = arrive(_snapshots(40), "G4", -1)
    desk = _desk(paths)
    assert _queues(desk) == before
    told = next(export for export in desk.intake() if export.name == older.name)
    assert not [note for note in told.notes if note.startswith("carried|")]


ITEMS = "order_id,status,sku,title,attributes,quantity,shop\n"


def _lines(paths: DeskPaths, hour: int, items: list[tuple[str, str]]) -> list[str | None]:
    """The codes of the order's lines after a file with these titles and codes."""
    import os

    rows = [f"1,to_ship,{sku},{title},,1,S" for title, sku in items]
    file = paths.exports / f"{hour}.csv"
    file.write_text(ITEMS + "\n".join(rows) + "\n")
    os.utime(file, (NOW.timestamp() + hour * 3600,) * 2)
    [export] = load_once(paths, QUICK)
    assert export.state == "loaded", export
    desk = _desk(paths)
    try:
        card = desk.order("other:S:1")
        assert card
        return [line["sku"] for line in card.lines]
    finally:
        desk.close()


def test_codes_are_carried_to_the_same_lines_only(paths: DeskPaths) -> None:
    assert _lines(paths, 1, [("mug", "M1"), ("cup", "")]) == ["M1", None]
    assert _lines(paths, 2, [("mug", ""), ("cup", "")]) == ["M1", None]
    assert _lines(paths, 3, [("mug", ""), ("jug", "")]) == [None, None]
    assert _lines(paths, 4, [("mug", "M2"), ("jug", "")]) == ["M2", None]
    assert _lines(paths, 5, [("mug", "")]) == [None]
