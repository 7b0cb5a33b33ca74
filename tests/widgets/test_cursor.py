"""The cursor is always in view and always on a row."""

from hypothesis import given
from hypothesis import strategies as st

from orderdeck.widgets.table.cursor import Window

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("move_to"), st.integers(-50, 1000)),
        st.tuples(st.just("page"), st.integers(-60, 60)),
        st.tuples(st.just("scroll"), st.integers(-60, 60)),
        st.tuples(st.just("count"), st.integers(0, 500)),
        st.tuples(st.just("height"), st.integers(1, 60)),
    )
)


@given(STEPS)
def test_the_cursor_is_in_view(steps: list[tuple[str, int]]) -> None:
    window = Window()
    window.count, window.height = 100, 20
    for name, value in steps:
        if name in ("count", "height"):
            setattr(window, name, value)
            window.place(window.cursor, window.top)
        else:
            getattr(window, name)(value)
        assert 0 <= window.cursor <= max(0, window.count - 1)
        assert window.top <= window.cursor < window.top + window.height
        assert window.top == 0 or window.top + window.height <= window.count
        thumb = window.thumb()
        assert not thumb or 0 <= thumb.start < thumb.stop <= window.height


def test_leaving_the_view_jumps_half_a_page() -> None:
    window = Window()
    window.count, window.height = 1000, 20
    tops = set()
    for row in range(200):
        window.move_to(row)
        tops.add(window.top)
    assert len(tops) == 19  # not 180


def test_a_page_moves_view_and_cursor_together() -> None:
    window = Window()
    window.count, window.height = 1000, 20
    window.place(5, 0)
    window.page(10)
    assert (window.cursor, window.top) == (15, 10)
