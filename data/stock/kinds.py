"""Kinds of acts about stock: the operator's word, allotting, restocking, delisting, and the cases with buyers.

Those that name both an order and a SKU, or that come in a group, are done by `data.stock.acts`, which holds their
rules; the rest by `data.actions.perform` as well.
"""

from typing import Final

from data.actions.kinds import Field, Kind, register

WORDS: Final = ("out", "left", "back", "expected")
"""What an operator can say of a SKU: none left, n left, back in stock, expected on a date."""

ASKS: Final = ("cancel", "time", "choice", "alternative")
"""What a buyer can be asked about a stock-out."""

LISTS: Final = ("purchases", "delist", "set_to_zero", "relist")
"""Lists that leave by the outbox."""

_QUANTITY: Final = Field(name="quantity", type="count", required=True)
_PURCHASE: Final = Field(name="purchase_key", required=True)
_RESTOCK: Final = Field(name="restock", required=True)
"""The purchase key of a restock keyed here: the id of its act."""
_SCOPE: Final = (
    Field(name="scope", type="choice", required=True, choices=("sku", "product")),
    Field(name="product_id"),
)
_CASE: Final = (Field(name="what", type="choice", required=True, choices=ASKS), Field(name="sku"))

register(
    Kind(
        key="stock_word",
        target="sku",
        fields=(
            Field(name="word", type="choice", required=True, choices=WORDS),
            Field(name="quantity", type="count"),
            Field(name="expected_at", type="time"),
        ),
        claims=False,
    ),
    Kind(key="allot", fields=(_QUANTITY,), claims=False, by_hand=False),
    Kind(key="release_allotment", claims=False, by_hand=False),
    Kind(
        key="move_stock",
        fields=(_QUANTITY, Field(name="source", required=True)),
        claims=False,
        by_hand=False,
    ),
    Kind(
        key="restock",
        target="sku",
        fields=(
            Field(name="supplier", required=True),
            _QUANTITY,
            Field(name="unit_price", type="money"),
            Field(name="currency"),
            Field(name="expected_at", type="time"),
            Field(name="supplier_sku"),
            Field(name="title"),
        ),
        claims=False,
    ),
    Kind(
        key="receipt",
        target="sku",
        fields=(_PURCHASE, _QUANTITY),
        claims=False,
    ),
    Kind(
        key="supplier_answer",
        target="sku",
        fields=(
            Field(name="supplier", required=True),
            Field(name="left", type="count"),
            Field(name="expected_at", type="time"),
            Field(name="note"),
        ),
        claims=False,
    ),
    Kind(key="ended", target="sku", fields=(_PURCHASE,), claims=False),
    Kind(key="paired", target="sku", fields=(_PURCHASE, _RESTOCK), claims=False),
    Kind(key="kept_apart", target="sku", fields=(_PURCHASE, _RESTOCK), claims=False),
    Kind(key="delist", target="sku", fields=_SCOPE, claims=False),
    Kind(key="relist", target="sku", fields=_SCOPE, claims=False),
    Kind(
        key="list_sent",
        target="none",
        fields=(
            Field(name="list", type="choice", required=True, choices=LISTS),
            Field(name="supplier"),
            Field(name="upto", type="count", required=True),
        ),
        claims=False,
        outward=True,
    ),
    Kind(
        key="plan_override",
        fields=(
            Field(
                name="action",
                type="choice",
                required=True,
                choices=("ship_now", "wait_restock", "ask_time", "ask_cancel", "none"),
            ),
        ),
        claims=False,
    ),
    Kind(key="plan_applied", target="sku", fields=(Field(name="orders", type="count"),), claims=False),
    Kind(key="case_opened", fields=_CASE, claims=False),
    Kind(
        key="asked",
        fields=(*_CASE, Field(name="situation"), Field(name="language"), Field(name="digest")),
        claims=False,
        outward=True,
    ),
    Kind(key="agreed", fields=(Field(name="note", type="long_text"),), claims=False, finished=True),
    Kind(key="closed", fields=(Field(name="note", type="long_text"),), claims=False, finished=True),
)

CASE_KINDS: Final = frozenset({"case_opened", "asked", "agreed", "closed", "cancel_answered"})
"""Kinds that a case with a buyer is made of; an undo may be of any of them."""

STOCK_KINDS: Final = frozenset(
    {"stock_word", "receipt", "allot", "release_allotment", "move_stock", "packed"}
)
"""Kinds that decide what is free to give."""
