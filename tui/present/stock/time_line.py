"""The time line of a SKU: until when each order's pieces have to be here, over when they come."""

from typing import TYPE_CHECKING, Final

from orderdeck.tui.i18n import _, ngettext, times
from orderdeck.tui.present.stock.pages import StockPage
from orderdeck.tui.present.view.rows import RenderOptions, urgency
from orderdeck.widgets.glyphs import glyphs
from orderdeck.widgets.panes.timeline import Bar, Mark, Span

if TYPE_CHECKING:
    from orderdeck.data.stock.supply.suppliers import Spread

MOST: Final = 6
"""Bars: purchases on their way first, then suppliers to order from."""


def span(page: StockPage, options: RenderOptions) -> Span | None:
    """The time line of a SKU (`tui.service.stock_service.StockPage`), from now to the last moment at which pieces can
    come for one of its orders; None where there is none ahead, or nothing is known of when pieces come.

    That moment is the plan's own: the ship-by time less the days that handling takes.
    """
    marks = [
        (at, urgency(page.rows[hit.order_key]))
        for hit in page.board.hits
        if hit.order_key in page.rows and (at := hit.step.here_by) is not None and at > options.now
    ]
    if not marks or not page.board.spreads:
        return None
    until = max(at for at, _tone in marks)
    unlikely, likely, enough = (*glyphs.spread,)
    return Span(
        now=options.now,
        until=until,
        marks=tuple(Mark(at, tone) for at, tone in marks),
        bars=tuple(_bar(one) for one in page.board.spreads[:MOST]),
        heading=_("needed here by"),
        first=_("now"),
        last=times.stamp(until, options.zone, options.now),
        key=" ".join(
            (f"{unlikely} {_('not likely')}", f"{likely} {_('half')}", f"{enough} {_('likely enough')}")
        ),
    )


def _bar(one: "Spread") -> Bar:
    name = one.supplier or "?"
    if one.pieces is None:
        label = _("if ordered now: {supplier}", supplier=name)
    else:
        label = ngettext(
            "{count} coming: {supplier}", "{count} coming: {supplier}", one.pieces, supplier=name
        )
    return Bar(label, one.half_at, one.cautious_at)
