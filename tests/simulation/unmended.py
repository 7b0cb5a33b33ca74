"""Faults that orderdeck once had, put back: what the machine finds of them by itself (`--unmended`)."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Final
from unittest import mock

from orderdeck.data.base.folder.found import Found
from orderdeck.data.base.records import Act, Export
from orderdeck.data.exports.dating import export_time
from orderdeck.data.intake.batch.again import Again
from orderdeck.data.intake.intake import Intake
from orderdeck.data.ledger import Ledger

Unmended = Callable[[], AbstractContextManager[Any]]


def _range_is_a_moment() -> AbstractContextManager[Any]:
    """A range of days in a name dated its file to the first of them."""
    said = export_time._time_in_name

    def first_day(name: str) -> Any:
        found = said(name)
        return found._replace(is_range=False) if found else None

    return mock.patch.object(export_time, "_time_in_name", first_day)


def _same_bytes_are_a_copy() -> AbstractContextManager[Any]:
    """Bytes that were loaded before were passed over, whenever they came again."""
    picture = Again.picture

    def copy(self: Again, found: Found, lines: Sequence[Export], *rest: Any) -> Export | None:
        taken = [line for line in lines if line.state != "refused"]
        return taken[0] if taken else picture(self, found, lines, *rest)

    return mock.patch.object(Again, "picture", copy)


def _nobody_looks_again() -> AbstractContextManager[Any]:
    """A file that was touched stayed no news, whatever came in between later."""
    return mock.patch.object(Intake, "_look_again", return_value=None)


def _claims_are_not_atomic() -> AbstractContextManager[Any]:
    """Whoever asked for an order got it, whoever held it."""
    claim = Ledger.claim

    def anyway(self: Ledger, act: Act, _lapse: int, *, fresh: bool = False) -> Any:
        return claim(self, act, 1 << 62, fresh=fresh)

    return mock.patch.object(Ledger, "claim", anyway)


def _second_copy_is_forgotten() -> AbstractContextManager[Any]:
    """A database made anew lacked what only the second copy had."""
    from orderdeck.data.ledger.recovery import redo

    return mock.patch.object(redo, "insert_row", return_value=False)


def _decided_before_it_is_written() -> AbstractContextManager[Any]:
    """What was decided on was not looked at again in the transaction that writes: for several processes."""
    settle, append = Ledger.settle, Ledger.append

    def at_once(self: Ledger, bids: Any, lapse: int, **rest: Any) -> Any:
        return settle(self, bids, lapse, **(rest | {"basis": None}))

    def appended(self: Ledger, acts: Any, _after: int, _kinds: Any) -> Any:
        return append(self, acts)

    return mock.patch.multiple(Ledger, settle=at_once, append_unless=appended)


UNMENDED: Final[dict[str, Unmended]] = {
    "range-names": _range_is_a_moment,
    "same-bytes": _same_bytes_are_a_copy,
    "touched": _nobody_looks_again,
    "claims": _claims_are_not_atomic,
    "second-copy": _second_copy_is_forgotten,
    "decided-before": _decided_before_it_is_written,
}
"""What it was -> putting it back, for as long as the machine runs."""
