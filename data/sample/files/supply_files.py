"""Stock, purchase, product and supplier files of the sample shop, in an ERP's dress, our template's and 1688's."""

from datetime import datetime
from pathlib import Path
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from orderdeck.data.sample.files.table import Cell, Table
from orderdeck.data.sample.files.writers import write_table
from orderdeck.data.sample.words import words
from orderdeck.data.sample.world.catalogue import items, shops
from orderdeck.data.sample.world.orders import Item
from orderdeck.data.sample.world.style import SUFFIXES, Container, Style
from orderdeck.data.sample.world.supply import CNY_PER_USD, COST_SHARE, Purchase, Supply

CHINA: Final = ZoneInfo("Asia/Shanghai")


def write_supply(folder: Path, supply: Supply) -> list[Path]:
    """All five files as they stand at the supply's time."""
    return [
        write_products(folder, supply.now, "csv"),
        write_suppliers(folder, supply),
        write_1688(folder, supply),
        write_purchases(folder, supply),
        write_stock(folder, supply),
    ]


def write_stock(folder: Path, supply: Supply, container: Container = "xlsx") -> Path:
    """The stock as an ERP exports it: one row a SKU and warehouse, a few SKUs split over two, some not counted."""
    random = Random(f"stock {len(supply.on_hand)}")
    rows: list[list[Cell]] = []
    for item in items():
        if item.sku is None:
            continue
        pieces, on_order = supply.on_hand[item.sku], _on_order(supply, item.sku)
        common: list[Cell] = [item.sku, item.product_id, item.title]
        fate = random.random()
        if fate < 0.1 and pieces > 3:
            rows.append([*common, "义乌仓", pieces // 3, on_order or None])
            rows.append([*common, "深圳仓", pieces - pieces // 3, None])
        elif fate > 0.985 and item.sku not in supply.short:
            rows.append([*common, "义乌仓", None, None])
        else:
            rows.append([*common, "义乌仓", pieces, on_order or None])
    header = ["SKU编码", "商品ID", "商品名称", "仓库", "可用库存", "采购在途量"]
    return _write(folder, "库存", container, Table(header, rows, zone=CHINA), supply.now)


def write_purchases(folder: Path, supply: Supply, container: Container = "xlsx") -> Path:
    """Purchases from suppliers outside 1688 as our own template has them, with received dates."""
    header = [
        "采购单号", "供应商", "商家编码", "供应商货号", "商品名称", "采购数量", "采购单价", "币种", "下单时间",
        "预计到货", "到货日期", "采购状态", "运单号",
    ]  # fmt: skip
    rows: list[list[Cell]] = []
    for purchase in _outside_1688(supply):
        arrived = purchase.arrives_at if purchase.arrives_at <= supply.now else None
        for item, pieces, price in purchase.lines:
            row: list[Cell] = [
                f"PO{purchase.purchase_id[-8:]}", purchase.supplier.company, item.sku, _base(item), item.title,
                pieces, str(price), "CNY", purchase.ordered_at, purchase.expected_at, arrived,
                _state(purchase, supply.now), purchase.tracking,
            ]  # fmt: skip
            rows.append(row)
    return _write(folder, "采购单", container, Table(header, rows, zone=CHINA), supply.now)


def write_1688(folder: Path, supply: Supply, container: Container = "xlsx") -> Path:
    """The buyer's order export of 1688, 49 columns; order columns stand on an order's first row only."""
    header: list[str] = words("layouts_supply")["purchases_1688"]["columns"]
    rows: list[list[Cell]] = []
    for purchase in _on_1688(supply):
        for number, (item, pieces, price) in enumerate(purchase.lines):
            named = _order_1688(purchase, supply.now) if number == 0 else {}
            columns: dict[str, Cell] = {
                "货品标题": item.title, "单价(元)": str(price), "数量": pieces, "单位": "件", "货号": _base(item),
                "单品货号": item.sku, "货品种类": "现货", "型号": ",".join(value for _, value in item.attributes),
                "Offer ID": f"6{item.product_id[-11:]}",
            }  # fmt: skip
            rows.append([(named | columns).get(column) for column in header])
    return _write(folder, "1688订单", container, Table(header, rows, zone=CHINA), supply.now)


def write_products(folder: Path, at: datetime, container: Container = "xlsx") -> Path:
    """Which SKUs each listing has."""
    rows: list[list[Cell]] = [
        [item.product_id, item.sku, item.title, shops()[item.shop].name] for item in items() if item.sku
    ]
    header = ["商品ID", "商家编码", "商品名称", "店铺"]
    table = Table(header, rows, zone=CHINA)
    return write_table(folder / f"商品表{SUFFIXES[container]}", table, Style(container=container), at)


def write_suppliers(folder: Path, supply: Supply, container: Container = "xlsx") -> Path:
    """Who sells each SKU that was ever bought, at what price and least quantity."""
    seen: dict[tuple[str, str], list[Cell]] = {}
    for purchase in supply.purchases:
        one = purchase.supplier
        for item, _, _ in purchase.lines:
            price = (item.price * COST_SHARE * CNY_PER_USD).quantize(item.price)
            row: list[Cell] = [
                one.company, item.sku, _base(item), str(price), one.minimum, round(one.lead_days), one.contact,
            ]  # fmt: skip
            seen[one.company, item.sku or ""] = row
    header = ["供应商", "商家编码", "供应商货号", "单价", "起订量", "交期(天)", "联系人"]
    return _write(folder, "供应商", container, Table(header, list(seen.values()), zone=CHINA), supply.now)


def _order_1688(purchase: Purchase, now: datetime) -> dict[str, Cell]:
    goods = sum((price * pieces for _, pieces, price in purchase.lines), start=purchase.lines[0][2] * 0)
    sent = purchase.sent_at <= now
    return {
        "订单编号": purchase.purchase_id, "买家公司名": "杭州云帆电子商务有限公司", "买家会员名": "云帆跨境2016",
        "卖家公司名": purchase.supplier.company, "卖家会员名": purchase.supplier.login,
        "货品总价(元)": str(goods), "运费(元)": "12.00", "涨价或折扣(元)": "0.00", "实付款(元)": str(goods + 12),
        "订单状态": _state_1688(purchase, now), "订单创建时间": purchase.ordered_at,
        "订单付款时间": purchase.paid_at if purchase.paid_at <= now else None, "发货方": purchase.supplier.company,
        "收货人姓名": "陈小雨", "收货地址": "浙江省 义乌市 稠江街道 示例路88号 3号仓", "邮编": "322000",
        "联系手机": "13800000000", "物流公司": "圆通速递(YTO)" if sent else None,
        "运单号": purchase.tracking if sent else None, "是否代发订单": "否", "发起人登录名": "云帆跨境2016:采购",
    }  # fmt: skip


def _state_1688(purchase: Purchase, now: datetime) -> str:
    if purchase.paid_at > now:
        return "等待买家付款"
    if purchase.sent_at > now:
        return "等待卖家发货"
    return "交易成功" if purchase.arrives_at <= now else "等待买家确认收货"


def _state(purchase: Purchase, now: datetime) -> str:
    if purchase.arrives_at <= now:
        return "已入库"
    return "在途" if purchase.sent_at <= now else "已下单"


def _base(item: Item) -> str:
    """The supplier's own number of an item: the code without its variant."""
    return (item.sku or "").split("_")[0]


def _on_1688(supply: Supply) -> list[Purchase]:
    return [
        one for one in supply.purchases if one.ordered_at <= supply.now and "厂" not in one.supplier.company
    ]


def _outside_1688(supply: Supply) -> list[Purchase]:
    return [one for one in supply.purchases if one.ordered_at <= supply.now and "厂" in one.supplier.company]


def _on_order(supply: Supply, sku: str) -> int:
    return sum(
        pieces
        for purchase in supply.purchases
        if purchase.ordered_at <= supply.now < purchase.arrives_at
        for item, pieces, _ in purchase.lines
        if item.sku == sku
    )


def _write(folder: Path, stem: str, container: Container, table: Table, at: datetime) -> Path:
    path = folder / f"{stem}_{at.astimezone(CHINA):%Y%m%d_%H%M%S}{SUFFIXES[container]}"
    return write_table(path, table, Style(container=container), at)
