"""No two orders are merged that are not the same; the same order of two exports is one. And which shop is whose."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from orderdeck.data.base.config.settings import Folder, Settings
from orderdeck.data.exports.normalise import Frames
from orderdeck.data.exports.recognise import Recognised
from orderdeck.data.sample import Style, World
from orderdeck.data.sample.marketplaces import LAYOUTS, generate_marketplace, numbers_of, write_marketplace

LoadFile = Callable[..., tuple[Recognised, Frames]]
NUMBERED_BY_SHOP = (
    "shopify",
    "shopify_2012",
    "woocommerce",
    "woocommerce_analytics",
    "ebay",
    "ebay_sales_history",
)


@pytest.mark.parametrize("name", NUMBERED_BY_SHOP)
def test_shops_that_number_alike(tmp_path: Path, now: datetime, load_file: LoadFile, name: str) -> None:
    layout = LAYOUTS[name]
    keys, names = [], []
    for seed in (1, 2):  # two shops, each with its own first order
        orders = World(seed, now, orders=40, open_share=0.5, currency=layout.currency).orders_at(now)
        path = write_marketplace(tmp_path / f"{seed}", orders, layout, at=now)
        _, frames = load_file(path, chosen=Settings(folder=Folder(shops={"1": "One", "2": "Two"})))
        _, alone = load_file(path)
        keys.append((set(frames.orders["order_key"]), set(alone.orders["order_key"])))
        names.append(set(frames.orders["order_id"]))
        assert len(keys[-1][0]) == len(keys[-1][1]) == 40
        assert set(frames.orders["shop"]) == {"One" if seed == 1 else "Two"}
    if not name.startswith("ebay"):
        assert names[0] == names[1]
    assert not keys[0][0] & keys[1][0], "with shops named"
    assert not keys[0][1] & keys[1][1], "without"


@pytest.mark.parametrize("name", LAYOUTS)
def test_overlapping_exports_give_one_order(
    tmp_path: Path, now: datetime, load_file: LoadFile, name: str
) -> None:
    layout = LAYOUTS[name]
    world = World(7, now, orders=40, open_share=0.7, currency=layout.currency)
    numbers = numbers_of(world.orders_at(now))
    earlier = [one for one in world.orders_at(now.replace(day=13)) if layout.takes(one)]
    later = [one for one in world.orders_at(now) if layout.takes(one)][::-1]
    first = write_marketplace(tmp_path / "first", earlier, layout, at=now.replace(day=13), numbers=numbers)
    second = write_marketplace(tmp_path / "second", later, layout, at=now, numbers=numbers)
    keys = [
        dict(load_file(path)[1].orders.select("order_id", "order_key").rows()) for path in (first, second)
    ]
    shared = set(keys[0]) & set(keys[1])
    assert shared
    assert all(keys[0][one] == keys[1][one] for one in shared)
    assert len(set(keys[0].values()) | set(keys[1].values())) == len(set(keys[0]) | set(keys[1]))


def test_one_file_of_several_shops(tmp_path: Path, now: datetime, load_file: LoadFile) -> None:
    """Two shops' exports put one below the other: equal names, next to each other, are two orders."""
    parts = []
    for seed in (3, 4):
        orders = World(seed, now, orders=12, open_share=0.5).orders_at(now)
        path = write_marketplace(tmp_path / f"{seed}", orders, LAYOUTS["shopify"], at=now)
        parts.append(path.read_text(encoding="utf-8").splitlines(keepends=True))
    both = tmp_path / "both.csv"
    both.write_text("".join(parts[0] + parts[1][1:]), encoding="utf-8")
    _, frames = load_file(both)
    assert (frames.orders.height, frames.orders["order_key"].n_unique()) == (24, 24)
    assert frames.orders["order_id"].n_unique() == 12


def test_the_order_of_an_erp_is_the_marketplaces_own(
    tmp_path: Path, now: datetime, load_file: LoadFile
) -> None:
    from orderdeck.data.sample import write_export

    orders = World(5, now, orders=30, open_share=0.5).orders_at(now)
    direct = load_file(
        write_export(tmp_path / "ali.csv", orders, layout="G5", style=Style(container="csv"), at=now)
    )
    keys = set(direct[1].orders["order_key"])
    for name in ("dianxiaomi", "mabang", "littleboss"):
        _, frames = load_file(write_marketplace(tmp_path / name, orders, LAYOUTS[name], at=now))
        assert set(frames.orders["order_key"]) == keys
        assert set(frames.orders["shop"]) == {order.order.shop.name for order in orders}
    _, frames = load_file(write_marketplace(tmp_path / "tongtool", orders, LAYOUTS["tongtool"], at=now))
    assert not keys & set(frames.orders["order_key"])  # its numbers bear the account's prefix


def test_shop_by_folder_by_name_and_by_footer(tmp_path: Path, now: datetime, load_file: LoadFile) -> None:
    written = generate_marketplace(tmp_path, "shopify", orders=40, files=2, now=now, shops=2, open_share=0.5)
    chosen = Settings(folder=Folder(shops={"special/*": "Special", "*/*": "{folder}"}))
    shops = set()
    for path in written:
        name = path.relative_to(tmp_path).as_posix()
        shops |= set(load_file(path, chosen=chosen, name=name)[1].orders["shop"])
    assert shops == {path.parent.name for path in written}
    assert set(load_file(written[0], chosen=chosen, name="special/x.csv")[1].orders["shop"]) == {"Special"}
    ebay = generate_marketplace(tmp_path / "ebay", "ebay_uk", orders=20, now=now, open_share=0.5)
    _, frames = load_file(ebay[0])
    (told,) = set(frames.orders["shop"])  # "Seller ID : …" under the rows
    assert told
    assert told in {
        order.shop.name.split(" ")[0] for order in World(0, now, orders=20, open_share=0.5).orders
    }


def test_zone_by_file_name(tmp_path: Path, now: datetime, load_file: LoadFile) -> None:
    layout = LAYOUTS["tiktok_sea"]
    orders = World(1, now, orders=20, open_share=0.5, currency="THB").orders_at(now)
    path = write_marketplace(tmp_path / "thai.csv", orders, layout, at=now)
    chosen = Settings(folder=Folder(zones={"thai*": "Asia/Bangkok", "tiktok": "UTC"}))
    thai = load_file(path, chosen=chosen)[1].orders["placed_at"]
    other = load_file(path, chosen=chosen, name="us.csv")[1].orders["placed_at"]
    assert set((other - thai).dt.total_hours()) == {7}


@pytest.mark.parametrize(
    ("name", "shop"),
    [("225437682_1.xls", "225437682"), ("cn1520000123abc_12.xls", "cn1520000123abc"), ("2026071409_1.xls", ""),
     ("20260714_1.xls", ""), ("orders_1.xls", "")],
)  # fmt: skip
def test_old_aliexpress_exports_are_called_after_their_shop(
    tmp_path: Path, now: datetime, load_file: LoadFile, name: str, shop: str
) -> None:
    from orderdeck.data.sample import write_export

    orders = World(5, now, orders=10, open_share=0.5).orders_at(now)
    path = write_export(tmp_path / name, orders, layout="G3", style=Style(container="xls"), at=now)
    assert set(load_file(path)[1].orders["shop"]) == {shop}
