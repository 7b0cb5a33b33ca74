"""The desk: open orders in an in-memory DuckDB, sorted into queues by the SQL in `queries/`."""

from orderdeck.data.base.text.folding import fold
from orderdeck.data.desk.desk import Desk
from orderdeck.data.desk.hooks import Hook
from orderdeck.data.desk.lookup.order_detail import OrderDetail, Step
from orderdeck.data.desk.lookup.people import Person
from orderdeck.data.desk.tables.standing import DeskError
from orderdeck.data.desk.views.columns import BOARD

__all__ = [
    "BOARD",
    "Desk",
    "DeskError",
    "Hook",
    "OrderDetail",
    "Person",
    "Step",
    "fold",
]
