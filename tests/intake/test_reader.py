"""Real layouts through the whole door: recognised, read, normalised, on record."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import polars as pl
import pytest

from orderdeck.data.base.config.settings import Folder, Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Export
from orderdeck.data.base.vocabulary.frames import BY_KIND, ORDERS
from orderdeck.data.exports.recognise import Refusal
from orderdeck.data.intake.process import load_once
from orderdeck.data.ledger import Ledger
from orderdeck.data.ledger.parts.writer import read_part
from orderdeck.data.sample import Style, World, write_export
from orderdeck.data.sample.world.style import Container

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def load(paths: DeskPaths) -> Callable[..., dict[str, Export]]:
    def run(**folder: Any) -> dict[str, Export]:
        settings = Settings(folder=Folder(settle_seconds=0.05, **folder))
        return {export.name: export for export in load_once(paths, settings)}

    return run


def _rows(ledger: Ledger, export: Export, stem: str) -> pl.DataFrame:
    return next(
        read_part(ledger.paths, part)[stem] for part in ledger.parts() if export.export_id in part.export_ids
    )


@pytest.mark.parametrize("container", ["csv", "xlsx", "xls"])
def test_every_order_of_an_export_is_on_record(
    paths: DeskPaths, load: Callable[..., dict[str, Export]], ledger: Ledger, container: Container
) -> None:
    snapshots = World(3, NOW, orders=40).orders_at(NOW)
    file = write_export(
        paths.exports / f"orders.{container}", snapshots, style=Style(container=container), at=NOW
    )
    export = load(shops={"*": "Blue Shop"})[file.name]
    assert (export.state, export.profile, export.orders, export.rejected) == (
        "loaded",
        "aliexpress",
        len(snapshots),
        0,
    )
    orders = _rows(ledger, export, "orders")
    assert orders.columns == [*ORDERS, "export_id", "exported_at"]
    assert orders["shop"].unique().to_list() == ["Blue Shop"]
    assert orders["exported_at"].unique().to_list() == [NOW]
    assert _rows(ledger, export, "lines").height == export.lines > 0
    statuses = orders["status"].is_in(["shipped", "closing", "finished", "cancelled"])
    assert statuses.to_list() == sorted(statuses)


def test_stock_and_purchases_come_through_the_same_door(
    paths: DeskPaths, load: Callable[..., dict[str, Export]], ledger: Ledger
) -> None:
    from orderdeck.data.sample.files.supply_files import write_supply
    from orderdeck.data.sample.world.supply import make_supply

    files = write_supply(paths.exports, make_supply(World(3, NOW, orders=40), 3))
    exports = load()
    kinds = {exports[file.relative_to(paths.exports).as_posix()].kind for file in files}
    assert {"stock", "purchases"} <= kinds <= set(BY_KIND)
    for export in exports.values():
        assert (export.state, export.orders) == ("loaded", 0)
        rows = _rows(ledger, export, export.kind)
        assert rows.columns == [*BY_KIND[export.kind], "export_id", "exported_at"]
        assert rows.height == export.lines > 0


def test_a_table_that_nobody_knows_is_refused_with_its_headers(
    paths: DeskPaths, load: Callable[..., dict[str, Export]]
) -> None:
    (paths.exports / "songs.csv").write_text("title,singer\na,b\n")
    (paths.exports / "photo.csv").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    exports = load()
    assert (exports["songs.csv"].state, exports["songs.csv"].reason) == ("refused", "no_profile")
    assert exports["songs.csv"].headers == ["title", "singer"]
    assert exports["photo.csv"].reason == "not_a_table"


def test_a_new_profile_takes_in_what_was_refused(
    paths: DeskPaths, load: Callable[..., dict[str, Export]]
) -> None:
    (paths.exports / "odd.csv").write_text("Zettelnummer,Zustand,Ware\n81000001,neu,Tasse\n")
    assert load()["odd.csv"].state == "refused"
    assert load() == {}
    paths.profiles.mkdir(exist_ok=True)
    (paths.profiles / "odd.toml").write_text(
        'name = "odd"\nmarketplace = "odd"\nrequired = ["order_id"]\n[title]\nen = "Odd"\n'
        '[aliases]\norder_id = ["Zettelnummer"]\nstatus = ["Zustand"]\nitem_title = ["Ware"]\n'
        '[status.labels]\nneu = "to_ship"\n'
    )
    export = load()["odd.csv"]
    assert (export.state, export.profile, export.orders) == ("loaded", "odd", 1)


def test_a_newer_orderdeck_takes_in_what_an_older_one_refused(
    paths: DeskPaths, load: Callable[..., dict[str, Export]], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_export(paths.exports / "orders.csv", World(3, NOW, orders=5).orders_at(NOW), style=Style(), at=NOW)
    with monkeypatch.context() as older:
        older.setattr(
            "orderdeck.data.exports.apart.reader.ApartReader.open", lambda *_, **__: Refusal("no_profile")
        )
        older.setattr("orderdeck.data.exports.dating.unread._code", lambda: b"older")
        assert [export.state for export in load().values()] == ["refused"]
    assert [export.state for export in load().values()] == ["loaded"]


def test_a_file_whose_dates_can_be_read_two_ways_is_refused(
    paths: DeskPaths, load: Callable[..., dict[str, Export]]
) -> None:
    (paths.profiles).mkdir(parents=True)
    (paths.profiles / "odd.toml").write_text(
        'name = "odd"\nmarketplace = "odd"\nrequired = ["order_id"]\n[title]\nen = "Odd"\n'
        '[aliases]\norder_id = ["Zettelnummer"]\nplaced_at = ["Vom"]\nitem_title = ["Ware"]\n'
    )
    rows = "\n".join(f"8100000{n},0{n}/0{n + 1}/2019 10:00,Tasse" for n in range(1, 5))
    (paths.exports / "odd.csv").write_text(f"Zettelnummer,Vom,Ware\n{rows}\n")
    export = load()["odd.csv"]
    assert (export.state, export.reason, export.nearest) == ("refused", "dates_ambiguous", "odd")
    assert export.headers == ["Zettelnummer", "Vom", "Ware"]
