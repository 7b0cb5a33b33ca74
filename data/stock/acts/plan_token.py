"""A token of a plan as somebody saw it: another plan has another one."""

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from orderdeck.data.stock.stockouts import Hit


def plan_state(hits: "Iterable[Hit]") -> str:
    """The token of what the plan of a SKU says of the orders that go without."""
    return token((hit.order_key, hit.step.action, hit.short) for hit in hits if hit.short)


def token(steps: Iterable[tuple[str, str, int]]) -> str:
    """The same of (order key, action, pieces short), in any order."""
    said = "\n".join(f"{key}\t{action}\t{short}" for key, action, short in sorted(steps))
    return hashlib.sha256(said.encode()).hexdigest()[:16]
