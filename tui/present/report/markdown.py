"""A report as Markdown: tables, and charts as tables of numbers with bars."""

import re
from collections.abc import Iterator

from orderdeck.tui.present.report.parts import Chart, Document, Para, Table

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+!|~$&])")
_LINK = re.compile(r"(?i)\b(https?|ftp|www)([.:])|@")
BAR = 20


def markdown(document: Document) -> str:
    """The whole report. Text from files is escaped: it can't bring markup, links or HTML in."""
    return "\n".join(_lines(document)) + "\n"


def escaped(text: str) -> str:
    """`text` so that Markdown shows it as it is; addresses don't become links."""
    plain = _SPECIAL.sub(r"\\\1", " ".join(text.split()))
    plain = plain.replace("\\<", "&lt;").replace("\\>", "&gt;").replace("\\&", "&amp;")
    return _LINK.sub(lambda found: f"{found[1]}<!-- -->{found[2]}" if found[1] else "<!-- -->@", plain)


def _lines(document: Document) -> Iterator[str]:
    yield f"# {escaped(document.title)}"
    yield ""
    yield escaped(document.subtitle)
    for section in document.sections:
        yield ""
        yield f"## {escaped(section.title)}"
        for part in section.parts:
            if isinstance(part, Chart) and len(part.series) == 1:
                continue  # in the table beside it
            yield ""
            match part:
                case Para():
                    yield escaped(part.text)
                case Table():
                    yield from _table(part)
                case Chart():
                    yield from _table(_as_table(part))


def _table(table: Table) -> Iterator[str]:
    yield "| " + " | ".join(escaped(cell) for cell in table.header) + " |"
    yield "|" + "|".join("---:" if at in table.right else "---" for at in range(len(table.header))) + "|"
    for row in table.rows:
        yield "| " + " | ".join(escaped(cell) for cell in row) + " |"


def _as_table(chart: Chart) -> Table:
    highest = max((max(series.values, default=0) for series in chart.series), default=0) or 1
    rows = tuple(
        (label, *(_bar(series.values[place], highest) for series in chart.series))
        for place, label in enumerate(chart.labels)
    )
    return Table((chart.title, *(series.name for series in chart.series)), rows)


def _bar(value: int, highest: int) -> str:
    return f"{'█' * max(1, round(value * BAR / highest))} {value}" if value else ""
