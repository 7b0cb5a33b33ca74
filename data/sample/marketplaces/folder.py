"""A folder of repeat exports of one marketplace, or of all of them."""

from datetime import datetime
from pathlib import Path
from random import Random
from typing import Final

from orderdeck.data.sample.files.exports import spread
from orderdeck.data.sample.marketplaces.layout import Layout
from orderdeck.data.sample.marketplaces.shops import (
    amazon,
    american,
    ebay,
    erp,
    etsy,
    shopify,
    southeast,
    woocommerce,
)
from orderdeck.data.sample.marketplaces.write import numbers_of, write_marketplace
from orderdeck.data.sample.world.style import SUFFIXES, Style
from orderdeck.data.sample.world.world import World

LAYOUTS: Final[dict[str, Layout]] = {
    layout.name: layout
    for module in (shopify, amazon, ebay, etsy, woocommerce, southeast, american, erp)
    for layout in module.LAYOUTS
}
"""Every layout by name."""

ALL: Final = "all"
_NOT_CSV: Final = {"tsv": ".txt"}


def generate_marketplace(
    folder: Path,
    name: str,
    *,
    orders: int,
    files: int = 1,
    seed: int = 0,
    now: datetime,
    days: float = 30,
    open_share: float = 0.06,
    shops: int = 1,
    hostile: bool = False,
    container: str = "",
    encoding: str = "",
) -> list[Path]:
    """Fills `folder` with `files` exports per shop in the layout `name`; the last ones made `now`.

    As `exports.generate`: the first holds all orders known then, later ones what is new or changed. Several shops get a
    folder each, named after the shop; "all" gives every layout a folder and its share of the orders. `container` and
    `encoding` replace the layout's own. Returns the files, oldest first. Raises KeyError for an unknown layout.
    """
    if name == ALL:
        share = max(orders // len(LAYOUTS), 1)
        return [
            path
            for place, one in enumerate(LAYOUTS)
            for path in generate_marketplace(
                folder / one, one, orders=share, files=files, seed=seed + place, now=now, days=days,
                open_share=open_share, shops=shops, hostile=hostile, container=container, encoding=encoding,
            )
        ]  # fmt: skip
    layout = LAYOUTS[name]
    world = World(
        seed, now, orders=orders, days=days, open_share=open_share, shop_count=shops,
        currency=layout.currency, hostile=hostile,
    )  # fmt: skip
    numbers = numbers_of(snapshot for order in world.orders if (snapshot := order.at(now)))
    style = _style(layout, container, encoding)
    written: list[Path] = []
    counts: dict[str, int] = {}
    for at, shop, part in spread(world, files, days, Random(f"files {seed}")):
        counts[shop.seller_id] = count = counts.get(shop.seller_id, 0) + 1
        into = folder / shop.name if shops > 1 else folder
        into.mkdir(parents=True, exist_ok=True)
        dress = style.container if style else layout.container
        path = into / f"{layout.stem(at, count)}{_NOT_CSV.get(dress, SUFFIXES[dress])}"
        snapshots = [snapshot for order in part if (snapshot := order.at(at))]
        written.append(write_marketplace(path, snapshots, layout, at=at, style=style, numbers=numbers))
    return written


def _style(layout: Layout, container: str, encoding: str) -> Style | None:
    if not container and not encoding:
        return None
    return Style(container=container or layout.container, encoding=encoding or layout.encoding)  # type: ignore[arg-type]
