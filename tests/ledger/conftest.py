"""A desk's paths, its ledger on SQLite and on PostgreSQL, and the shortest way to an act and an export."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Act, Export
from orderdeck.data.ledger import Ledger
from orderdeck.data.ledger.shared.pointer import Pointer
from tests.ledger.server import Server, own_server
from tests.ledger.shared_desks import join, new_pointer, stand


@pytest.fixture(params=["sqlite", "postgres"])
def another(request: pytest.FixtureRequest, paths: DeskPaths) -> Iterator[Callable[[], Ledger]]:
    """Opens the test's ledger once more, as another process would; on either engine."""
    if request.param == "postgres":
        join(paths, stand(new_pointer(request.getfixturevalue("postgres"))))
    with ExitStack() as stack:
        yield lambda: stack.enter_context(Ledger.open(paths))


@pytest.fixture
def ledger(another: Callable[[], Ledger]) -> Ledger:
    """A fresh ledger."""
    return another()


@pytest.fixture
def pointer(postgres: str) -> Pointer:
    """To an empty desk in the database."""
    return stand(new_pointer(postgres))


@pytest.fixture
def machine(pointer: Pointer, paths: DeskPaths) -> DeskPaths:
    """A machine that takes part in it."""
    return join(paths, pointer)


@pytest.fixture
def restarted(paths: DeskPaths) -> Iterator[tuple[Server, DeskPaths]]:
    """A server of the test's own, and a machine that takes part in a desk on it."""
    with own_server() as own:
        if own is None:
            pytest.skip("PostgreSQL is not installed")
        yield own, join(paths, stand(new_pointer(own.address)))


def note(name: str, at: int = 1) -> Act:
    """An act of that id."""
    return Act(id=name, kind="note", operator="li", at=at)


@pytest.fixture
def act() -> Callable[..., Act]:
    made = iter(range(1_000_000))

    def make(kind: str = "note", operator: str = "li", at: int = 1_000, **rest: Any) -> Act:
        rest.setdefault("id", f"{operator}-{next(made)}")
        return Act(kind=kind, operator=operator, at=at, **rest)

    return make


def an_export(sha256: str = "ab" * 32, **rest: Any) -> Export:
    """A loaded file."""
    fields: dict[str, Any] = {
        "export_id": sha256[:16],
        "sha256": sha256,
        "name": "orders.csv",
        "size": 10,
        "exported_at": 5,
        "loaded_at": 6,
        "state": "loaded",
    }
    return Export(**(fields | rest))


@pytest.fixture
def export() -> Callable[..., Export]:
    return an_export
