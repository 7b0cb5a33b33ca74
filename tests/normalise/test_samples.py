"""Sample exports in every layout, through recognising and reading: what was written is what is loaded."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.exports.containers.records import Limits, Recognised
from orderdeck.data.exports.normalise import Context, Frames
from orderdeck.data.exports.normalise.normaliser import normalise
from orderdeck.data.exports.profile.files import load_profiles
from orderdeck.data.exports.read import batches
from orderdeck.data.exports.recognise import recognise
from orderdeck.data.sample.files.expected import truth
from orderdeck.data.sample.files.exports import write_export
from orderdeck.data.sample.world.style import SUFFIXES, Style
from orderdeck.data.sample.world.world import World

NOW = datetime(2026, 1, 15, 20, tzinfo=UTC)
LAYOUTS = {"ko": "aliexpress_ko", "en": "aliexpress_intl", "ru": "aliexpress_ru"}
LAYOUTS |= dict.fromkeys(["G1", "G2", "G3", "G4", "G5", "G6"], "aliexpress")
STYLES = {
    "xlsx": Style(container="xlsx"),
    "csv": Style(container="csv", encoding="gb18030", guard="\t", header_break="_"),
    "tsv": Style(container="tsv", money="US $", shuffle=True, logistics_line=True),
    "xls": Style(container="xls", title_row=True, width="full", deadline="remaining"),
    "html": Style(container="html", guard="=", money="plain"),
}


def loaded(path: Path) -> tuple[str, Frames]:
    found = recognise(path, load_profiles(), Limits())
    assert isinstance(found, Recognised), found
    context = Context.of(found.profile, Settings(), path.name, int(path.stat().st_mtime * 1e6))
    return found.profile.name, normalise(batches(found), found, context)


def minute(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.astimezone(UTC).replace(second=0, microsecond=0)


@pytest.mark.few(9)
@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_was_written_is_loaded(tmp_path: Path, layout: str, style: str) -> None:
    world = World(7, NOW, orders=60, open_share=0.7)
    snapshots = [snapshot for order in world.orders if (snapshot := order.at(NOW))]
    dress = STYLES[style]
    path = tmp_path / f"orders{SUFFIXES[dress.container]}"
    write_export(path, snapshots, layout=layout, style=dress, at=NOW)
    profile, frames = loaded(path)
    assert profile == LAYOUTS[layout]
    assert frames.rejects.is_empty()
    orders = {order["order_id"]: order for order in frames.orders.to_dicts()}
    lines: dict[str, list[dict[str, Any]]] = {}
    for line in frames.lines.sort("order_key", "line_no").to_dicts():
        lines.setdefault(line["order_key"].split(":")[1], []).append(line)
    wanted = {order["order_id"]: order for order in truth(snapshots)}
    assert orders.keys() == wanted.keys()
    for order_id, order in wanted.items():
        compare(orders[order_id], order, layout)
        assert [(line["title"], line["quantity"]) for line in lines[order_id]] == [
            (line["title"], line["quantity"]) for line in order["lines"]
        ]
        assert [line["sku"] for line in lines[order_id]] == [line["sku"] for line in order["lines"]]


def compare(found: dict[str, Any], wanted: dict[str, Any], layout: str) -> None:
    for name in (
        "total",
        "goods_total",
        "shipping_fee",
        "recipient",
        "remark",
        "country_code",
        "service",
        "zip",
    ):
        if found[name] is not None or layout in ("G2", "G3", "G5"):
            assert found[name] == wanted[name], name
    if found["status_text"] is not None:
        assert found["status"] == wanted["status"], found["status_text"]
    if found["placed_at"] is not None:
        for name in ("placed_at", "paid_at", "sent_at", "received_at"):
            assert minute(found[name]) == minute(wanted[name]), name
    if found["ship_by"] is not None:
        assert abs(found["ship_by"] - wanted["ship_by"]) <= timedelta(minutes=1)
