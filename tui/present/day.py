"""The hours of the day as charts, from `data.reports.hours`."""

from datetime import timedelta, tzinfo
from functools import partial
from typing import TYPE_CHECKING

from orderdeck.tui.i18n import _, times
from orderdeck.widgets.glyphs import glyphs
from orderdeck.widgets.panes.charts import ChartView

if TYPE_CHECKING:
    from orderdeck.data.reports.hours import Hours


def charts(told: "Hours", zone: tzinfo | None) -> list[ChartView]:
    """What is due in the next two days, what came and was done today, and what of it waits."""
    ahead = times.at_zone(told.now, zone) + timedelta(hours=len(told.due))
    today = partial(ChartView, begin="00:00", end=f"{times.at_zone(told.now, zone):%H:%M}")
    late = _("{count} late", count=times.count(told.late)) if told.late else ""
    due = times.count(sum(told.due))
    return [
        ChartView(
            title=_("Due in 48 h"),
            value=f"{late}  {due}".strip(),
            shorter=(f"{times.count(told.late)}{glyphs.late} {due}", due) if told.late else (),
            value_tone="late" if told.late else "bold",
            values=told.due,
            tone="due",
            begin=_("now"),
            end=f"{ahead:%m-%d %H:%M}",
        ),
        today(title=_("Arrived today"), value=times.count(sum(told.arrived)), values=told.arrived),
        today(title=_("Done today"), value=times.count(sum(told.completed)), values=told.completed),
        today(
            title=_("Open, not done"),
            value=times.count(told.waiting[-1]),
            values=told.waiting,
            level=True,
            tone="accent",
        ),
    ]
