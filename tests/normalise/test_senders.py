"""A sales channel says where an order is from, and who sends it only where it says more than the marketplace's name."""

from collections.abc import Callable

import msgspec
import pytest

from orderdeck.data.exports.normalise import Frames
from orderdeck.data.exports.normalise.values.platform import NAMES
from orderdeck.data.exports.profile.records import Profile

Load = Callable[..., Frames]

NAMED = sorted({name for names in NAMES.values() for name in names if "托管" not in name})
SHOPS = ("{}", "{} US", "{}-DE", "{}_EU", "{}.com", "{}(北美)", "{}北美站", "{} / UK", " {} ")
"""How shops and sites stand beside a marketplace's name."""
TOLD = {
    "速卖通全托管": "platform", "temu全托管": "platform", "Amazon FBA": "platform", "亚马逊FBA": "platform",
    "Fulfilled by Amazon": "platform", "亚马逊配送": "platform", "Amazon FBM": "seller", "速卖通半托管JIT": "jit",
    "TikTok FBT": "platform",
}  # fmt: skip


def _with_channel(profiles: dict[str, Profile]) -> dict[str, Profile]:
    """Every profile that has a channel; and one of a user's own that has, by each table of senders."""
    erp = profiles["dianxiaomi"]
    own = {f"own {name}": msgspec.structs.replace(erp, name="own", fulfilment=one.fulfilment)
           for name, one in profiles.items() if one.kind == "orders"}  # fmt: skip
    have = {
        name: one for name, one in profiles.items() if one.kind == "orders" and "platform" in one.headers()
    }
    return have | own


def _read(load: Load, profile: Profile, channels: list[str]) -> Frames:
    headers = {field: names[0] for field, names in profile.headers().items()}
    cells = {
        "status": "待发货",
        "sku": "A",
        "item_title": "Lamp",
        "quantity": "1",
        "placed_at": "2026-11-20 10:00",
    }
    row = {headers[field]: cell for field, cell in cells.items() if field in headers}
    rows = [
        row | {headers["order_id"]: f"70{number:04}", headers["platform"]: channel}
        for number, channel in enumerate(channels)
    ]
    return load(rows, profile=profile)


def test_a_marketplaces_name_says_nothing_of_who_sends(load: Load, profiles: dict[str, Profile]) -> None:
    written = [shape.format(name) for name in NAMED for shape in SHOPS]
    channels = [word for text in written for word in (text, text.upper(), text.title())]
    for name, profile in _with_channel(profiles).items():
        told = _read(load, profile, channels).orders
        assert told.height == len(channels)
        theirs = told.filter(told["fulfilment"].is_not_null())["order_id"].to_list()
        assert [channels[int(number) - 700000] for number in theirs] == [], name


@pytest.mark.parametrize("name", ["dianxiaomi", "mabang", "littleboss", "tongtool"])
def test_what_it_says_beside_the_name_is_heard(load: Load, profiles: dict[str, Profile], name: str) -> None:
    told = _read(load, profiles[name], list(TOLD)).orders
    assert dict(zip(TOLD, told["fulfilment"], strict=True)) == TOLD


def test_a_column_of_its_own_still_says_amazon(load: Load) -> None:
    row = {
        "订单号": "701",
        "订单状态": "待发货",
        "平台渠道": "Amazon",
        "SKU": "A",
        "产品数量": "1",
        "发货模式": "Amazon",
    }
    assert load([row], profile="dianxiaomi").orders["fulfilment"].to_list() == ["platform"]
