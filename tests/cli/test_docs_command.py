"""`orderdeck docs`: every document is there, by name, in the language spoken, wherever orderdeck is installed."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pexpect
import pytest

from orderdeck.data.base.paths import user_settings
from orderdeck.tui.terminal import exit_codes as exits
from orderdeck.widgets.cells import cell_len

Run = Callable[..., tuple[int, str, str]]
DOCS = Path(__file__).parents[2] / "docs"
ONLY_ENGLISH = sorted(
    {file.stem for file in DOCS.glob("*.md")} - {file.stem for file in DOCS.glob("zh/*.md")}
)


@pytest.fixture(params=["option", "environment", "settings"])
def chinese(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> tuple[str, ...]:
    """Chinese is asked for in one of the three ways; the words that the command needs for it."""
    if request.param == "option":
        return ("--language", "zh")
    if request.param == "environment":
        monkeypatch.setenv("ORDERDECK_LANGUAGE", "zh")
        return ()
    user_settings().parent.mkdir(parents=True, exist_ok=True)
    user_settings().write_text('[look]\nlanguage = "zh"\n', encoding="utf-8")
    return ()


def test_all_pages_are_listed_with_their_titles(run: Run) -> None:
    code, out, _err = run("docs")
    assert code == exits.OK
    listed = dict(line.split(None, 1) for line in out.splitlines())
    assert listed.keys() == {file.stem for file in DOCS.glob("*.md")}
    assert listed["stockouts"] == "Stock-outs"


def test_titles_are_in_the_language_spoken(run: Run, chinese: tuple[str, ...]) -> None:
    code, out, _err = run("docs", *chinese)
    assert code == exits.OK
    listed = dict(line.split(None, 1) for line in out.splitlines())
    assert listed.keys() == {file.stem for file in DOCS.glob("*.md")}
    assert listed["stockouts"] == "缺货"
    assert {name for name, title in listed.items() if "（英文）" in title} == set(ONLY_ENGLISH)


def test_a_page_is_printed_as_it_is(run: Run) -> None:
    for asked in ("stockouts", "stockouts.md"):
        code, out, _err = run("docs", asked)
        assert (code, out) == (exits.OK, (DOCS / "stockouts.md").read_text(encoding="utf-8"))


def test_the_page_of_the_language_spoken_is_shown(run: Run, chinese: tuple[str, ...]) -> None:
    code, out, err = run("docs", "stockouts", *chinese)
    assert (code, out) == (exits.OK, (DOCS / "zh" / "stockouts.md").read_text(encoding="utf-8"))
    assert err == ""


def test_where_there_is_none_the_english_one_is_shown_and_that_is_said(
    run: Run, chinese: tuple[str, ...]
) -> None:
    code, out, err = run("docs", ONLY_ENGLISH[0], *chinese)
    assert (code, out) == (exits.OK, (DOCS / f"{ONLY_ENGLISH[0]}.md").read_text(encoding="utf-8"))
    assert "英文" in err


def test_english_is_shown_to_those_who_ask_for_it(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORDERDECK_LANGUAGE", "zh")
    _code, out, err = run("docs", "stockouts", "--language", "en")
    assert (out.splitlines()[0], err) == ("# Stock-outs", "")


def test_settings_that_cannot_be_read_are_no_reason_to_show_nothing(run: Run) -> None:
    user_settings().parent.mkdir(parents=True, exist_ok=True)
    user_settings().write_text("[look\n", encoding="utf-8")
    assert run("docs", "settings")[0] == exits.OK


def test_a_page_that_is_not_there_names_the_nearest(run: Run) -> None:
    code, _out, err = run("docs", "stokouts")
    assert code == exits.USAGE
    assert "stockouts" in err


@pytest.mark.parametrize("page", ["stockouts", "figures"])
def test_in_a_terminal_no_text_is_wider_than_it(page: str) -> None:
    child = pexpect.spawn(
        sys.executable, ["-m", "orderdeck", "docs", page, "--language", "zh"],
        dimensions=(24, 70), encoding="utf-8", timeout=60, env={**os.environ, "PAGER": "cat", "TERM": "xterm"},
    )  # fmt: skip
    child.expect(pexpect.EOF)
    lines = str(child.before).splitlines()
    assert lines[0] == {"stockouts": "# 缺货", "figures": "这篇文档还没有中文版，以下是英文。"}[page]
    assert not any(line.startswith("|") for line in lines)
    assert max(cell_len(line) for line in lines if not line.startswith("    ")) <= 70
