"""What a narrow export does not say is carried over from what was known, so that it is not lost.

Sellers choose the columns of an export. One without the remark column would else wipe out every remark, since the
newest state of an order is the one that counts. So where a file has no column for something, its rows take it over
from the newest state of their order that is not newer than the file; a file without a status column never changes
the status of a known order. What a file has a column for is its own word, blank cells included.
"""

from collections.abc import Collection, Mapping
from typing import Final

import polars as pl

from data import status as statuses
from data.known import KnownOrders
from data.ledger import Ledger, Part
from data.own_lines import with_own_lines
from data.profile import Profile

_STREET: Final = (
    "address",
    "address_2",
    "address_3",
    "address_4",
    "address_5",
    "full_address",
    "full_address_local",
)
_NAMES: Final = ("recipient", "recipient_first", "recipient_last")

_TOLD_BY: Final[dict[str, tuple[str, ...]]] = {
    "status": ("status", "substatus"),
    "placed_at": ("placed_at",),
    "paid_at": ("paid_at",),
    "ship_by": ("ship_by",),
    "buyer": ("buyer",),
    "recipient": _NAMES,
    "country": ("country", "country_code"),
    # One block: a town of one address beside the street of another would lead astray.
    "address": _STREET,
    "full_address": _STREET,
    "full_address_local": _STREET,
    "national_address": (*_STREET, "national_address"),
    "province": (*_STREET, "province"),
    "city": (*_STREET, "city", "city_true"),
    "zip": (*_STREET, "zip"),
    "phone": ("phone", "mobile"),
    "tax_number": ("tax_number",),
    "total": ("total",),
    "service": ("service",),
    "remark": ("remark", "remark_extra"),
    "custom_info": ("custom_info",),
    "tax_collected": ("tax_collected",),
    "fulfilment": ("fulfilled_by", "fulfilled_by_extra"),
}
"""Column of the orders frame -> fields of a profile of which any one tells it."""

OWED: Final = "owed"
"""What stands, among the columns that a file lacks, for what of the lines is still to be sent."""
_OWED_BY: Final = ("quantity_open", "quantity_sent", "quantity_cancelled", "quantity_returned", "line_status")
_OF_LINES: Final = (OWED, "sent", "cancelled", "returned", "needs_parcel")

_WITH: Final = {
    "status": "status_text",
    "country": "country_code",
    "total": "currency",
    "fulfilment": "fulfilment_text",
}
"""Columns that go along with others."""

_AMOUNTS: Final = ("total", "goods_total", "shipping_fee", "discount")
_STATE: Final = ("order_key", "export_id", "exported_at")

Frames = Mapping[str, pl.DataFrame]


def lacking(profile: Profile, mapping: Collection[str]) -> frozenset[str]:
    """The columns of the orders frame that a file can't tell which has columns for the fields in `mapping`.

    Without a column for it the status can still be told by others, where the profile has rules for those and knows
    no status column at all.
    """
    lacked = {column for column, fields in _TOLD_BY.items() if not any(field in mapping for field in fields)}
    if profile.money.total_of and any(name.removeprefix("-") in mapping for name in profile.money.total_of):
        lacked.discard("total")
    if not _tells_owed(profile, mapping):
        lacked.add(OWED)
    told_by_rules = any(field in mapping for rule in profile.status.rules for field in rule.when)
    if "status" not in profile.headers() and told_by_rules:
        lacked.discard("status")
    return frozenset(lacked)


def _tells_owed(profile: Profile, mapping: Collection[str]) -> bool:
    """Whether a file can say of single lines what was sent of them."""
    own = profile.items.row_shape != "order" and any(
        name in mapping for name in ("status", "substatus", "sent_at")
    )
    return own or any(field in mapping for field in _OWED_BY)


class Carry:
    """Fills what files lack from the parts of one ledger; keeps count of it by export. For the loader alone."""

    def __init__(self, ledger: Ledger) -> None:
        self._known = KnownOrders(ledger)
        self._ledger = ledger
        self._seqs: dict[str, int] = {}
        self._last = 0
        self._told: dict[str, tuple[set[str], int]] = {}

    def fill(self, frames: Frames, lacks: Collection[str]) -> Frames:
        """`frames` of one batch (orders and lines as in data.frames, with export_id and exported_at) with what
        their file `lacks` taken over from older states of the same orders."""
        orders, lines = frames.get("orders"), frames.get("lines")
        if orders is None or lines is None or not orders.height:
            return frames
        frames = with_own_lines(frames, self._known)
        orders, lines = frames["orders"], frames["lines"]
        uncoded = _uncoded(lines)
        left = OWED in lacks and ("status" in lacks or (orders["status"] == statuses.PART_SHIPPED).any())
        lacks = [name for name in lacks if name != OWED]
        if not lacks and not uncoded and not left:
            return frames
        holders = self._known.holders(orders["order_key"].unique())
        columns = [name for name in lacks if any(self._known.tells(part, "orders", name) for part in holders)]
        if not any(self._known.tells(part, "lines", "sku") for part in holders):
            uncoded = []
        if left:
            frames = self._with_owed(frames, holders, columns)
            lines = frames["lines"]
        if not columns and not uncoded:
            return frames
        before = self._newest(orders, holders, _with_others(columns))
        columns = [name for name in columns if name in before.columns]
        if not before.height:
            return frames
        made = dict(frames)
        told = [made["orders"].select("export_id")]
        if columns:
            made["orders"], filled = _filled(orders, before, columns)
            told.append(filled)
        if uncoded:
            before = before.filter(pl.col("into").is_in(uncoded))
            made["lines"], coded = self._coded(lines, before, holders)
            told.append(orders.select(pl.col("order_key").is_in(coded.implode()).alias("sku")))
        self._count(pl.concat(told, how="horizontal"))
        return made

    def notes(self, export_id: str) -> list[str]:
        """What was carried for one export, and for how many orders: "carried|remark,ship_by ×120". Told once."""
        columns, orders = self._told.pop(export_id, (set(), 0))
        names = ",".join(name for name in (*_TOLD_BY, "sku", OWED) if name in columns)
        return [f"carried|{names} ×{orders}" if orders > 1 else f"carried|{names}"] if orders else []

    def forget(self) -> None:
        """Drops the counts of files that came to nothing."""
        self._told.clear()

    def _newest(self, orders: pl.DataFrame, holders: list[Part], columns: list[str]) -> pl.DataFrame:
        """Of each row of `orders` the newest state of its order in `holders` that is no newer: `columns`, the row's
        place `at`, its export `into`, and the export `of` which the state is."""
        keys = orders["order_key"].unique()
        states = [self._known.read(part, "orders", [*_STATE, *columns], keys) for part in holders]
        states = [state for state in states if state.height]
        rows = orders.with_row_index("at").select(
            "at", "order_key", pl.col("export_id").alias("into"), pl.col("exported_at").alias("moment")
        )
        if not states:
            return rows.clear()
        found = pl.concat(states, how="diagonal_relaxed").join(rows, on="order_key", how="inner")
        found = found.filter(pl.col("exported_at") <= pl.col("moment"))
        order = found["export_id"].replace_strict(self._exports(), default=0, return_dtype=pl.Int64)
        found = found.with_columns(order.alias("seq")).sort("exported_at", "seq", maintain_order=True)
        newest = found.unique("at", keep="last", maintain_order=True).rename({"export_id": "of"})
        return newest.select(
            "at", "order_key", "into", "of", *(name for name in columns if name in newest.columns)
        )

    def _with_owed(self, frames: Frames, holders: list[Part], columns: Collection[str]) -> Frames:
        """`frames` with what was known of the lines of part-shipped orders: a file that says no more than that part
        of an order was sent, or has no status at all, doesn't unsay which. Taken over where the lines are the same."""
        orders, lines = frames["orders"], frames["lines"]
        if "status" not in columns:
            orders = orders.filter(pl.col("status") == statuses.PART_SHIPPED)
        before = self._newest(orders, holders, ["status"]) if orders.height else orders
        before = before.filter(pl.col("status").is_in(statuses.TO_BE_SHIPPED)) if before.height else before
        if not before.height:
            return frames
        keys = before["order_key"].unique()
        wanted = [*_STATE, "line_no", "sku", "title", "quantity", *_OF_LINES]
        read = [self._known.read(part, "lines", wanted, keys) for part in holders]
        older = pl.concat(
            [part for part in read if OWED in part.columns] or [pl.DataFrame()], how="diagonal_relaxed"
        )
        if not older.height:
            return frames
        places = before.select("order_key", "into", pl.col("of").alias("export_id"))
        older = older.join(places, on=["order_key", "export_id"], how="inner")
        older = older.with_columns(pl.col("into").alias("export_id")).drop("into", "exported_at")
        changed, taken = _with_owed(
            lines, older.unique(["order_key", "export_id", "line_no"], maintain_order=True)
        )
        if len(taken):
            told = frames["orders"].select(
                "export_id", pl.col("order_key").is_in(taken.implode()).alias(OWED)
            )
            self._count(told)
        return {**frames, "lines": changed}

    def _exports(self) -> dict[str, int]:
        for export in self._ledger.exports(after=self._last):
            self._last = export.seq
            if export.state == "loaded":
                self._seqs[export.export_id] = export.seq
        return self._seqs

    def _coded(
        self, lines: pl.DataFrame, before: pl.DataFrame, holders: list[Part]
    ) -> tuple[pl.DataFrame, pl.Series]:
        """`lines` of which none has a code, with codes and attributes of older lines where an order has as many
        lines as then, with the same titles; and the keys of those orders."""
        keys = before["order_key"].unique()
        wanted = [*_STATE, "line_no", "title", "sku", "attributes"]
        read = [self._known.read(part, "lines", wanted, keys) for part in holders]
        older = pl.concat([part for part in read if part.height] or [pl.DataFrame()], how="diagonal_relaxed")
        if not older.height:
            return lines, keys.clear()
        places = before.select("order_key", "into", pl.col("of").alias("export_id"))
        older = older.join(places, on=["order_key", "export_id"], how="inner").select(
            "order_key",
            pl.col("into").alias("export_id"),
            "line_no",
            pl.col("title").alias("title_then"),
            pl.col("sku").alias("sku_then"),
            pl.col("attributes").alias("attributes_then"),
        )
        return _with_codes(lines, older.unique(["order_key", "export_id", "line_no"], maintain_order=True))

    def _count(self, told: pl.DataFrame) -> None:
        columns = [name for name in told.columns if name != "export_id"]
        counts = told.group_by("export_id").agg(
            pl.any_horizontal(columns).sum().alias("#orders"), *(pl.col(name).any() for name in columns)
        )
        for row in counts.iter_rows(named=True):
            names, orders = self._told.get(row["export_id"], (set(), 0))
            names |= {name for name in columns if row[name]}
            self._told[row["export_id"]] = (names, orders + row["#orders"])


def _uncoded(lines: pl.DataFrame) -> list[str]:
    """The exports in `lines` of which no line has a code."""
    if not lines["sku"].null_count():
        return []
    coded = lines.group_by("export_id").agg(pl.col("sku").is_not_null().any().alias("coded"))
    return coded.filter(~pl.col("coded"))["export_id"].to_list()


def _with_others(columns: list[str]) -> list[str]:
    return list(dict.fromkeys([*columns, *(_WITH[name] for name in columns if name in _WITH)]))


def _filled(
    orders: pl.DataFrame, before: pl.DataFrame, columns: list[str]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`orders` with `columns` of `before` where they have nothing, and which rows took what."""
    names = [name for name in before.columns if name not in ("at", "order_key", "into", "of")]
    old = before.select("at", *(pl.col(name).alias(f"{name}#old") for name in names))
    joined = orders.with_row_index("at").join(old, on="at", how="left", maintain_order="left")
    taken: dict[str, pl.Expr] = {}
    for name in columns:
        known = pl.col(f"{name}#old").is_not_null()
        if name == "total":
            known = known & _same_money()
        taken[name] = known if name == "status" else known & pl.col(name).is_null()
    filled = joined.select(taken[name].alias(name) for name in columns)
    joined = joined.with_columns(filled.rename({name: f"{name}#taken" for name in columns}))
    together = {other: name for name, other in _WITH.items() if name in columns}
    changed = joined.with_columns(
        pl.when(f"{together.get(name, name)}#taken")
        .then(f"{name}#old")
        .otherwise(name)
        .cast(orders.schema[name])
        .alias(name)
        for name in names
    )
    return changed.select(orders.columns), filled


def _same_money() -> pl.Expr:
    """Where an older total can stand beside the amounts of a row: in the same currency, or beside none."""
    alone = pl.all_horizontal(pl.col(name).is_null() for name in _AMOUNTS)
    return alone | (pl.col("currency") == pl.col("currency#old")).fill_null(False)


def _with_codes(lines: pl.DataFrame, older: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    place = ["order_key", "export_id"]
    then = older.group_by(place).len("lines_then")
    joined = lines.join(older, on=[*place, "line_no"], how="left", maintain_order="left")
    joined = joined.join(then, on=place, how="left", maintain_order="left")
    alike = (pl.col("title").eq_missing(pl.col("title_then")) & (pl.col("lines_then") == pl.len())).all()
    coded = alike.fill_null(False) & pl.col("sku_then").is_not_null().any()
    joined = joined.with_columns(coded.over(place).alias("coded"))
    changed = joined.with_columns(
        pl.when("coded").then("sku_then").otherwise("sku").alias("sku"),
        pl.when("coded").then(pl.coalesce("attributes", "attributes_then")).otherwise("attributes").alias("attributes"),
    )  # fmt: skip
    return changed.select(lines.columns), joined.filter("coded")["order_key"].unique()


def _with_owed(lines: pl.DataFrame, older: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    """`lines` with what `older` ones say of what is still to be sent, where an order has the same lines as then, and
    these say that something is not; and the keys of those orders."""
    place, same = ["order_key", "export_id"], ["sku", "title", "quantity"]
    then = older.group_by(place).agg(
        pl.len().alias("lines_then"), (pl.col(OWED) < pl.col("quantity")).any().alias("less")
    )
    older = older.rename({name: f"{name}#old" for name in (*same, *_OF_LINES)})
    joined = lines.join(older, on=[*place, "line_no"], how="left", maintain_order="left")
    joined = joined.join(then, on=place, how="left", maintain_order="left")
    alike = pl.all_horizontal(pl.col(name).eq_missing(pl.col(f"{name}#old")) for name in same)
    alike = (alike & (pl.col("lines_then") == pl.len()) & pl.col("less")).all().over(place).fill_null(False)
    joined = joined.with_columns(alike.alias("#taken"))
    changed = joined.with_columns(
        pl.when("#taken").then(f"{name}#old").otherwise(name).alias(name) for name in _OF_LINES
    )
    return changed.select(lines.columns), joined.filter("#taken")["order_key"].unique()
