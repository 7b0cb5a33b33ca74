"""What goes into `perform`, and what comes out."""

from typing import Any

import msgspec

from orderdeck.data.base.records import Act, Changes


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """An act on some orders or SKUs."""

    kind: str
    targets: tuple[str, ...]
    """Order keys, or SKUs for kinds that are about SKUs."""
    operator: str
    data: dict[str, Any] = {}
    ids: tuple[str, ...] = ()
    """One id a target, made by the client: the same request sent twice counts once. Empty: made here."""
    expected_states: dict[str, str] = {}
    """Order key -> the state token that the decision was made on; an order that is not named is taken as it is."""
    force: bool = False
    """The operator was told what stands against it (`Outcome.conflicts`) and insists."""
    group: str = ""
    """Acts of one plan share it and undo as one; empty: this request is a group of its own."""


class Refusal(msgspec.Struct, frozen=True):
    """Not done, and insisting won't help. Codes: see data.actions.perform."""

    target: str
    code: str
    value: str = ""


class Conflict(msgspec.Struct, frozen=True):
    """Not done, since something has changed or somebody else holds it; with `force` it is done all the same."""

    target: str
    code: str
    """held_by (who), done_by (who), acted_by (who), state_changed (the present status)."""
    value: str = ""
    state: str = ""
    """The order's state now."""


class Remark(msgspec.Struct, frozen=True):
    """Done, but there is something to say about it."""

    target: str
    code: str
    """took_over (from whom), already_left (the kind of act that can't be called back),
    over_promised (a SKU and the pieces of it that are promised beyond what there is),
    unknown_sku (a SKU that nothing on the desk names), more_came (pieces received beyond those still due)."""
    value: str = ""


class Outcome(msgspec.Struct, kw_only=True):
    """What became of a request. `done` is in the journal, on disk."""

    done: list[Act] = []
    refused: list[Refusal] = []
    conflicts: list[Conflict] = []
    notes: list[Remark] = []
    changes: Changes = msgspec.field(default_factory=Changes)
    """What changed in the desk meanwhile, this request's own acts included."""


def joined(first: Changes, second: Changes) -> Changes:
    """Both together."""
    return Changes(
        exports=[*first.exports, *second.exports],
        acts=[*first.acts, *second.acts],
        order_keys=first.order_keys | second.order_keys,
        everything=first.everything or second.everything,
        sent_back=first.sent_back | second.sent_back,
    )
