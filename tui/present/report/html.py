"""A report as one HTML file: nothing is fetched, nothing runs, charts are inline SVG."""

from importlib.resources import files
from typing import Any, Final

from jinja2 import Environment
from markupsafe import Markup, escape

from orderdeck.tui.present.report.parts import Chart, Document, Table

HEIGHT: Final = 120
"""Of a chart's bars, in pixels."""


def html(document: Document) -> str:
    """The whole page. Text is escaped by the template; what is made here are numbers and escaped labels."""
    source = files("orderdeck.tui.present.report").joinpath("page.html.j2").read_text(encoding="utf-8")
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(source).render(
        document=document, is_table=_is_table, is_chart=_is_chart, upright=_upright, lying=_lying
    )


def _is_table(part: object) -> bool:
    return isinstance(part, Table)


def _is_chart(part: object) -> bool:
    return isinstance(part, Chart)


def _upright(chart: Chart) -> Markup:
    """Bars over a time axis; every nth label where they would run into each other."""
    highest = max((max(series.values, default=0) for series in chart.series), default=0) or 1
    many, kinds = len(chart.labels), len(chart.series)
    slot = max(14, min(56, 720 // max(1, many)))
    bar = max(3, (slot - 4) // kinds)
    every = max(1, -(-44 // slot))
    shapes: list[Any] = []
    for place, label in enumerate(chart.labels):
        for number, series in enumerate(chart.series):
            tall = round(series.values[place] * HEIGHT / highest)
            x, y = place * slot + number * bar, 16 + HEIGHT - tall
            shapes.append(
                Markup(
                    '<rect class="s{}" x="{}" y="{}" width="{}" height="{}"><title>{} {}: {}</title></rect>'
                ).format(number, x, y, bar - 1, tall, label, series.name, series.values[place])
            )
            if series.values[place] and slot >= 20:
                shapes.append(
                    Markup('<text class="n" x="{}" y="{}">{}</text>').format(
                        x + bar / 2, y - 3, series.values[place]
                    )
                )
        if place % every == 0:
            shapes.append(Markup('<text x="{}" y="{}">{}</text>').format(place * slot, HEIGHT + 32, label))
    return _svg(max(240, many * slot + 40), HEIGHT + 40, shapes, chart)


def _lying(chart: Chart) -> Markup:
    """One bar a label, for things that have names."""
    series = chart.series[0]
    highest = max(series.values, default=0) or 1
    shapes: list[Any] = []
    for place, (label, value) in enumerate(zip(chart.labels, series.values, strict=True)):
        y = place * 22
        shapes.append(Markup('<text x="0" y="{}">{}</text>').format(y + 14, label))
        shapes.append(
            Markup('<rect class="s0" x="180" y="{}" width="{}" height="14"/>').format(
                y + 3, round(value * 440 / highest)
            )
        )
        shapes.append(
            Markup('<text x="{}" y="{}">{}</text>').format(186 + round(value * 440 / highest), y + 14, value)
        )
    return _svg(680, len(series.values) * 22 + 4, shapes, chart)


def _svg(width: int, height: int, shapes: list[Any], chart: Chart) -> Markup:
    head = Markup('<svg role="img" aria-label="{}" viewBox="0 0 {} {}" width="{}" height="{}">').format(
        chart.title, width, height, width, height
    )
    return head + Markup("").join(escape(shape) for shape in shapes) + Markup("</svg>")
