"""Settings that can't be are refused with their file, the key and the nearest spelling."""

from pathlib import Path

import pytest

from orderdeck.data.base.config.settings import SettingsError, load
from orderdeck.data.base.paths import DeskPaths


@pytest.fixture
def paths(tmp_path: Path) -> DeskPaths:
    return DeskPaths.of(tmp_path)


def read(paths: DeskPaths, text: str) -> object:
    paths.settings.parent.mkdir(parents=True, exist_ok=True)
    paths.settings.write_text(text)
    return load(paths, paths.state / "none.toml")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '[queues]\nprecedence = ["expres"]',
            r"precedence: there is no queue `expres` \(did you mean `express`\?\)",
        ),
        ('[queues]\nprecedence = ["xyz"]', "there are cancel_requests, stockouts"),
        ('[queues]\nprecedence = ["express", "express"]', "a queue is named twice"),
        ("[queues]\ndue_hours = -1", "due_hours"),
        ("[queues]\ndue_hour = 1", r"did you mean `due_hours`\?"),
        ("[wholesale]\namounts = { USD = -3 }", "wholesale.amounts, USD: -3 is not above 0"),
        ("[wholesale]\namounts = { US = 3 }", "`US` is no currency code"),
        (
            '[folder]\nzones = { aliexpress = "Nowhere" }',
            "folder.zones, aliexpress: there is no time zone `Nowhere`",
        ),
        ("[queues", "Expected"),
    ],
)
def test_a_mistake_is_named(paths: DeskPaths, text: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said) as found:
        read(paths, text)
    assert str(found.value).startswith(str(paths.settings))


def test_what_may_be_is_taken(paths: DeskPaths) -> None:
    text = """
[queues]
precedence = ["express", "remarks"]
[wholesale]
amounts = { usd = 12.5 }
[folder]
zones = { "beijing/*" = "Asia/Shanghai" }
"""
    assert read(paths, text)
