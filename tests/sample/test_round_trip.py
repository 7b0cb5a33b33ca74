"""What went into a sample export comes out of reading it: orders, lines, money to the cent, times to the second."""

from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.base.text.sanitize import clean_text
from orderdeck.data.exports.normalise import Context, Frames
from orderdeck.data.exports.normalise.normaliser import normalise
from orderdeck.data.exports.profile.files import load_profiles
from orderdeck.data.exports.profile.records import Profile
from orderdeck.data.exports.read import batches
from orderdeck.data.exports.recognise import Limits, Refusal, recognise
from orderdeck.data.sample import CONTAINERS, Style, World, truth, write_export
from orderdeck.data.sample.files.exports import MIXABLE
from orderdeck.data.sample.files.table import layouts
from orderdeck.data.sample.world.style import Container

PROFILE = {"ko": "aliexpress_ko", "en": "aliexpress_intl", "ru": "aliexpress_ru"}
OUT = {"goods": "goods_total", "shipping": "shipping_fee", "street": "address"}
COMPARED = (
    "status", "placed_at", "paid_at", "ship_by", "sent_at", "received_at", "goods", "shipping", "discount", "total",
    "buyer", "recipient", "province", "city", "street", "zip", "remark", "service", "tracking",
)  # fmt: skip


@cache
def profiles() -> list[Profile]:
    """The packaged profiles; not a fixture, so that a failure does not print them all."""
    return load_profiles()


def read(path: Path) -> tuple[str, Frames]:
    """Profile and frames of a file, by the project's own readers."""
    chosen = Settings()
    found = recognise(path, profiles(), Limits.of(chosen.folder))
    assert not isinstance(found, Refusal), found
    mtime = int(path.stat().st_mtime * 1_000_000)
    context = Context.of(found.profile, chosen, path.name, mtime)
    return found.profile.name, normalise(batches(found), found, context)


def check(
    frames: Frames, facts: list[dict[str, Any]], layout: str, tolerance: timedelta = timedelta()
) -> None:
    """`frames` say what `facts` say, as far as the layout has columns for it."""
    assert frames.rejects.height == 0, frames.rejects
    columns = {of for _, of in layouts()[layout].columns}
    orders = {row["order_id"]: row for row in frames.orders.iter_rows(named=True)}
    assert list(orders) == [fact["order_id"] for fact in facts]
    lines = frames.lines.sort("order_key", "line_no").partition_by("order_key", as_dict=True)
    for fact in facts:
        row = orders[fact["order_id"]]
        for name in columns.intersection(COMPARED):
            wanted, got = fact[OUT.get(name, name)], row[OUT.get(name, name)]
            if name == "ship_by" and wanted and got:
                assert abs(wanted - got) <= tolerance, fact["order_id"]
            else:
                assert got == (_clean(name, wanted) if isinstance(wanted, str) else wanted), (
                    name,
                    fact["order_id"],
                )
        assert (row["currency"], row["country_code"], row["pieces"]) == (
            fact["currency"], fact["country_code"], fact["pieces"],
        )  # fmt: skip
        got_lines = lines[row["order_key"],].iter_rows(named=True)
        for line, wanted in zip(got_lines, fact["lines"], strict=True):
            for name in ("title", "sku", "attributes", "quantity"):
                given_ = wanted[name]
                assert line[name] == (clean_text(given_) if isinstance(given_, str) else given_), (name, line)


def _clean(name: str, text: str) -> str | None:
    return clean_text(text, multiline=name == "remark") or None


@pytest.mark.few(18)
@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize("layout", layouts())
def test_every_layout_and_container(tmp_path: Path, now: datetime, layout: str, container: Container) -> None:
    orders = World(11, now, orders=60, open_share=0.5).orders_at(now)
    style = Style(container=container)
    path = write_export(tmp_path / "export", orders, layout=layout, style=style, at=now)
    name, frames = read(path)
    assert name == PROFILE.get(layout, "aliexpress")
    check(frames, truth(orders), layout)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6))
def test_any_habit_of_sellers(tmp_path_factory: pytest.TempPathFactory, now: datetime, seed: int) -> None:
    random = Random(seed)
    layout = random.choice([name for name in MIXABLE if name.startswith("G")])
    style = Style(
        container=random.choice(CONTAINERS),
        encoding=random.choice(("utf-8", "utf-8-sig", "gb18030", "utf-16")),
        title_row=random.random() < 0.3,
        shuffle=random.random() < 0.5,
        width=random.choice(("as_is", "half", "full")),
        header_break=random.choice(("\n", "\r\n", "_")),
        guard=random.choice(("", "'", "`", "\t", " ", "=")),
        money=random.choice(("$", "US $", "plain")),
        deadline=random.choice(("datetime", "remaining")),
        typed=random.random() < 0.3,
        logistics_line=random.random() < 0.3,
        vocabulary=random.randrange(3),
    )
    orders = World(seed, now, orders=15, open_share=0.6).orders_at(now)
    folder = tmp_path_factory.mktemp("any")
    path = write_export(folder / "export", orders, layout=layout, style=style, at=now, seed=seed)
    _, frames = read(path)
    check(frames, truth(orders), layout, timedelta(minutes=1 if style.deadline == "remaining" else 0))


def test_other_currencies_come_through(tmp_path: Path, now: datetime) -> None:
    for currency in ("CNY", "EUR", "GBP"):
        orders = World(2, now, orders=30, open_share=0.5, currency=currency).orders_at(now)
        path = write_export(tmp_path / currency, orders, layout="G5", style=Style(container="csv"), at=now)
        check(read(path)[1], truth(orders), "G5")


@pytest.mark.parametrize("container", ["csv", "xlsx", "xls", "html", "xml"])
def test_hostile_orders_lose_nothing_but_what_is_hostile(
    tmp_path: Path, now: datetime, container: Container
) -> None:
    orders = World(3, now, orders=120, open_share=0.5, hostile=True).orders_at(now)
    style = Style(container=container)
    path = write_export(tmp_path / "export", orders, layout="G5", style=style, at=now)
    _, frames = read(path)
    assert set(frames.orders["order_id"]) == {order.order.order_id for order in orders}
    texts = pl.concat(
        [frames.orders["recipient"], frames.orders["remark"], frames.lines["title"]]
    ).drop_nulls()
    assert not texts.str.contains(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\x{202a}-\x{202e}]").any()


def test_ruined_order_numbers_are_rejected_each(tmp_path: Path, now: datetime) -> None:
    orders = World(4, now, orders=20, open_share=0.5).orders_at(now)
    style = Style(container="csv", ruined_ids=3)
    path = write_export(tmp_path / "export", orders, layout="G2", style=style, at=now)
    _, frames = read(path)
    assert frames.rejects["reason"].to_list() == ["id_ruined"] * 3
    assert frames.rejects["row"].to_list() == [2, 3, 4]
    assert frames.orders.height == 17
