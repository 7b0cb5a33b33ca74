"""Which columns of a view say something: what is the same in each row is said once. Imports Polars, so never before the
first paint."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import polars as pl

MADE_OF: Final[dict[str, tuple[str, ...]]] = {
    "status": ("status",),
    "country": ("country_code", "country"),
    "buyer": ("buyer", "recipient"),
    "pieces": ("pieces",),
    "total": ("total", "currency"),
    "service": ("service",),
    "courier": ("courier",),
    "remark": ("remark",),
    "kinds": ("remark_kinds",),
    "skus": ("skus",),
    "titles": ("titles",),
    "reasons": ("reasons",),
    "badges": ("badges",),
    "claimed_by": ("claimed_by",),
    "shop": ("shop",),
}
"""Column of the table -> columns of the board that its cell is made of; any other is always shown."""
ENOUGH: Final = 3
"""Rows from which on being the same is worth saying; of fewer each says all that it has, but for a shop of one."""
_LOOK: Final = 64


def alike(frame: "pl.DataFrame", keys: Sequence[str]) -> tuple[str, ...]:
    """Those of the table's columns `keys` that say the same in each row of `frame`, in their order: at least that they
    are empty, or with ENOUGH rows anything."""
    return tuple(key for key in keys if key in MADE_OF and _alike(frame, MADE_OF[key]))


def _alike(frame: "pl.DataFrame", columns: Sequence[str]) -> bool:
    if not frame.height:
        return False
    parts = [frame[name] for name in columns if name in frame.columns]
    if all(_empty(part) for part in parts):
        return True
    # Most columns differ within the first rows: only those that don't are looked through.
    enough = 1 if columns == MADE_OF["shop"] else ENOUGH
    return frame.height >= enough and all(
        part.head(_LOOK).n_unique() == 1 and (frame.height <= _LOOK or part.n_unique() == 1) for part in parts
    )


def _empty(part: "pl.Series") -> bool:
    if part.null_count() == len(part):
        return True
    return part.dtype.is_nested() and not part.head(_LOOK).list.len().sum() and not part.list.len().sum()
