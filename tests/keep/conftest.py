"""A desk's paths, and the shortest way to an act."""

from collections.abc import Callable
from typing import Any

import pytest

from orderdeck.data.base.records import Act


@pytest.fixture
def act() -> Callable[..., Act]:
    made = iter(range(1_000_000))

    def make(kind: str = "note", **rest: Any) -> Act:
        number = next(made)
        rest.setdefault("id", f"act-{number}")
        rest.setdefault("order_key", f"aliexpress:{number}")
        return Act(kind=kind, operator="li", at=1_000 + number, **rest)

    return make
