"""What a report is made of, before it is known how it will look. All text is clean; each writer escapes for itself."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Para:
    """A sentence or two."""

    text: str


@dataclass(frozen=True)
class Table:
    """Rows under a header; columns of `right` are numbers."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: tuple[int, ...] = ()


@dataclass(frozen=True)
class Series:
    """A row of bars."""

    name: str
    values: tuple[int, ...]


@dataclass(frozen=True)
class Chart:
    """Bars side by side for each label; the series share the labels."""

    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]


@dataclass(frozen=True)
class Section:
    """A heading with what stands under it."""

    title: str
    parts: tuple[Para | Table | Chart, ...]


@dataclass(frozen=True)
class Document:
    """A report."""

    title: str
    subtitle: str
    language: str
    sections: tuple[Section, ...]
