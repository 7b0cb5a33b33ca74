"""The ledger as it is seen while damaged parts are made anew: without those, with what has been read of them so far."""

import shutil
from collections.abc import Collection

from msgspec import structs

from data.ledger import Ledger, Part
from data.model import Export


class Beside(Ledger):
    """A view of `ledger` for `data.carry`, so that exports of one part find each other again: no connection of its own,
    and nothing but `parts`, `exports` and `paths`.

    Parts that were added lie in their place on disk, where nothing refers to them until they are kept.
    """

    def __init__(self, ledger: Ledger, without: Collection[str]) -> None:
        self.paths = ledger.paths
        self._ledger = ledger
        self._sound = [part for part in ledger.parts() if part.name not in without]
        self._next = max((part.seq for part in ledger.parts()), default=0) + 1
        self._added: dict[str, Part] = {}

    def parts(self) -> list[Part]:
        """Sound parts, and those that were added."""
        return [*self._sound, *self._added.values()]

    def exports(self, after: int = 0) -> list[Export]:
        """As of the ledger."""
        return self._ledger.exports(after)

    def add(self, part: Part) -> None:
        """Shows a part that was published and is in no ledger."""
        self._added[part.name] = structs.replace(part, seq=self._next)
        self._next += 1

    def keep(self, name: str) -> None:
        """The part `name` that was added is in the ledger by now."""
        self._sound.append(self._added.pop(name))

    def close(self) -> None:
        """Takes what was added, and not kept, away from the disk."""
        for name in self._added:
            shutil.rmtree(self.paths.parts / name, ignore_errors=True)
        self._added = {}
