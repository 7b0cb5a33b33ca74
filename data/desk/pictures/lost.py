"""What the desk should show and can't: exports whose part is lost or damaged, and torn rows of the ledger."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from orderdeck.data.base.records import Export, Loss
from orderdeck.data.desk.pictures.parts import holding
from orderdeck.data.ledger import Ledger


class Lost:
    """Keeps in mind what can't be read, until another part holds it. For one desk."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._missing: dict[int, tuple[Export, frozenset[str]]] = {}
        """Exports of orders by seq, with the names of the parts that held them when they couldn't be read."""
        self._unread: dict[str, Export] = {}
        """Those of other kinds that no part holds which is there, by what they point to."""

    def miss(self, exports: Iterable[Export]) -> None:
        """Takes in exports of orders that couldn't be read."""
        self._missing |= {export.seq: (export, self._holders(export)) for export in exports}

    def look(self, exports: Iterable[Export]) -> None:
        """Looks whether the parts of new exports of other kinds are there."""
        asked = {one.content: one for one in exports if one.kind != "orders" and one.state == "loaded"}
        if asked:
            there = self._there()
            self._unread |= {content: one for content, one in asked.items() if content not in there}

    def found(self, counting: Sequence[Export]) -> list[Export]:
        """Exports that another part holds by now; those of orders where they are among `counting`."""
        again = []
        if self._missing:
            counts = {export.seq for export in counting}
            again = [
                export
                for export, before in self._missing.values()
                if export.seq in counts and self._holders(export) - before
            ]
            for export in again:
                del self._missing[export.seq]
        if self._unread:
            there = self._there()
            again += [export for content, export in self._unread.items() if content in there]
            self._unread = {content: one for content, one in self._unread.items() if content not in there}
        return again

    def losses(self, counting: Sequence[Export], withdrawn: Collection[str]) -> list[Loss]:
        """See Desk.losses; of exports of orders those among `counting`."""
        counts = {export.seq for export in counting}
        # The same bytes twice hide the same orders.
        hidden = {one.content: one for seq, (one, _) in self._missing.items() if seq in counts}
        found = [
            Loss(code="part", subject=one.name, kind=one.kind, count=one.orders or one.lines)
            for one in (*hidden.values(), *self._unread.values())
            if one.export_id not in withdrawn
        ]
        torn = Counter(table for table, _ in self._ledger.torn)
        return found + [Loss(code="rows", subject=table, count=count) for table, count in torn.items()]

    def _holders(self, export: Export) -> frozenset[str]:
        held = holding(self._ledger.whole_parts(), {export.content})
        return frozenset(part.name for part in held)

    def _there(self) -> set[str]:
        return {content for part in self._ledger.whole_parts() for content in part.export_ids}
