"""What shells complete: names that the package knows, and those that the desk on the line knows, which is only read."""

import csv
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.shell_completion import ShellComplete

from orderdeck.data.reports.exported.maps.files import example
from orderdeck.tui.cli.command_names import COMMANDS
from orderdeck.tui.cli.commands.root import root
from orderdeck.tui.terminal import exit_codes as exits
from tests.kinds import Run


def completed(*words: object) -> list[str]:
    """What the last of `words` may become."""
    *before, last = map(str, words)
    shell = ShellComplete(root, {}, "orderdeck", "_ORDERDECK_COMPLETE")
    return [item.value for item in shell.get_completions(before, last)]


@pytest.fixture
def folder(tmp_path: Path, run: Run) -> Path:
    """Ten orders in a file, and what li did."""
    folder = tmp_path / "exports"
    assert run("sample", folder, "--orders", 10, "--files", 1, "--marketplace", "aliexpress")[0] == exits.OK
    assert run("load", folder, "-q")[0] == exits.OK
    return folder


def some_order(run: Run, folder: Path, column: str = "order_id") -> str:
    lines = run("export", folder, "lines", "--all", "--format", "csv")[1].lstrip("\ufeff").splitlines()
    return next(row[column] for row in csv.DictReader(lines) if len(row[column]) > 4)


def test_every_option_is_completed() -> None:
    for name in COMMANDS:
        command = root.get_command(click.Context(root), name)
        assert command is not None
        if isinstance(command, click.Group):
            continue
        options = {
            one for p in command.params if isinstance(p, click.Option) for one in p.opts if "--" in one
        }
        assert options <= {*completed(name, "--")}, name


@pytest.mark.parametrize(
    ("words", "known"),
    [
        (("",), "config"),
        (("export", ".", "ship"), "shipments"),
        (("export", ".", "orders", "--format", "par"), "parquet"),
        (("export", ".", "orders", "--queue", "sto"), "stockouts"),
        (("export", ".", "shipments", "--marketplace", "eb"), "ebay"),
        (("config", ".", "sto"), "stock"),
        (("config", ".", "stock.al"), "stock.allot"),
        (("docs", "set"), "settings"),
        (("man", "lo"), "load"),
        (("act", ".", "take-next", "exp"), "express"),
        (("act", ".", "snooze", "1", "-d", "un"), "until="),
        (("journal", ".", "--kind", "hand"), "hand-over"),
        (("profiles", "new", "x.csv", "--zone", "Asia/Shang"), "Asia/Shanghai"),
        (("forget", ".", "--older-than", "9"), "90d"),
    ],
)
def test_names_are_completed(words: tuple[str, ...], known: str) -> None:
    assert known in completed(*words)


def test_what_the_desk_knows_is_completed_and_the_desk_only_read(run: Run, folder: Path) -> None:
    order, sku = some_order(run, folder), some_order(run, folder, "sku")
    file = next(one.name for one in folder.iterdir() if one.is_file())
    assert run("act", folder, "note", order, "-d", "text=x", "--as", "wang")[0] == exits.OK
    (folder / "new.csv").write_text("a,b\n1,2\n")
    before = {one: one.stat().st_mtime_ns for one in (folder / ".orderdeck").rglob("*")}
    assert order in completed("act", folder, "done", order[:5])
    assert completed("act", folder, "done", order[:1]) == []
    assert sku in completed("act", folder, "restock", sku[:2])
    assert file in completed("act", folder, "withdraw", "")
    assert "wang" in completed("queues", folder, "--as", "")
    assert "wang" in completed("journal", folder, "--operator", "w")
    assert sku in completed("journal", folder, "--sku", sku[:2])
    assert {one: one.stat().st_mtime_ns for one in (folder / ".orderdeck").rglob("*")} == before
    assert completed("export", folder, "--map", "") == []
    maps = folder / ".orderdeck" / "exports"
    maps.mkdir(0o700)
    (maps / "customs.toml").write_text(example("customs"), encoding="utf-8")
    (maps / "broken.toml").write_text("[[colu", encoding="utf-8")
    assert (
        completed("export", folder, "--map", "c") == completed("export", folder, "--map", "") == ["customs"]
    )


def test_a_shell_is_told_nothing_else(folder: Path) -> None:
    """As a process of its own: what DuckDB says at the end of one would stand amid the line."""
    words = f"orderdeck act {folder} withdraw "
    done = subprocess.run(
        [sys.executable, "-m", "orderdeck"],
        env={**os.environ, "_ORDERDECK_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": "4"},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert (done.stderr, done.stdout.splitlines()) == (
        "",
        [f"plain,{one.name}" for one in sorted(folder.iterdir()) if one.is_file()],
    )


def test_nothing_is_said_where_nothing_can_be_known(
    run: Run, folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    state = folder / ".orderdeck"
    state.chmod(0o777)  # anybody may have put there what they like
    assert completed("queues", folder, "--as", "") == []
    assert completed("export", folder, "--map", "") == []
    state.chmod(0o700)
    (state / "ledger.sqlite").write_bytes(b"no database")
    assert completed("act", folder, "withdraw", "") == []
    assert completed("act", folder / "nowhere", "done", "30") == []
    assert capfd.readouterr() == ("", "")
