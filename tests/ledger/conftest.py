"""A desk's paths, and the shortest way to an act and an export."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from data.ledger import Ledger
from data.model import Act, Export
from data.paths import DeskPaths


@pytest.fixture
def paths(tmp_path: Path) -> DeskPaths:
    exports = tmp_path / "exports"
    exports.mkdir()
    return DeskPaths.of(exports)


@pytest.fixture
def ledger(paths: DeskPaths) -> Iterator[Ledger]:
    with Ledger.open(paths) as ledger:
        yield ledger


@pytest.fixture
def act() -> Callable[..., Act]:
    made = iter(range(1_000_000))

    def make(kind: str = "note", operator: str = "li", at: int = 1_000, **rest: object) -> Act:
        rest.setdefault("id", f"{operator}-{next(made)}")
        return Act(kind=kind, operator=operator, at=at, **rest)  # type: ignore[arg-type]

    return make


@pytest.fixture
def export() -> Callable[..., Export]:
    def make(sha256: str = "ab" * 32, **rest: object) -> Export:
        fields: dict[str, object] = {
            "export_id": sha256[:16],
            "sha256": sha256,
            "name": "orders.csv",
            "size": 10,
            "exported_at": 5,
            "loaded_at": 6,
            "state": "loaded",
        }
        return Export(**(fields | rest))  # type: ignore[arg-type]

    return make
