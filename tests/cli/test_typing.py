"""Typing at the command line: a slip in a command's name, -h, click's own complaints, completion in shells."""

from collections.abc import Callable
from pathlib import Path

import pytest

from orderdeck.tui.cli.main import meant
from orderdeck.tui.i18n import use
from orderdeck.tui.terminal import exit_codes as exits

from .test_commands import orderdeck

Run = Callable[..., tuple[int, str, str]]


@pytest.mark.parametrize(
    ("word", "command"), [("queus", "queues"), ("laod", "load"), ("Sampel", "sample"), ("doctr", "doctor")]
)
def test_a_slip_in_a_command_is_answered_with_the_command(word: str, command: str) -> None:
    assert meant([word]) == command
    done = orderdeck(word, "/nowhere", "--json")
    assert (done.returncode, done.stdout) == (exits.USAGE, "")
    assert f"did you mean `orderdeck {command}`?" in done.stderr


def test_a_folder_is_never_taken_for_a_slip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("queus").mkdir()
    for words in (["queus"], ["exports"], ["./laod"], ["/tmp/laod"], ["load"], ["--help"], []):
        assert meant(words) == "", words


def test_h_is_help(run: Run) -> None:
    assert run("-h") == run("--help")
    assert run("queues", "-h") == run("queues", "--help")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["load"], "缺少参数 'DIR'"),
        (["load", ".", "--bogus"], "没有选项 '--bogus'"),
        (["completion", "tcsh"], "不在可选值之内"),
        (["sample", "x", "--orders", "0"], "'--orders' 的值有误"),
        (["queues", "x", "y"], "多余的参数"),
    ],
)
def test_a_wrong_command_line_is_told_in_chinese(
    run: Run, monkeypatch: pytest.MonkeyPatch, words: list[str], said: str
) -> None:
    monkeypatch.setenv("ORDERDECK_LANGUAGE", "zh")
    code, _out, err = run(*words)
    use("en")
    assert code == exits.USAGE
    assert said in err


def completions(line: str) -> list[str]:
    """What bash is told where the cursor stands at the end of `line`."""
    words = line.split(" ")
    environment = {
        "_ORDERDECK_COMPLETE": "bash_complete",
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(words) - 1),
    }
    return orderdeck(**environment).stdout.splitlines()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("orderdeck /tmp/x", ["dir,/tmp/x"]),
        ("orderdeck que", ["dir,que", "plain,queues"]),
        ("orderdeck load /tmp/x", ["dir,/tmp/x"]),
        ("orderdeck queues --desk /tmp/x", ["dir,/tmp/x"]),
        ("orderdeck sample x --layout k", ["plain,ko"]),
        ("orderdeck sample x --container xls", ["plain,xls", "plain,xlsx"]),
        ("orderdeck sample x --encoding gb", ["plain,gb18030"]),
        ("orderdeck sample x --marketplace etsy_i", ["plain,etsy_items"]),
        ("orderdeck profiles show etsy_i", ["plain,etsy_items"]),
        ("orderdeck profiles copy etsy_i", ["plain,etsy_items"]),
        ("orderdeck act DIR snoo", ["plain,snooze"]),
        ("orderdeck DIR --queue expr", ["plain,express"]),
    ],
)
def test_shells_complete_folders_and_names(line: str, told: list[str]) -> None:
    assert completions(line) == told
