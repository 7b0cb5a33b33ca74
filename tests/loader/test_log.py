"""The log: shared by processes, rotated, closed to others, without personal data or control characters."""

import logging
import stat
from collections.abc import Iterator

import pytest

from orderdeck.data.base.guards.permissions import Rights
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.intake import log


@pytest.fixture
def logger(paths: DeskPaths) -> Iterator[logging.Logger]:
    handler = log.to_file(paths)
    yield logging.getLogger("deck")
    log.stop(handler)


def test_of_an_exception_only_type_and_place_are_kept(paths: DeskPaths, logger: logging.Logger) -> None:
    try:
        raise ValueError("order of Maria Lopez, +34 600 000 000")
    except ValueError:
        logger.exception("could not read")
    text = paths.log.read_text()
    assert "could not read" in text
    assert "ValueError at test_log.py:" in text
    assert "Maria" not in text


def test_control_characters_are_taken_out(paths: DeskPaths, logger: logging.Logger) -> None:
    logger.warning("part %s", "a\x1b[31m\u202e")
    assert "part a�[31m�" in paths.log.read_text()


def test_it_rotates_and_others_go_on_in_the_new_file(
    paths: DeskPaths, logger: logging.Logger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "MAX_BYTES", 2000)
    other = log._SharedFile(paths.log, Rights(None))
    for number in range(200):
        logger.info("line %s", number)
        other.emit(logging.LogRecord("other", logging.INFO, "", 0, f"other {number}", None, None))
    other.close()
    files = sorted(paths.state.glob("orderdeck.log*"))
    assert [file.name for file in files] == [
        "orderdeck.log",
        *(f"orderdeck.log.{n}" for n in range(1, log.KEPT + 1)),
    ]
    assert all(file.stat().st_size < 2300 for file in files)
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    newest = files[0].read_text() + files[1].read_text()
    assert "line 199" in newest
    assert "other 199" in newest
