"""What every test shares: how many examples laws take, no settings from outside, the real files where they are."""

import math
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.desk import connection
from orderdeck.tui.i18n import use
from tests.cases import EXAMPLES, spread
from tests.engine import ENGINE, SERVERS, new_paths
from tests.kept import ACCEPTING, CHANGED
from tests.ledger.server import server

ROOT = Path(__file__).resolve().parents[1]

# Processes of tests would else compile all of orderdeck anew, each of them: a second and a half.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# A loaded machine is slow, not wrong; and a server that builds tries the same examples each time.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")

AS_USERS_DO = {"real", "sample", "screens", "stories"}
"""Rooms whose desks plan what they ask as a user's desk does, and some of which are big."""
QUICK = bool(os.environ.get("ORDERDECK_QUICK"))
"""Whether a look is all there is time for, `./dev test --quick`."""
WITH_DESKS = {"actions", "cli", "desk", "hostile", "intake", "keep", "ledger", "loader", "messages", "moment",
              "own_files", "owed", "real", "sample", "stock", "tui"}  # fmt: skip
"""Rooms most tests of which open a desk: of each of their files a quick look takes the first test."""
WITH_PROCESSES = {"faults", "people", "screens", "simulation", "stories"}
"""Rooms of whole days, terminals and other processes, which a quick look leaves out."""
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
    for item in items if ENGINE == "postgres" else ():
        if item.get_closest_marker("one_machine"):
            item.add_marker(pytest.mark.skip(reason="a shared desk has elsewhere what this breaks"))
    if EXAMPLES >= 1:
        return
    _leave_out(config, items)
    seen: set[int] = set()
    for item in items:
        test: Any = getattr(item, "obj", None)
        test = getattr(test, "__func__", test)
        if getattr(test, "is_hypothesis_test", False) and id(test) not in seen:
            seen.add(id(test))
            told = test._hypothesis_internal_use_settings
            most = max(3, round(told.max_examples * EXAMPLES))
            test._hypothesis_internal_use_settings = settings(told, max_examples=most)


def _leave_out(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of tests marked `few(n)` n cases are left, and fewer with fewer examples: the same ones each time."""
    by_test: dict[str, list[pytest.Function]] = {}
    for item in items:
        if isinstance(item, pytest.Function) and item.get_closest_marker("few"):
            by_test.setdefault(item.nodeid.partition("[")[0], []).append(item)
    out = _not_quick(items) if QUICK else set()
    for name, cases in by_test.items():
        marker = cases[0].get_closest_marker("few")
        assert marker is not None
        most = max(1, math.ceil(marker.args[0] * min(1, EXAMPLES / 0.1)))
        kept = spread(name, [_values(case) for case in cases], most)
        out |= {case for place, case in enumerate(cases) if place not in kept}
    if out:
        config.hook.pytest_deselected(items=[item for item in items if item in out])
        items[:] = [item for item in items if item not in out]


def _room(path: Path) -> str:
    return path.relative_to(Path(__file__).parent).parts[0]


def _not_quick(items: list[pytest.Item]) -> set[pytest.Item]:
    first: dict[Path, str] = {}
    out = set()
    for item in items:
        room, name = _room(item.path), item.nodeid.partition("[")[0]
        if room in WITH_PROCESSES or (room in WITH_DESKS and first.setdefault(item.path, name) != name):
            out.add(item)
    return out


def _values(case: pytest.Function) -> Iterable[tuple[str, object]]:
    # Which value of each parameter, by its place among them.
    return case.callspec.indices.items() if hasattr(case, "callspec") else ()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """`./dev accept` says what it has written."""
    if ACCEPTING:
        terminalreporter.write_line("\n".join(CHANGED) or "nothing has changed")


@pytest.fixture(scope="session")
def _configs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("config")


@pytest.fixture(autouse=True)
def _own_config(_configs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads the settings, or the language, of the person who runs it."""
    # Not by `mktemp`: that looks through all folders of the tests before it, for thousands of tests.
    monkeypatch.setenv("XDG_CONFIG_HOME", tempfile.mkdtemp(dir=_configs))
    monkeypatch.setenv("ORDERDECK_LANGUAGE", "en")
    use("en")  # whatever the test before it spoke


@pytest.fixture(autouse=True)
def _plain_plans(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A desk with a handful of orders spends a quarter of its time on optimizing what it asks, which changes no answer:
    that is left to the nightly form, and to the rooms that open desks as users do."""
    if EXAMPLES < 1 and _room(request.path) not in AS_USERS_DO:
        monkeypatch.setattr("orderdeck.data.desk.desk.connect", _connect_plainly)


def _connect_plainly() -> connection.Connection:
    con = connection.connect(threads=1)
    con.execute("pragma disable_optimizer")
    return con


@pytest.fixture(scope="session", autouse=True)
def _engine(request: pytest.FixtureRequest) -> None:
    """A server for the desks that stand in a database (`tests.engine`)."""
    if ENGINE == "postgres":
        SERVERS[:] = [request.getfixturevalue("postgres")]


@pytest.fixture
def paths(tmp_path: Path) -> DeskPaths:
    """The places of a desk whose folder of exports is empty."""
    return new_paths(tmp_path / "exports")


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server of our own; skips where there is none."""
    pytest.importorskip("psycopg")
    with server() as address:
        if address is None:
            pytest.skip("PostgreSQL is not installed")
        yield address


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
