"""A file read in another encoding than was found out: what a person chooses from, and what stays of the corrections."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from orderdeck.data.base.text.sanitize import clean_text
from orderdeck.data.exports.encodings.euro import errors_of
from orderdeck.data.exports.encodings.ranking import sample_of
from orderdeck.data.exports.profile.encoding import OFFERED
from orderdeck.data.exports.teach.guess.propose import choose_field, propose_kind
from orderdeck.data.exports.teach.model import Proposal

_LOOKED_AT: Final = 1 << 16
_SHOWN: Final = 60
_KEPT: Final = ("name", "zone", "currency", "decimal")
"""What of a person's decisions doesn't hang on how the text reads; attributes by the names in `Proposal.chosen`."""


def readings_of(path: Path, also: Sequence[str] = ()) -> Iterator[tuple[str, str]]:
    """Each encoding that is offered, `also` before the others, with how some of the file's cells that are not ASCII
    read in it; "" where there are none. Raises OSError."""
    with path.open("rb") as file:
        cells = sample_of(file.read(_LOOKED_AT)).split(b"\n")
    for encoding in dict.fromkeys([*also, *OFFERED]):
        texts = (cell.decode(encoding, errors_of(encoding)) for cell in cells[:8])
        yield encoding, " · ".join(clean_text(text) for text in texts)[:_SHOWN]


def carry(before: Proposal, again: Proposal) -> Proposal:
    """`again`, the file read anew, with what a person had decided about it `before`."""
    if "kind" in before.chosen and again.kind != before.kind:
        again = propose_kind(again, before.kind)
    for old, new in zip(before.columns, again.columns, strict=False):
        if old.reason == "chosen":
            choose_field(again, new, old.field)
    for name in _KEPT:
        if name in before.chosen:
            setattr(again, name, getattr(before, name))
    if "row_shape" in before.chosen:
        again.row_shape = before.row_shape
    if "dates" in before.chosen:
        again.date_order = before.date_order
    again.chosen |= before.chosen - {"statuses", "otherwise"}
    return again


def is_read_otherwise(proposal: Proposal) -> bool:
    """Whether the file has text beyond ASCII and is in another encoding than a person said."""
    if not proposal.encoding or not proposal.table.encoding or proposal.encoding == proposal.table.encoding:
        return False
    columns = proposal.columns
    return not all(text.isascii() for column in columns for text in (column.header, *column.samples))
