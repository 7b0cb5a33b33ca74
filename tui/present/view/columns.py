"""Which columns a view shows, and in which order they give way where the terminal is narrow."""

from collections.abc import Mapping
from typing import Final

import msgspec

from orderdeck.tui.i18n import N_, _, language
from orderdeck.widgets.model import Column

_FIXED: Final[dict[str, Column]] = {
    "left": Column(key="left", title=N_("Left"), width=9, align="right", live=True),
    "order_id": Column(key="order_id", title=N_("Order"), flex=1, min_width=16, max_width=19, whole=True),
    "status": Column(key="status", title=N_("Status"), flex=1, min_width=9, max_width=18, drop=6),
    "country": Column(key="country", title=N_("To"), width=4, drop=3),
    "buyer": Column(key="buyer", title=N_("Buyer"), flex=2, min_width=10, max_width=22, wish=12, drop=7),
    "pieces": Column(key="pieces", title=N_("Pcs"), width=4, align="right", drop=2),
    "total": Column(key="total", title=N_("Amount"), width=12, align="right", drop=4),
    "service": Column(key="service", title=N_("Service"), flex=2, min_width=10, max_width=30, drop=10),
    "courier": Column(key="courier", title=N_("Courier"), width=8, drop=1),
    "remark": Column(key="remark", title=N_("Remark"), flex=6, min_width=14, wish=30, drop=9),
    "kinds": Column(key="kinds", title=N_("Asks for"), flex=3, min_width=11, max_width=40, wish=22, drop=1),
    "titles": Column(key="titles", title=N_("Products"), flex=5, min_width=12, max_width=80, wish=20, drop=8),
    "skus": Column(key="skus", title=N_("SKU"), flex=3, min_width=12, max_width=48, wish=20, drop=5),
    "reasons": Column(
        key="reasons", title=N_("Why here"), flex=4, min_width=12, max_width=80, wish=48, drop=1
    ),
    "badges": Column(key="badges", title=N_("Notes"), flex=2, min_width=10, max_width=30, wish=20, drop=6),
    "handed": Column(key="handed", title=N_("Handover note"), flex=4, min_width=8, max_width=48, wish=20),
    "claimed_by": Column(key="claimed_by", title=N_("Who"), flex=1, min_width=8, max_width=12, wish=12),
    "shop": Column(key="shop", title=N_("Shop"), flex=1, min_width=8, max_width=14, whole=True, drop=11),
}


def _without(keys: tuple[str, ...], key: str) -> tuple[str, ...]:
    return tuple(one for one in keys if one != key)


_HEAD: Final = ("left", "order_id", "country")
_TAIL: Final = ("skus", "titles", "buyer", "remark", "badges", "claimed_by", "shop")
_SENT: Final = ("skus", "titles", "buyer", "remark", "service", "badges", "claimed_by", "shop")
_DEFAULT: Final = (*_HEAD, "pieces", "total", *_SENT)
_LAYOUTS: Final[dict[str, tuple[str, ...]]] = {
    "cancel_requests": (*_HEAD, "pieces", "total", "reasons", *_TAIL),
    "stockouts": (*_HEAD, "pieces", "reasons", "total", *_TAIL),
    "wholesale_unpaid": (*_HEAD, "pieces", "total", "reasons", "buyer", *_without(_TAIL, "buyer")),
    "remarks": (
        "left", "order_id", "kinds", "remark", "country", "pieces", "skus", "buyer", "badges", "claimed_by", "shop",
    ),
    "wholesale": (*_HEAD, "pieces", "total", "reasons", "buyer", *_without(_SENT, "buyer")),
    "express": (*_HEAD, "courier", "pieces", "total", *_TAIL),
    "on_hold": (*_HEAD, "status", "total", "reasons", *_TAIL),
    "unrecognised": (*_HEAD, "status", "reasons", "total", *_TAIL),
    "gone": (*_HEAD, "status", "reasons", "total", *_TAIL),
    "back": (*_HEAD, "status", "reasons", "total", *_TAIL),
    "due": (*_HEAD, "status", "pieces", "total", *_SENT),
    "mine": (*_HEAD, "status", "pieces", "total", *_without(_SENT, "claimed_by")),
}  # fmt: skip

SORT_COLUMNS: Final[dict[str, str]] = {
    "left": "deadline",
    "order_id": "order_id",
    "country": "country_code",
    "buyer": "buyer",
    "pieces": "pieces",
    "total": "total",
    "service": "service",
    "courier": "courier",
    "status": "status",
    "remark": "remark",
    "skus": "skus",
    "titles": "titles",
    "claimed_by": "claimed_by",
    "shop": "shop",
}
"""Column of the table -> column of the board that it sorts by; others can't be sorted."""


IMPLIED: Final[dict[str, frozenset[str]]] = {
    "cancel_requests": frozenset({"cancel_requested"}),
    "stockouts": frozenset({"short"}),
    "wholesale_unpaid": frozenset({"wholesale", "unpaid"}),
    "remarks": frozenset({"remark"}),
    "wholesale": frozenset({"wholesale"}),
    "express": frozenset({"express"}),
    "on_hold": frozenset({"hold"}),
    "awaiting_payment": frozenset({"unpaid"}),
    "gone": frozenset({"gone", "absent"}),
    "back": frozenset({"sent_back"}),
    "mine": frozenset({"claimed"}),
}
"""View -> badges that every order bears because it stands there."""
SAID: Final = frozenset({"late", "claimed"})
"""Badges whose news the clock and the column of who holds it have."""


def keys_of(view: str, *, handed: bool = False) -> tuple[str, ...]:
    """The columns that `view` has something for, by key, from the left, with what colleagues said as they handed orders
    over where there are such; those that say the same in each row give their place to others (`present.differing`)."""
    keys = list(_LAYOUTS.get(view, _DEFAULT))
    if handed:
        keys.insert(keys.index("order_id") + 1, "handed")
    return tuple(keys)


_RANKS: Final[dict[str, dict[str, int]]] = {
    # What to ask the buyer about, or to take out of the parcels, comes before what it cost.
    "cancel_requests": {"pieces": 1, "skus": 2, "buyer": 3, "total": 5, "country": 6},
}
"""View -> the `drop` that columns have there instead."""


def spoken(keys: tuple[str, ...], view: str = "") -> list[Column]:
    """The columns `keys` with their titles in the language spoken, as they make way for each other in `view`."""
    return [_spoken(_FIXED[key], keys, _RANKS.get(view, {})) for key in keys]


def _spoken(column: Column, beside: tuple[str, ...], ranks: Mapping[str, int]) -> Column:
    column = msgspec.structs.replace(column, drop=ranks.get(column.key, column.drop))
    if column.key == "remark" and "kinds" in beside:  # what the buyer says comes before what it is taken for
        column = msgspec.structs.replace(column, min_width=14, drop=0)
    wider = 1 if column.key == "left" and language() == "zh" else 0  # "18小时27分" is wider than "late 100d"
    return msgspec.structs.replace(column, title=_(column.title), width=column.width + wider)


def title_of(key: str) -> str:
    """The title of one column in the language spoken."""
    return _(_FIXED[key].title)


_IN_FILES: Final = {"left": N_("Deadline"), "currency": N_("Currency")}


def title_in_file(key: str) -> str:
    """The title that one column has in a file, in the language spoken."""
    return _(_IN_FILES[key]) if key in _IN_FILES else title_of(key)
