"""A pipe, a device or a link in the place of a file of the user's own holds nothing up and is named."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from orderdeck.data.base.paths import DeskPaths, user_settings
from tests.hostile.hostile_files import orders, write_csv

PATIENCE = 120
"""Seconds after which a command that waits for a pipe's other end is ended: then this test fails."""
FILES = (
    "rules/remarks.toml", "rules/services.toml", "rules/customs.toml", "rules/closures.toml", "profiles/mine.toml",
    "queues/mine.sql", "exports/map.toml",
)  # fmt: skip


def command(*words: object) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-P", "-m", "orderdeck.tui.cli.main", *map(str, words)],
        capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    return done.returncode, " ".join((done.stdout + done.stderr).split())


def put(place: Path, what: str) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    if what == "pipe":
        os.mkfifo(place)
    else:
        place.symlink_to("/dev/zero" if what == "device" else "/etc/passwd")


@pytest.mark.parametrize("what", ["pipe", "device", "link"])
def test_whatever_lies_there_is_named_and_the_rest_goes_on(paths: DeskPaths, what: str) -> None:
    write_csv(paths.exports / "orders.csv", orders(["x"]))
    paths.state.mkdir(0o700)
    for name in FILES:
        put(paths.state / name, what)
    put(paths.templates / "stockout" / "en.j2", what)
    code, said = command("queues", paths.exports)
    assert code == 0
    for name in FILES:
        assert Path(name).name in said
    assert "root:" not in said


@pytest.mark.parametrize("what", ["pipe", "device"])
def test_settings_that_are_no_file_stop_the_start(paths: DeskPaths, what: str) -> None:
    user_settings().parent.mkdir(parents=True, exist_ok=True)
    put(user_settings(), what)
    code, said = command("queues", paths.exports)
    assert code in (2, 3)
    assert "orderdeck.toml" in said
    assert "not a file" in said
