"""An ordinary desk: one with stock."""

from collections.abc import Callable, Sequence

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.base.guards.account import beside
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Progress
from orderdeck.data.desk import Desk, Hook
from orderdeck.data.desk.state import Clock, DeskState
from orderdeck.data.ledger import Ledger
from orderdeck.data.stock.keeper import StockKeeper


def with_stock(desk: DeskState) -> Sequence[Hook]:
    """What works along with an ordinary desk: allocation, which fills `shortages` between two looks at the queues."""
    return [StockKeeper(desk.con, desk.ledger, desk.paths, desk.settings)]


def open_desk(
    paths: DeskPaths,
    settings: Settings,
    now: Clock | int | None = None,
    *,
    ledger: Ledger | None = None,
    operator: str = "",
    progress: Callable[[Progress], None] | None = None,
    debug: bool = False,
) -> Desk:
    """`Desk.open` with stock; acts through it bear the account of this process beside `operator`."""
    desk = Desk.open(
        paths,
        settings,
        now,
        ledger=ledger,
        operator=operator,
        hooks=with_stock,
        progress=progress,
        debug=debug,
    )
    desk.ledger.account = beside(operator)
    return desk
