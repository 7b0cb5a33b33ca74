"""Names that downloads, copying tools, offices and systems give to what is not, or not yet, an export."""

from pathlib import Path

import pytest

from orderdeck.data.base.folder.unfinished import CONTROL, is_downloading, is_passed_over

UNFINISHED = [
    "订单.xlsx.xltd", "订单.xlsx.xltd.cfg", "订单.xlsx.td", "订单.xlsx.td.cfg", "订单.csv.baiduyun.p.downloading",
    "订单.csv.baiduyun.downloading", "订单.csv.downloading", "orders.csv.qkdownload", "orders.csv.aria2", "o.csv.!ut",
    "o.csv.bc!", "O.CSV.!qB", "o.csv.fdmdownload", "o.csv.dtapart", "o.csv.part", "o.Ab12Cd34.csv.part",
    "o.csv.ocTransferId2471.part", "o.csv.crdownload", "o.csv.opdownload", "o.xlsx.download", "o.csv.3f2a1b.partial",
    "o.csv.filepart", "@eaDir", ".syncthing.o.csv.tmp", "~syncthing~o.csv.tmp", ".~o.csv", ".o.csv.icloud",
    "o.csv.icloud", "~$orders.xlsx", ".~lock.orders.ods#", ".orders.csv.Ab12Cd", "orders.csv~", "a.TMP", "a.lock",
    "Thumbs.db", "DESKTOP.INI", ".DS_Store", "o.csv.lftp-pget-status",
]  # fmt: skip

WHOLE = [
    "订单.xlsx", "orders.csv", "Order.all.20261101_20261115.xlsx", "download.csv", "downloading.csv", "part.csv",
    "orders.part1.csv", "orders (1).csv", "1~2.csv", "orders~2026.csv", "aria2.txt", "cfg.td.csv", "readme.md",
    "@orders.csv", "orders #7.csv", "$orders.xlsx",
]  # fmt: skip


@pytest.mark.parametrize("name", UNFINISHED)
def test_it_is_passed_over(name: str) -> None:
    assert is_passed_over(name)


@pytest.mark.parametrize("name", WHOLE)
def test_it_may_be_an_export(name: str) -> None:
    assert not is_passed_over(name)


@pytest.mark.parametrize("ending", CONTROL)
def test_a_control_file_beside_it_says_that_it_is_still_coming(tmp_path: Path, ending: str) -> None:
    file, control = tmp_path / "orders.csv", tmp_path / f"orders.csv{ending}"
    assert not is_downloading(file, 10)
    control.write_text("")
    assert is_passed_over(control.name)
    assert is_downloading(file, 10)
    assert not is_downloading(tmp_path / "other.csv", 10)


def test_an_empty_file_beside_its_half_download_holds_a_place(tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    (tmp_path / "orders.csv.part").write_text("x")
    assert is_downloading(file, 0)
    # An older file of that name that is being downloaded anew is whole until it is replaced.
    assert not is_downloading(file, 10)
