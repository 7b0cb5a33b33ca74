"""What every test shares: how many examples laws take, no settings from outside, the real files where they are."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from orderdeck.data.base.paths import DeskPaths
from orderdeck.tui.i18n import use
from tests.kept import ACCEPTING, CHANGED

ROOT = Path(__file__).resolve().parents[1]

# A loaded machine is slow, not wrong; and a server that builds tries the same examples each time.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")

EXAMPLES = float(os.environ.get("ORDERDECK_EXAMPLES", "0.1"))
"""How many times as many examples as they say the laws take: few here and other ones each time, all (1) in the nightly
form, `.ci/nightly`."""
AGAIN = bool(os.environ.get("ORDERDECK_AGAIN"))
"""Whether this is the second go of what failed: only tests marked `luck` have one."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Laws take more or fewer examples, and what failed is tried again where it may have been a terminal's luck."""
    if AGAIN and config.cache is not None:
        failed = config.cache.get("cache/lastfailed", {})
        ours = [
            item.nodeid for item in items if item.nodeid in failed and not item.get_closest_marker("luck")
        ]
        if ours:
            raise pytest.UsageError("not tried again, since no luck is in it:\n" + "\n".join(ours))
    if EXAMPLES == 1:
        return
    seen: set[int] = set()
    for item in items:
        test: Any = getattr(item, "obj", None)
        test = getattr(test, "__func__", test)
        if getattr(test, "is_hypothesis_test", False) and id(test) not in seen:
            seen.add(id(test))
            told = test._hypothesis_internal_use_settings
            most = max(3, round(told.max_examples * EXAMPLES))
            test._hypothesis_internal_use_settings = settings(told, max_examples=most)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """`./dev accept` says what it has written."""
    if ACCEPTING:
        terminalreporter.write_line("\n".join(CHANGED) or "nothing has changed")


@pytest.fixture(autouse=True)
def _own_config(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads the settings, or the language, of the person who runs it."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))
    monkeypatch.setenv("ORDERDECK_LANGUAGE", "en")
    use("en")  # whatever the test before it spoke


@pytest.fixture
def paths(tmp_path: Path) -> DeskPaths:
    """The places of a desk whose folder of exports is empty."""
    (tmp_path / "exports").mkdir()
    return DeskPaths.of(tmp_path / "exports")


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """run("queues", folder, …): exit code, output and errors of a command."""
    from orderdeck.tui.cli.commands import run_command

    def call(*words: object) -> tuple[int, str, str]:
        capfd.readouterr()
        code = run_command([str(word) for word in words])
        return code, *capfd.readouterr()

    return call


@pytest.fixture(scope="session")
def real_exports() -> Path:
    """Real export files, kept beside the project and never in it."""
    folder = ROOT.parent / "shared" / "real-exports"
    if not folder.is_dir():
        pytest.skip("the folder of real exports is not here")
    return folder
