"""Working ahead changes nothing but the time it takes."""

import threading
from collections.abc import Iterator

import pytest

from orderdeck.data.base.prefetch import Ahead, abreast


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


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_several_at_a_time_come_in_their_order(threads: int) -> None:
    met = threading.Barrier(threads)

    def work(number: int) -> int:
        if number < threads:
            met.wait(10)  # broken unless so many are at work at once
        return number * 10

    assert list(abreast(work, range(20), threads)) == [number * 10 for number in range(20)]


def test_what_the_work_raises_comes_in_its_place_and_no_more_is_begun() -> None:
    begun: list[int] = []

    def work(number: int) -> int:
        begun.append(number)
        if number == 2:
            raise ValueError("odd")
        return number

    results = abreast(work, iter(range(1000)), 2)
    assert [next(results), next(results)] == [0, 1]
    with pytest.raises(ValueError, match="odd"):
        next(results)
    assert len(begun) < 8
