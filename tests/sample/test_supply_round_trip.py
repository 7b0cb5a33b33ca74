"""Stock, purchase, product and supplier files of the sample, read by the project's own readers."""

from collections import Counter
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.exports.normalise import Context
from orderdeck.data.exports.normalise.columns.tables import TableReader
from orderdeck.data.exports.profile.files import load_profiles
from orderdeck.data.exports.read import batches
from orderdeck.data.exports.recognise import Limits, Refusal, recognise
from orderdeck.data.sample.files.supply_files import write_supply
from orderdeck.data.sample.world.supply import Supply, make_supply
from orderdeck.data.sample.world.world import World


@pytest.fixture
def supply(now: datetime) -> Supply:
    return make_supply(World(1, now, orders=200, open_share=0.4, shop_count=3), 1)


def tables(folder: Path, supply: Supply) -> dict[str, pl.DataFrame]:
    """Profile -> all rows of its file; nothing may be rejected."""
    chosen = Settings()
    profiles = load_profiles()
    read = {}
    for path in write_supply(folder, supply):
        found = recognise(path, profiles, Limits.of(chosen.folder))
        assert not isinstance(found, Refusal), (path.name, found)
        context = Context.of(found.profile, chosen, path.name, int(path.stat().st_mtime * 1e6))
        assert context.exported_at == int(supply.now.timestamp()) * 1_000_000
        reader = TableReader(found, context)
        parts = [reader.feed(batch) for batch in batches(found)]
        assert sum(part["rejects"].height for part in parts) == 0
        read[found.profile.name] = pl.concat([part[found.profile.kind] for part in parts])
    return read


def test_every_figure_comes_through(tmp_path: Path, supply: Supply) -> None:
    read = tables(tmp_path, supply)
    assert set(read) == {"stock", "purchases", "1688", "products", "suppliers"}
    stock = (
        read["stock"]
        .group_by("sku")
        .agg(pl.col("on_hand").sum(), pl.col("on_hand").is_null().any().alias("blank"))
    )
    known = {row["sku"]: row["on_hand"] for row in stock.iter_rows(named=True) if not row["blank"]}
    assert known == {sku: supply.on_hand[sku] for sku in known}
    assert stock.height == len(supply.on_hand)
    assert set(read["products"]["sku"]) == set(supply.on_hand)
    bought = Counter(
        (purchase.supplier.company, item.sku, pieces, price)
        for purchase in supply.purchases
        for item, pieces, price in purchase.lines
    )
    columns = ["supplier", "sku", "quantity", "unit_price"]
    both = pl.concat([read[name].select(columns) for name in ("purchases", "1688")])
    assert Counter(both.iter_rows()) == bought


def test_purchases_keep_their_times_and_states(tmp_path: Path, supply: Supply) -> None:
    read = tables(tmp_path, supply)
    ours = read["purchases"].unique("purchase_id").sort("purchase_id")
    by_id = {f"PO{one.purchase_id[-8:]}": one for one in supply.purchases}
    for row in ours.iter_rows(named=True):
        purchase = by_id[row["purchase_id"]]
        arrived = purchase.arrives_at if purchase.arrives_at <= supply.now else None
        assert (row["ordered_at"], row["received_at"]) == (purchase.ordered_at, arrived)
    on_1688 = read["1688"]
    assert on_1688["purchase_id"].null_count() == 0
    assert on_1688["ordered_at"].null_count() == 0
