"""A desk's paths, and the shortest way to an act."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from orderdeck.data.base.records import Act

sys.path.insert(0, str(Path(__file__).parent))
sys.path.append(str(Path(__file__).parents[1] / "moment"))


@pytest.fixture
def act() -> Callable[..., Act]:
    made = iter(range(1_000_000))

    def make(kind: str = "note", **rest: object) -> Act:
        number = next(made)
        rest.setdefault("id", f"act-{number}")
        rest.setdefault("order_key", f"aliexpress:{number}")
        return Act(kind=kind, operator="li", at=1_000 + number, **rest)  # type: ignore[arg-type]

    return make
