"""How tests find each other, and where the type checker may be told to look away."""

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
FILES = {file.relative_to(TESTS).as_posix(): file.read_text("utf-8") for file in sorted(TESTS.rglob("*.py"))}


def test_tests_are_found_from_the_root_alone() -> None:
    path = "sys" + ".path"  # in two words, so as not to find itself
    changing = [name for name, text in FILES.items() if path in text]
    assert changing == [], "write `from tests.x.y import z`"


def test_what_the_type_checker_is_told_to_overlook_is_wrong_on_purpose() -> None:
    bare = re.compile(r"# type: " + r"ignore(?!\[[a-z-]+\]  # \w)")
    assert [name for name, text in FILES.items() if bare.search(text)] == [], (
        "say why: `…[code]  # on purpose`"
    )
