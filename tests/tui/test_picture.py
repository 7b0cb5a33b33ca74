"""What `changes` sends makes a terminal show the picture, whatever it showed before, and sends nothing twice."""

import pyte
from hypothesis import given, settings
from hypothesis import strategies as st

from orderdeck.tui.terminal.cell_buffer import Picture

WIDTH, HEIGHT = 24, 4
CODES = ("", "1", "31", "1;32", "7")
TEXTS = st.one_of(
    st.text(alphabet="ab  |", min_size=1, max_size=WIDTH),
    st.text(alphabet="a 中文, Ж", min_size=1, max_size=12),
    st.just(" " * WIDTH),
)
PUTS = st.lists(
    st.tuples(st.integers(0, WIDTH - 1), st.integers(0, HEIGHT - 1), TEXTS, st.sampled_from(CODES)),
    max_size=6,
)


def terminal() -> tuple[pyte.Screen, pyte.Stream]:
    screen = pyte.Screen(WIDTH, HEIGHT)
    screen.reset_mode(7 << 5)  # no wrapping at the right edge, as Textual has it
    return screen, pyte.Stream(screen)


def shown(screen: pyte.Screen) -> list[list[tuple[str, object, bool, bool]]]:
    return [
        [
            (cell.data, cell.fg, cell.bold, cell.reverse)
            for cell in (screen.buffer[y][x] for x in range(WIDTH))
        ]
        for y in range(HEIGHT)
    ]


@given(st.lists(PUTS, min_size=1, max_size=6))
@settings(max_examples=300, deadline=None)
def test_a_terminal_ends_up_showing_the_picture(frames: list[list[tuple[int, int, str, str]]]) -> None:
    picture = Picture(WIDTH, HEIGHT)
    screen, stream = terminal()
    for frame in frames:
        for x, y, text, codes in frame:
            picture.put(x, y, text, codes)
        stream.feed(picture.changes((0, 0)))
        assert ["".join(cell[0] for cell in row) for row in shown(screen)] == picture.text()
    fresh, again = terminal()
    picture.forget()
    again.feed(picture.changes((0, 0)))
    assert shown(fresh) == shown(screen)
    assert picture.changes((0, 0)) == ""


def test_only_what_changed_is_sent() -> None:
    picture = Picture(80, 24)
    for y in range(24):
        picture.put(0, y, f"row {y} of many, with some text in it".ljust(80), "")
    picture.changes((0, 0))
    picture.put(0, 7, "row 7 of many, with some news in it".ljust(80), "")
    assert picture.changes((0, 0)) == "\x1b[8;26Hnews\x1b[H"


def test_a_blank_end_of_line_is_erased() -> None:
    picture = Picture(80, 2)
    picture.put(0, 0, "x" * 80, "")
    picture.changes((0, 0))
    picture.put(0, 0, "xx".ljust(80), "")
    assert picture.changes((0, 0)) == "xx\x1b[K\x1b[H"


def test_half_a_wide_character_does_not_stay() -> None:
    picture = Picture(10, 1)
    picture.put(0, 0, "中文中文中", "")
    picture.put(3, 0, "x", "")
    assert picture.text() == ["中 x中文中"]


def test_what_lies_outside_is_cut_off() -> None:
    picture = Picture(5, 1)
    picture.put(-2, 0, "abcdefghij", "")
    picture.put(0, 3, "nowhere", "")
    assert picture.text() == ["cdefg"]
