"""`./dev`, the door of a checkout: which Python it takes, and what it leaves behind where it can't."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

OLD = "#!/bin/sh\nexit 1\n"
"""A Python to which every version that is asked for is too new."""
NEW = """#!/bin/sh
case "$*" in
    *"-m venv"*)
        [ -n "$NO_VENV" ] && { mkdir -p .venv/bin; cp "$0" .venv/bin/python; exit 1; }
        mkdir -p .venv/bin; cp -f "$0" .venv/bin/python
        printf '#!/bin/sh\\necho deck "$@"\\n' > .venv/bin/orderdeck; chmod +x .venv/bin/orderdeck ;;
    *"-m tests.stories.play"*) echo "playing $*" ;;
    *"-m pytest"*) echo "accepting:$ORDERDECK_ACCEPT $*" ;;
esac
exit 0
"""
"""One that is new enough, makes an environment, installs whatever is wanted and says which tests it would run."""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with `dev`, what it looks at, and two Pythons."""
    shutil.copy(ROOT / "dev", tmp_path)
    for name in ("requirements.lock", "pyproject.toml"):
        (tmp_path / name).write_text("", encoding="utf-8")
    for name, script in (("old", OLD), ("new", NEW)):
        script_file(tmp_path / name, script)
    return tmp_path


def script_file(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)


def dev(checkout: Path, *words: str, python: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["./dev", *words],
        cwd=checkout, capture_output=True, text=True, check=False, timeout=30,
        env={**os.environ, "PYTHON": f"./{python}", **environment},
    )  # fmt: skip


def test_an_old_python_makes_no_environment_and_the_message_says_how_to_name_another(checkout: Path) -> None:
    done = dev(checkout, "run", python="old")
    assert done.returncode == 1
    assert "PYTHON=" in done.stderr
    assert not (checkout / ".venv").exists()
    done = dev(checkout, "run", "queues", python="new")
    assert (done.returncode, done.stdout) == (0, "deck queues\n")


def test_an_environment_of_an_old_python_gives_way(checkout: Path) -> None:
    script_file(checkout / ".venv" / "bin" / "python", OLD)
    (checkout / ".venv" / ".installed").touch()
    assert dev(checkout, "run", "queues", python="new").stdout == "deck queues\n"


def test_an_environment_that_could_not_be_made_whole_is_removed(checkout: Path) -> None:
    done = dev(checkout, "run", python="new", NO_VENV="1")
    assert done.returncode == 1
    assert "python3-venv" in done.stderr
    assert not (checkout / ".venv").exists()


def test_a_command_that_is_none_prints_usage_and_sets_nothing_up(checkout: Path) -> None:
    done = dev(checkout, "typo", python="new")
    assert done.returncode == 2
    assert "./dev demo" in done.stderr
    assert "PYTHON=" in done.stderr
    assert not (checkout / ".venv").exists()


def test_accepting_runs_the_tests_that_keep_files_and_no_others_accept(checkout: Path) -> None:
    told = dev(checkout, "accept", python="new").stdout
    assert told.startswith("accepting:1 ")
    kept = [word for word in told.split() if word.startswith("tests/")]
    assert kept
    assert all((ROOT / folder).is_dir() for folder in kept)
    chosen = dev(checkout, "accept", "tests/expected", "-k", "ebay", python="new").stdout
    assert chosen.endswith("tests/expected -k ebay\n")
    assert dev(checkout, "test", python="new").stdout.startswith("accepting: ")


def test_a_story_is_played_by_its_name(checkout: Path) -> None:
    assert dev(checkout, "play", "stockout_day", python="new").stdout.endswith(
        "tests.stories.play stockout_day\n"
    )
    assert (ROOT / "tests" / "stories" / "play.py").is_file()


def test_the_usage_names_every_command(checkout: Path) -> None:
    usage = dev(checkout, "typo", python="new").stderr
    (known,) = re.findall(r"^    (\w+(?: \| \w+)+)\) ;;$", (ROOT / "dev").read_text(encoding="utf-8"), re.M)
    assert [command for command in known.split(" | ") if f"./dev {command} " not in usage] == []
