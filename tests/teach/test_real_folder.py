"""A year's daily files of a real wholesaler, which no profile knows: taught once, then all of them load."""

import csv
import shutil
from pathlib import Path

import pytest

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.exports.profile.files import load_profiles
from orderdeck.data.exports.profile.records import Profile
from orderdeck.data.exports.recognise import Refusal, recognise
from orderdeck.data.exports.teach.guess.propose import propose
from orderdeck.data.exports.teach.preview import preview
from orderdeck.data.exports.teach.save import save
from orderdeck.data.intake.loop import load_once


@pytest.fixture
def folder(real_exports: Path, tmp_path: Path) -> Path:
    files = sorted((real_exports / "online-retail-uci" / "by-day").glob("*.csv"))
    if not files:
        pytest.skip("the real exports are not here")
    desk = tmp_path / "desk"
    desk.mkdir()
    for file in files:
        shutil.copy(file, desk)
    return desk


def test_the_daily_files_are_taught_and_load_whole(folder: Path, profiles: tuple[Profile, ...]) -> None:
    paths = DeskPaths.of(folder)
    files = sorted(folder.glob("*.csv"))
    assert isinstance(recognise(files[0], profiles), Refusal)

    proposal = propose(files[0], profiles)
    assert not isinstance(proposal, Refusal)
    assert {column.header: column.field for column in proposal.columns} == {
        "InvoiceNo": "order_id",
        "StockCode": "sku",
        "Description": "item_title",
        "Quantity": "quantity",
        "InvoiceDate": "placed_at",
        "UnitPrice": "unit_price",
        "CustomerID": "buyer",
        "Country": "country",
    }
    assert proposal.row_shape == "item"
    # A wholesaler's books say nothing of what was sent: that all of it waits to be sent has to be said by somebody.
    assert [doubt.code for doubt in preview(proposal).essential] == ["zone_unknown", "no_status"]
    assert proposal.zone_hint == "Europe/London"
    proposal.zone, proposal.currency = "Europe/London", "GBP"
    proposal.chosen.add("otherwise")
    assert preview(proposal).essential == ()
    save(proposal, paths, "online_retail")

    exports = load_once(paths, Settings())
    counted = [_counted(file) for file in files]
    assert {export.state for export in exports} == {"loaded"}
    assert [(export.orders, export.lines, export.rejected) for export in exports] == counted
    assert {profile.name for profile in load_profiles(paths)} >= {"online_retail"}


def _counted(file: Path) -> tuple[int, int, int]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return len({row["InvoiceNo"] for row in rows}), len(rows), 0


def test_cancellations_and_returns_are_loaded_as_cancelled(
    folder: Path, profiles: tuple[Profile, ...]
) -> None:
    proposal = propose(sorted(folder.glob("*.csv"))[0], profiles)
    assert not isinstance(proposal, Refusal)
    proposal.zone = "Europe/London"
    orders = preview(proposal).main
    cancelled = orders.filter(orders["order_id"].str.starts_with("C"))
    assert cancelled.height > 0
    assert set(cancelled["status"]) == {"cancelled"}
