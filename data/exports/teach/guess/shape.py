"""How a file's rows make orders, how its items are packed, and which rows are no rows: guessed from the first rows."""

import re
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import polars as pl

from orderdeck.data.base.text.sanitize import clean_text
from orderdeck.data.exports.normalise.dates.date_order import Decision, decide_dates
from orderdeck.data.exports.normalise.dates.date_spelling import PAST
from orderdeck.data.exports.profile.records import RowShape
from orderdeck.data.exports.teach.model import Proposal

_MANY: Final = 50
"""Orders, none of which has two rows, from which a row is taken for an order though it has item columns."""
_ORDER_FIELDS: Final = (
    "total", "goods_total", "shipping_fee", "recipient", "country", "status", "city", "zip", "service", "email",
    "buyer", "address", "full_address", "paid_at",
)  # fmt: skip
_ITEM_FIELDS: Final = ("item_title", "sku", "product_id", "quantity", "unit_price", "line_total", "line_id")
_SHARES: Final = ("shipping_fee", "tax", "discount", "goods_total")
"""Amounts that some files give for the order and some as each row's share."""
_OFFSET: Final = r"(?:[+-]\d{2}:?\d{2}|Z|UTC|GMT|P[SD]T)\s*$"
_QUANTITY_FIRST: Final = re.compile(r"^\s*\d+\s?[×x]\s?\S", re.IGNORECASE)


class Shape(NamedTuple):
    """Row shape, and whether the file shows it rather than merely allows it."""

    shape: RowShape
    sure: bool


def row_shape(proposal: Proposal) -> Shape:
    """How rows make orders, by where order numbers repeat and where order and item columns are blank."""
    ids = proposal.cells("order_id")
    packed = proposal.column_of("products") or proposal.column_of("codes")
    if ids is None:
        return Shape("order", False)
    given = ids.is_not_null()
    items = _any_filled(proposal, _ITEM_FIELDS)
    orders = _any_filled(proposal, _ORDER_FIELDS)
    if bool((~given & items).any()) and given.any() and int((~given).sum()) > 0.02 * len(given):
        return Shape("item_fill_down", True)
    repeated = ids.drop_nulls().is_duplicated()
    if not repeated.any():
        direct = items.any() and not packed and proposal.column_of("quantity") is not None
        few = int(given.sum()) < _MANY
        return Shape("item" if direct and few else "order", not (direct and few))
    frame = pl.DataFrame({"id": ids, "items": items, "orders": orders}).filter(given & ids.is_duplicated())
    first = frame.select(pl.col("id").is_first_distinct()).to_series()
    head, later = frame.filter(first), frame.filter(~first)
    if not _mostly(head["items"]) and _mostly(head["orders"]) and _mostly(later["items"]):
        return Shape("summary_then_items", True)
    if _mostly(head["orders"]) and not _mostly(later["orders"]):
        return Shape("item_fill_down", True)
    if proposal.column_of("quantity") is None and proposal.column_of("quantity_open") is None and not packed:
        return Shape("unit", True)
    return Shape("item", True)


def _any_filled(proposal: Proposal, fields: tuple[str, ...]) -> pl.Series:
    found = pl.Series([False]).new_from_index(0, proposal.batch.height)
    for field in fields:
        cells = proposal.cells(field)
        if cells is not None:
            found = found | cells.is_not_null()
    return found


def _mostly(mask: pl.Series) -> bool:
    return bool(len(mask)) and float(mask.mean() or 0) > 0.5  # type: ignore[arg-type]


def row_shares(proposal: Proposal) -> list[str]:
    """Order amounts whose cells differ between the rows of an order: they are shares and have to be summed."""
    ids = proposal.cells("order_id")
    if ids is None or proposal.row_shape not in ("item", "unit"):
        return []
    found = []
    for field in _SHARES:
        cells = proposal.cells(field)
        if cells is None:
            continue
        several = pl.DataFrame({"id": ids, "cell": cells}).drop_nulls().filter(pl.col("id").is_duplicated())
        distinct = several.group_by("id").agg(pl.col("cell").n_unique().alias("values"), pl.len())
        # What is the order's stands the same in each of its rows: one order that differs shows it.
        if distinct.height and float((distinct["values"] > 1).mean() or 0) > 0.5:  # type: ignore[arg-type]
            found.append(field)
    return found


def packing(proposal: Proposal) -> dict[str, Any]:
    """How items are packed in one cell: keys of the profile's `items`, empty where they aren't."""
    products, codes = proposal.column_of("products"), proposal.column_of("codes")
    if products is not None and products.look.kind == "cell":
        return {"kind": "aliexpress_cell", "labels": _labels(proposal)}
    if codes is not None and codes.look.kind == "list":
        if _QUANTITY_FIRST.match(codes.samples[0]):
            separator = r"[;；\n]|,\s"
            pattern = r"^(?P<quantity>\d+)\s?[×xX]\s?(?P<title>.*)$"
            return {"kind": "code_list", "separator": separator, "pattern": pattern}
        return {"kind": "code_list"}
    return {}


def _labels(proposal: Proposal) -> dict[str, list[str]]:
    """The words before the colon that any profile knows."""
    labels: dict[str, list[str]] = {}
    for profile in proposal.profiles:
        for part, words in profile.items.labels.items():
            known = labels.setdefault(part, [])
            known += [word for word in words if word not in known]
    return labels


def without_description(batch: pl.DataFrame, columns: Sequence[str]) -> tuple[pl.DataFrame, str]:
    """`batch` without a first row that describes the columns, and a pattern that tells such a row ("" for none).

    It is one where most of its cells are words without a digit though the column's other values have digits.
    """
    if batch.height < 2:
        return batch, ""
    first = {name: clean_text(batch[name][0] or "") for name in columns}
    others = batch.slice(1, 50)
    worded = counted = 0
    for name, text in first.items():
        values = others[name].drop_nulls()
        if text and len(values) and bool(values.str.contains(r"\d").all()):
            counted += 1
            worded += not any(sign.isdigit() for sign in text) and any(sign.isalpha() for sign in text)
    if counted < 2 or worded < 0.6 * counted:
        return batch, ""
    longest = max(first.values(), key=len)[:60].strip()
    return batch.slice(1), re.escape(longest).replace(r"\ ", " ")


def date_columns(proposal: Proposal, *, ahead: bool = True) -> pl.DataFrame:
    """The cells of all columns taken for times, null where they have no number; with `ahead` also of those that may
    lie ahead of the file."""
    fields = [
        column.name
        for column in proposal.columns
        if (column.field.endswith("_at") and (ahead or column.field in PAST))
        or (ahead and column.field == "ship_by" and column.look.kind == "date")
    ]
    return proposal.batch.select(
        pl.when(pl.col(name).str.contains(r"\d")).then(name).alias(name) for name in fields
    )


def order_of_dates(proposal: Proposal, exported_at: int) -> tuple[str, int]:
    """("ymd", "dmy", "mdy" or "" where the values don't show it; by how many values)."""
    decided = decide_dates(date_columns(proposal))
    if decided.order is None and not decided.values:
        decided = decide_dates(date_columns(proposal, ahead=False), exported_at)
        if decided.order == "ymd":
            decided = Decision(None, 0)  # only what may lie ahead is numeric
    return decided.order or "", decided.values


def have_offsets(proposal: Proposal) -> bool:
    """Whether every time of the file says its own offset, so that no zone is needed."""
    columns = [dates for cells in date_columns(proposal) if len(dates := cells.drop_nulls())]
    return bool(columns) and all(bool(cells.str.contains(_OFFSET).all()) for cells in columns)
