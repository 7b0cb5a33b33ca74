"""What a widget says in words of its own (titles, headings, labels, numbers) is whole, however narrow it stands."""

import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from orderdeck.widgets.cells import cell_len, clip
from orderdeck.widgets.model import Block, Fact, ListRow, Piece, Pieces, plain
from orderdeck.widgets.panes.charts import Charts, ChartView
from orderdeck.widgets.panes.dashboard import Folded
from orderdeck.widgets.panes.detail import Detail
from orderdeck.widgets.panes.lines_panel import LinesPanel
from orderdeck.widgets.pieces import lines_of
from orderdeck.widgets.prompt.rest import Rest

WORDS = st.lists(
    st.sampled_from(("amount", "金额", "USD", "377.26", "25", "pieces,", "12-03", "03:37")), min_size=1
)
PIECES = st.lists(st.builds(Piece, st.sampled_from(("ab ", "标题 ", "  ", "some words ", "1/12")))).map(tuple)


@given(WORDS, st.integers(4, 60))
def test_of_a_number_all_is_shown_or_nothing(words: list[str], width: int) -> None:
    shown = clip(" ".join(("of", *words)), width)
    assert cell_len(shown) <= width
    left = re.findall(r"(?<=\s)\d\S*", shown.removesuffix("…"))
    assert [word.rstrip(",") for word in words if word[0].isdigit()][: len(left)] == left


async def test_a_chart_says_less_before_its_title_is_cut(show: Any, lines: Any) -> None:
    made = Charts()
    due = ChartView(title="Due in 48 h", value="4 late  20", shorter=("4! 20", "20"), values=(1, 2))
    async with show(made, size=(45, 5)) as pilot:
        made.set_charts([due, due])
        await pilot.pause()
        for width, said in ((47, "4 late  20"), (39, "4! 20"), (31, "20")):
            await pilot.resize_terminal(width, 5)
            await pilot.pause()
            first = lines(made)[0]
            assert first.count("Due in 48 h") == 2, (width, first)
            assert first.endswith(f" {said}"), (width, first)
        await pilot.resize_terminal(29, 5)
        await pilot.pause()
        assert lines(made)[0].split() == ["Due", "in", "48", "h", "4", "late", "20"], "one that is whole"


async def test_what_has_no_panel_is_named_on_as_many_lines_as_it_takes(show: Any, lines: Any) -> None:
    folded = Folded()
    async with show(folded, size=(30, 5)) as pilot:
        folded.set_pieces(plain("Empty: Stock-outs, Remarks, Wholesale, Express"))
        await pilot.pause()
        assert (
            " ".join(line.strip() for line in lines(folded))
            == "Empty: Stock-outs, Remarks, Wholesale, Express"
        )


async def test_labels_and_headings_of_a_narrow_card_go_on_below(show: Any, lines: Any) -> None:
    detail = Detail()
    detail.styles.width = 31
    money = Fact("Paid by the buyer", plain("15.90 USD"))
    title = (Piece("8190"), Piece("  "), Piece("within 14 days"), Piece("  "), Piece("等待发货了"))
    async with show(detail):
        detail.set_blocks([Block("To the same buyer and address", (money,), aside="1 order")], title=title)
        assert lines(detail)[:6] == [
            "8190  within 14 days",
            "等待发货了",
            "To the same buyer and",
            "address                1 order",
            "Paid by    15.90 USD",
            "the buyer",
        ]


@given(PIECES, st.integers(6, 30))
def test_a_title_breaks_between_its_pieces(pieces: Pieces, width: int) -> None:
    made = lines_of(pieces, width)
    assert all(sum(cell_len(piece.text) for piece in line) <= width for line in made)
    told = "".join(piece.text for piece in pieces).replace(" ", "")
    assert "".join(piece.text for line in made for piece in line).replace(" ", "") == told
    whole = [piece for piece in pieces if piece.text.strip() and cell_len(piece.text) <= width]
    assert [piece for line in made for piece in line if piece in whole] == whole


async def test_what_a_row_says_goes_on_under_itself(show: Any, lines: Any) -> None:
    panel = LinesPanel(default_bindings=True)
    rows = [
        ListRow(
            key=name,
            pieces=(Piece("T     "), Piece("Teach "), Piece("Columns, statuses and times of this file")),
            aside=plain("T", "key"),
            hang=2,
        )
        for name in ("one", "two")
    ]
    async with show(panel, size=(40, 10)) as pilot:
        panel.set_rows(rows, header=plain("Keys of this screen, and those of all the others"))
        await pilot.pause()
        assert lines(panel)[:6] == [
            "Keys of this screen, and those of all",
            "the others",
            "  T     Teach Columns, statuses and   T",
            "              times of this file",
            "  T     Teach Columns, statuses and   T",
            "              times of this file",
        ]
        await pilot.press("j")
        assert panel.cursor_key == "two"


def _said(pieces: Pieces) -> str:
    return "".join(piece.text for piece in pieces)


def test_the_line_at_rest_says_whole_things() -> None:
    rest = Rest(
        title=plain("Cancel requests"),
        said=plain("  accept or refuse it at once, then x"),
        more=(
            (Piece("  each: DHL"), Piece(", Pcs 1"), Piece(", SKU A")),
            plain("  The buyer asked to cancel."),
            plain("  Sorted: what is due."),
        ),
        right=plain("1/5"),
    )
    assert _said(rest.left(140)).endswith("  Sorted: what is due.")
    assert _said(rest.left(76)) == "Cancel requests  accept or refuse it at once, then x  each: DHL, Pcs 1"
    assert _said(rest.left(60)) == "Cancel requests  accept or refuse it at once, then x"
    assert _said(rest.left(55)) == "accept or refuse it at once, then x  each: DHL", "the rail has the title"
    assert _said(rest.left(30)).startswith("Cancel requests  accept"), (
        "nothing is whole: it is cut as it stands"
    )


def test_what_stands_beside_what_is_said_stays_where_it_is() -> None:
    def line(said: str, seen: int) -> str:
        rest = Rest(title=plain("Wholesale"), said=plain(said), more=(plain("  why"),), right=plain("1/5"))
        return _said(rest.left(40, seen))

    late, dated = "  send it at once", "  send by 18:00"
    assert line(late, 0) == "Wholesale  send it at once  why"
    assert line(dated, len(late)) == "Wholesale  send by 18:00    why"
    assert line(dated, 36) == "send by 18:00", "nor does the title come back for a while"
