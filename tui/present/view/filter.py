"""Filtering and sorting a frame of the board, in the desk's thread. Imports Polars, so never before the first paint."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from orderdeck.data.base.text.folding import fold
from orderdeck.data.base.vocabulary import status
from orderdeck.tui.i18n import phrases
from orderdeck.tui.present.view.columns import SORT_COLUMNS
from orderdeck.tui.present.view.query import NUMBERS, STATES, Term, number_range, parse
from orderdeck.widgets.model import Sort

if TYPE_CHECKING:
    import polars as pl

TEXTS: Final[dict[str, tuple[str, ...]]] = {
    "order_id": ("order_id",),
    "buyer": ("buyer", "recipient"),
    "skus": ("skus",),
    "titles": ("titles",),
    "remark": ("remark",),
    "service": ("service",),
    "courier": ("courier",),
    "shop": ("shop",),
    "claimed_by": ("claimed_by",),
    "suppliers": ("suppliers",),
}
"""Field of a filter -> columns of the board, any of which holds the value."""
IN_HAYSTACK: Final = frozenset({"order_id", "buyer", "skus", "titles", "remark", "service", "shop"})
"""Fields whose text is in the haystack too, which is folded: only rows that have the value there are looked at."""


def filtered(frame: "pl.DataFrame", words: str) -> "pl.DataFrame":
    """The rows that `words` ask for (`present.query`), whatever the case, accent or width."""
    import polars as pl

    alternatives = parse(words)
    if not alternatives or not frame.height:
        return frame
    wanted = pl.repeat(value=False, n=frame.height, eager=True)
    for terms in alternatives:
        all_of_them = pl.repeat(value=True, n=frame.height, eager=True)
        for term in terms:
            all_of_them &= _term(frame, term)
        wanted |= all_of_them
    return frame.filter(wanted)


def ordered(frame: "pl.DataFrame", sort: Sort) -> "pl.DataFrame":
    """`frame` sorted by a column of the table; equal rows keep their order, empty cells come last."""
    column = SORT_COLUMNS[sort.column]
    return frame.sort(column, descending=sort.descending, nulls_last=True, maintain_order=True)


def _term(frame: "pl.DataFrame", term: Term) -> "pl.Series":
    import polars as pl

    found = pl.repeat(value=False, n=frame.height, eager=True)
    for value in term.values:
        found |= _value(frame, term.field, value)
    return ~found if term.negated else found


def _value(frame: "pl.DataFrame", field: str, value: str) -> "pl.Series":
    import polars as pl

    if not field:
        held = _holds(frame, value)
        return held | _state(frame, STATES[value]) if value in STATES else held
    if field in NUMBERS:
        return _within(frame[field], value)
    if field == "country" and value.startswith("="):
        known = frame.select(pl.coalesce("country_code", "country")).to_series()
        return _among(known, lambda text: fold(text) == value[1:])
    if field == "country":
        code = _among(frame["country_code"], lambda text: fold(text) == value)
        return code | _among(frame["country"], lambda text: len(value) > 2 and value in fold(text))
    if field == "status" and value.startswith("="):
        return _among(frame["status"], lambda code: value[1:] == code)
    if field == "status":
        return _among(
            frame["status"], lambda code: value in fold(code) or value in fold(phrases.status(code))
        )
    if field == "is":
        return _state(frame, STATES[value]) if value in STATES else pl.repeat(False, frame.height, eager=True)
    whole, value = value.startswith("="), value.removeprefix("=")
    fits = _is_one_of if whole else _has
    rows = _holds(frame, value) if field in IN_HAYSTACK else pl.repeat(value=True, n=frame.height, eager=True)
    found = pl.repeat(value=False, n=frame.height, eager=True)
    for name in TEXTS[field]:
        if name not in frame.columns:
            continue  # nothing is known of it
        found |= rows & _among(frame[name], lambda text: fits(value, text), only=frame[name].filter(rows))
    return found


def _has(value: str, text: str) -> bool:
    return value in fold(text)


def _is_one_of(value: str, text: str) -> bool:
    """Whether it is all of `text`, or one of several with a comma between."""
    return f", {value}, " in f", {fold(text)}, "


def _holds(frame: "pl.DataFrame", value: str) -> "pl.Series":
    """Where the folded text of an order has `value`."""
    return frame["haystack"].str.contains(value, literal=True).fill_null(value=False)


def _among(column: "pl.Series", fits: Callable[[str], bool], only: "pl.Series | None" = None) -> "pl.Series":
    """Where a text of `column` fits: each is asked once, and only those of `only` where it is given."""
    texts = (column if only is None else only).drop_nulls().unique().to_list()
    return column.is_in([text for text in texts if fits(text)]).fill_null(value=False)


def _within(column: "pl.Series", value: str) -> "pl.Series":
    import polars as pl

    ends = number_range(value)
    if ends is None:
        return pl.repeat(value=False, n=len(column), eager=True)
    low, high, included = ends
    found = column.is_not_null()
    if low is not None:
        found &= (column >= low if included else column > low).fill_null(value=False)
    if high is not None:
        found &= (column <= high if included else column < high).fill_null(value=False)
    return found


def _state(frame: "pl.DataFrame", state: str) -> "pl.Series":
    """Where an order is in that state, as far as that is known."""
    if state in ("paid", "unpaid"):
        unpaid = frame["status"].is_in(list(status.UNPAID)).fill_null(value=False)
        # What is to be sent was paid, unless it is paid at the door; of what is held only a time of payment says it.
        at_the_door = frame["badges"].list.contains("cash_on_delivery").fill_null(value=False)
        sent = frame["status"].is_in([*status.TO_BE_SHIPPED, status.SHIPPED]).fill_null(value=False)
        return (
            unpaid
            if state == "unpaid"
            else ~unpaid & (frame["paid_at"].is_not_null() | (sent & ~at_the_door))
        )
    if state in ("claimed", "free"):
        held = frame["claimed_by"].is_not_null()
        return held if state == "claimed" else ~held
    if state == "remarked":
        return frame["remark"].is_not_null()
    return frame[state].fill_null(value=False)
