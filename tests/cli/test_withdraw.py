"""`orderdeck act DIR withdraw FILE`, and how the list of files has it."""

import json
import os
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from orderdeck.tui.terminal import exit_codes as exits

Run = Callable[..., tuple[int, str, str]]
HEAD = "shop,order_id,status,placed_at,sku,quantity\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An order to ship, and a newer file that says it is finished."""
    for hours, name, status in ((2, "good.csv", "to_ship"), (1, "bad.csv", "finished")):
        file = tmp_path / name
        file.write_text(f"{HEAD}S,N1,{status},2026-06-01T10:00:00Z,SKU1,1\n")
        when = time.time() - hours * 3600
        os.utime(file, (when, when))
    return tmp_path


def files(run: Run, folder: Path) -> dict[str, dict[str, Any]]:
    return {file["name"]: file for file in json.loads(run("intake", folder, "--json")[1])["files"]}


def count(run: Run, folder: Path) -> int:
    queues = json.loads(run("queues", folder, "--json")[1])["queues"]
    return sum(queue["count"] for queue in queues)


def test_a_file_is_withdrawn_by_its_number_and_comes_back(run: Run, folder: Path) -> None:
    assert count(run, folder) == 0
    number = files(run, folder)["bad.csv"]["number"]
    code, out, _err = run("act", folder, "withdraw", number, "--as", "li")
    assert (code, out.strip()) == (exits.OK, "bad.csv: export withdrawn")
    assert count(run, folder) == 1
    assert files(run, folder)["bad.csv"]["withdrawn"] is True
    assert files(run, folder)["good.csv"]["withdrawn"] is False
    listed = run("intake", folder)[1]
    assert any("withdrawn" in line and "bad.csv" in line for line in listed.splitlines())
    code, _out, err = run("act", folder, "withdraw", "bad.csv", "--as", "li")
    assert (code, "it is withdrawn already" in err) == (exits.REFUSED, True)
    assert run("act", folder, "undo", "--as", "li")[0] == exits.OK
    assert count(run, folder) == 0


def test_what_can_not_be_withdrawn_says_why(run: Run, folder: Path) -> None:
    (folder / "odd.csv").write_text("song,singer\n1,2\n")
    assert "was refused and never loaded" in run("act", folder, "withdraw", "odd.csv", "--as", "li")[2]
    assert "no such file has arrived" in run("act", folder, "withdraw", "nope.csv", "--as", "li")[2]
    assert run("act", folder, "withdraw", "--as", "li")[0] == exits.USAGE


def test_the_list_says_where_a_file_claimed_to_be_of_a_time_to_come(run: Run, folder: Path) -> None:
    file = folder / "orders_2035-01-01.csv"
    file.write_text(f"{HEAD}S,N2,to_ship,2026-06-01T10:00:00Z,SKU1,1\n")
    line = next(one for one in run("intake", folder)[1].splitlines() if file.name in one)
    assert "claims to be of 2035-01-01" in line
    told = files(run, folder)[file.name]
    assert told["taken_at"] < "2035"
    assert told["notes"] == ["ahead|2035-01-01"]


def zipped(folder: Path, name: str, **members: str) -> Path:
    file = folder / name
    file.parent.mkdir(exist_ok=True)
    with zipfile.ZipFile(file, "w") as archive:
        for member, orders in members.items():
            rows = (f"S,{one},to_ship,2026-06-01T10:00:00Z,SKU1,1\n" for one in orders.split())
            archive.writestr(f"{member}.csv", HEAD + "".join(rows))
    return file


def test_an_archive_is_withdrawn_whole_in_one_act_and_undone_in_one(run: Run, tmp_path: Path) -> None:
    zipped(tmp_path, "all.zip", one="Z1 Z2", two="Z3", three="Z4")
    zipped(tmp_path, "shop/other.zip", one="Y1")
    (tmp_path / "shop" / "plain.csv").write_text(f"{HEAD}S,P1,to_ship,2026-06-01T10:00:00Z,SKU1,1\n")
    assert count(run, tmp_path) == 6
    assert run("act", tmp_path, "withdraw", "all.zip/two.csv", "--as", "li")[0] == exits.OK
    code, out, _err = run("act", tmp_path, "withdraw", "all.zip", "--as", "li")
    assert (code, sorted(out.splitlines())) == (
        exits.OK,
        ["all.zip/one.csv: export withdrawn", "all.zip/three.csv: export withdrawn"],
    )
    assert count(run, tmp_path) == 2
    code, _out, err = run("act", tmp_path, "withdraw", "all.zip", "--as", "li")
    assert (code, "it is withdrawn already" in err) == (exits.REFUSED, True)
    assert run("act", tmp_path, "undo", "--as", "li")[0] == exits.OK
    assert count(run, tmp_path) == 5, "the one that was withdrawn by itself stays so"
    assert run("act", tmp_path, "redo", "--as", "li")[0] == exits.OK
    assert count(run, tmp_path) == 2
    assert run("act", tmp_path, "withdraw", "other.zip", "--as", "li")[0] == exits.OK
    assert count(run, tmp_path) == 1
    code, _out, err = run("act", tmp_path, "withdraw", "shop", "--as", "li")
    assert (code, "no such file has arrived" in err) == (exits.REFUSED, True), "a folder is no archive"
    (tmp_path / "all.zip").unlink()
    assert run("act", tmp_path, "undo", "--as", "li")[0] == exits.OK
    assert run("act", tmp_path, "undo", "--as", "li")[0] == exits.OK
    assert count(run, tmp_path) == 5
    assert run("act", tmp_path, "withdraw", "all.zip", "--as", "li")[0] == exits.OK, (
        "it may be gone from the folder"
    )
    assert count(run, tmp_path) == 2
