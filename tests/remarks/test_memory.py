"""What remarks were found to be is found out once for all who have the desk open, and never trusted blindly."""

import threading
from pathlib import Path

import pytest

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.rules.remarks.cache import RemarkMemory, Verdict, fingerprint

GIFT = Verdict(("gift", "size"), True, False, 40)
HARMLESS = Verdict((), False, True, 1000)


class Work:
    """Finds out, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, remarks: list[str]) -> dict[str, Verdict]:
        self.asked += remarks
        return {remark: GIFT if "gift" in remark else HARMLESS for remark in remarks}


def test_each_remark_is_found_out_once(paths: DeskPaths) -> None:
    one, other = Work(), Work()
    found = RemarkMemory(paths, b"a").verdicts(["a gift", "hello"], one)
    assert found == {"a gift": GIFT, "hello": HARMLESS}
    assert (
        RemarkMemory(paths, b"a").verdicts(["hello", "a gift", "new", "new"], other)["a gift"]
        == found["a gift"]
    )
    assert other.asked == ["new"]
    assert b"gift for" not in paths.remarks.read_bytes()
    assert b"hello" not in paths.remarks.read_bytes()


def test_other_rules_know_nothing_of_it(paths: DeskPaths) -> None:
    RemarkMemory(paths, b"a").verdicts(["hello"], Work())
    work = Work()
    RemarkMemory(paths, b"b").verdicts(["hello"], work)
    assert work.asked == ["hello"]


def test_the_users_rules_are_part_of_the_rules(tmp_path: Path) -> None:
    own = tmp_path / "remarks.toml"
    before = fingerprint(own)
    own.write_text("[kinds.gift]\noff = true\n")
    assert fingerprint(own) != before


def test_of_many_at_once_one_finds_out_and_the_others_wait(paths: DeskPaths) -> None:
    work, begun = Work(), threading.Barrier(6)
    found: list[dict[str, Verdict]] = []

    def ask() -> None:
        begun.wait()
        found.append(RemarkMemory(paths, b"a").verdicts([f"gift {number}" for number in range(700)], work))

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(work.asked) == 700
    assert all(len(one) == 700 for one in found)


@pytest.mark.parametrize("content", [b"no database at all" * 200, b"SQLite format 3\0" + b"\xff" * 4000])
def test_a_damaged_file_is_left_out_and_made_anew(paths: DeskPaths, content: bytes) -> None:
    paths.state.mkdir()
    paths.remarks.write_bytes(content)
    assert RemarkMemory(paths, b"a").verdicts(["a gift"], Work())["a gift"].changes
    work = Work()
    RemarkMemory(paths, b"a").verdicts(["a gift"], work)
    RemarkMemory(paths, b"a").verdicts(["a gift"], work)
    assert work.asked == ["a gift"]


def test_where_nothing_can_be_written_it_is_found_out_each_time(paths: DeskPaths) -> None:
    paths.state.write_text("a file where the folder should be")
    work = Work()
    for _ in range(2):
        assert RemarkMemory(paths, b"a").verdicts(["a gift"], work)["a gift"].changes
    assert work.asked == ["a gift", "a gift"]
