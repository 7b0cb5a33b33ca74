"""A report as lines for the terminal and for the deck's panel."""

from collections.abc import Iterator
from dataclasses import dataclass

from orderdeck.tui.present.report.parts import Chart, Document, Para, Table
from orderdeck.tui.terminal.cell_width import cut, pad, width

BAR = 24
"""Cells of the longest bar."""
WIDEST = 60
"""Cells of the widest column; the last one, after which nothing has to line up, is as wide as it needs."""


@dataclass(frozen=True)
class Line:
    """A line and what it is: "title", "heading", "header" or ""."""

    text: str
    role: str = ""
    hang: int = 0
    """Characters before the last cell of a table, which goes on under itself where there is no room; 0: no table."""


def lines(document: Document) -> Iterator[Line]:
    """The report line by line."""
    yield Line(document.title, "title")
    yield Line(document.subtitle)
    for section in document.sections:
        yield Line("")
        yield Line(section.title, "heading")
        for part in section.parts:
            match part:
                case Para():
                    yield Line(f"  {part.text}")
                case Table():
                    yield from _table(part)
                case Chart() if len(part.series) > 1:  # what has one series is in the table beside it
                    yield from _chart(part)


def text(document: Document) -> str:
    """The whole report as plain text."""
    return "\n".join(line.text for line in lines(document)) + "\n"


def _table(table: Table) -> Iterator[Line]:
    rows = [
        (*(cut(cell, WIDEST) for cell in row[:-1]), " ".join(row[-1].split()))
        for row in (table.header, *table.rows)
    ]
    widths = [max(width(row[column]) for row in rows) for column in range(len(table.header))]
    for place, row in enumerate(rows):
        cells = [pad(cell, widths[column], right=column in table.right) for column, cell in enumerate(row)]
        before = "".join(f"  {cell}" for cell in cells[:-1]) + "  "
        yield Line((before + cells[-1]).rstrip(), "header" if place == 0 else "", hang=len(before))


def _chart(chart: Chart) -> Iterator[Line]:
    if not any(any(series.values) for series in chart.series):
        return
    yield Line(
        "  " + "   ".join([chart.title, *(f"{_SIGNS[at]} {s.name}" for at, s in enumerate(chart.series))]),
        "header",
    )
    label_width = max(width(label) for label in chart.labels)
    highest = max(max(series.values) for series in chart.series)
    for place, label in enumerate(chart.labels):
        for number, series in enumerate(chart.series):
            value = series.values[place]
            if number and not value:
                continue
            bar = _SIGNS[number] * (max(1, round(value * BAR / highest)) if value else 0)
            yield Line(f"  {pad(label if not number else '', label_width)}  {bar} {value or ''}".rstrip())


_SIGNS = ("█", "▒")
