"""`orderdeck info`: what a report of a fault needs, and nothing personal."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.tui.cli.commands.about import facts
from orderdeck.tui.service.operator_name import login
from orderdeck.tui.terminal import exit_codes as exits
from tests.kinds import Run


@pytest.fixture
def exports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of exports in the home of its user."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    folder = tmp_path / "orders"
    (folder / ".orderdeck").mkdir(parents=True)
    return folder


def told(run: Run, *words: object) -> dict[str, dict[str, Any]]:
    code, out, _err = run("info", *words, "--json")
    assert code == exits.OK
    found: dict[str, dict[str, Any]] = json.loads(out)
    return found


def test_versions_limits_and_folder_are_told_and_the_home_is_not(run: Run, exports: Path) -> None:
    found = told(run, exports)
    assert {"orderdeck", "python", "textual", "duckdb", "polars", "watchfiles"} <= {*found["program"]}
    assert found["folder"]["exports"] == "~/orders"
    assert found["folder"]["desk_writable"] is True
    assert (found["folder"]["followed_by"], found["folder"]["followed_why"]) == ("inotify", None)
    code, out, _err = run("info", exports)
    assert code == exits.OK
    assert os.environ["HOME"] not in out
    assert "program.duckdb" in out
    assert [*told(run)] == ["program", "terminal", "limits"]


def test_why_a_folder_is_looked_through(run: Run, exports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (exports / ".orderdeck" / "orderdeck.toml").write_text('[folder]\npolling = "always"\n', encoding="utf-8")
    found = told(run, exports)["folder"]
    assert (found["followed_by"], found["followed_why"]) == ("polling", "setting")
    (exports / ".orderdeck" / "orderdeck.toml").unlink()
    monkeypatch.setattr("orderdeck.data.intake.folder.watch.is_network", lambda _folder: True)
    found = told(run, exports)["folder"]
    assert (found["followed_by"], found["followed_why"]) == ("polling", "polling_network")


def test_settings_that_cannot_be_used_do_not_keep_it_from_telling(run: Run, exports: Path) -> None:
    (exports / ".orderdeck" / "orderdeck.toml").write_text("[look]\nthema = 1\n", encoding="utf-8")
    code, out, err = run("info", exports)
    assert code == exits.OK
    assert "program.orderdeck" in out
    assert "thema" in err


def test_a_desk_that_cannot_be_written_to(exports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_args, **_named: False)  # root may always
    assert facts.folder(DeskPaths.of(exports), Settings())["desk_writable"] is False


def test_terminal_is_told_as_the_deck_would_use_it(
    run: Run, monkeypatch: pytest.MonkeyPatch, exports: Path
) -> None:
    for name in ("TMUX", "STY", "COLORTERM", "NO_COLOR", "COLORFGBG", "TEXTUAL_THEME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    found = told(run)["terminal"]
    assert (found["colours"], found["clipboard"], found["theme"]) == ("256", "osc52", "ansi-dark")
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setenv("TMUX", "/tmp/x,1,0")
    monkeypatch.setenv("COLORFGBG", "0;15")
    found = told(run)["terminal"]
    assert (found["colours"], found["clipboard"]) == ("truecolor", "tmux, else osc52")
    assert found["theme"] == "ansi-light"
    monkeypatch.setenv("TERM", "evil\x1b]52;c;eA==\x07")
    assert "\x1b" not in run("info")[1]


def test_the_name_of_the_account_is_in_no_path(monkeypatch: pytest.MonkeyPatch, exports: Path) -> None:
    monkeypatch.setattr(facts, "login", lambda: "wangfang")
    assert facts.shortened(Path("/media/wangfang/usb")) == "/media/USER/usb"
    assert facts.shortened(Path("/media/wangfang2/usb")) == "/media/wangfang2/usb"
    assert facts.shortened(exports) == "~/orders"
    assert login()


def test_a_folder_that_is_not_there_is_3(run: Run, tmp_path: Path) -> None:
    assert run("info", tmp_path / "no")[0] == exits.DESK
