"""What is installed to work on orderdeck: exact versions, each file by its hash, and no address to fetch it from."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")

PIN = re.compile(r"([a-z0-9][a-z0-9._-]*)==[0-9][0-9a-z.]*((?: \\\n    --hash=sha256:[0-9a-f]{64})+)\n")


def key(name: str) -> str:
    """One name however it is spelt."""
    return re.sub(r"[-_.]+", "-", name).lower()


def test_a_lock_is_pins_with_hashes_and_nothing_else() -> None:
    assert re.sub(PIN, "", LOCK) == ""


def test_what_the_project_asks_for_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {key(re.split(r"[\[<>=~! ]", requirement)[0]) for requirement in asked}
    assert not names - {key(name) for name, _ in re.findall(PIN, LOCK)}
