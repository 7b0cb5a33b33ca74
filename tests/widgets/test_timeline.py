"""A time line: marks, bars and axis line up, whatever the width, the names and the signs."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdeck.widgets.cells import cell_len
from orderdeck.widgets.glyphs import glyphs, use_ascii
from orderdeck.widgets.model import Pieces
from orderdeck.widgets.panes.timeline import LEAST, Bar, Mark, Span, drawn, place

MOMENTS = st.one_of(st.none(), st.integers(-5_000, 20_000))
LABELS = st.sampled_from(["Yiwu Guangming", "义乌光明家居用品有限公司", "ｗｉｄｅ　name", "", "?"])


@pytest.fixture(autouse=True)
def usual_signs() -> Iterator[None]:
    yield
    use_ascii(False)


def spans() -> st.SearchStrategy[Span]:
    bars = st.builds(Bar, LABELS, MOMENTS, MOMENTS)
    marks = st.builds(Mark, st.integers(1, 10_000), st.sampled_from(["", "due", "late"]))
    return st.builds(
        Span,
        now=st.just(0),
        until=st.just(10_000),
        marks=st.lists(marks, min_size=1, max_size=30).map(tuple),
        bars=st.lists(bars, min_size=1, max_size=6).map(tuple),
        heading=LABELS,
        first=st.just("现在"),
        last=st.just("30 Sep 14:00"),
        key=st.just("· not likely ▒ half █ likely enough"),
    )


def text(pieces: Pieces) -> str:
    return "".join(piece.text for piece in pieces)


@given(spans(), st.integers(LEAST, 200), st.integers(3, 9))
def test_every_bar_is_as_wide_as_the_room_and_marks_stand_within(span: Span, width: int, height: int) -> None:
    lines = drawn(span, width, height)
    assert len(lines) <= height
    marks, *bars, axis = lines
    assert {cell_len(text(line)) for line in (*bars, axis)} == {width - 1}
    assert cell_len(text(marks)) <= width - 1
    assert sum(1 for piece in marks[1:] if piece.text.strip()) == len(
        {place(mark.at, span, width - 1 - cell_len(marks[0].text)) for mark in span.marks}
    )


@given(spans(), st.integers(LEAST, 200))
def test_a_mark_stands_over_what_its_chance_is(span: Span, width: int) -> None:
    marks, *bars, _axis = drawn(span, width, 9)
    label = cell_len(marks[0].text)
    unlikely, likely, enough = (*glyphs.spread,)
    for bar, line in zip(span.bars, bars, strict=True):
        cells = text(line[1:])
        for mark in span.marks:
            sign = cells[place(mark.at, span, width - 1 - label)]
            if sign == enough:
                assert bar.cautious is not None, "nothing is likely enough that never gets there"
            if bar.cautious is not None and bar.cautious <= span.now:
                assert sign == enough
            if bar.half is None and bar.cautious is None:
                assert sign == unlikely
            assert sign in (unlikely, likely, enough)


def test_nothing_is_drawn_below_a_hundred_columns_or_where_nothing_is_known() -> None:
    span = Span(now=0, until=10, marks=(Mark(5),), bars=(Bar("a", 3, 8),))
    assert drawn(span, LEAST - 1, 9) == []
    assert drawn(span, LEAST, 2) == []
    many = Span(now=0, until=10, marks=(Mark(5),), bars=(Bar("a", 3, 8),) * 6)
    assert [drawn(many, LEAST, height) for height in (0, 1, 2)] == [[], [], []]
    assert drawn(None, LEAST, 9) == []
    assert drawn(Span(now=0, until=10, marks=(), bars=()), LEAST, 9) == []
    assert drawn(Span(now=10, until=10, marks=(), bars=span.bars), LEAST, 9) == []


def test_without_colour_and_in_plain_ascii_the_signs_tell_it() -> None:
    use_ascii(True)
    span = Span(now=0, until=100, marks=(Mark(90), Mark(90), Mark(10)), bars=(Bar("a", 30, 80),))
    marks, bar, axis = (text(line) for line in drawn(span, LEAST, 9))
    assert all(line.isascii() for line in (marks, bar, axis))
    assert (bar.count(".") > 0, bar.count("=") > 0, bar.count("#") > 0) == (True, True, True)
    assert marks.replace(" ", "") == "v2"
    assert bar[marks.index("v")] == "."
    assert bar[marks.index("2")] == "#"
