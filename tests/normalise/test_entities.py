"""HTML's entities in cells are the characters that they stand for, escaped once or twice, in every text, and cleaned
like any other."""

import html
import re
from collections.abc import Callable

import polars as pl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from orderdeck.data.exports.normalise import Frames
from orderdeck.data.exports.normalise.values.entities import unescape
from orderdeck.data.exports.profile.records import Profile

Load = Callable[..., Frames]
WOO = ("order_number", "status", "order_date", "customer_note", "product_name", "sku", "quantity", "shipping_address_1",
       "shipping_first_name", "order_total")  # fmt: skip


def woo(
    note: str, title: str = "Mug", sku: str = "M1", street: str = "Rue 1", total: str = "10"
) -> list[str]:
    return ["1001", "processing", "2026-01-10 10:00:00", note, title, sku, "1", street, "Ann", total]


def test_a_remark_is_not_turned_round(load: Load) -> None:
    note = "Please don&#039;t include the invoice &amp; price"
    frames = load(
        [woo(note, "Mug &amp; Spoon 7&quot;", "A&amp;B", "5 Rue de l&#039;&Eacute;glise", "&euro;10.00")],
        WOO,
        profile="woocommerce",
    )
    (order,) = frames.orders.to_dicts()
    assert order["remark"] == "Please don't include the invoice & price"
    assert order["address"] == "5 Rue de l'Église"
    assert (order["total"], order["currency"]) == (10, "EUR")
    assert frames.lines.select("title", "sku").rows() == [('Mug & Spoon 7"', "A&B")]


FIELDS = (
    "remark",
    "item_title",
    "sku",
    "attributes",
    "buyer",
    "recipient",
    "address",
    "city",
    "service",
    "custom_info",
)


def test_in_every_profile_and_field(load: Load, profiles: dict[str, Profile]) -> None:
    for name, profile in profiles.items():
        if profile.kind != "orders":
            continue
        headers = {field: found[0] for field, found in profile.headers().items()}
        row = {headers[field]: f"x&amp;{field}" for field in FIELDS if field in headers}
        row |= {headers[field]: "8012" for field in ("order_id", "order_id_alt") if field in headers}
        frames = load([row], profile=name)
        shown = " ".join(
            str(value) for frame in frames[:2] for one in frame.rows() for value in one if value is not None
        )
        assert "&amp;" not in shown, name
        assert frames.orders.height == 1, name


words = st.text(alphabet=st.sampled_from("ab <>\"'&;#é日\n"), max_size=20)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(words)
@example("; \n;")
def test_escaped_once_or_twice_reads_as_it_was(load: Load, text: str) -> None:
    escaped, twice = html.escape(text), html.escape(html.escape(text))
    frames = [load([woo(one)], WOO, profile="woocommerce").orders["remark"][0] for one in (escaped, twice)]
    plain = " \n".join(text.split("\n")).strip(" \n")
    # Blanks at the end of a line are nobody's.
    shown, shown_twice, plain = (re.sub(r" +\n", "\n", one or "") for one in (*frames, plain))
    assert shown == plain
    assert shown_twice == plain


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(
    st.lists(
        st.integers(0, 0x110010) | st.sampled_from([0, 7, 27, 0x9B, 0x202E, 0xE000, 0xD800, 0xFEFF]),
        max_size=6,
    )
)
def test_nothing_unclean_comes_out_of_an_entity(load: Load, numbers: list[int]) -> None:
    cell = "a" + "".join(f"&#{number};&#x{number:x};" for number in numbers) + "b"
    frames = load([woo(cell, cell, cell, cell)], WOO, profile="woocommerce")
    shown = pl.Series(
        [*frames.orders.select("remark", "address").row(0), *frames.lines.select("title", "sku").row(0)]
    )
    assert not shown.str.contains(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\x{202e}\x{e000}\x{feff}]").any()
    assert shown.str.starts_with("a").all()


@pytest.mark.parametrize(
    ("text", "read"),
    [("AT&T; B", "AT&T; B"), ("a&copy=1", "a&copy=1"), ("&nosuch;", "&nosuch;"), ("&#146;", "’"), ("&hellip;", "…"),
     ("&amp;#39;", "'"), ("don&amp;#039;t", "don't"), ("&amp;amp;", "&"), ("&amp;eacute;", "é"), ("&#38;quot;", '"'),
     ("&amp;nosuch;", "&nosuch;"), ("R&amp;D; lab", "R&D; lab"), ("a&amp;star;", "a&star;"), ("&amp;amp;lt;", "&lt;"),
     ("&#1114112;", ""), ("& amp;", "& amp;")],
)  # fmt: skip
def test_one_by_one(text: str, read: str) -> None:
    assert unescape(text) == read
