"""What the deck asks of the desk, in the deck's own records: the one file that knows both sides."""

import uuid
from dataclasses import dataclass, field, replace

from orderdeck.data.base.records import Export, Fields, Json, Reject


@dataclass(frozen=True)
class ActionRequest:
    """An act to perform on orders, decided on the states in `views` (order key -> state token)."""

    kind: str
    order_keys: tuple[str, ...]
    data: Json = field(default_factory=dict)
    views: dict[str, str] = field(default_factory=dict)
    insist: bool = False  # the operator was told what stands against it and said yes
    ids: tuple[str, ...] = ()  # one an order, made here, so that the same request sent twice counts once
    rows: dict[str, Fields] = field(default_factory=dict)  # order key -> its row as the operator saw it


def named(request: ActionRequest) -> ActionRequest:
    """`request` with an id for each of its acts: sent twice, it counts once."""
    return (
        request if request.ids else replace(request, ids=tuple(uuid.uuid4().hex for _ in request.order_keys))
    )


@dataclass(frozen=True)
class Blocked:
    """Why an act was not done on one order."""

    order_key: str
    code: str
    value: str = ""
    can_insist: bool = False
    changed: tuple[
        tuple[str, str, str], ...
    ] = ()  # (field, before, now) where it has changed since it was looked at


@dataclass(frozen=True)
class ActionResult:
    """What became of a request: what is in the journal now, and what stood against the rest."""

    kind: str
    order_keys: tuple[str, ...] = ()
    acts: int = 0
    blocked: tuple[Blocked, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()  # (code, value): done, but worth a word
    can_undo: bool = False
    can_redo: bool = False
    waiting: int = 0  # acts that are kept until the ledger can be written again, this one's among them
    trouble: str = ""  # why they wait: the code of a LedgerError
    numbers: dict[str, str] = field(default_factory=dict)  # order key -> number, of those that are named


@dataclass(frozen=True)
class Asked:
    """What a question in SQL gave: orders, or rows of text; or what is wrong with it."""

    order_keys: tuple[str, ...] | None = None
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    right: tuple[int, ...] = ()  # columns of numbers
    count: int = 0
    wrong: str = ""


@dataclass(frozen=True)
class FileSeen:
    """A file of the intake with its rejected rows."""

    export: Export
    rejects: tuple[Reject, ...] = ()
    withdrawn: bool = False


@dataclass(frozen=True)
class LoadsThere:
    """A loader of an operator's on another machine, at work in `folder` since then (µs, UTC)."""

    machine: str
    folder: str
    since: int


@dataclass(frozen=True)
class Person:
    """An operator: the numbers of the orders held, and when they last acted (µs since the epoch)."""

    operator: str
    holds: tuple[str, ...]
    last_act: int
    here: bool = False  # has a deck open
    loads: bool = False  # their deck, or their service, is the loader
    done: int = 0  # orders done since midnight
    elsewhere: tuple[LoadsThere, ...] = ()  # their loaders on other machines


@dataclass(frozen=True)
class Counted:
    """How many orders have a value: `field` as a filter names it inside (`present.query.FIELDS`)."""

    field: str
    value: str
    count: int
