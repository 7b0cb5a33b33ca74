"""What is kept in files beside tests: compared, or written anew where that is asked for."""

from pathlib import Path

import pytest

from tests import kept


@pytest.fixture(autouse=True)
def _aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "ROOT", tmp_path)
    monkeypatch.setattr(kept, "CHANGED", [])
    monkeypatch.setattr(kept, "ACCEPTING", False)


def test_a_difference_is_told_by_its_lines_and_nothing_is_written(tmp_path: Path) -> None:
    file = tmp_path / "screen.txt"
    file.write_text("one\ntwo\nthree\n", encoding="utf-8")
    with pytest.raises(AssertionError, match=r"screen.txt [^|]*\n(.|\n)*-two\n\+2\n"):
        kept.holds(file, "one\n2\nthree\n")
    with pytest.raises(AssertionError, match=r"accept"):
        kept.holds(tmp_path / "new.txt", "")
    with pytest.raises(AssertionError, match=r"screen.txt"):
        kept.only(tmp_path, "*.txt", {"other.txt"})
    assert [path.name for path in tmp_path.iterdir()] == ["screen.txt"]
    assert file.read_text(encoding="utf-8") == "one\ntwo\nthree\n"


def test_accepting_writes_what_differs_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "same.txt").write_text("same\n", encoding="utf-8")
    (tmp_path / "old.txt").write_text("old\n", encoding="utf-8")
    (tmp_path / "gone.txt").write_text("gone\n", encoding="utf-8")
    monkeypatch.setattr(kept, "ACCEPTING", True)
    kept.holds(tmp_path / "same.txt", "same\n")
    kept.holds(tmp_path / "old.txt", "now\n")
    kept.holds(tmp_path / "below" / "new.txt", "new\n")
    kept.only(tmp_path, "*.txt", {"same.txt", "old.txt", "below/new.txt"})
    assert kept.CHANGED == ["changed  old.txt", "new  below/new.txt", "gone  gone.txt"]
    assert (tmp_path / "below" / "new.txt").read_text(encoding="utf-8") == "new\n"
    monkeypatch.setattr(kept, "ACCEPTING", False)
    kept.holds(tmp_path / "old.txt", "now\n")
