"""Slips and picking lists on paper: as wide as paper is, with every piece, and nothing in them but text."""

import re
from datetime import UTC, datetime
from html.parser import HTMLParser

from hypothesis import given, settings
from hypothesis import strategies as st

from orderdeck.data.base.text.sanitize import clean_text
from orderdeck.data.reports.exported.slips import Pick, Slip, SlipLine
from orderdeck.tui.i18n import Language, use
from orderdeck.tui.present.exported.slips import COLUMNS, packing_html, packing_text, picking_text
from orderdeck.tui.terminal.cell_width import width
from tests.hostile.payloads import ALL, unprintable

TEXT = st.none() | st.text(max_size=30) | st.sampled_from([*ALL, "订单" * 60, "x" * 300, "a b " * 60])
LINES = st.builds(
    SlipLine, sku=TEXT, title=TEXT, variant=TEXT, quantity=st.integers(1, 99999), warehouse=TEXT, shelf=TEXT
)
SLIPS = st.builds(
    Slip,
    order_id=st.text("0123456789-#", min_size=1, max_size=90),
    shop=TEXT.map(lambda text: text or ""),
    ship_by=st.none() | st.just(datetime(2026, 9, 18, tzinfo=UTC)),
    recipient=st.just("Ana"),
    address_block=TEXT,
    service=TEXT,
    remark=TEXT,
    custom_info=TEXT,
    lines=st.lists(LINES, min_size=1, max_size=3).map(tuple),
)


def squeezed(text: str) -> str:
    """What is left of a text however it is broken into lines."""
    return re.sub(r"\s+", "", clean_text(text, multiline=True))


@settings(max_examples=60)
@given(slips=st.lists(SLIPS, min_size=1, max_size=2), language=st.sampled_from(["en", "zh"]))
def test_a_slip_is_80_columns_wide_and_loses_nothing(slips: list[Slip], language: Language) -> None:
    use(language)
    told = packing_text(slips, UTC)
    assert max(width(line) for line in told.splitlines()) <= COLUMNS
    assert unprintable(told, {"\n"}) == []
    flat = squeezed(told)
    for slip in slips:
        texts = (slip.order_id, slip.shop, slip.service, slip.address_block, slip.remark, slip.custom_info)
        goods = [text for line in slip.lines for text in (line.sku, line.title, line.variant, line.shelf)]
        for text in filter(None, (*texts, *goods)):
            assert squeezed(text) in flat
    assert sum(int(found) for found in re.findall(r"(?m)^\s*(\d+) ×(?: |$)", told)) >= sum(
        s.pieces for s in slips
    )


@settings(max_examples=30)
@given(lines=st.lists(LINES, max_size=4))
def test_a_picking_list_has_the_orders_beneath_and_its_pieces(lines: list[SlipLine]) -> None:
    picks = [
        Pick(sku=one.sku, title=one.title, quantity=one.quantity, warehouse=one.warehouse, shelf=one.shelf,
             orders=(("3031270000000001", one.quantity),))
        for one in lines
    ]  # fmt: skip
    told = picking_text(picks)
    assert max(width(line) for line in told.splitlines()) <= COLUMNS
    assert unprintable(told, {"\n"}) == []
    assert told.count("3031270000000001 × ") >= len(picks)
    assert re.findall(r"\d+", told.splitlines()[-1]) == [str(sum(one.quantity for one in picks))]


class Seen(HTMLParser):
    """What a browser makes of a page: its elements, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


OURS = {
    "html", "head", "meta", "title", "style", "body", "section", "header", "h1", "span", "div", "bdi", "address",
    "table", "thead", "tr", "th", "tbody", "td", "p", "b",
}  # fmt: skip


@settings(max_examples=30)
@given(slip=SLIPS)
def test_a_page_has_no_element_but_ours_and_all_text(slip: Slip) -> None:
    page = packing_html([slip, slip], UTC)
    seen = Seen()
    seen.feed(page)
    assert set(seen.tags) <= OURS
    assert seen.tags.count("section") == 2
    assert unprintable(page, {"\n"}) == []
    for text in filter(None, (slip.order_id, slip.remark, slip.address_block, slip.lines[0].title)):
        assert squeezed(text) in squeezed(seen.text)


def test_markup_in_any_place_is_text() -> None:
    for text in (
        "<script>alert(1)</script>",
        "</style><b>x",
        '"><img src=x onerror=alert(1)>',
        "{{ 7*7 }}",
        "&lt;i&gt;",
    ):
        line = SlipLine(sku=text, title=text, variant=text, quantity=1, warehouse=text, shelf=text)
        slip = Slip(order_id=text, shop=text, ship_by=None, recipient=None, address_block=text, service=text,
                    remark=text, custom_info=text, lines=(line,))  # fmt: skip
        seen = Seen()
        seen.feed(packing_html([slip], UTC))
        assert set(seen.tags) <= OURS - {"i", "img", "script"}
        assert seen.tags.count("b") == 1, "the word for remarks alone"
        assert seen.text.count(text) == 11


def test_a_name_alone_is_no_address() -> None:
    goods = SlipLine(sku="A", title=None, variant=None, quantity=1, warehouse=None, shelf=None)
    for block, known in (("Ana", False), (None, False), ("Ana\nRua 1", True)):
        slip = Slip(order_id="1", shop="", ship_by=None, recipient="Ana", address_block=block, service=None,
                    remark=None, custom_info=None, lines=(goods,))  # fmt: skip
        for told in (packing_text([slip], UTC), packing_html([slip], UTC)):
            assert ("no address in the file" in told) is not known
