"""What went into a sample export of a marketplace is what comes out: orders, lines, money, times, statuses."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orderdeck.data.base.config.settings import Couriers
from orderdeck.data.base.text.sanitize import clean_text
from orderdeck.data.exports.normalise import Frames
from orderdeck.data.exports.recognise import Recognised
from orderdeck.data.rules.services.table import classify_services
from orderdeck.data.sample import Snapshot, Style, World
from orderdeck.data.sample.marketplaces import LAYOUTS, Layout, facts, write_marketplace
from orderdeck.data.sample.world.style import Container

LoadFile = Callable[..., tuple[Recognised, Frames]]
MULTILINE = ("remark", "full_address")
OF_LINES = ("title", "sku", "product_id", "attributes", "quantity", "owed", "unit_price", "line_total")


def world(seed: int, now: datetime, layout: Layout, orders: int = 60) -> list[Snapshot]:
    return World(seed, now, orders=orders, open_share=0.6, currency=layout.currency).orders_at(now)


def check(frames: Frames, wanted: list[dict[str, Any]]) -> None:
    """`frames` say what `wanted` says."""
    assert frames.rejects.rows() == []
    orders = {row["order_id"]: row for row in frames.orders.iter_rows(named=True)}
    assert sorted(orders) == sorted(fact["order_id"] for fact in wanted)
    lines = frames.lines.sort("order_key", "line_no").partition_by("order_key", as_dict=True)
    for fact in wanted:
        row = orders[fact["order_id"]]
        for name, value in fact.items():
            if name in ("lines", "courier", "wholesale", "pieces"):
                continue
            kept = clean_text(value, multiline=name in MULTILINE) or None if isinstance(value, str) else value
            assert row[name] == kept, (name, fact["order_id"])
        if fact["lines"] is None:
            continue
        assert (row["pieces"], row["line_count"]) == (fact["pieces"], len(fact["lines"]))
        for line, told in zip(lines[row["order_key"],].iter_rows(named=True), fact["lines"], strict=True):
            for name in set(OF_LINES) & set(told):
                value = told[name]
                assert line[name] == (clean_text(value) if isinstance(value, str) else value), (
                    name,
                    fact["order_id"],
                )


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_layout(tmp_path: Path, now: datetime, load_file: LoadFile, name: str) -> None:
    layout = LAYOUTS[name]
    orders = world(21, now, layout)
    path = write_marketplace(tmp_path / "export", orders, layout, at=now)
    found, frames = load_file(path)
    assert found.profile.name == (layout.profile or layout.name)
    assert [note for note in found.notes if note.startswith("profile_close")] == []
    assert set(frames.orders["marketplace"]) == {layout.marketplace}
    check(frames, facts(layout, orders))
    assert frames.orders["order_key"].is_unique().all()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6))
def test_any_dress(
    tmp_path_factory: pytest.TempPathFactory, now: datetime, load_file: LoadFile, seed: int
) -> None:
    random = Random(seed)
    layout = LAYOUTS[random.choice(list(LAYOUTS))]
    orders = world(seed, now, layout, 14)
    containers: list[Container] = ["csv", "tsv", "semicolon", "xlsx", "xls", "html", "xml"]
    style = Style(
        container=random.choice(containers),
        encoding=random.choice(("utf-8", "utf-8-sig", "utf-16")),
        title_row=random.random() < 0.3,
    )
    path = write_marketplace(
        tmp_path_factory.mktemp("any") / "export.xls", orders, layout, at=now, style=style
    )
    found, frames = load_file(path)
    assert found.profile.name == (layout.profile or layout.name)
    check(frames, facts(layout, orders))


@pytest.mark.parametrize("name", LAYOUTS)
def test_couriers_feed_the_express_queue(now: datetime, name: str) -> None:
    layout = LAYOUTS[name]
    wanted = [fact for fact in facts(layout, world(5, now, layout, 200)) if "service" in fact]
    known = classify_services(sorted({fact["service"] for fact in wanted}))
    for fact in wanted:
        assert (known[fact["service"]].brand in Couriers().brands) == fact["courier"], fact["service"]
