"""Writers and a follower of a shared desk, what each was told, and what the journal has to say to that."""

import threading
import time
from collections.abc import Callable
from typing import Final, TypeVar

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Act
from orderdeck.data.ledger import Ledger, LedgerBusy
from orderdeck.data.ledger.records import Held

Given = TypeVar("Given")

RIVALS: Final = 3
"""So many acts of each writer to one that all others want, too."""


class Writer(threading.Thread):
    """Acts, one after another; what can't be sent is sent again as it is, as a deck does."""

    def __init__(self, paths: DeskPaths, name: str, stop: threading.Event) -> None:
        super().__init__(name=name, daemon=True)
        self._paths, self._stop_it = paths, stop
        self.sent: list[str] = []
        self.told: dict[str, int] = {}
        """Id of each act that was acknowledged -> the seq that was told."""
        self.lost: dict[str, str] = {}
        """Order that somebody else was said to hold -> who."""
        self.again = 0
        """How often something had to be sent once more."""

    def run(self) -> None:
        number = 0
        with self._again(lambda: Ledger.open(self._paths, busy_seconds=2)) as ledger:
            while not self._stop_it.is_set():
                number += 1
                act = Act(id=f"{self.name}-{number}", kind="note", operator=self.name, at=1, order_key="a:0")
                if number % RIVALS == 0:
                    act = Act(id=act.id, kind="claim", operator=self.name, at=1, order_key=f"a:{number}")
                self.sent.append(act.id)
                self._act(ledger, act)

    def _act(self, ledger: Ledger, act: Act) -> None:
        if act.kind == "note":
            [done] = self._again(lambda: ledger.append([act]))
            self.told[act.id] = done.seq
            return
        given = self._again(lambda: ledger.claim(act, 0))
        if isinstance(given, Held):
            self.lost[str(act.order_key)] = given.operator
        else:
            self.told[given.id] = given.seq

    def _again(self, work: Callable[[], Given]) -> Given:
        while True:
            try:
                return work()
            except LedgerBusy:  # LedgerAway is one
                self.again += 1
                time.sleep(0.02)


class Follower(threading.Thread):
    """Reads on from the last act it knows, all the while."""

    def __init__(self, paths: DeskPaths, stop: threading.Event) -> None:
        super().__init__(name="follower", daemon=True)
        self._paths, self._stop_it = paths, stop
        self.seen: list[Act] = []

    def run(self) -> None:
        with Ledger.open(self._paths, busy_seconds=2) as ledger:
            while not self._stop_it.is_set():
                try:
                    self.seen += ledger.acts(after=self.seen[-1].seq if self.seen else 0)
                except LedgerBusy:
                    pass
                time.sleep(0.01)


def contradictions(paths: DeskPaths, writers: list[Writer], follower: Follower) -> list[str]:
    """Where the journal and what was told don't agree; empty where all is well."""
    with Ledger.open(paths) as ledger:
        stored = ledger.acts()
    seqs = {act.id: act.seq for act in stored}
    found = [f"{len(stored) - len(seqs)} acts stand twice"] if len(seqs) != len(stored) else []
    holders: dict[str, list[str]] = {}
    for act in stored:
        if act.kind == "claim":
            holders.setdefault(str(act.order_key), []).append(act.operator)
    found += [f"{order} is held by {names}" for order, names in holders.items() if len(names) > 1]
    for writer in writers:
        for name, seq in writer.told.items():
            if seqs.get(name) != seq:
                found.append(f"{name}: told to be at {seq}, is at {seqs.get(name)}")
        for order, other in writer.lost.items():
            if holders.get(order) != [other]:
                found.append(f"{order}: {other} was said to hold it, not {holders.get(order)}")
    strange = seqs.keys() - {name for writer in writers for name in writer.sent}
    found += [f"{name} was never sent" for name in sorted(strange)]
    if [act.id for act in follower.seen] != [act.id for act in stored[: len(follower.seen)]]:
        found.append("the follower has seen what is not so, or has missed some")
    return found
