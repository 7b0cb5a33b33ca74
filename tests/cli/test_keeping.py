"""doctor, backup, restore and forget from the command line."""

import json
import os
import time
from pathlib import Path

import pytest

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.ledger import Ledger
from orderdeck.tui.cli.commands import run_command
from orderdeck.tui.i18n import use

HEADER = "订单号,订单状态,收货人名称,详细地址,商品信息,订单金额\n"
LINE = "3031270000000001,交易完成,Maria Silva,Rua 1,【1】 Lantern (商家编码:A1) (数量:1 piece),US $12.50\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    use("en")
    folder = tmp_path / "exports"
    folder.mkdir()
    file = folder / "orders.csv"
    file.write_text(HEADER + LINE, encoding="utf-8-sig")
    old = time.time() - 400 * 86_400
    os.utime(file, (old, old))
    assert run_command(["load", str(folder)]) == 0
    return folder


def test_a_sound_desk_is_said_to_be_sound(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["doctor", str(folder)]) == 0
    assert "Everything is as it was written." in capsys.readouterr().out


def test_doctor_names_a_damaged_part_and_repairs_it(
    folder: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    file = next(DeskPaths.of(folder).parts.glob("*/orders.parquet"))
    file.write_bytes(file.read_bytes()[:-5])
    assert run_command(["doctor", str(folder)]) == 1
    said = capfdbinary.readouterr().out
    assert b"is damaged: orders.parquet" in said
    assert b"--repair" in said
    assert run_command(["doctor", str(folder), "--repair", "--json"]) == 0
    found = json.loads(capfdbinary.readouterr().out)["findings"]
    assert [one["code"] for one in found] == ["part_damaged", "export_rebuilt"]
    assert all(one["mended"] for one in found)
    assert run_command(["doctor", str(folder)]) == 0


def test_doctor_says_what_to_do_about_an_export_that_looks_wrong(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = folder / "orders 20990101.csv"
    file.write_text(HEADER + LINE.replace("交易完成", "等待您发货"), encoding="utf-8-sig")
    assert run_command(["load", str(folder)]) == 0
    capsys.readouterr()
    assert run_command(["doctor", str(folder)]) == 0, "nothing is damaged"
    said = capsys.readouterr().out
    assert "Everything is as it was written." in said
    assert "orders 20990101.csv: dated 2099-01-01" in said or "orders 20990101.csv: dated 2098-12-31" in said
    assert f"orderdeck act {folder} withdraw 'orders 20990101.csv'" in said
    assert run_command(["doctor", str(folder), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["findings"] == []
    [one] = told["suspects"]
    assert (one["code"], one["name"], one["withdraw"]) == ("ahead", file.name, file.name)
    assert one["taken_at"] <= one["arrived_at"] < one["claimed_at"]
    with monkeypatch.context() as chinese:
        chinese.setenv("ORDERDECK_LANGUAGE", "zh")
        assert run_command(["doctor", str(folder)]) == 0
        assert "看起来不对的文件" in capsys.readouterr().out
    # What it says to do is what can be done.
    assert run_command(["act", str(folder), "withdraw", one["withdraw"]]) == 0
    capsys.readouterr()
    assert run_command(["doctor", str(folder), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "findings": [],
        "suspects": [],
        "sources": [],
        "elsewhere": [],
    }


def test_a_backup_is_restored_elsewhere(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    assert run_command(["backup", str(folder), str(tmp_path / "b")]) == 0
    assert run_command(["backup", str(folder), str(tmp_path / "b")]) == 3
    assert run_command(["restore", str(tmp_path / "b"), str(tmp_path / "new")]) == 0
    with Ledger.open(DeskPaths.of(tmp_path / "new")) as ledger:
        assert [export.name for export in ledger.exports()] == ["orders.csv"]
    assert run_command(["restore", str(tmp_path / "b"), str(folder)]) == 3


def test_forget_says_what_it_did(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run_command(["forget", str(folder), "--older-than", "soon"]) == 2
    assert run_command(["forget", str(folder), "--older-than", "52w"]) == 0
    said = capsys.readouterr().out
    assert "Orders that were forgotten: 1." in said
    assert "yours to delete: 1." in said


def test_a_deck_that_is_open_is_in_the_way(folder: Path) -> None:
    with Ledger.open(DeskPaths.of(folder)):
        assert run_command(["forget", str(folder), "--older-than", "52w"]) == 4


def test_where_there_is_no_desk_it_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["doctor", str(tmp_path)], ["forget", str(tmp_path), "--older-than", "1d"]):
        assert run_command(words) == 3
        assert "no desk" in capsys.readouterr().err
