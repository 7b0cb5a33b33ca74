"""What is to be said of the files of a column map: which orders aren't in them, and which cells are empty or cut."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from orderdeck.tui.i18n import _, ngettext
from orderdeck.tui.i18n.phrases import joined
from orderdeck.tui.present.exported.parcels import kept_back

if TYPE_CHECKING:
    from orderdeck.data.reports.exported.maps.filed import Filed, LeftOut

NAMED: Final = 3
"""Orders that a line names; a file names more of them."""


def left_out(orders: "Sequence[LeftOut]") -> list[str]:
    """Each order that isn't in the files though it is to be sent, and what it lacks."""
    return [
        _("order {order} left out, it lacks: {columns}", order=one.order_id, columns=joined(one.headers))
        for one in orders
    ]


def notes(filed: "Filed") -> list[str]:
    """The rest: orders that are not meant, columns with empty cells or with text cut off."""
    said = [kept_back(filed.kept_back)] if filed.kept_back else []
    if filed.others:
        said.append(
            ngettext(
                "{count} order is not for this file", "{count} orders are not for this file", filed.others
            )
        )
    if filed.empty:
        said.append(_("empty cells: {columns}", columns=_counted(filed.empty)))
    if filed.cut:
        said.append(_("cut off at the end: {columns}", columns=_counted(filed.cut)))
    return said


def doubted(filed: "Filed") -> list[str]:
    """Each order that is in the files without a value, or with one that may be before a discount."""
    without = _(
        "order {order}: no value, since no file prices its lines or says its currency; the forwarder will ask"
    )
    before = _("order {order}: its value is before the discount, what was paid for the goods isn't known")
    return [
        *(without.format(order=one) for one in filed.valueless),
        *(before.format(order=one) for one in filed.undiscounted),
    ]


def doubts_summed_up(filed: "Filed", where: object) -> list[str]:
    """How many there are of either, and where they are named."""
    said = []
    if count := len(filed.valueless):
        said.append(
            ngettext(
                "{count} order without a value: {path}",
                "{count} orders without a value: {path}",
                count,
                path=where,
            )
        )
    if count := len(filed.undiscounted):
        said.append(
            ngettext(
                "{count} order with its value before the discount: {path}",
                "{count} orders with their values before the discount: {path}",
                count,
                path=where,
            )
        )
    return said


def summed_up(orders: "Sequence[LeftOut]", where: object) -> str:
    """How many orders were left out for what they lack, and where they are named."""
    return ngettext(
        "{count} order left out for what it lacks: {path}",
        "{count} orders left out for what they lack: {path}",
        len(orders),
        path=where,
    )


def part_of(part: str | None) -> str:
    """What the orders of a file share; "" where the map has but one."""
    return "" if part is None else part or _("without")


def _counted(columns: dict[str, int]) -> str:
    return joined(f"{header} × {count}" for header, count in columns.items())
