"""The journal read by people and scripts: filtered, with what was taken back marked, as rows of a CSV."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

import msgspec

from orderdeck.data.base.records import Act
from orderdeck.data.messages.outbox import Value

HEADER: Final = (
    "seq",
    "at",
    "operator",
    "kind",
    "order",
    "order_key",
    "sku",
    "data",
    "taken_back",
    "group",
    "undoes",
    "id",
)
"""Columns of the journal as CSV; `at` is UTC."""


class JournalQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which acts are wanted; what is empty or 0 doesn't narrow. Times in µs since the epoch, `until` not included."""

    operator: str = ""
    order: str = ""
    """An order's number or key."""
    sku: str = ""
    kind: str = ""
    since: int = 0
    until: int = 0
    words: tuple[str, ...] = ()
    """Each has to occur in the act's operator, order, SKU, kind or data, whatever its case."""

    def fits(self, act: Act) -> bool:
        """Whether `act` is wanted."""
        return (
            (not self.operator or act.operator == self.operator)
            and (not self.order or self.order in (act.order_key, order_number(act)))
            and (not self.sku or act.sku == self.sku or act.data.get("sku") == self.sku)
            and (not self.kind or act.kind == self.kind)
            and act.at >= self.since
            and (not self.until or act.at < self.until)
            and self._has_words(act)
        )

    def _has_words(self, act: Act) -> bool:
        if not self.words:
            return True
        text = " ".join(
            (act.operator, act.kind, act.order_key or "", act.sku or "", *(str(v) for v in act.data.values()))
        ).casefold()
        return all(word.casefold() in text for word in self.words)


def order_number(act: Act) -> str:
    """The number that people know the act's order by; empty where it is about none."""
    return (act.order_key or "").rpartition(":")[2]


def taken_back(acts: Iterable[Act]) -> set[str]:
    """Ids of those of `acts` that an undo took back; one that a redo brought again is not among them."""
    found = list(acts)
    reversed_ = {act.undoes for act in found if act.undoes}
    return {act.undoes for act in found if act.undoes and act.id not in reversed_ and act.kind == "undo"}


def rows(acts: Sequence[Act], undone: set[str]) -> Iterator[tuple[Value, ...]]:
    """`acts` in the order given as rows under HEADER."""
    for act in acts:
        yield (
            act.seq,
            datetime.fromtimestamp(act.at / 1_000_000, UTC),
            act.operator,
            act.kind,
            order_number(act) or None,
            act.order_key,
            act.sku,
            msgspec.json.encode(act.data).decode() if act.data else None,
            "yes" if act.id in undone else None,
            act.group or None,
            act.undoes,
            act.id,
        )


def record(act: Act, *, undone: bool) -> dict[str, object]:
    """One act as scripts get it; its time is ISO 8601 in UTC."""
    at = datetime.fromtimestamp(act.at // 1_000_000, UTC).replace(microsecond=act.at % 1_000_000)
    return {
        "seq": act.seq,
        "id": act.id,
        "at": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "operator": act.operator,
        "kind": act.kind,
        "order_id": order_number(act) or None,
        "order_key": act.order_key,
        "sku": act.sku,
        "state": act.state,
        "data": act.data,
        "group": act.group or None,
        "undoes": act.undoes,
        "taken_back": undone,
    }
