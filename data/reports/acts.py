"""The journal read by people and scripts: filtered, with what was taken back marked, as rows of a CSV."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from types import MappingProxyType
from typing import Final

import msgspec
from msgspec import structs

from orderdeck.data.base.records import Act
from orderdeck.data.base.text.order_numbers import number_in
from orderdeck.data.desk.lookup.numbers import called, numbers_of
from orderdeck.data.ledger import Ledger
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
PAGE: Final = 10_000
"""Acts that are read at once."""


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

    def fits(self, act: Act, meant: Mapping[str, Collection[str]] = MappingProxyType({})) -> bool:
        """Whether `act` is wanted. `meant`: `order` and each of `words` -> keys of the orders that are called so."""
        return (
            (not self.operator or act.operator == self.operator)
            and (
                not self.order
                or self.order in (act.order_key, order_number(act))
                or act.order_key in meant.get(self.order, ())
            )
            and (not self.sku or act.sku == self.sku or act.data.get("sku") == self.sku)
            and (not self.kind or act.kind == self.kind)
            and act.at >= self.since
            and (not self.until or act.at < self.until)
            and self._has_words(act, meant)
        )

    def _has_words(self, act: Act, meant: Mapping[str, Collection[str]]) -> bool:
        if not self.words:
            return True
        text = " ".join(
            (
                act.operator,
                act.account,
                act.kind,
                act.order_key or "",
                act.sku or "",
                *(str(v) for v in act.data.values()),
            )
        ).casefold()
        return all(word.casefold() in text or act.order_key in meant.get(word, ()) for word in self.words)


def order_number(act: Act) -> str:
    """The number that people know the act's order by; empty where it is about none."""
    return act.order_id or number_in(act.order_key or "")


def named(acts: Iterable[Act], numbers: Mapping[str, str]) -> list[Act]:
    """`acts` with the numbers of their orders: key -> number, as `Desk.numbers` knows them."""
    return [
        structs.replace(act, order_id=numbers.get(act.order_key, "")) if act.order_key else act
        for act in acts
    ]


def _meant(ledger: Ledger, query: JournalQuery) -> dict[str, Collection[str]]:
    meant: dict[str, Collection[str]] = {
        # A word without a digit is no number of an order.
        word: called(ledger, word, part=True) if any(map(str.isdigit, word)) else ()
        for word in query.words
    }
    return meant | ({query.order: called(ledger, query.order)} if query.order else {})


def taken_back(acts: Iterable[Act]) -> set[str]:
    """Ids of those of `acts` that an undo took back; one that a redo brought again is not among them."""
    found = list(acts)
    reversed_ = {act.undoes for act in found if act.undoes}
    return {act.undoes for act in found if act.undoes and act.id not in reversed_ and act.kind == "undo"}


def newest(ledger: Ledger, query: JournalQuery, limit: int | None = None) -> list[Act]:
    """The acts that `query` wants, newest first, `limit` of them at most. Raises LedgerError.

    Each has the number of its order. Without a time from which on they are wanted, the journal is read back from its
    end, so that it costs as much as is looked through, and no more memory than what is found.
    """
    found = _wanted(ledger, query, limit)
    return named(found, numbers_of(ledger, {act.order_key for act in found if act.order_key}))


def _wanted(ledger: Ledger, query: JournalQuery, limit: int | None) -> list[Act]:
    meant = _meant(ledger, query)
    search = partial(ledger.search, operator=query.operator, kind=query.kind, until=query.until)
    if query.since:
        return [act for act in search(since=query.since) if query.fits(act, meant)][:limit]
    found: list[Act] = []
    upto = ledger.last_act()
    while upto > 0 and (limit is None or len(found) < limit):
        found += (act for act in search(after=max(0, upto - PAGE), upto=upto) if query.fits(act, meant))
        upto -= PAGE
    return found[:limit]


def undone(ledger: Ledger, acts: Sequence[Act]) -> set[str]:
    """As `taken_back`, of acts that are not all that there are. Raises LedgerError."""
    if len(acts) <= PAGE:
        return taken_back([*acts, *ledger.reverses([act.id for act in acts])])
    return taken_back([*ledger.search(kind="undo"), *ledger.search(kind="redo")])


def done_since(ledger: Ledger, since: int, until: int = 0) -> list[Act]:
    """Acts that marked an order done since a moment, and before `until` where that is given, without those taken back;
    µs, UTC. Raises LedgerError."""
    acts = ledger.search(kind="done", since=since, until=until)
    gone = undone(ledger, acts)
    return [act for act in acts if act.id not in gone]


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
        "account": act.account or None,
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
