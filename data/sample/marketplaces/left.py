"""What is left to send of a row's line, in layouts whose columns tell: a model of its own, drawn from order numbers."""

from orderdeck.data.base.vocabulary import status
from orderdeck.data.sample.marketplaces.layout import View

_FEW = 10
"""Pieces of an order below which some are given back: what is wholesale stays so."""


def _lot(view: View) -> int:
    return int(view.order.order_id) // 10_000


def gone(view: View) -> bool:
    """Whether the row's line was sent before the others: the first of a part-shipped order of several lines."""
    return view.snapshot.status == status.PART_SHIPPED and view.place == 0 and len(view.order.lines) > 1


def digital(view: View) -> bool:
    """Whether the row's line needs no parcel: a later line of some orders."""
    return view.place > 0 and _lot(view) % 7 == 3


def given_back(view: View) -> int:
    """Pieces of the row's line that were refunded before dispatch: one of the first line of some orders to ship."""
    few = view.order.lines[0].quantity > 1 and view.order.pieces < _FEW
    return int(few and view.place == 0 and view.snapshot.status == status.TO_SHIP and _lot(view) % 3 == 1)


def unsent(view: View) -> int:
    """Pieces of the row's line less those that went before."""
    assert view.line
    return 0 if gone(view) else view.line.quantity


def physical(view: View) -> int:
    """The same, and none of what needs no parcel."""
    return 0 if digital(view) else unsent(view)


def kept(view: View) -> int:
    """Pieces of the row's line less those given back."""
    assert view.line
    return view.line.quantity - given_back(view)


def sent(view: View) -> str:
    """Pieces of the row's line that went before, as a cell."""
    return str(view.line.quantity - unsent(view)) if view.line else ""


def to_go(view: View) -> str:
    """Pieces of the row's line that are still to go, as a cell."""
    return str(unsent(view)) if view.line else ""


def returned(view: View) -> str:
    """Pieces given back, as a cell."""
    return str(given_back(view)) if view.line else ""
