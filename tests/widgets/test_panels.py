"""Rail, detail, lists, pulse, footer, dashboard: what they show and what they say."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from textual.strip import Strip

from orderdeck.widgets.cells import cell_len
from orderdeck.widgets.glyphs import use_ascii
from orderdeck.widgets.model import (
    Block,
    Cell,
    Column,
    Fact,
    KeyHint,
    ListRow,
    ListSource,
    PanelView,
    Para,
    Piece,
    PulseView,
    RailItem,
    RailSection,
    Row,
    Stat,
    plain,
)
from orderdeck.widgets.panes.dashboard import Dashboard
from orderdeck.widgets.panes.detail import Detail
from orderdeck.widgets.panes.footer import KeyFooter
from orderdeck.widgets.panes.lines_panel import LinesPanel
from orderdeck.widgets.panes.pulse import Pulse, sparkline
from orderdeck.widgets.panes.rail import Rail
from orderdeck.widgets.panes.stockout import Lines
from orderdeck.widgets.panes.too_small import TooSmall


def section(*items: RailItem) -> RailSection:
    return RailSection("queues", items)


def item(key: str, title: str, **settings: Any) -> RailItem:
    return RailItem(key=key, title=title, **settings)


async def test_the_rail_lines_up_counts(show: Any, lines: Any) -> None:
    rail = Rail(default_bindings=True)
    rail.styles.width = 22
    async with show(rail):
        rail.set_sections(
            [
                section(
                    item("a", "Stock-outs", hint="1", count=128, late=2, fresh=4),
                    item("b", "备注", hint="2", count=7),
                ),
                RailSection("panels", (item("c", "Brazil", error="no such column"), item("d", "Big"))),
            ]
        )
        rail.set_current("b")
        assert lines(rail)[:6] == [
            " queues",
            " 1 Stock-outs  2! 128",
            "›2 备注             7",
            "",
            " panels",
            "   Brazil           !",
        ]


async def test_news_make_way_where_a_title_would_look_like_anothers(show: Any, lines: Any) -> None:
    rail = Rail()
    rail.styles.width = 21
    async with show(rail):
        rail.set_sections(
            [
                section(
                    item("a", "Wholesale, unpaid", hint="3", count=5, late=5),
                    item("b", "Wholesale", hint="5", count=21, late=1),
                )
            ]
        )
        assert lines(rail)[1:3] == [" 3 Wholesale, u…   5", " 5 Wholesale   1! 21"]


async def test_new_and_late_stand_side_by_side_where_there_is_room(show: Any, lines: Any) -> None:
    wide, narrow = Rail(), Rail()
    wide.styles.width, narrow.styles.width = 26, 18
    async with show(wide, narrow):
        for rail in (wide, narrow):
            rail.set_sections([section(item("a", "Remarks", hint="4", count=12, late=5, fresh=3, asleep=2))])
        assert lines(wide)[1] == " 4 Remarks    2z +3 5! 12"
        assert lines(narrow)[1] == " 4 Remarks  5! 12"


async def test_a_title_makes_way_for_how_many_are_asleep_where_its_beginning_tells_it(
    show: Any, lines: Any
) -> None:
    rail = Rail()
    rail.styles.width = 25
    async with show(rail):
        rail.set_sections(
            [
                section(
                    item("a", "Wholesale, unpaid", hint="3", count=1, asleep=4),
                    item("b", "Wholesale", hint="5", count=6),
                )
            ]
        )
        assert lines(rail)[1] == " 3 Wholesale, unp…  4z 1"


async def test_what_ends_in_an_ellipsis_is_cut_with_one_sign(show: Any, lines: Any) -> None:
    panel = LinesPanel()
    panel.styles.width = 14
    async with show(panel):
        panel.set_rows([ListRow(key="a", pieces=(Piece("only that…"), Piece(" and more")))])
        assert lines(panel)[0] == "  only that…"


async def test_a_wide_rail_has_a_place_for_everything(show: Any, lines: Any) -> None:
    rail = Rail()
    rail.styles.width = 34
    async with show(rail):
        rail.set_sections(
            [section(item("a", "Stock-outs", count=128, late=2, fresh=4, asleep=3), item("b", "x", count=1))]
        )
        assert lines(rail)[1] == "   Stock-outs        3z +4 2! 128"
        assert lines(rail)[2] == "   x" + " " * 28 + "1"


@given(
    st.lists(
        st.builds(
            lambda title, count, late, fresh, asleep: item(
                title, title, count=count, late=late, fresh=fresh, asleep=asleep
            ),
            st.text("abc批", min_size=1, max_size=20),
            st.integers(0, 2000),
            st.integers(0, 20),
            st.integers(0, 200),
            st.integers(0, 9),
        ),
        min_size=1,
        max_size=6,
        unique_by=lambda one: one.key,
    ),
    st.integers(10, 60),
)
def test_as_wide_as_it_wants_to_be_the_rail_cuts_no_title(items: list[RailItem], most: int) -> None:
    rail = Rail()
    rail.set_sections([section(*items)])
    width = rail.wanted(most)
    assert width <= most
    if width == most:
        return
    for line, one in zip(rail.build(width)[1:], items, strict=True):
        used = sum(cell_len(piece.text) for piece in (*line.pieces, *line.aside))
        assert used <= width, f"{one.title} is cut"
        assert str(one.count) in "".join(piece.text for piece in line.aside)


async def test_the_rails_cursor_passes_over_headings(show: Any) -> None:
    rail = Rail(default_bindings=True)
    async with show(rail) as pilot:
        rail.set_sections([section(item("a", "A"), item("b", "B")), RailSection("lenses", (item("c", "C"),))])
        await pilot.press("j", "j")
        assert rail.cursor_key == "c"
        await pilot.press("k", "enter")
        assert [m.key for m in pilot.app.heard if isinstance(m, Rail.ViewChosen)] == ["b"]
        rail.set_sections([section(item("b", "B", count=3)), RailSection("lenses", (item("c", "C"),))])
        assert rail.cursor_key == "b"


async def test_a_new_count_draws_one_line(show: Any) -> None:
    drawn: list[int] = []

    class Counted(Rail):
        def render_line(self, y: int) -> Strip:
            drawn.append(y)
            return super().render_line(y)

    rail = Counted()
    async with show(rail) as pilot:
        rail.set_sections([section(item("a", "A", count=10), item("b", "B", count=20))])
        await pilot.pause()
        drawn.clear()
        rail.set_sections([section(item("a", "A", count=10), item("b", "B", count=21))])
        await pilot.pause()
        assert drawn == [2]


BLOCKS = (
    Block("order", (Fact("status", plain("paid")), Fact("服务", plain("DHL [express]"))), aside="shop"),
    Block("empty", ()),
    Block(
        "lines",
        (
            Row((Cell("12", align="right"), Cell("SKU"), Cell("x"))),
            Row((Cell("2", align="right"), Cell("S"), Cell("y"))),
        ),
    ),
    Block("remark", (Para(plain("please don't fold, please don't fold\nthank you")),)),
)


async def test_details_line_up_and_wrap(show: Any, lines: Any) -> None:
    detail = Detail()
    detail.styles.width = 26
    async with show(detail):
        detail.set_blocks(BLOCKS, title="8201", subject="8201")
        assert lines(detail)[:13] == [
            "8201",
            "order                shop",
            "status paid",
            "服务   DHL [express]",
            "",
            "lines",
            "12 SKU x",
            " 2 S   y",
            "",
            "remark",
            "please don't fold, please",
            "don't fold",
            "thank you",
        ]


async def test_details_scroll_and_stay_for_the_same_order(show: Any, lines: Any) -> None:
    detail = Detail(default_bindings=True)
    many = Block("history", tuple(Para(plain(f"line {n}")) for n in range(100)))
    async with show(detail, size=(40, 10)) as pilot:
        detail.set_blocks([many], title="t", subject="one")
        await pilot.press("j", "j", "j")
        assert "line 2" in lines(detail)[1]
        detail.set_blocks([many], title="t", subject="one")
        assert "line 2" in lines(detail)[1]
        await pilot.press("G")
        assert "line 99" in lines(detail)[-1]
        detail.set_blocks([many], title="t", subject="two")
        assert "history" in lines(detail)[1]


LIST = [
    ListRow(key="t", pieces=plain("today"), heading=True),
    ListRow(key="1", pieces=(Piece("loaded ", "ok"), Piece("订单.xlsx")), aside=plain("12 orders")),
    ListRow(
        key="2", pieces=plain("REFUSED a.csv"), detail=(plain("row 17: no id"), plain("row 40: no date"))
    ),
    ListRow(key="y", pieces=plain("yesterday"), heading=True),
    ListRow(key="3", pieces=plain("loaded b.csv")),
]


async def test_a_list_filters_with_its_headings(show: Any, lines: Any) -> None:
    panel = LinesPanel(default_bindings=True)
    async with show(panel, size=(40, 10)):
        panel.set_rows(LIST, empty="nothing arrived")
        assert panel.set_filter("ｒefused A") == 1
        assert [line for line in lines(panel) if line] == ["today", "▸ REFUSED a.csv"]
        assert panel.set_filter("nowhere") == 0
        assert "nothing arrived" in "".join(lines(panel))
        assert panel.set_filter("") == 3


async def test_a_row_opens(show: Any, lines: Any) -> None:
    panel = LinesPanel(default_bindings=True)
    async with show(panel, size=(40, 12)) as pilot:
        panel.set_rows(LIST)
        await pilot.press("j", "space")
        assert lines(panel)[2:5] == ["▾ REFUSED a.csv", "    row 17: no id", "    row 40: no date"]
        assert panel.cursor_key == "2"
        await pilot.press("j")
        assert panel.cursor_key == "3"
        await pilot.press("k", "space", "enter")
        assert lines(panel)[2] == "▸ REFUSED a.csv"
        assert [m.key for m in pilot.app.heard if isinstance(m, LinesPanel.RowSelected)] == ["2"]


async def test_the_pulse_drops_what_does_not_fit(show: Any, lines: Any) -> None:
    pulse = Pulse()
    view = PulseView(
        stats=(Stat("open", "30"), Stat("late", "2", "late")),
        arrivals_label="arrivals",
        arrivals=(0, 1, 2, 4, 8, 0, 1, 3),
        aside=plain("anna 12:00"),
    )
    async with show(pulse, size=(60, 3)) as pilot:
        pulse.set_pulse(view)
        assert lines(pulse)[0] == " open 30  late 2  arrivals ▁▂▃▅█▁▂▄" + " " * 14 + "anna 12:00"
        await pilot.resize_terminal(30, 3)
        await pilot.pause()
        assert lines(pulse)[0] == " open 30  late 2   anna 12:00"


def test_sparkline() -> None:
    assert sparkline([0, 1, 1000]) == "▁▂█"
    assert sparkline([]) == ""
    assert sparkline([0, 0]) == "▁▁"


def test_plain_signs_where_a_terminal_lacks_others() -> None:
    use_ascii(True)
    try:
        assert sparkline([0, 1, 8]).isascii()
    finally:
        use_ascii(False)


async def test_the_footer_shows_whole_hints_and_help_always(show: Any, lines: Any) -> None:
    footer = KeyFooter()
    hints = [
        KeyHint("enter", "open"),
        KeyHint("t", "message", False),
        KeyHint("space", "mark"),
        KeyHint("u", "undo"),
    ]
    async with show(footer, size=(40, 3)):
        footer.set_hints(hints, last=KeyHint("?", "help"))
        assert lines(footer)[0] == " enter open  (t message)         ? help"


async def test_the_dashboard_keeps_panels_and_follows_the_size(show: Any, lines: Any) -> None:
    columns = (Column(key="id", title="id", width=8),)
    board = Dashboard(columns)
    views = [PanelView(key=key, title=key.upper(), count=2, empty="none") for key in "abcd"]
    async with show(board, size=(160, 20)) as pilot:
        await board.set_panels(views)
        board.update_panel(views[1], ListSource([("k", (Cell("k"),)), ("l", (Cell("l"),))]))
        board.focus_panel("b")
        await pilot.pause()
        table = board.table_of("b")
        assert table is not None
        table.cursor_down()
        await board.set_panels([views[1], views[2]])
        await pilot.pause()
        assert board.table_of("b") is table
        assert table.cursor_key == "l"
        assert board.current == "b"
        assert board.panel_of(table) == "b"
        board.focus_next_panel()
        await pilot.pause()
        assert board.current == "c"
        board.choose()
        await pilot.pause()
        assert [m.key for m in pilot.app.heard if isinstance(m, Dashboard.PanelChosen)] == ["c"]
        assert table.region.width < 100
        await pilot.resize_terminal(90, 20)
        await pilot.pause()
        assert table.region.width > 80


async def test_too_small_says_so(show: Any, lines: Any) -> None:
    assert TooSmall.applies(59, 40)
    assert TooSmall.applies(80, 14)
    assert not TooSmall.applies(60, 15)
    small = TooSmall()
    async with show(small, size=(40, 5)):
        small.set_text("40 × 5 is too small\n60 × 15 are needed")
        assert [line.strip() for line in lines(small)] == [
            "",
            "40 × 5 is too small",
            "60 × 15 are needed",
            "",
            "",
        ]


async def test_lines_are_whole_in_the_form_that_fits_and_never_fewer_for_one_subject(show: Any) -> None:
    lines = Lines()
    async with show(lines, size=(40, 12)) as pilot:
        long = plain("if 6 are ordered from 义乌光明 today, counting on P9 too")
        lines.set_lines([[plain("x" * 41), plain("short")], [long]], "A")
        await pilot.pause()
        assert lines.shown == "short\nif 6 are ordered from 义乌光明 today,\ncounting on P9 too"
        assert lines.size.height == 3
        lines.set_lines([[plain("x" * 40), plain("short")]], "A")
        await pilot.pause()
        assert lines.shown == "x" * 40
        assert lines.size.height == 3, "what is above doesn't jump"
        lines.set_lines([[plain("short")]], "B")
        await pilot.pause()
        assert lines.size.height == 1
