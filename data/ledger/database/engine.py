"""What the ledger asks of the engine that holds its tables: SQLite on one machine, PostgreSQL on several.

`Ledger` and the statements beside this file know these protocols alone.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

from orderdeck.data.ledger.errors import LedgerAway
from orderdeck.data.ledger.records import LoaderThere, Part


class Answer(Protocol):
    """What a statement gave."""

    @property
    def lastrowid(self) -> int | None:
        """The seq of the row that was inserted into `journal`, `exports` or `parts`, where one was."""

    @property
    def rowcount(self) -> int:
        """How many rows were written."""

    def fetchone(self) -> Any: ...

    def fetchall(self) -> list[Any]: ...

    def __iter__(self) -> Iterator[Any]: ...


class Database(Protocol):
    """A connection that takes the ledger's statements: SQL that SQLite and PostgreSQL both know, `?` for a value."""

    def execute(self, sql: str, parameters: Sequence[Any] = ..., /) -> Answer: ...

    def executemany(self, sql: str, parameters: Iterable[Sequence[Any]], /) -> object: ...


class Stored(Protocol):
    """Where the files of parts lie: in the machine's own `parts` folder alone (`data.ledger.whole`), or where several
    machines find them, of which that folder is then a cache."""

    def bring(self, parts: Iterable[Part]) -> None:
        """Sees to it that the files of `parts` lie in the machine's folder, as far as they are there and can be had."""

    def came(self) -> bool:
        """Whether parts that could not be had have come; asks again where it is time to."""

    def again(self, part: Part) -> bool:
        """Whether `part`, which is damaged in the machine's folder, is sound elsewhere: it is brought anew then. Raises
        OSError where that can't be told."""

    def keep(self, part: Part) -> None:
        """Puts the files of `part` from the machine's folder where all machines find them. Raises LedgerError."""

    def lacks(self, part: Part) -> bool:
        """Whether files of `part` are gone there, or not what was written. Raises OSError where that can't be told."""

    def drop(self, known: Collection[str], gone: Collection[str]) -> None:
        """Removes, where others find them, the parts that are not `known`, and those that are `gone`. For who loads."""


class Engine(Protocol):
    """The tables of one desk. Every method raises LedgerError."""

    @property
    def folder(self) -> str:
        """What the names of sightings begin with, where several machines with folders of their own share the desk."""

    @property
    def stored(self) -> Stored:
        """Where the files of parts lie."""

    def read(self) -> AbstractContextManager[Database]:
        """The tables as they are, for one thread at a time."""

    def write(self) -> AbstractContextManager[Database]:
        """One transaction, alone; it is safely on disk once this ends without an error."""

    def loading(self) -> AbstractContextManager[None]:
        """Nobody on another machine loads within. A writer who was cut off can't write within any more: LedgerBusy."""

    def changed(self) -> bool:
        """`Ledger.changed`."""

    def check(self) -> list[str]:
        """`Ledger.check`."""

    def enter(self, operator: str, *, loads: bool = False) -> None:
        """`Ledger.enter`."""

    def elsewhere(self) -> list[str]:
        """`Ledger.elsewhere`."""

    def loaders(self) -> list[LoaderThere]:
        """`Ledger.loaders`."""

    def clock_ahead(self) -> int:
        """By how many µs this machine's clock is ahead of the server's, as `changed` last saw it."""

    def patient(self, tell: Callable[[LedgerAway], object] | None = None) -> AbstractContextManager[None]:
        """`Ledger.patient`."""

    def mirror(self) -> None:
        """`Ledger.mirror`."""

    def alone(self) -> AbstractContextManager[None]:
        """Nobody else has the desk open within. Raises LedgerBusy where somebody has."""

    def unguarded(self) -> AbstractContextManager[Database]:
        """As `write`, and rows of `journal` and `exports` may be changed; nothing is left of what they were."""

    def copy_to(self, file: Path) -> None:
        """Writes all rows, as of one moment, into a new SQLite database at `file`."""

    def close(self) -> None:
        """Lets go of all connections."""
