"""What an act must find for it to be done: one rule a kind, beside the kind itself (`Kind.rule`, `Kind.fill`).

Deck and scripts act through `data.actions.perform` alone, which asks the rule when it looks at the desk, and asks it
again where anybody has written meanwhile what it may rest on: what is in the journal was allowed when it was written.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import msgspec

from orderdeck.data.base.state_token import digest

if TYPE_CHECKING:
    from orderdeck.data.actions.orders import Standing
    from orderdeck.data.desk.connection import Fetch

Against = tuple[str, str]
"""Code and value of a refusal."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """An act that somebody asks for, and where to look."""

    target: str
    """Order key or SKU; "" for kinds that are about neither."""
    operator: str
    now: int
    """µs, UTC."""
    data: dict[str, Any]
    order: "Standing | None" = None
    """How the order stands, where it is an open one."""
    fetch: "Fetch"
    """Asks the desk."""


Rule = Callable[[Asked], Against | None]
"""Why it can't be done; None where nothing stands against it."""
Fill = Callable[[Asked], dict[str, Any]]
"""What the act carries besides what was asked for: it follows from how things stand."""
Note = Callable[[Asked], Against | None]
"""What is worth a word where it is done (code and value); None where nothing is."""


def _if(code: str, holds: "Callable[[Standing, str], bool]") -> Rule:
    def rule(asked: Asked) -> Against | None:
        return (code, "") if asked.order is not None and holds(asked.order, asked.operator) else None

    return rule


done: Final = _if("already_done", lambda order, operator: order.is_done and order.done_by == operator)
reopen: Final = _if("not_done", lambda order, operator: not order.done)
wake: Final = _if("not_asleep", lambda order, operator: not order.asleep)
held: Final = _if("not_held", lambda order, operator: not order.claimed_by)


def from_another(asked: Asked) -> dict[str, Any]:
    """From whom it is taken by this, where that is somebody else: they are told."""
    holder = asked.order.claimed_by if asked.order else ""
    return {"from": holder} if holder and holder != asked.operator else {}


def remark_handled(asked: Asked) -> Against | None:
    """There is a remark, and nobody has handled it yet."""
    order = asked.order
    if order is None or not order.remark_digest:
        return "no_remark", ""
    return ("already_handled", "") if order.remark_handled else None


def remark(asked: Asked) -> dict[str, Any]:
    """Which remark was handled."""
    return {"remark": asked.order.remark_digest} if asked.order else {}


def cancel_answered(asked: Asked) -> Against | None:
    """The same answer to the same request is given once; another one may follow it."""
    order = asked.order
    same = (
        order is not None
        and order.answer == asked.data["answer"]
        and digest(order.answer_state) == digest(order.state)
    )
    return ("already_answered", str(asked.data["answer"])) if same else None


def snooze(asked: Asked) -> Against | None:
    """Until a time to come."""
    return ("until_past", "") if asked.data["until"] <= asked.now else None
