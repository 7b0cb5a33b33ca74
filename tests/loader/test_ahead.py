"""Working ahead changes nothing but the time it takes."""

import threading
from collections.abc import Iterator

import pytest

from data.ahead import Ahead


def test_items_come_in_order_and_then_the_end() -> None:
    ahead = Ahead(iter(range(50)))
    assert list(ahead) == list(range(50))
    assert list(ahead) == []


def test_what_the_source_raises_comes_in_its_place() -> None:
    def source() -> Iterator[int]:
        yield 1
        raise ValueError("torn")

    ahead = Ahead(source())
    assert next(ahead) == 1
    with pytest.raises(ValueError, match="torn"):
        next(ahead)


def test_closing_ends_the_thread_with_items_left() -> None:
    before = threading.active_count()
    made: list[int] = []

    def source() -> Iterator[int]:
        for number in range(1_000_000):
            made.append(number)
            yield number

    ahead = Ahead(source(), depth=2)
    assert next(ahead) == 0
    ahead.close()
    assert threading.active_count() == before
    assert len(made) < 10
