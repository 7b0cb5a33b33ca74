"""Manual pages: of every command, with all its options, and sound to the tools that show them."""

import re
import shutil
import subprocess
from pathlib import Path

import click
import pytest

from orderdeck.tui.cli.command_names import COMMANDS
from orderdeck.tui.cli.commands.about.manual import escaped, quoted
from orderdeck.tui.cli.commands.root import root
from orderdeck.tui.terminal import exit_codes as exits
from tests.kinds import Run


@pytest.fixture(params=["en", "zh"])
def pages(request: pytest.FixtureRequest, run: Run, tmp_path: Path) -> dict[str, str]:
    """Name of each page -> its text."""
    code, out, _err = run("man", "--out", tmp_path / "man1", "--language", request.param)
    assert code == exits.OK
    files = [Path(line) for line in out.splitlines()]
    assert sorted(files) == sorted((tmp_path / "man1").iterdir())
    return {file.stem: file.read_text(encoding="utf-8") for file in files}


def shown(text: str, *words: str) -> str:
    """What groff makes of it, without its bold, and nothing complained of."""
    if not shutil.which("groff"):
        pytest.skip("groff is not installed")
    done = subprocess.run(
        ["groff", "-k", "-man", "-Tutf8", "-ww", "-P-c", "-rLL=500n", *words],
        input=text, capture_output=True, text=True, encoding="utf-8", check=True, timeout=30,
    )  # fmt: skip
    assert done.stderr == ""
    return re.sub(r".\x08", "", done.stdout)


def test_every_command_has_a_page_with_all_its_options(pages: dict[str, str]) -> None:
    assert {f"orderdeck-{name}" for name in COMMANDS} <= {*pages}
    assert {"orderdeck", "orderdeck-profiles-list"} <= {*pages}
    read = shown("".join(pages.values()))
    for name in COMMANDS:
        command = root.get_command(click.Context(root), name)
        assert command is not None
        page = shown(pages[f"orderdeck-{name}"])
        assert f"orderdeck-{name}" in read
        for option in command.params:
            for one in (*option.opts, *option.secondary_opts) if isinstance(option, click.Option) else ():
                assert one in page, (name, one)


def test_no_tool_complains(pages: dict[str, str], tmp_path: Path) -> None:
    for name, text in pages.items():
        shown(text)
        if shutil.which("lexgrog"):  # what `man -k` goes by
            (tmp_path / f"{name}.1").write_text(text, encoding="utf-8")
            told = subprocess.run(
                ["lexgrog", "-E", "UTF-8", tmp_path / f"{name}.1"],
                capture_output=True,
                text=True,
                check=False,
            )
            assert f"{name} - " in told.stdout, (name, told.stdout, told.stderr)
        if shutil.which("mandoc"):
            subprocess.run(["mandoc", "-T", "lint", "-W", "error"], input=text, text=True, check=True)


@pytest.mark.parametrize(
    "text", [".SH x", "'br", r"a\fB \(dq \e", "--a-b ~^`'\"", ".", "''", r"\*(x \n[y] \$1", "订单 -1"]
)
def test_text_of_any_kind_is_shown_as_it_is(text: str) -> None:
    assert shown(f".TH X 1\n.SH N\n{escaped(text)}\n").splitlines()[5].strip() == text
    assert text in shown(f".TH X 1\n.SH {quoted(text)}\nx\n")


def test_one_page_is_printed(run: Run) -> None:
    assert run("man", "load")[1].startswith('.TH "ORDERDECK\\-LOAD" 1')
    assert "profiles copy" in run("man", "profiles", "copy")[1]
    code, out, err = run("man", "lod")
    assert (code, out) == (exits.USAGE, "")
    assert "did you mean `load`?" in err


def test_the_day_is_who_packages_says(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ' 1 "" ' in run("man")[1].splitlines()[0]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    assert r"2026\-01\-01" in run("man")[1].splitlines()[0]
