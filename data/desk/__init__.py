"""The desk: open orders in an in-memory DuckDB, sorted into queues by the SQL in `queries/`."""

from orderdeck.data.base.text.folding import fold
from orderdeck.data.desk.columns import BOARD
from orderdeck.data.desk.desk import Desk
from orderdeck.data.desk.detail import OrderDetail, Step
from orderdeck.data.desk.hooks import Hook
from orderdeck.data.desk.people import Person
from orderdeck.data.desk.standing import DeskError

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
