"""The order table: what stays put when rows come and go, what is repainted, what it says."""

import time
from collections.abc import Sequence
from typing import Any

import pytest
from textual.strip import Strip

from orderdeck.widgets.model import Cell, Column, ListSource, Piece, Sort
from orderdeck.widgets.table.order_table import OrderTable

COLUMNS = (
    Column(key="left", title="left", width=5, align="right", live=True),
    Column(key="id", title="order", width=8),
    Column(key="buyer", title="buyer", flex=1, drop=1),
)


def rows(*keys: str, **buyers: str) -> ListSource:
    return ListSource([(key, (Cell("3h"), Cell(key), Cell(buyers.get(key, "王小明")))) for key in keys])


class Counted(OrderTable):
    """Counts the rows that are drawn."""

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        self.drawn: list[int] = []
        super().__init__(*arguments, **settings)

    def render_line(self, y: int) -> Strip:
        self.drawn.append(y)
        return super().render_line(y)


def table(source: ListSource | None = None, **settings: Any) -> Counted:
    made = Counted(COLUMNS, default_bindings=True, **settings)
    made.set_source(source if source is not None else rows(*"abcdefgh"))
    return made


async def test_rows_stand_under_their_columns(show: Any, lines: Any) -> None:
    made = table(rows("a", "b", a="Иванов", b="王小明 [vip]"))
    async with show(made, size=(40, 6)):
        assert lines(made)[:3] == [
            "   left order buyer",
            "›    3h a     Иванов",
            "     3h b     王小明 [vip]",
        ]


async def test_the_cursor_stays_on_its_order(show: Any) -> None:
    made = table()
    async with show(made) as pilot:
        await pilot.press("j", "j", "j")
        assert made.cursor_key == "d"
        made.set_source(rows("new", *"abcdefgh"))
        assert (made.cursor_key, made.cursor) == ("d", 4)


@pytest.mark.parametrize(
    ("left", "expected"), [("abcefgh", "e"), ("abc", "c"), ("gh", "g"), ("xyz", "z"), ("", None)]
)
async def test_where_the_order_is_gone_the_next_one_has_the_cursor(
    show: Any, left: str, expected: str | None
) -> None:
    made = table()
    async with show(made):
        made.move_to_key("d")
        made.set_source(rows(*left))
        assert made.cursor_key == expected


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("abcefghd", "e"),
        ("abcefgh", "e"),
        ("abcd", "d"),
        ("xabcefghd", "e"),
        ("abcdefgh", "d"),
        ("xabcdefgh", "d"),
    ],
)
async def test_a_row_that_one_is_done_with_is_not_followed_where_it_goes_behind_others(
    show: Any, after: str, expected: str
) -> None:
    made = table()
    async with show(made):
        made.move_to_key("d")
        made.let_go(["d"])
        made.set_source(rows(*after))
        assert made.cursor_key == expected
        made.let_go([])
        made.move_to_key("e") if made.source.find("e") is not None else None
        made.set_source(rows(*"bace"))
        assert made.cursor_key in ("e", "c"), "the next rows are followed as ever"


async def test_the_last_row_one_is_done_with_leaves_the_cursor_on_the_one_before(show: Any) -> None:
    made = table()
    async with show(made):
        made.move_to_key("d")
        made.let_go(["d", "e"])
        made.set_source(rows(*"abcfghde"))
        assert made.cursor_key == "f"


async def test_the_cursors_line_on_the_screen_stays(show: Any) -> None:
    made = table(rows(*map(str, range(500))))
    async with show(made, size=(60, 12)):
        made.move_to(250)
        line = made.cursor - made.window.top
        made.set_source(rows(*[f"new{n}" for n in range(30)], *map(str, range(500))))
        assert made.cursor_key == "250"
        assert made.cursor - made.window.top == line


async def test_at_the_top_what_arrives_above_is_seen(show: Any, lines: Any) -> None:
    old = [str(number) for number in range(100)]
    made = table(rows(*old))
    async with show(made, size=(40, 12)):
        made.set_source(rows("new", *old))
        assert "new" in lines(made)[1]
        assert made.cursor_key == "0"


async def test_only_rows_that_changed_are_drawn(show: Any) -> None:
    made = table(flash_seconds=0)
    async with show(made) as pilot:
        made.drawn.clear()
        made.set_source(rows(*"abcdefgh", c="someone else"))
        await pilot.pause()
        assert made.drawn == [3]
        made.drawn.clear()
        made.set_source(rows(*"abcdefgh", c="someone else"))
        await pilot.pause()
        assert made.drawn == []


async def test_a_move_draws_two_rows(show: Any) -> None:
    made = table()
    async with show(made) as pilot:
        await pilot.pause()
        made.drawn.clear()
        await pilot.press("j")
        assert sorted(made.drawn) == [1, 2]


async def test_news_is_marked_for_a_while(show: Any, lines: Any) -> None:
    made = table(flash_seconds=0.2)
    async with show(made) as pilot:
        made.set_source(rows(*"abcdefgh", "new", c="someone else"))
        assert lines(made)[3].startswith("•")
        assert lines(made)[9].startswith("•")
        assert not lines(made)[2].startswith("•")
        end = time.monotonic() + 5
        while lines(made)[3].startswith("•") and time.monotonic() < end:
            await pilot.pause(0.02)
        assert not lines(made)[3].startswith("•")


async def test_a_countdown_is_no_news(show: Any, lines: Any) -> None:
    made = table()
    async with show(made):
        ticked = [(key, (Cell("2h"), Cell(key), Cell("王小明"))) for key in "abcdefgh"]
        made.set_source(ListSource(ticked))
        assert "2h" in lines(made)[2]
        assert not any(line.startswith("•") for line in lines(made))


async def test_marks_and_range(show: Any, lines: Any) -> None:
    made = table()
    async with show(made) as pilot:
        await pilot.press("space", "j", "V", "j", "j")
        assert made.marked == ["a", "c", "d", "e"]
        assert [y for y, line in enumerate(lines(made)) if line.startswith("✓")] == [1, 3, 4, 5]
        assert lines(made)[0].startswith("4")
        await pilot.press("V", "k", "k", "k")
        assert made.chosen == ["a", "c", "d", "e"]
        made.set_source(rows(*"xedcb"))
        assert made.marked == ["e", "d", "c"]
        await pilot.press("escape")
        assert made.marked == []
        counts = [m.count for m in pilot.app.heard if isinstance(m, OrderTable.MarksChanged)]
        assert counts[-1] == 0
        assert counts[0] == 1
        assert max(counts) == 4


async def test_a_range_follows_the_cursor_back(show: Any, lines: Any) -> None:
    made = table()
    async with show(made) as pilot:
        await pilot.press("j", "V", "j", "j", "j", "k", "k", "k", "k")
        assert made.marked == ["a", "b"]
        assert [y for y, line in enumerate(lines(made)) if line.startswith("✓")] == [1, 2]


async def test_without_marks_the_cursors_row_is_chosen(show: Any) -> None:
    made = table()
    async with show(made) as pilot:
        await pilot.press("j")
        assert made.chosen == ["b"]
        made.set_source(rows())
        assert made.chosen == []


async def test_it_tells_where_the_cursor_is_and_what_was_entered(show: Any) -> None:
    made = table()
    async with show(made) as pilot:
        await pilot.press("G", "enter")
        told = [m for m in pilot.app.heard if isinstance(m, OrderTable.RowHighlighted)]
        assert (told[-1].key, told[-1].index, told[-1].row_count) == ("h", 7, 8)
        assert [m.key for m in pilot.app.heard if isinstance(m, OrderTable.RowSelected)] == ["h"]


async def test_empty_loading_and_failed_say_so(show: Any, lines: Any) -> None:
    made = table(rows())
    made.set_empty_text("nothing to ship [yet]")
    async with show(made, size=(40, 7)):
        assert lines(made)[3].strip() == "nothing to ship [yet]"
        made.show_message("no such column: buyr\nin brazil.sql", "error")
        assert "no such column: buyr" in "\n".join(lines(made))
        assert made.cursor_key is None
        made.set_source(rows("a"))
        assert "no such column" not in "\n".join(lines(made))
        assert made.cursor_key == "a"


async def test_columns_go_where_there_is_no_room(show: Any, lines: Any) -> None:
    made = table()
    async with show(made) as pilot:
        assert [column.key for column in made.visible_columns] == ["left", "id", "buyer"]
        await pilot.resize_terminal(17, 10)
        await pilot.pause()
        assert [column.key for column in made.visible_columns] == ["left", "id"]
        assert "buyer" not in lines(made)[0]


async def test_the_header_shows_the_sort(show: Any, lines: Any) -> None:
    made = table()
    async with show(made):
        made.set_source(rows("a"), sort=Sort("id", descending=True))
        assert "order↓" in lines(made)[0]


async def test_hostile_text_stays_text(show: Any, lines: Any) -> None:
    hostile = "\x1b]0;owned\x07[/red]\u202eabc\nnext"
    made = table(ListSource([("k", (Cell("1"), Cell("k"), Cell(hostile)))], {"k": Piece("\x1b", "fresh")}))
    async with show(made, size=(60, 5)):
        drawn = "".join(lines(made))
        assert "\x1b" not in drawn
        assert "\u202e" not in drawn
        assert "[/red]abc next" in drawn


async def test_another_view_starts_at_the_top(show: Any) -> None:
    made = table()
    async with show(made) as pilot:
        await pilot.press("space", "j", "V")
        made.set_source(rows(*"abcdefgh"), keep_cursor=False)
        assert (made.cursor, made.marked, made.range_open) == (0, [], False)


class Million:
    """A million rows, made when asked for."""

    row_count = 1_000_000

    def __init__(self) -> None:
        self.asked = 0

    def key(self, index: int) -> str:
        return str(index)

    def find(self, key: str) -> int | None:
        return int(key)

    def cells(self, index: int) -> Sequence[Cell]:
        self.asked += 1
        return Cell("1h"), Cell(str(index)), Cell("buyer")

    def marker(self, index: int) -> Piece | None:
        return None


async def test_a_million_rows_cost_a_screenful(show: Any, lines: Any) -> None:
    source = Million()
    made = Counted(COLUMNS, default_bindings=True)
    async with show(made) as pilot:
        made.set_source(source)
        await pilot.pause()
        await pilot.press("G")
        assert "999999" in lines(made)[-1]
        assert source.asked < 200
        made.set_source(Million())
        assert made.cursor == 999_999


async def test_its_keys_are_dead_unless_asked_for(show: Any) -> None:
    made = OrderTable(COLUMNS)
    made.set_source(rows("a", "b"))
    async with show(made) as pilot:
        await pilot.press("j")
        assert made.cursor == 0


@pytest.mark.parametrize("heights", [(12, 6), (6, 12), (4, 9, 5, 11)])
@pytest.mark.parametrize("top", [0, 7])
async def test_another_height_leaves_what_drawing_all_of_it_would_show(
    show: Any, lines: Any, heights: tuple[int, ...], top: int
) -> None:
    made = table(rows(*map(str, range(20))))
    async with show(made, size=(40, 14)) as pilot:
        made.move_to(top)
        for height in heights:
            made.styles.height = height
            await pilot.pause()
            shown = lines(made)
            made.refresh()
            await pilot.pause()
            assert shown == lines(made)
