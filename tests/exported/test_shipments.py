"""Upload files of shipments: the parcels of orders that aren't declared yet, each marketplace's in its columns."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from orderdeck.data.base.config.settings import load
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.desk import Desk
from orderdeck.data.exports.profile.files import load_profiles
from orderdeck.data.reports.exported.lists import chosen, made
from orderdeck.data.reports.exported.shipments import COLUMNS, SeveralError, uploads
from orderdeck.data.stock.open_desk import open_desk
from orderdeck.tui.present.exported.written import content
from orderdeck.tui.service.exporting import export_list
from tests.desk.make_desk import NOON, Bench, order
from tests.kinds import Run
from tests.own_files.documents import put

MARKETPLACES = ("aliexpress", "tiktok", "shopify", "amazon", "ebay", "etsy")


def of(marketplace: str, number: str, shop: str = "", **rest: object) -> dict[str, object]:
    return order(
        number, marketplace=marketplace, shop=shop, order_key=f"{marketplace}:{shop}:{number}", **rest
    )


@pytest.fixture
def desk(bench: Bench) -> Desk:
    bench.load(
        of("amazon", "026-1"), of("amazon", "026-2"), of("shopify", "#1001", "A"), of("shopify", "#1001", "B"),
        of("shopify", "#7", "A", status="shipped"), of("aliexpress", "0042"), of("temu", "PO-1"), of("temu", "PO-2"),
    )  # fmt: skip
    rows = [
        ("026-1", None, "ups", "1Z1"), ("026-1", None, "云途", "YT1"), ("1001", "A", "=1+1", "A1"),
        ("1001", "B", None, "B1"), ("7", "A", "DHL", "X"), ("0042", None, "云途", "0001"), ("PO-1", None, "DHL", "T1"),
    ]  # fmt: skip
    bench.table(
        "tracking",
        NOON,
        [
            {
                "order_id": number,
                "shop": shop,
                "carrier": carrier,
                "tracking_number": parcel,
                "source_row": at,
            }
            for at, (number, shop, carrier, parcel) in enumerate(rows, 2)
        ],
    )
    return bench.desk()


def text(desk: Desk, marketplace: str, shop: str | None = None, how: str = "") -> str:
    found = made(desk, "shipments", chosen(desk), marketplace=marketplace, shop=shop)
    assert found.upload
    return content(found, how or found.upload.format, None, to_file=True).decode()


def test_each_parcel_stands_once_in_the_columns_of_its_marketplace(desk: Desk) -> None:
    assert text(desk, "amazon") == (
        "order-id\torder-item-id\tquantity\tship-date\tcarrier-code\tcarrier-name\ttracking-number\tship-method\n"
        "026-1\t\t\t2026-09-07\tUPS\t\t1Z1\t\n"
        "026-1\t\t\t2026-09-07\tOther\t云途\tYT1\t\n"
    )
    assert text(desk, "shopify", "A", "csv").splitlines() == [
        "Name,Command,Line: Type,Fulfillment: Status,Fulfillment: Tracking Company,Fulfillment: Tracking Number",
        "#1001,UPDATE,Fulfillment Line,success,'=1+1,A1",
    ]
    # Of one that nobody has a layout for: our own.
    assert text(desk, "temu").splitlines() == [
        ",".join(COLUMNS), "PO-1,temu,,DHL,T1,2026-09-07T12:00:00Z",
    ]  # fmt: skip
    # With letters that Excel needs it for, a mark; numbers stay text.
    assert text(desk, "aliexpress", how="csv").startswith("\ufeff订单号,物流服务,运单号\r\n0042,云途,0001")


def test_a_file_is_for_one_shop(desk: Desk) -> None:
    with pytest.raises(SeveralError) as told:
        made(desk, "shipments", chosen(desk), marketplace="shopify")
    assert sorted(told.value.shops) == [("shopify", "A"), ("shopify", "B")]
    left = export_list(desk, "shipments", "", None, None)
    assert left.path
    files = sorted(path.name.partition("-20")[0] + path.suffix for path in (left.path, *left.more))
    assert files == [
        "shipments-aliexpress.xlsx", "shipments-amazon.tsv", "shipments-shopify-a.xlsx", "shipments-shopify-b.xlsx",
        "shipments-temu.csv",
    ]  # fmt: skip
    assert left.unsure == ("aliexpress",)
    assert not export_list(desk, "shipments", "", ["amazon::026-2"], None).path


def test_what_an_export_shows_as_sent_is_told_no_more(bench: Bench, desk: Desk) -> None:
    bench.load(of("amazon", "026-1", status="shipped"), at=NOON.replace(hour=13))
    desk.catch_up()
    assert not [one for one in uploads(desk, chosen(desk)) if one.marketplace == "amazon"]


def test_the_marketplaces_of_the_issue_have_columns_and_say_where_from() -> None:
    told = {one.marketplace: one.shipments for one in load_profiles() if one.shipments.columns}
    assert set(MARKETPLACES) <= set(told)
    assert all(one.notes for one in told.values())


def test_a_seller_lays_their_own_columns_over_a_packaged_profile(paths: DeskPaths, desk: Desk) -> None:
    own = paths.state / "profiles"
    own.mkdir(parents=True, exist_ok=True)
    (own / "mine.toml").write_text(
        'name = "mine"\nextends = "amazon_unshipped"\n[shipments]\nformat = "csv"\n[shipments.columns]\n'
        'order-item-id = ""\nquantity = ""\nship-method = "=Standard"\n',
        encoding="utf-8",
    )
    assert text(desk, "amazon").splitlines()[0].removeprefix("\ufeff") == (
        "order-id,ship-date,carrier-code,carrier-name,tracking-number,ship-method"
    )


def test_the_command_writes_them_and_asks_whose(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    header = "订单号,订单状态,买家名称,下单时间,订单金额,产品信息,订单备注,买家选择物流,发货期限\n"
    (folder / "订单.csv").write_text(
        header + "8012345678901234,等待您发货,Ana,2026-11-01 08:00,USD 3,,,,\n", "utf-8"
    )
    (folder / "t.csv").write_text("order_id,carrier,tracking_number\n8012345678901234,云途,YT1\n", "utf-8")
    code, out, said = run("export", str(folder), "shipments", "--format", "json")
    assert (code, '"运单号": "YT1"' in out, "compare" in said) == (0, True, True), (out, said)
    code, _out, said = run("export", str(folder), "shipments")
    assert (code, "--out" in said) == (2, True)
    code, out, said = run("export", str(folder), "shipments", "--marketplace", "etsy")
    assert (code, out.strip()) == (0, ",".join(COLUMNS)), said
    assert run("export", str(folder), "orders", "--marketplace", "etsy")[0] == 2


def test_several_numbers_in_a_cell_are_a_parcel_each_wherever_they_are_told(
    run: Run, paths: DeskPaths
) -> None:
    put(
        paths.exports / "orders.csv",
        "order_id,marketplace,status,placed_at,recipient,country,sku,quantity\n"
        "026-1,amazon,to_ship,2026-09-01,Bo,FR,A,1\n026-2,amazon,to_ship,2026-09-01,Bo,FR,A,1\n",
    )
    put(
        paths.exports / "numbers.csv",
        'order_id,carrier,tracking_number\n026-1,UPS,"1Z9、1Z1 / 1Z5"\n026-1,UPS,1Z1\n026-2,UPS,YT2\n',
    )
    _code, said, _errors = run("export", paths.exports, "shipments", "--format", "json")
    told = [(one["order_id"], one["tracking_number"]) for one in json.loads(said)["shipments"]]
    assert sorted(told) == [("026-1", "1Z1"), ("026-1", "1Z5"), ("026-1", "1Z9"), ("026-2", "YT2")]
    _code, said, _errors = run("export", paths.exports, "orders", "--format", "json")
    tracking = {one["order_id"]: one["tracking"] for one in json.loads(said)["orders"]}
    assert tracking == {"026-1": "1Z9, 1Z1, 1Z5", "026-2": "YT2"}
    desk = open_desk(paths, load(paths))
    shipment = next(desk.order(key) for key in desk.find("026-1")).shipment  # type: ignore[union-attr]  # it is there
    desk.close()
    assert shipment
    assert shipment.parcels == (("UPS", "1Z9"), ("UPS", "1Z1"), ("UPS", "1Z5"))
