"""Rows that give something back: no orders, but what they take off the orders that they name.

A refund bears its order's number, negative pieces or a negative amount, and the status that the order has anyway. It is
found by that, in whichever row of the file it stands, and taken off the order: its pieces count as returned, its
amounts go down. One whose order isn't in the file, or could be either of two, is rejected.

Where a row has several items, some of them may be given back among others that were bought: that row is an order, and
those items come off its own.
"""

from collections import Counter
from typing import Any, Final, NamedTuple

import polars as pl

from orderdeck.data.base.vocabulary import status as statuses
from orderdeck.data.base.vocabulary.fields import MONEY_FIELDS
from orderdeck.data.base.vocabulary.frames import ORDERS, REJECTS
from orderdeck.data.exports.normalise.columns.columns import as_rejects
from orderdeck.data.exports.profile.records import Profile

_ORDER: Final = ("marketplace", "shop", "order_id")
_ITEM: Final = ("sku", "product_id", "title", "attributes")


class Parted(NamedTuple):
    """Typed rows and their lines, those of refunds apart."""

    frame: pl.DataFrame
    lines: pl.DataFrame
    refunds: pl.DataFrame
    refund_lines: pl.DataFrame
    given_back: pl.DataFrame
    """Items given back among those that were bought in the same row."""


class Taken(NamedTuple):
    """Rows and lines with refunds taken off, refunds that could not be, and doubts."""

    frame: pl.DataFrame
    lines: pl.DataFrame
    rejects: pl.DataFrame
    notes: Counter[str]


def parted(frame: pl.DataFrame, lines: pl.DataFrame, profile: Profile) -> Parted:
    """Typed rows and their lines (both with column at), those of refunds apart from the others.

    Where the profile itself says that rows with negative pieces are cancelled orders, with numbers of their own, those
    without an order in the file stay among the orders, as such.
    """
    found = _refunds(frame, lines, profile)
    mixed = _mixed(lines).filter(~pl.col("at").is_in(frame["at"].filter(found).implode()))
    if mixed.height:
        lines = lines.join(mixed.select("at", "n"), on=["at", "n"], how="anti", maintain_order="left")
    given_back = mixed.with_columns(pl.col("quantity").abs())
    if not found.any():
        return Parted(frame, lines, frame.clear(), lines.clear(), given_back)
    if _own_orders(profile):
        alone = frame.join(frame.filter(~found), on=_known(frame), how="anti", nulls_equal=True)["at"]
        found = found & ~(frame["at"].is_in(alone.implode()) & (frame["status"] == statuses.CANCELLED))
    refunds = frame.filter(found)
    of_refunds = lines["at"].is_in(refunds["at"].implode())
    given = lines.filter(of_refunds).with_columns(pl.col("quantity").abs())
    return Parted(frame.filter(~found), lines.filter(~of_refunds), refunds, given, given_back)


def has_refunds(frame: pl.DataFrame, lines: pl.DataFrame, profile: Profile) -> bool:
    """Whether any of the rows is a refund, or has one among its items."""
    return bool(_mixed(lines).height or _refunds(frame, lines, profile).any())


def _mixed(lines: pl.DataFrame) -> pl.DataFrame:
    """Those of `lines` that give pieces back, in rows that have items with pieces as well."""
    negative = lines.filter(pl.col("quantity") < 0)
    if not negative.height:
        return negative
    bought = lines.filter(pl.col("quantity") > 0)["at"]
    return negative.filter(pl.col("at").is_in(bought.implode()))


def _refunds(frame: pl.DataFrame, lines: pl.DataFrame, profile: Profile) -> pl.Series:
    """Which rows are refunds: those with negative pieces and no others; with a negative amount, where a row is an order
    or names no item, unless its goods have a price. A negative amount beside an item may as well be a discount."""
    negative = lines.filter(lines["quantity"] < 0).join(_mixed(lines).select("at"), on="at", how="anti")["at"]
    found = frame["at"].is_in(negative.implode()) if len(negative) else _none(frame)
    for name in ("total", "goods_total", "line_total"):
        if name not in frame.columns or not (frame[name].min() or 0) < 0:  # type: ignore[operator]
            continue
        less = (frame[name] < 0).fill_null(False)
        if profile.items.row_shape != "order":
            named = lines.filter(pl.any_horizontal(pl.col(one).is_not_null() for one in _ITEM[:3]))["at"]
            less = less & ~frame["at"].is_in(named.implode())
        elif name == "total" and "goods_total" in frame.columns:
            # Coupons may come to more than the goods: an order all the same, to be sent.
            less = less & ~(frame["goods_total"] > 0).fill_null(False)
        found = found | less
    return found


def _none(frame: pl.DataFrame) -> pl.Series:
    return pl.Series([False]).new_from_index(0, frame.height)


def _own_orders(profile: Profile) -> bool:
    return any("negative" in rule.when.values() for rule in profile.status.rules)


def _known(frame: pl.DataFrame) -> list[str]:
    return [name for name in _ORDER if name in frame.columns]


def taken_off(parts: Parted, profile: Profile) -> Taken:
    """The rows and lines that are no refunds, with the refunds taken off."""
    frame, lines, refunds, given, given_back = parts
    notes: Counter[str] = Counter()
    if given_back.height:
        own = lines.with_columns(pl.col("at").alias("order_at"))
        own, unplaced = _pieces_off(own, given_back.with_columns(pl.col("at").alias("order_at")))
        lines = own.drop("order_at")
        notes += Counter({"refund_lines": given_back.height, "refund_unplaced": unplaced})
    if not refunds.height:
        return Taken(frame, lines, pl.DataFrame(schema=REJECTS), notes)
    order = _known(frame)
    keyed = [pl.col(name) for name in order]
    # The first row stands for its order: amounts are taken off there. Two orders may bear one number.
    first = frame.group_by(keyed, maintain_order=True).agg(
        pl.col("at").first().alias("order_at"),
        _heads(frame, profile).alias("orders"),
    )
    met = refunds.join(first, on=order, how="left", nulls_equal=True, maintain_order="left")
    taken = met.filter(pl.col("orders") <= 1)
    rejects = _rejected(met.filter((pl.col("orders") <= 1).fill_null(False).not_()), given)
    notes["refund_rows"] += taken.height
    rows = frame.select("at", *keyed).join(
        first, on=order, how="left", nulls_equal=True, maintain_order="left"
    )
    lines = lines.join(rows.select("at", "order_at"), on="at", how="left", maintain_order="left")
    lines, unplaced = _pieces_off(lines, given.join(taken.select("at", "order_at"), on="at"))
    notes["refund_unplaced"] += unplaced
    frame = _with_money_back(_amounts_off(frame, taken), taken, given)
    return Taken(frame, lines.drop("order_at"), rejects, +notes)


def _heads(frame: pl.DataFrame, profile: Profile) -> pl.Expr:
    """How many orders the rows of one number are, where numbers repeat between shops."""
    if frame["key_id"].null_count() < frame.height:
        return pl.col("key_id").drop_nulls().n_unique()
    # Without a name of the shop the time of order tells them apart.
    if profile.items.row_shape == "order" or profile.unique_ids != "shop" or "placed_at" not in frame.columns:
        return pl.lit(1)
    return (
        pl.when(pl.col("shop").first() == "").then(pl.col("placed_at").drop_nulls().n_unique()).otherwise(1)
    )


def _rejected(refunds: pl.DataFrame, given: pl.DataFrame) -> pl.DataFrame:
    pieces = given.filter("said").group_by("at").agg(pl.col("quantity").sum().alias("pieces"))
    told = refunds.join(pieces, on="at", how="left", maintain_order="left").select(
        "row",
        "order_id",
        pl.lit("refund_alone").alias("reason"),
        ("−" + pl.col("pieces").cast(pl.String)).alias("detail"),
    )
    return as_rejects([told])


def _amounts_off(frame: pl.DataFrame, refunds: pl.DataFrame) -> pl.DataFrame:
    """`frame` with the negative amounts of `refunds` added to those of the first row of their orders, where both are in
    one currency; an amount that the order doesn't tell stays untold."""
    amounts = [
        name for name in MONEY_FIELDS if name in frame.columns and name not in ("unit_price", "refunded")
    ]
    off = refunds.group_by("order_at", "currency").agg(
        pl.col(name).filter(pl.col(name) < 0).sum().alias(f"#{name}") for name in amounts
    )
    joined = _beside(frame, off)
    changed = joined.with_columns(
        (pl.col(name) + pl.col(f"#{name}").fill_null(0)).cast(frame.schema[name]).alias(name)
        for name in amounts
    )
    return changed.select(frame.columns)


def _with_money_back(frame: pl.DataFrame, refunds: pl.DataFrame, given: pl.DataFrame) -> pl.DataFrame:
    """`frame` with what the `refunds` that tell no pieces gave back added to `refunded` of their orders: nobody knows
    for which pieces, so that somebody has to look before they are packed."""
    telling = given.filter(
        pl.any_horizontal(pl.col(name).is_not_null() for name in _ITEM[:3]) | pl.col("said")
    )
    amounts = [pl.col(name) for name in ("total", "goods_total") if name in frame.columns]
    alone = refunds.filter(~pl.col("at").is_in(telling["at"].implode()))
    if not amounts or not alone.height:
        return frame
    back = alone.group_by("order_at", "currency").agg(
        pl.coalesce(pl.when(one < 0).then(-one) for one in amounts).sum().alias("#back")
    )
    if "refunded" not in frame.columns:
        frame = frame.with_columns(pl.lit(None, ORDERS["refunded"]).alias("refunded"))
    more = pl.when(pl.col("#back") > 0).then(pl.col("refunded").fill_null(0) + pl.col("#back"))
    told = pl.coalesce(more, "refunded").cast(frame.schema["refunded"])
    return _beside(frame, back).with_columns(told.alias("refunded")).drop("#back")


def _beside(frame: pl.DataFrame, off: pl.DataFrame) -> pl.DataFrame:
    """`frame`, and beside the first row of each order what `off` (order_at, currency) has for it in its currency."""
    return frame.join(
        off, left_on=["at", "currency"], right_on=["order_at", "currency"], how="left", nulls_equal=True,
        maintain_order="left",
    )  # fmt: skip


def _pieces_off(lines: pl.DataFrame, given: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """`lines` with the pieces of `given` (both with order_at) among those returned, and how many pieces belong to no
    line: of an item that the order doesn't have, or more than it has."""
    lines = lines.with_row_index("place")
    orders = given["order_at"].unique()
    theirs: dict[int, list[dict[str, Any]]] = {}
    wanted = lines.filter(pl.col("order_at").is_in(orders.implode()))
    for line in wanted.select("place", "order_at", "quantity", "returned", *_ITEM).iter_rows(named=True):
        theirs.setdefault(line["order_at"], []).append(line)
    returned: dict[int, int] = {}
    unplaced = 0
    for refund in given.iter_rows(named=True):
        left = refund["quantity"]
        if not any(refund[name] for name in _ITEM[:3]) and not refund["said"]:
            continue  # an amount alone
        for line in _alike(theirs.get(refund["order_at"], []), refund):
            free = line["quantity"] - (line["returned"] or 0)
            taken = min(left, max(0, free))
            line["returned"] = (line["returned"] or 0) + taken
            returned[line["place"]] = line["returned"]
            left -= taken
        unplaced += left
    if returned:
        places = pl.DataFrame(
            {"place": returned.keys(), "#returned": returned.values()},
            schema={"place": pl.get_index_type(), "#returned": pl.Int64},
        )
        lines = lines.join(places, on="place", how="left", maintain_order="left")
        lines = lines.with_columns(pl.coalesce("#returned", "returned").alias("returned")).drop("#returned")
    return lines.drop("place"), unplaced


def _alike(lines: list[dict[str, Any]], refund: dict[str, Any]) -> list[dict[str, Any]]:
    """Those of an order's `lines` that a refund is of: the same in the first of SKU, listing and title that both name,
    the same variation before others; of an order of one line that line, where the refund names none."""
    for name in _ITEM[:3]:
        if refund[name] is not None and any(line[name] is not None for line in lines):
            same = [line for line in lines if line[name] == refund[name]]
            return sorted(same, key=lambda line: line["attributes"] != refund["attributes"])
    return lines if len(lines) == 1 else []
