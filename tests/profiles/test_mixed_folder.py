"""One desk over a folder of every marketplace's exports: each order stands in the queue that its file puts it in."""

from collections import Counter
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from orderdeck.data.base.config.settings import Folder, Settings, Wholesale
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.vocabulary import status
from orderdeck.data.intake.loop import load_once
from orderdeck.data.sample import World
from orderdeck.data.sample.marketplaces import LAYOUTS, facts, write_marketplace
from orderdeck.data.stock.open_desk import open_desk

NOT_HERE = ("mabang",)  # it brings a stock picture of its own, so that some of its orders are short
RULES = Wholesale()


def queue(fact: dict[str, Any], asks: bool) -> str | None:
    """The queue of an order while nothing is short, by what its file tells; None where it is closed. `asks`: its remark
    is more than thanks."""
    now = fact["status"]
    if now in status.CLOSED:
        return None
    if now == status.CANCEL_REQUESTED:
        return "cancel_requests"
    if now in status.HELD:
        return "on_hold"
    if now == status.UNRECOGNISED:
        return "unrecognised"
    if now in status.TO_BE_SHIPPED and fact["fulfilment"] == "platform":
        return "on_hold"
    least = RULES.amounts.get(fact["currency"] or "")
    quantities = [line["quantity"] for line in fact["lines"] or ()]
    wholesale = (
        bool(fact.get("is_business"))
        or max(quantities, default=0) >= RULES.pieces_in_line
        or sum(quantities) >= RULES.pieces_in_order
        or (least is not None and (fact["total"] or Decimal(0)) >= least)
    )
    if now in status.UNPAID:
        return "wholesale_unpaid" if wholesale else "awaiting_payment"
    if "remark" in fact and asks:
        return "remarks"
    return "wholesale" if wholesale else "express" if fact["courier"] else "standard"


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[tuple[str, str], str | None]]:
    """A folder with an export of each layout, and the queue of each order by shop (its folder) and number."""
    now = datetime.fromisoformat("2026-07-14T09:30:00+00:00")
    folder = tmp_path_factory.mktemp("mixed")
    queues: dict[tuple[str, str], str | None] = {}
    for seed, (name, layout) in enumerate(LAYOUTS.items()):
        if name in NOT_HERE:
            continue
        orders = World(seed, now, orders=40, open_share=0.7, currency=layout.currency).orders_at(now)
        if not layout.lines:  # only how many pieces there are is told, and no line of them
            orders = [one for one in orders if len(one.order.lines) == 1 and one.order.pieces < 2]
        asking = {
            one.order.order_id: one.order.remark is not None and not one.order.remark.harmless
            for one in orders
        }
        taken = [one for one in orders if layout.takes(one)]
        (folder / name).mkdir()
        write_marketplace(folder / name / f"{name}.dat", orders, layout, at=now)
        for snapshot, fact in zip(taken, facts(layout, orders), strict=True):
            queues[name, fact["order_id"]] = queue(fact, asking[snapshot.order.order_id])
    return folder, queues


def test_each_order_is_in_its_own_queue(mixed: tuple[Path, dict[tuple[str, str], str | None]]) -> None:
    folder, queues = mixed
    paths = DeskPaths.of(folder)
    settings = Settings(folder=Folder(shops={"*/*": "{folder}"}, settle_seconds=0))
    exports = load_once(paths, settings)
    assert Counter(export.state for export in exports) == {"loaded": len(LAYOUTS) - len(NOT_HERE)}
    assert sum(export.rejected for export in exports) == 0
    moment = round(datetime.fromisoformat("2026-07-14T09:30:00+00:00").timestamp() * 1_000_000)
    desk = open_desk(paths, settings, moment)
    try:
        desk.catch_up()
        found = {}
        for view in desk.views():
            if view.kind == "queue":
                for row in desk.rows(view.key).iter_rows(named=True):
                    found[row["shop"] if row["shop"] in LAYOUTS else "", row["order_id"]] = view.key
    finally:
        desk.close()
    wanted = {
        ("" if "shop" in LAYOUTS[name].holds else name, number): where
        for (name, number), where in queues.items()
        if where
    }
    assert Counter(found.values()) == Counter(wanted.values())
    assert found == wanted
