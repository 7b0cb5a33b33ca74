"""Which columns a view shows, and in which order they give way where the terminal is narrow."""

from typing import Final

import msgspec

from orderdeck.tui.i18n import N_, _, language
from orderdeck.widgets.model import Column

_FIXED: Final[dict[str, Column]] = {
    "left": Column(key="left", title=N_("Left"), width=9, align="right", live=True),
    "order_id": Column(key="order_id", title=N_("Order"), flex=1, min_width=16, max_width=19, whole=True),
    "status": Column(key="status", title=N_("Status"), flex=1, min_width=9, max_width=18, drop=5),
    "country": Column(key="country", title=N_("To"), width=4, drop=3),
    "buyer": Column(key="buyer", title=N_("Buyer"), flex=2, min_width=8, max_width=22, drop=7),
    "pieces": Column(key="pieces", title=N_("Pcs"), width=4, align="right", drop=2),
    "total": Column(key="total", title=N_("Amount"), width=12, align="right", drop=4),
    "service": Column(key="service", title=N_("Service"), flex=2, min_width=10, max_width=30, drop=8),
    "courier": Column(key="courier", title=N_("Courier"), width=8, drop=1),
    "remark": Column(key="remark", title=N_("Remark"), flex=6, min_width=14),
    "kinds": Column(key="kinds", title=N_("Asks for"), flex=3, min_width=10, max_width=26, drop=1),
    "titles": Column(key="titles", title=N_("Products"), flex=5, min_width=12, drop=6),
    "reasons": Column(key="reasons", title=N_("Why here"), flex=4, min_width=12, max_width=48, drop=3),
    "badges": Column(key="badges", title=N_("Notes"), flex=2, min_width=8, max_width=24, drop=7),
    "claimed_by": Column(key="claimed_by", title=N_("Who"), width=8, drop=9),
    "shop": Column(key="shop", title=N_("Shop"), flex=1, min_width=6, max_width=14, drop=10),
}

_HEAD: Final = ("left", "order_id", "country")
_DEFAULT: Final = (*_HEAD, "pieces", "total", "titles", "buyer", "service", "badges", "claimed_by", "shop")
_LAYOUTS: Final[dict[str, tuple[str, ...]]] = {
    "cancel_requests": (*_HEAD, "total", "reasons", "titles", "buyer", "badges", "claimed_by", "shop"),
    "stockouts": (*_HEAD, "pieces", "reasons", "total", "titles", "buyer", "badges", "claimed_by", "shop"),
    "wholesale_unpaid": (
        *_HEAD,
        "pieces",
        "total",
        "reasons",
        "buyer",
        "titles",
        "badges",
        "claimed_by",
        "shop",
    ),
    "remarks": ("left", "order_id", "kinds", "remark", "country", "buyer", "badges", "claimed_by", "shop"),
    "wholesale": (
        *_HEAD,
        "pieces",
        "total",
        "reasons",
        "buyer",
        "titles",
        "service",
        "badges",
        "claimed_by",
        "shop",
    ),
    "express": (*_HEAD, "courier", "pieces", "total", "titles", "buyer", "badges", "claimed_by", "shop"),
    "on_hold": (*_HEAD, "status", "total", "reasons", "titles", "buyer", "badges", "claimed_by", "shop"),
    "unrecognised": (*_HEAD, "status", "reasons", "total", "titles", "buyer", "badges", "claimed_by", "shop"),
    "gone": (*_HEAD, "status", "reasons", "total", "titles", "buyer", "badges", "claimed_by", "shop"),
    "back": (*_HEAD, "status", "reasons", "total", "titles", "buyer", "badges", "claimed_by", "shop"),
    "due": (
        *_HEAD,
        "status",
        "pieces",
        "total",
        "titles",
        "buyer",
        "service",
        "badges",
        "claimed_by",
        "shop",
    ),
    "mine": (*_HEAD, "status", "pieces", "total", "titles", "buyer", "service", "badges", "shop"),
}

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
    "titles": "titles",
    "claimed_by": "claimed_by",
    "shop": "shop",
}
"""Column of the table -> column of the board that it sorts by; others can't be sorted."""


def keys_of(view: str, *, shops: bool = True) -> tuple[str, ...]:
    """The columns of `view`, by key, from the left; without the shop where there is but one."""
    return tuple(key for key in _LAYOUTS.get(view, _DEFAULT) if shops or key != "shop")


def spoken(keys: tuple[str, ...]) -> list[Column]:
    """The columns `keys` with their titles in the language spoken."""
    return [_spoken(_FIXED[key]) for key in keys]


def _spoken(column: Column) -> Column:
    wider = 1 if column.key == "left" and language() == "zh" else 0  # "18小时27分" is wider than "late 100d"
    return msgspec.structs.replace(column, title=_(column.title), width=column.width + wider)


def title_of(key: str) -> str:
    """The title of one column in the language spoken."""
    return _(_FIXED[key].title)


_IN_FILES: Final = {"left": N_("Deadline"), "currency": N_("Currency")}


def title_in_file(key: str) -> str:
    """The title that one column has in a file, in the language spoken."""
    return _(_IN_FILES[key]) if key in _IN_FILES else title_of(key)
