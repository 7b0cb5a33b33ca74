"""A header with nothing below is a day without orders, and loads as such in every container."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from orderdeck.data.base.config.settings import Folder, Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.desk import Desk
from orderdeck.data.intake.process import load_once
from orderdeck.data.sample import Style, World, write_export
from orderdeck.data.sample.files.table import Table
from orderdeck.data.sample.files.writers import write_table
from orderdeck.data.sample.marketplaces.folder import LAYOUTS
from orderdeck.data.sample.marketplaces.write import write_marketplace
from orderdeck.data.sample.world.style import CONTAINERS, Container
from orderdeck.data.stock.open_desk import open_desk
from tests.read.whole_files import read

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
SETTINGS = Settings(folder=Folder(settle_seconds=0.05))


@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize("title", [False, True])
def test_a_header_alone_is_read_in_every_container(tmp_path: Path, container: Container, title: bool) -> None:
    style = Style(container=container, title_row=title)
    path = write_export(tmp_path / "orders", [], style=style, at=NOW)
    assert read(path, settled=False)[:3] == ("", {}, {})


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_header_alone_is_read_in_every_layout(tmp_path: Path, name: str) -> None:
    path = write_marketplace(tmp_path / "orders", [], LAYOUTS[name], at=NOW, numbers={})
    assert read(path).reason == ""


def test_it_counts_as_loaded_without_orders(tmp_path: Path) -> None:
    paths = DeskPaths.of(tmp_path / "exports", tmp_path / "state")
    paths.exports.mkdir()
    containers: tuple[Container, ...] = ("csv", "xlsx", "html")
    for place, container in enumerate(containers):
        style = Style(container=container, title_row=place == 1)
        write_export(paths.exports / f"{place}.{container}", [], style=style, at=NOW)
    write_marketplace(paths.exports / "tiktok.csv", [], LAYOUTS["tiktok"], at=NOW, numbers={})
    write_export(
        paths.exports / "full.csv",
        World(3, NOW, orders=5).orders_at(NOW),
        style=Style(container="csv"),
        at=NOW,
    )
    exports = load_once(paths, SETTINGS)
    assert {(one.state, one.orders, one.rejected) for one in exports if one.name != "full.csv"} == {
        ("loaded", 0, 0)
    }
    assert len(exports) == 5


def test_loading_it_ends_well(tmp_path: Path) -> None:
    from orderdeck.tui.cli.commands.desk.load import command

    folder = tmp_path / "exports"
    folder.mkdir()
    write_export(folder / "orders.csv", [], style=Style(container="csv"), at=NOW)
    result = CliRunner().invoke(command, [str(folder)])
    assert result.exit_code == 0, result.output


LISTS = {
    "stock": ["SKU", "可用库存", "仓库"],
    "stock_list": ["SKU", "Quantity"],
    "products": ["product_id", "sku", "title", "shop"],
    "suppliers": ["supplier", "sku", "unit_price"],
    "purchases": ["supplier", "sku", "quantity", "ordered_at", "state"],
}
"""Profile -> headers of a list of another kind than orders."""


@pytest.mark.parametrize("blanks", ["", "\n\n", "separators"])
@pytest.mark.parametrize("name", LISTS)
def test_a_list_without_rows_loads_as_an_empty_one(tmp_path: Path, name: str, blanks: str) -> None:
    header = LISTS[name]
    paths = DeskPaths.of(tmp_path / "exports", tmp_path / "state")
    paths.exports.mkdir()
    below = f"{',' * (len(header) - 1)}\n" * 2 if blanks == "separators" else blanks
    (paths.exports / "list.csv").write_text(f"{','.join(header)}\n{below}")
    table = Table(header, [])
    containers: tuple[Container, ...] = ("xlsx", "xls", "html", "xml")
    for container in containers:
        style = Style(container=container)
        write_table(paths.exports / f"list.{container}", table, style, NOW)
    exports = load_once(paths, SETTINGS)
    assert {(one.state, one.profile, one.rejected) for one in exports} == {("loaded", name, 0)}
    assert {tuple(one.notes) for one in exports if one.state == "loaded"} == {("no_rows",)}
    assert len(exports) == 5


def test_an_empty_list_leaves_every_picture_as_it_was(tmp_path: Path) -> None:
    paths = DeskPaths.of(tmp_path / "exports", tmp_path / "state")
    paths.exports.mkdir()

    def known(desk: Desk) -> list[list[tuple[object, ...]]]:
        tables = ("stock_position", "product_rows", "supplier_rows")
        desk.catch_up()
        sql = "select columns(*)::varchar from {} order by all"
        return [desk.con.execute(sql.format(table)).fetchall() for table in tables]

    rows = {
        "stock": "A,5,Yiwu\nB,0,",
        "stock_list": "C,3",
        "products": "77,A,Mug,",
        "suppliers": "Wang,A,2.50",
        "purchases": "",
    }
    for place, (name, header) in enumerate(LISTS.items()):
        file = paths.exports / f"{name}.csv"
        file.write_text(f"{','.join(header)}\n{rows[name]}\n")
        os.utime(file, (NOW.timestamp() + place, NOW.timestamp() + place))
    load_once(paths, SETTINGS)
    running = open_desk(paths, SETTINGS)
    before = known(running)
    assert all(before)
    for place, (name, header) in enumerate(LISTS.items()):
        file = paths.exports / f"{name} of today.csv"
        file.write_text(f"{','.join(header)}\n{place * chr(10)}")
        os.utime(file, (NOW.timestamp() + 60 + place, NOW.timestamp() + 60 + place))
    assert {one.state for one in load_once(paths, SETTINGS)} == {"loaded"}
    fresh = open_desk(paths, SETTINGS)
    assert known(running) == known(fresh) == before
    running.close()
    fresh.close()
