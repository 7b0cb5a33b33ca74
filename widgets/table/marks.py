"""Marked rows, by key, with a range that is still open."""

from collections.abc import Iterable, Iterator

from orderdeck.widgets.model import TableSource


class Marks:
    """Keys that are marked, and the key where an open range began."""

    def __init__(self) -> None:
        self.keys: set[str] = set()
        self.anchor: str | None = None

    def span(self, source: TableSource, cursor: int) -> range:
        """Indices of the open range; empty where none is open."""
        start = None if self.anchor is None else source.find(self.anchor)
        return range(0) if start is None else range(min(start, cursor), max(start, cursor) + 1)

    def toggle(self, key: str) -> None:
        """Mark or unmark one."""
        self.keys ^= {key}

    def close(self, source: TableSource, cursor: int) -> None:
        """End the open range; its rows are marked from now on."""
        self.keys.update(source.key(index) for index in self.span(source, cursor))
        self.anchor = None

    def count(self, source: TableSource, cursor: int) -> int:
        """How many rows are marked, the open range included."""
        span = self.span(source, cursor)
        return len(span) + (
            sum(source.find(key) not in span for key in self.keys) if span else len(self.keys)
        )

    def ordered(self, source: TableSource, cursor: int) -> list[str]:
        """Marked keys in row order, the open range included."""
        found = {index for key in self.keys if (index := source.find(key)) is not None}
        return [source.key(index) for index in sorted(found.union(self.span(source, cursor)))]

    def keep(self, source: TableSource) -> None:
        """Forget what isn't in `source`."""
        self.keys = {key for key in self.keys if source.find(key) is not None}
        if self.anchor is not None and source.find(self.anchor) is None:
            self.anchor = None

    def set(self, keys: Iterable[str]) -> None:
        """Mark these and no others."""
        self.keys = set(keys)
        self.anchor = None

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys)
