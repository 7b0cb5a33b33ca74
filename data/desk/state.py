"""What of a desk its own modules may know: where it is, and what it has worked out."""

from collections.abc import Callable, Sequence
from typing import Protocol

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Export, Loss
from orderdeck.data.desk.changes.before import Since
from orderdeck.data.desk.connection import Connection
from orderdeck.data.desk.tables.journal import Journal
from orderdeck.data.desk.tables.together import Companion
from orderdeck.data.ledger import Ledger

Clock = Callable[[], int]
"""Gives the time in microseconds since the epoch, UTC."""


class DeskState(Protocol):
    """A desk, seen from within. `Desk` says what each of these is."""

    con: Connection
    ledger: Ledger
    paths: DeskPaths
    settings: Settings
    operator: str
    now: Clock

    @property
    def acts(self) -> Journal: ...
    @property
    def exports(self) -> list[Export]: ...
    @property
    def losses(self) -> list[Loss]: ...
    @property
    def pictures(self) -> list[Export]: ...
    @property
    def seen(self) -> tuple[int, int]: ...
    def changed_since(self, order_keys: Sequence[str]) -> dict[str, list[Since]]: ...
    def together(self, order_key: str) -> list[Companion]: ...
