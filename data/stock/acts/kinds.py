"""Kinds of acts about stock: the operator's word, allotting, restocking, delisting, and the cases with buyers.

Each has its rule in its own line. Those that name both an order and a SKU, or that come in a group, are done by
`data.stock.acts.facade` alone (`by_hand` is false), for the deck as for scripts: see `data.stock.acts.scripted`. It
decides on the whole group; their rules here are what each has to find where an operator does it again.
"""

from typing import Final

from orderdeck.data.actions.kinds import Field, Kind, register
from orderdeck.data.base.state_token import TELLINGS
from orderdeck.data.stock.acts import rules
from orderdeck.data.stock.plan.allowed import ACTIONS

WORDS: Final = ("out", "left", "back", "expected")
"""What an operator can say of a SKU: none left, n left, back in stock, expected on a date."""

ASKS: Final = ("cancel", "time", "choice", "alternative", "wait", "we_cancel")
"""What a buyer can be asked about a stock-out; we_cancel: nothing, but told that the seller cancels."""

LISTS: Final = ("purchases", "delist", "set_to_zero", "relist")
"""Lists that leave by the outbox."""

_QUANTITY: Final = Field(name="quantity", type="count", required=True)
_PURCHASE: Final = Field(name="purchase_key", required=True)
_RESTOCK: Final = Field(name="restock", required=True)
"""The purchase key of a restock keyed here: the id of its act."""
_SCOPE: Final = (
    Field(name="scope", type="choice", choices=("sku", "product")),
    Field(name="product_id"),
)
_CASE: Final = (
    Field(name="what", type="choice", required=True, choices=ASKS),
    Field(name="sku"),
    Field(name="ship_told", type="choice", choices=TELLINGS),
    Field(name="ship_by", type="time"),  # as a file gave it then: a later one answers who asked for more time
)

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
        rule=rules.stock_word,
        note=rules.unknown,
    ),
    Kind(key="allot", fields=(_QUANTITY,), claims=False, by_hand=False, rule=rules.allot),
    Kind(key="release_allotment", claims=False, by_hand=False, rule=rules.release_allotment),
    Kind(
        key="move_stock",
        fields=(_QUANTITY, Field(name="source", required=True)),
        claims=False,
        by_hand=False,
        rule=rules.move_stock,
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
        rule=rules.restock,
        note=rules.unknown,
    ),
    Kind(
        key="receipt",
        target="sku",
        fields=(_PURCHASE, _QUANTITY),
        claims=False,
        rule=rules.receipt,
        looks=True,
        note=rules.more_came,
    ),
    Kind(
        key="delist",
        target="sku",
        fields=_SCOPE,
        claims=False,
        rule=rules.delist,
        fill=rules.delist_fill,
        looks=True,
    ),
    Kind(
        key="relist",
        target="sku",
        fields=_SCOPE,
        claims=False,
        rule=rules.relist,
        fill=rules.relist_fill,
        looks=True,
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
        rule=rules.supplier_answer,
    ),
    Kind(key="ended", target="sku", fields=(_PURCHASE,), claims=False, rule=rules.ended, looks=True),
    *(
        Kind(
            key=key,
            target="sku",
            fields=(_PURCHASE, _RESTOCK),
            claims=False,
            rule=rules.coupled,
            fill=rules.coupled_fill,
            looks=True,
        )
        for key in ("paired", "kept_apart")
    ),
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
        by_hand=False,
        rule=rules.list_sent,
    ),
    Kind(
        key="plan_override",
        fields=(
            Field(
                name="action",
                type="choice",
                required=True,
                choices=(*ACTIONS, "none"),
            ),
        ),
        claims=False,
        rule=rules.plan_override,
        looks=True,
    ),
    Kind(
        key="plan_applied",
        target="sku",
        fields=(Field(name="orders", type="count"),),
        claims=False,
        by_hand=False,
    ),
    Kind(
        key="await_restock",
        # `debt`: those of the pieces that pay what is owed beyond all there is. `since`, `since_at`: the act that it
        # puts right, which said more; what was ordered since then is in `quantity`.
        fields=(
            Field(name="sku", required=True),
            _QUANTITY,
            Field(name="supplier"),
            Field(name="debt", type="count"),
            Field(name="since", type="count"),
            Field(name="since_at", type="count"),
        ),
        claims=False,
        by_hand=False,
        rule=rules.await_restock,
    ),
    Kind(
        key="case_opened",
        fields=_CASE,
        claims=False,
        stages=("to_ship",),
        rule=rules.case_opened,
        fill=rules.case_fill,
        looks=True,
    ),
    Kind(
        key="asked",
        fields=(*_CASE, Field(name="situation"), Field(name="language"), Field(name="digest")),
        outward=True,
        rule=rules.asked_,
        fill=rules.case_fill,
        looks=True,
    ),
    Kind(
        key="agreed",
        fields=(Field(name="note", type="long_text"),),
        claims=False,
        finished=True,
        rule=rules.agreed,
        looks=True,
    ),
    Kind(
        key="closed",
        fields=(Field(name="note", type="long_text"),),
        claims=False,
        finished=True,
        rule=rules.closed,
        looks=True,
    ),
)

CASE_KINDS: Final = frozenset({"case_opened", "asked", "agreed", "closed", "cancel_answered"})
"""Kinds that a case with a buyer is made of; an undo may be of any of them."""

STOCK_KINDS: Final = frozenset(
    {"stock_word", "receipt", "allot", "release_allotment", "move_stock", "packed"}
)
"""Kinds that decide what is free to give."""
