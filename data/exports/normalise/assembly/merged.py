"""The rows of one order made one row: what its first row says, completed, summed and combined from the others.

Most of a big file's rows either stand alone or repeat the row above, so only rows that tell something new are grouped;
everything else is taken from each order's first row as it is.
"""

import polars as pl

from orderdeck.data.base.vocabulary import status as codes
from orderdeck.data.base.vocabulary.fields import MONEY_FIELDS
from orderdeck.data.exports.normalise.amounts import LOST, lost_in
from orderdeck.data.exports.normalise.assembly.owed import OWN_WORD
from orderdeck.data.exports.normalise.columns.columns import BETWEEN
from orderdeck.data.exports.normalise.values.statuses.fulfilment import PLATFORM
from orderdeck.data.exports.normalise.values.statuses.status import SENT, combined
from orderdeck.data.exports.normalise.values.text import by_distinct
from orderdeck.data.exports.profile.records import Profile


def numbered(frame: pl.DataFrame) -> pl.DataFrame:
    """`frame` with `number`: that of the row's order (by order_key), counted from 0 by first rows; and `first`."""
    first = frame["order_key"].is_first_distinct()
    frame = frame.with_columns(first.alias("first"))
    begun = first.cast(pl.Int64).cum_sum() - 1
    together = (frame["order_key"] == frame["order_key"].shift()) | first
    if together.all():
        return frame.with_columns(begun.alias("number"))
    numbers = frame.filter(first).select("order_key").with_row_index("number")
    return frame.join(numbers.cast({"number": pl.Int64}), on="order_key", how="left", maintain_order="left")


def one_row_an_order(frame: pl.DataFrame, profile: Profile) -> pl.DataFrame:
    """The orders of `frame` (as by `numbered`), in the order of their numbers: `source_row` that of the first row,
    amounts that are row shares summed, the status combined, everything else the first thing that a row says."""
    orders = frame.filter("first").rename({"row": "source_row"})
    later = frame.filter(~pl.col("first"))
    if later.is_empty():
        return orders
    shares = share_columns(frame, profile)
    kept = {
        "at",
        "line_id",
        "order_key",
        "number",
        "first",
        "row",
        "status",
        "status_text",
        "doubts",
        *shares,
    }
    kept |= {name for name in frame.columns if name.startswith(LOST)}
    completed = [_completed(orders[name], later, name) for name in frame.columns if name not in kept]
    orders = orders.with_columns(
        *completed, *_statuses(orders, later, frame, profile), _doubts(orders["doubts"], later)
    )
    if profile.items.row_shape in OWN_WORD:
        orders = _senders(orders, frame)
    orders = _summed(orders, later, shares) if shares else orders
    return _without_lost(orders, frame, shares)


def with_row_status(frame: pl.DataFrame, profile: Profile, items: pl.Series) -> pl.DataFrame:
    """`frame` (as by `numbered`) with `row_status`: what each row says of its own items; where rows after the first
    leave that blank, what the row above says. `items`: which rows name an item; below a summary these tell the status
    of their order, as far as any of them tells that it was sent.
    """
    shape = profile.items.row_shape
    said = pl.col("status")
    if shape == "item_fill_down":
        if frame["status_text"].null_count():
            said = pl.when(pl.col("first") | pl.col("status_text").is_not_null()).then("status")
            said = said.forward_fill().over("number")
        return frame.with_columns(said.alias("row_status"))
    frame = frame.with_columns(said.alias("row_status"))
    if shape != "summary_then_items" or frame["first"].all():
        return frame
    sent = pl.col("status").is_in(SENT)
    rows = frame.with_columns(items.alias("item"), sent.alias("sent"))
    told = rows.filter("item").group_by("number").agg(pl.len().alias("items"), pl.col("sent").sum())
    told = told.filter((pl.col("items") > 1) | (pl.col("sent") > 0))
    rows = rows.drop("sent").join(told, on="number", how="left", maintain_order="left")
    head = pl.col("status").filter("first").first().over("number")
    some = pl.col("sent") > 0
    whole = (
        pl.when(pl.col("sent") == pl.col("items"))
        .then(pl.lit(codes.SHIPPED))
        .otherwise(pl.lit(codes.PART_SHIPPED))
    )
    living = head.is_in((*codes.TO_BE_SHIPPED, *SENT))
    return rows.with_columns(
        pl.when(some & living & pl.col("first")).then(whole).otherwise("status").alias("status"),
        pl.when(some.fill_null(False)).then("status").otherwise(head).alias("row_status"),
    ).drop("item", "items", "sent")


def share_columns(frame: pl.DataFrame, profile: Profile) -> list[str]:
    """The amounts of `frame` that are a row's share of its order's."""
    amounts = [name for name in MONEY_FIELDS if name in frame.columns]
    return [name for name in amounts if name in profile.money.per_row or name.startswith("line_")]


def _without_lost(orders: pl.DataFrame, frame: pl.DataFrame, shares: list[str]) -> pl.DataFrame:
    """`orders` without sums of which any row of theirs has lost a part; what is lost in any row is lost in these."""
    lost = [name for name in frame.columns if name.startswith(LOST)]
    if not lost:
        return orders
    fields = [name.removeprefix(LOST) for name in lost]
    rows = frame.group_by("number").agg(
        lost_in(frame, field).any().alias(f"{LOST}{field}") for field in fields
    )
    orders = orders.drop(lost).join(rows, on="number", how="left", maintain_order="left")
    return orders.with_columns(
        pl.when(~pl.col(f"{LOST}{field}")).then(pl.col(field)).alias(field)
        for field in fields
        if field in shares
    )


def _completed(said: pl.Series, later: pl.DataFrame, name: str) -> pl.Series:
    """`said` by the orders' first rows; what these leave out, by the first later row that has it."""
    missing = said.is_null()
    if not missing.any() or later[name].null_count() == later.height:
        return said
    telling = later[name].is_not_null() & missing.gather(later["number"])
    if not telling.any():
        return said
    found = later.filter(telling).select("number", name).unique("number", keep="first", maintain_order=True)
    return said.scatter(found["number"], found[name])


def _doubts(said: pl.Series, later: pl.DataFrame) -> pl.Series:
    """`said` of the orders' first rows, and each other doubt that their later rows bear."""
    more = later.select("number", "doubts").drop_nulls()
    if more.is_empty():
        return said
    first = pl.DataFrame({"number": pl.int_range(len(said), eager=True), "doubts": said}).drop_nulls()
    each = pl.concat([first, more]).with_columns(pl.col("doubts").str.split(BETWEEN)).explode("doubts")
    together = each.group_by("number").agg(pl.col("doubts").unique(maintain_order=True).str.join(BETWEEN))
    return said.scatter(together["number"], together["doubts"])


def _statuses(
    orders: pl.DataFrame, later: pl.DataFrame, frame: pl.DataFrame, profile: Profile
) -> list[pl.Series]:
    """What the rows of each order say of its status together, and in which words: each row's where rows are items;
    where columns are filled down, those of the rows that have one; else the first row's."""
    first = orders["status"]
    words = _completed(orders["status_text"], later, "status_text")
    shape = profile.items.row_shape
    if shape not in OWN_WORD and shape != "item_fill_down":
        return [first, words]
    saying = pl.lit(True) if shape in OWN_WORD else pl.col("status_text").is_not_null()
    other = later.filter(saying & (pl.col("status") != first.gather(later["number"])))["number"].unique()
    if other.is_empty():
        return [first, words]
    rows = frame.filter(pl.col("number").is_in(other.implode()) & saying)
    sets = rows.group_by("number").agg(pl.col("status").unique().sort().str.join("|"))
    found = by_distinct(
        sets["status"], lambda texts: [combined(set(text.split("|"))) for text in texts], pl.String
    )
    # The words of the rows that have it; where it is none row's own (sent in part), of all that weren't cancelled.
    own = rows.join(sets.select("number", found.alias("found")), on="number", maintain_order="left")
    meant = pl.col("status") == pl.col("found")
    some = (meant.any().over("number") & meant) | (
        ~meant.any().over("number") & (pl.col("status") != codes.CANCELLED)
    )
    said = (
        own.filter(some & pl.col("status_text").is_not_null())
        .group_by("number")
        .agg(pl.col("status_text").unique(maintain_order=True).str.join(" / "))
    )
    return [first.scatter(sets["number"], found), words.scatter(said["number"], said["status_text"])]


def _senders(orders: pl.DataFrame, frame: pl.DataFrame) -> pl.DataFrame:
    """`orders` with who sends them where rows differ: the marketplace only where it sends every row that isn't
    cancelled, since the rest is the seller's."""
    if not (frame["fulfilment"] == PLATFORM).any():
        return orders
    living = frame.filter(pl.col("status") != codes.CANCELLED)
    told = living.group_by("number").agg(
        (pl.col("fulfilment") == PLATFORM).fill_null(False).all().alias("all"),
        (pl.col("fulfilment") == PLATFORM).any().alias("any"),
        pl.col("fulfilment").filter(pl.col("fulfilment") != PLATFORM).first().alias("other"),
        pl.col("fulfilment_text").drop_nulls().unique(maintain_order=True).str.join(" / ").alias("said"),
    )
    mixed = told.filter(pl.col("any") & ~pl.col("all"))
    if mixed.is_empty():
        return orders
    return orders.with_columns(
        orders["fulfilment"].scatter(mixed["number"], mixed["other"]),
        orders["fulfilment_text"].scatter(mixed["number"], mixed["said"]),
    )


def _summed(orders: pl.DataFrame, later: pl.DataFrame, shares: list[str]) -> pl.DataFrame:
    sums = later.group_by("number").agg(
        pl.when(pl.col(name).count() > 0).then(pl.col(name).sum()).alias(f"{name} later") for name in shares
    )
    both = orders.join(sums, on="number", how="left", maintain_order="left")
    added = [
        pl.when(pl.col(name).is_not_null() | pl.col(f"{name} later").is_not_null())
        .then(pl.col(name).fill_null(0) + pl.col(f"{name} later").fill_null(0))
        .alias(name)
        for name in shares
    ]
    return both.with_columns(added).drop(pl.selectors.ends_with(" later"))
