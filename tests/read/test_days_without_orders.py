"""A header with nothing below is a day without orders, and loads as such in every container."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from whole_files import read

from data.loader import load_once
from data.paths import DeskPaths
from data.sample import Style, World, write_export
from data.sample.marketplaces.folder import LAYOUTS
from data.sample.marketplaces.write import write_marketplace
from data.sample.style import CONTAINERS
from data.settings import Folder, Settings

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
SETTINGS = Settings(folder=Folder(settle_seconds=0.05))


@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize("title", [False, True])
def test_a_header_alone_is_read_in_every_container(tmp_path: Path, container: str, title: bool) -> None:
    style = Style(container=container, title_row=title)  # type: ignore[arg-type]
    path = write_export(tmp_path / "orders", [], style=style, at=NOW)
    assert read(path, settled=False)[:3] == ("", {}, {})


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_header_alone_is_read_in_every_layout(tmp_path: Path, name: str) -> None:
    path = write_marketplace(tmp_path / "orders", [], LAYOUTS[name], at=NOW, numbers={})
    assert read(path).reason == ""


def test_it_counts_as_loaded_without_orders(tmp_path: Path) -> None:
    paths = DeskPaths.of(tmp_path / "exports", tmp_path / "state")
    paths.exports.mkdir()
    for place, container in enumerate(("csv", "xlsx", "html")):
        style = Style(container=container, title_row=place == 1)  # type: ignore[arg-type]
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
    from tui.commands.load import command

    folder = tmp_path / "exports"
    folder.mkdir()
    write_export(folder / "orders.csv", [], style=Style(container="csv"), at=NOW)
    result = CliRunner().invoke(command, [str(folder)])
    assert result.exit_code == 0, result.output


def test_a_list_of_stock_without_rows_says_nothing(tmp_path: Path) -> None:
    path = tmp_path / "stock.csv"
    path.write_text("SKU,可用库存,仓库\n")
    assert read(path).reason == "no_rows"
