"""What scripts are told of files that are in the folder and not on the desk yet."""

import errno
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from orderdeck.data.sample import Style, World, write_export

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One whole export, and half of a workbook that has just been written."""
    write_export(tmp_path / "whole.csv", World(1, NOW, orders=5).orders_at(NOW), style=Style(), at=NOW)
    whole = write_export(
        tmp_path / "cut.xlsx", World(2, NOW, orders=5).orders_at(NOW), style=Style(container="xlsx"), at=NOW
    )
    whole.write_bytes(whole.read_bytes()[:3000])
    return tmp_path


@pytest.fixture
def stale(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Files whose server doesn't answer: `whole.csv`."""
    names = {"whole.csv"}
    resolves = Path.resolve

    def failing(path: Path, strict: bool = False) -> Path:
        if path.name in names:
            raise OSError(errno.ESTALE, "Stale file handle")
        return resolves(path, strict=strict)

    monkeypatch.setattr(Path, "resolve", failing)
    return names


def test_a_file_still_arriving_is_told_and_no_failure(run: Run, folder: Path) -> None:
    code, out, err = run("load", folder)
    assert (code, err) == (0, "")
    assert "1 file loaded, 5 orders, 1 file still arriving" in out
    assert "cut off or damaged" in next(line for line in out.splitlines() if "cut.xlsx" in line)
    code, out, _ = run("load", folder)
    assert (code, out.splitlines()[-1]) == (0, "1 file still arriving.")
    code, out, _ = run("intake", folder, "--json")
    told = json.loads(out)
    assert [one["name"] for one in told["files"]] == ["whole.csv"]
    [waiting] = told["waiting"]
    assert (waiting["name"], waiting["state"], waiting["reason_code"]) == ("cut.xlsx", "arriving", "torn")
    assert waiting["reason"].startswith("cut off or damaged")
    assert datetime.fromisoformat(waiting["since"]).tzinfo == UTC
    assert waiting["again"] is None


def test_other_commands_say_on_standard_error_what_is_left_out(run: Run, folder: Path) -> None:
    code, out, err = run("queues", folder, "--json")
    assert code == 0
    assert json.loads(out)["queues"]
    assert err.startswith("orderdeck: cut.xlsx is still arriving: cut off or damaged")


def test_a_file_that_cannot_be_read_now_is_put_off_and_load_says_so(
    run: Run, folder: Path, stale: set[str]
) -> None:
    (folder / "cut.xlsx").unlink()
    code, out, _ = run("load", folder)
    assert code == 1
    assert out.splitlines()[-1] == "1 file can't be read now."
    code, out, _ = run("load", folder, "--json")
    assert code == 1
    told = json.loads(out)
    assert told["files"] == []
    [waiting] = told["waiting"]
    assert (waiting["state"], waiting["reason_code"]) == ("later", "unreachable")
    assert waiting["detail"] == "Stale file handle"
    code, out, _ = run("intake", folder)
    assert code == 0
    assert "its disk or server doesn't answer" in out
    stale.clear()
    code, out, _ = run("load", folder)
    assert (code, out.splitlines()[-1]) == (0, "1 file loaded, 5 orders")
