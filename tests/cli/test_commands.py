"""The subcommands by their output and exit codes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from orderdeck import __version__
from orderdeck.tui.cli.command_names import COMMANDS
from orderdeck.tui.cli.commands import run_command
from orderdeck.tui.cli.commands.root import root
from orderdeck.tui.cli.main import plain_folder
from orderdeck.tui.terminal import exit_codes as exits
from tests.kinds import Run

ROOT = Path(__file__).parents[2]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """Run a command line in this process; gives exit code, standard output, standard error."""

    def call(*words: object) -> tuple[int, str, str]:
        code = run_command([str(word) for word in words])
        out, err = capfd.readouterr()
        return code, out, err

    return call


def orderdeck(*words: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "orderdeck", *map(str, words)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        cwd=ROOT,
        timeout=60,
        env={**os.environ, **environment},
    )


def test_help_names_every_command_in_both_languages(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    code, out, _err = run("--help")
    assert code == exits.OK
    assert all(f"  {command}" in out for command in COMMANDS)
    assert "orderdeck demo" in out
    monkeypatch.setenv("ORDERDECK_LANGUAGE", "zh")
    code, out, _err = run("--help")
    assert "用法" in out
    assert "速卖通" in out


def test_every_command_has_help_that_says_what_its_options_do() -> None:
    for name in COMMANDS:
        result = CliRunner().invoke(root, [name, "--help"])
        assert result.exit_code == 0, name
        command = root.get_command(click.Context(root), name)
        assert command is not None, name
        for parameter in command.params:
            assert parameter.param_type_name == "argument" or parameter.help, (name, parameter.name)


def test_no_word_at_all_shows_help(run: Run) -> None:
    code, out, _err = run()
    assert code == exits.OK
    assert "orderdeck DIR" in out


def test_version(run: Run) -> None:
    assert run("--version")[1] == f"orderdeck {__version__}\n"


def test_wrong_usage_is_2_and_says_where_help_is(run: Run) -> None:
    code, out, err = run("load", "--nonsense")
    assert code == exits.USAGE
    assert out == ""
    assert "orderdeck load --help" in err


@pytest.mark.parametrize("command", ["load", "intake", "queues", "serve", "watch"])
def test_a_folder_that_is_not_there_is_3(run: Run, tmp_path: Path, command: str) -> None:
    code, out, err = run(command, tmp_path / "nowhere")
    assert code == exits.DESK
    assert out == ""
    assert "there is no such folder" in err


def test_a_wrong_setting_is_2_and_named(run: Run, tmp_path: Path) -> None:
    state = tmp_path / ".orderdeck"
    state.mkdir()
    (state / "orderdeck.toml").write_text("[queues]\ndue_hour = 3\n", encoding="utf-8")
    code, _out, err = run("load", tmp_path)
    assert code == exits.USAGE
    assert "orderdeck.toml" in err
    assert "due_hours" in err
    done = orderdeck(tmp_path)
    assert done.returncode == exits.USAGE
    assert "due_hours" in done.stderr


def test_a_first_word_that_is_no_command_is_a_folder() -> None:
    assert plain_folder(["exports"]) == Path("exports")
    assert plain_folder(["watch", "exports"]) == Path("exports")
    assert plain_folder(["load"]) is None
    assert plain_folder(["--help"]) is None
    assert plain_folder(["watch"]) is None
    assert plain_folder(["exports", "--mouse"]) is None
    assert plain_folder(["watch", "load"]) == Path("load")


def test_sample_is_the_same_for_the_same_seed(run: Run, tmp_path: Path) -> None:
    code, out, _err = run("sample", tmp_path / "a", "--orders", 30, "--files", 2, "--container", "csv")
    assert code == exits.OK
    assert len(out.splitlines()) == 2
    assert all(Path(line).is_file() for line in out.splitlines())


def test_sample_refuses_what_it_does_not_know(run: Run, tmp_path: Path) -> None:
    code, _out, err = run("sample", tmp_path, "--layout", "G9")
    assert code == exits.USAGE
    assert "G9" in err
    assert run("sample", tmp_path, "--container", "docx")[0] == exits.USAGE


def test_profiles_are_listed_shown_and_copied(run: Run, tmp_path: Path) -> None:
    code, out, _err = run("profiles", "list", "--json")
    names = [profile["name"] for profile in json.loads(out)["profiles"]]
    assert code == exits.OK
    assert "aliexpress" in names
    assert "aliases" in run("profiles", "show", "aliexpress")[1]
    code, out, _err = run("profiles", "copy", "aliexpress", "--to", tmp_path)
    assert code == exits.OK
    copied = Path(out.strip())
    assert copied.parent == tmp_path / ".orderdeck" / "profiles"
    assert run("profiles", "copy", "aliexpress", "--to", tmp_path)[0] == exits.USAGE
    assert run("profiles", "copy", "aliexpress", "--to", tmp_path, "--as", "../x")[0] == exits.USAGE


def test_an_unknown_profile_is_answered_with_the_nearest(run: Run) -> None:
    code, _out, err = run("profiles", "show", "aliexpres")
    assert code == exits.USAGE
    assert "did you mean `aliexpress`?" in err


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_name_the_command(run: Run, shell: str) -> None:
    code, out, _err = run("completion", shell)
    assert code == exits.OK
    assert "_ORDERDECK_COMPLETE" in out


def test_what_lies_beside_exports_is_passed_over(run: Run, tmp_path: Path) -> None:
    run("sample", tmp_path, "--orders", "10", "--files", "1")
    (tmp_path / "README.md").write_text("What these files are")
    code, out, _ = run("load", tmp_path)
    assert code == 0
    assert "1 file loaded" in out
    assert "1 file passed over" in out
    assert "README" not in out
    assert "1 file passed over: no table." in run("intake", tmp_path)[1]
    told = json.loads(run("intake", tmp_path, "--json")[1])["files"]
    assert {one["name"]: one["passed_over"] for one in told}["README.md"]
    (tmp_path / "unknown.csv").write_text("a,b\n1,2\n")
    assert run("load", tmp_path)[0] == 1


def test_completion_completes_commands() -> None:
    done = orderdeck(_ORDERDECK_COMPLETE="bash_complete", COMP_WORDS="orderdeck que", COMP_CWORD="1")
    assert "queues" in done.stdout


def test_a_reader_that_goes_away_is_no_error() -> None:
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", f"{sys.executable} -m orderdeck profiles show aliexpress | sleep 0"],
        capture_output=True, text=True, check=False, cwd=ROOT, timeout=30,
    )  # fmt: skip
    assert done.stderr == ""
    assert done.returncode == 0


@pytest.mark.parametrize("command", ["queues", "stockouts"])
def test_nothing_but_what_is_the_matter_is_said_on_stderr(tmp_path: Path, command: str) -> None:
    """As Python ends, the bindings of DuckDB tell of what is left of it, or not, as the garbage lies."""
    done = orderdeck(command, tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


def test_help_and_version_import_neither_textual_nor_polars() -> None:
    script = (
        "import sys\nfrom orderdeck.tui.cli.commands import run_command\nrun_command(['--help'])\n"
        "print(sorted({'textual', 'polars', 'duckdb', 'tomlkit'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stderr.strip() == "[]"


def test_the_deck_paints_before_anything_heavy_is_imported() -> None:
    heavy = "{'polars', 'duckdb', 'click', 'jinja2', 'babel', 'tomlkit'}"
    script = f"import sys, orderdeck.tui.deck.app\nprint(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "[]"
