"""The filter against a plain model: words, fields, what is not wanted, alternatives; all means something."""

from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdeck.data.base.text.folding import fold
from orderdeck.tui.i18n import use
from orderdeck.tui.present.view.filter import filtered
from orderdeck.tui.present.view.query import parse

SCHEMA: dict[str, Any] = {
    **dict.fromkeys(
        (
            "order_key",
            "order_id",
            "shop",
            "status",
            "courier",
            "country_code",
            "country",
            "buyer",
            "recipient",
        ),
        pl.String,
    ),
    **dict.fromkeys(("service", "remark", "titles", "skus", "claimed_by", "haystack"), pl.String),
    **dict.fromkeys(("late", "due", "asleep", "express"), pl.Boolean),
    "badges": pl.List(pl.String),
    "pieces": pl.Int64,
    "total": pl.Decimal(18, 4),
    "paid_at": pl.Datetime("us", "UTC"),
}
IN_TEXT = ("order_id", "buyer", "recipient", "skus", "titles", "country", "remark", "shop", "service")


def row(at: int, **fields: Any) -> dict[str, Any]:
    made = dict.fromkeys(SCHEMA) | {
        "order_key": f"k{at}",
        "order_id": f"81{at:03}",
        "status": "to_ship",
        "late": False,
        "due": False,
        "asleep": False,
        "express": False,
        "badges": [],
        "pieces": 1,
        "total": Decimal(5),
    }
    made |= fields
    made["haystack"] = " ".join(fold(str(made[name])) for name in IN_TEXT if made[name] is not None)
    return made


ROWS = [
    row(1, country_code="FR", country="France", buyer="José Ñu", skus="A1, B-2", express=True, courier="DHL"),
    row(
        2, country_code="US", country="United States", buyer="Ana", skus="A10", late=True, due=True, pieces=20
    ),
    row(
        3,
        country_code="FR",
        country="France",
        recipient="王小明",
        skus="C|3",
        status="awaiting_payment",
        pieces=3,
    ),
    row(
        4,
        shop="Lumi",
        remark="is it paid? -no",
        titles="lamp, red",
        total=Decimal("74215.5"),
        claimed_by="li",
    ),
    row(5, badges=["cash_on_delivery"], service="Standard Post", pieces=None, total=None, asleep=True),
    row(6, country_code="DE", country="Germany", skus="FR-1", buyer="fr OR de", pieces=10, total=Decimal(10)),
]
FRAME = pl.DataFrame(ROWS, schema=SCHEMA)


def found(words: str) -> list[int]:
    return [int(key[1:]) for key in filtered(FRAME, words)["order_key"].to_list()]


@pytest.mark.parametrize(
    ("words", "orders"),
    [
        ("", [1, 2, 3, 4, 5, 6]),
        ("fr", [1, 3, 6]),
        ("FRANCE", [1, 3]),
        ("country:FR", [1, 3]),
        ("国家：ｆｒ", [1, 3]),
        ("country:FR,DE", [1, 3, 6]),
        ("country:FR sku:a1", [1]),
        ("country:FR sku:A1 -paid", []),
        ("country:FR -paid", [3]),
        ("sku:a1 | country:DE", [1, 2, 6]),
        ("sku:a1 OR country:DE", [1, 2, 6]),
        ("或", [1, 2, 3, 4, 5, 6]),
        ("-country:FR", [2, 4, 5, 6]),
        ("buyer:jose", [1]),
        ("buyer:王", [3]),
        ('buyer:"fr or"', [6]),
        ('sku:"C|3"', [3]),
        ("is:late", [2]),
        ("late", [2]),
        ("-late", [1, 3, 4, 5, 6]),
        ("unpaid", [3]),
        ("is:paid", [1, 2, 4, 6]),
        ("is:free -is:paid", [3, 5]),
        ("who:li", [4]),
        ("claimed", [4]),
        ("status:awaiting", [3]),
        ("courier:dhl", [1]),
        ("pieces:>=10", [2, 6]),
        ("pieces:2..10", [3, 6]),
        ("件数:<3", [1, 4]),
        ("amount:>74,000", [4]),
        ("-amount:5", [4, 5, 6]),
        ("country:=fr", [1, 3]),
        ("country:=germany", []),  # it is told by its code
        ("sku:=A1", [1]),
        ("pieces:many", []),
        ("pieces:", [1, 2, 3, 4, 5, 6]),
        ("pieces:>", [1, 2, 3, 4, 5, 6]),
        ("country:", [1, 2, 3, 4, 5, 6]),
        ("-", [1, 2, 3, 4, 5, 6]),
        ("colour:red", []),
        ('"lamp, red"', [4]),
    ],
)
def test_what_is_typed_narrows_so(words: str, orders: list[int]) -> None:
    use("en")
    assert found(words) == orders, words


WORDS = st.sampled_from(("fr", "a1", "lamp", "81", "li", "x", "-no"))
FIELDED = st.tuples(
    st.sampled_from(("buyer", "sku", "remark", "shop", "order")), st.lists(WORDS, min_size=1, max_size=2)
)
COLUMNS = {
    "buyer": ("buyer", "recipient"),
    "sku": ("skus",),
    "remark": ("remark",),
    "shop": ("shop",),
    "order": ("order_id",),
}
TERMS = st.tuples(st.booleans(), st.one_of(WORDS.map(lambda word: ("", [word])), FIELDED))


def fits(one: dict[str, Any], negated: bool, field: str, values: list[str]) -> bool:
    names = COLUMNS.get(field, ("haystack",))
    texts = [fold(one[name]) for name in names if one[name] is not None]
    return any(value in text for value in values for text in texts) != negated


@given(st.lists(st.lists(TERMS, min_size=1, max_size=3), min_size=1, max_size=3))
def test_it_finds_what_looking_through_them_finds(alternatives: list[list[Any]]) -> None:
    def written(term: Any) -> str:
        negated, (field, values) = term
        said = ",".join(f'"{value}"' for value in values)
        return f"{'-' if negated else ''}{field + ':' if field else ''}{said}"

    words = " | ".join(" ".join(map(written, terms)) for terms in alternatives)
    wanted = [
        at
        for at, one in enumerate(ROWS, 1)
        if any(all(fits(one, negated, *what) for negated, what in terms) for terms in alternatives)
    ]
    assert found(words) == wanted, words


@given(st.text(alphabet=st.sampled_from('a1:-|"， ,FRcountry>.=pieces'), max_size=25) | st.text(max_size=20))
def test_whatever_is_typed_is_understood(words: str) -> None:
    rows = found(words)
    assert rows == sorted(set(rows))
    assert all(term.values for terms in parse(words) for term in terms)
