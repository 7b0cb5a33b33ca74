"""The desk: open orders in an in-memory DuckDB, sorted into queues by the SQL in `queries/`."""

from data.desk.columns import BOARD
from data.desk.desk import Desk
from data.desk.detail import OrderDetail, Step
from data.desk.fold import fold
from data.desk.hooks import Hook
from data.desk.people import Person
from data.desk.standing import DeskError

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
