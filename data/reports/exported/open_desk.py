"""An ordinary desk with everything: with stock, and with the tables that queue files in SQL may be over."""

from collections.abc import Callable

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Progress
from orderdeck.data.desk import Desk
from orderdeck.data.ledger import Ledger
from orderdeck.data.reports.exported.sql.asking import tables
from orderdeck.data.stock import open_desk as with_stock


def open_desk(
    paths: DeskPaths,
    settings: Settings,
    *,
    ledger: Ledger | None = None,
    operator: str = "",
    progress: Callable[[Progress], None] | None = None,
    debug: bool = False,
) -> Desk:
    """See `data.stock.open_desk`. Raises LedgerError."""
    desk = with_stock.open_desk(
        paths, settings, ledger=ledger, operator=operator, progress=progress, debug=debug
    )
    desk.offer_tables(lambda sql: tables(desk, sql))
    return desk
