"""`orderdeck act DIR withdraw FILE`, and how the list of files has it."""

import json
import os
import time
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
