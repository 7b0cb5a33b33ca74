"""From the command line to the first paint: settings, environment, what is said before the start."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.base.paths import DeskPaths, user_settings
from orderdeck.tui.cli.launch import looks_of, prepare_environment, run, settings_files
from orderdeck.tui.service.options import Looks, Start
from orderdeck.tui.terminal import exit_codes as exits
from orderdeck.tui.terminal.themes import choose, known_themes


def test_looks_have_the_defaults_of_the_settings() -> None:
    settings = Settings()
    assert looks_of(Start(Path()), settings) == Looks() == looks_of(Start(Path()), None)


def test_settings_are_looked_for_where_they_are_read(tmp_path: Path) -> None:
    assert settings_files(Start(tmp_path)) == (user_settings(), DeskPaths.of(tmp_path).settings)
    elsewhere = Start(tmp_path, state=tmp_path / "state")
    assert settings_files(elsewhere)[1] == DeskPaths.of(tmp_path, tmp_path / "state").settings


def test_the_command_line_goes_over_the_settings() -> None:
    settings = Settings()
    settings.look.language, settings.look.mouse = "zh", True
    assert looks_of(Start(Path(), language="en", mouse=False), settings).language == "en"
    assert looks_of(Start(Path(), mouse=False), settings).mouse is False
    assert looks_of(Start(Path()), settings).language == "zh"


def test_over_ssh_escape_waits_longer_and_nothing_moves_by_itself() -> None:
    environment = {"SSH_CONNECTION": "1.2.3.4 5 6.7.8.9 22"}
    prepare_environment(environment)
    assert environment["ESCDELAY"] == "300"
    assert environment["TEXTUAL_ANIMATIONS"] == "none"
    local: dict[str, str] = {}
    prepare_environment(local)
    assert "ESCDELAY" not in local
    own = {"SSH_CONNECTION": "x", "ESCDELAY": "50"}
    prepare_environment(own)
    assert own["ESCDELAY"] == "50"


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ('[look]\nzone = "Mars/Base"\n', "Mars/Base"),
        ('[look]\ntheme = "ansi-drak"\n', "did you mean `ansi-dark`?"),
        ("[look\n", "orderdeck.toml"),
        ('[look]\nlanguage = "fr"\n', "look.language"),
    ],
)
def test_wrong_settings_are_named_and_nothing_starts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], settings: str, said: str
) -> None:
    state = tmp_path / ".orderdeck"
    state.mkdir()
    (state / "orderdeck.toml").write_text(settings, encoding="utf-8")
    assert run(Start(tmp_path)) == exits.USAGE
    assert said in capsys.readouterr().err


def test_without_a_terminal_it_says_so(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "orderdeck", str(tmp_path)], stdin=subprocess.DEVNULL, capture_output=True, text=True,
        env={**os.environ, "ORDERDECK_LANGUAGE": "en"}, check=False,
    )  # fmt: skip
    assert done.returncode == exits.USAGE
    assert done.stderr == "orderdeck: The deck needs a terminal; for scripts there is `orderdeck queues`.\n"
    assert done.stdout == ""


def test_a_name_that_would_break_the_screen_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(Start(tmp_path, operator="a\x1b[2J")) == exits.USAGE
    assert "--as" in capsys.readouterr().err


def test_the_theme_follows_setting_environment_and_background() -> None:
    assert choose("nord", {"TEXTUAL_THEME": "gruvbox"}) == "nord"
    assert choose("auto", {"TEXTUAL_THEME": "gruvbox"}) == "gruvbox"
    assert choose("auto", {"COLORFGBG": "0;15"}) == "ansi-light"
    assert choose("auto", {}) == "ansi-dark"
    assert "ansi-dark" in known_themes()


@pytest.mark.parametrize(
    ("module", "heavy"),
    [
        ("tui.cli.launch", {"polars", "duckdb", "textual", "click"}),
        ("tui.deck.app", {"polars", "duckdb", "babel", "jinja2", "tomlkit"}),  # what paints first
        # What a loader imports before its reader has anything for it.
        (
            "data.intake.intake, orderdeck.data.exports.apart.reader, orderdeck.data.intake.rebuild.by_itself",
            {"polars", "duckdb", "lxml"},
        ),
    ],
)
def test_starting_imports_neither_polars_nor_duckdb(module: str, heavy: set[str]) -> None:
    import subprocess

    script = f"import sys, orderdeck.{module}\nprint(sorted({heavy} & set(sys.modules)))"
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=root
    )
    assert done.stdout.strip() == "[]"
