"""Orders laid out as a table: the header and the cells of a layout, typed, not yet written anywhere."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from orderdeck.data.base.vocabulary import status
from orderdeck.data.sample.words import words
from orderdeck.data.sample.world.lives import FILE_ZONE
from orderdeck.data.sample.world.orders import Line, Order, Snapshot
from orderdeck.data.sample.world.style import Style


class Money(NamedTuple):
    """An amount in a currency."""

    currency: str
    amount: Decimal


Cell = str | int | Money | datetime | None
"""A datetime is aware; the writer puts it into the table's zone."""

KEPT: Final = frozenset(
    ("order_id", "status", "placed_at", "paid_at", "ship_by", "products", "codes", "total")
)
"""Fields that stay whatever columns the seller chose."""


@dataclass(slots=True)
class Table:
    """A header, rows of cells, what stands above them, and the zone that times are written in."""

    header: list[str]
    rows: list[list[Cell]]
    title: str = ""
    zone: ZoneInfo = FILE_ZONE


@dataclass(frozen=True, slots=True)
class Layout:
    """Which columns an export has and how it packs an order's items."""

    name: str
    columns: tuple[tuple[str, str], ...]
    codes: str
    labels: tuple[str, str, str]
    vocabulary: str
    zone: ZoneInfo
    """In which it writes its times."""


@cache
def layouts() -> dict[str, Layout]:
    """Every layout by name."""
    return {
        name: Layout(
            name,
            tuple((header, of) for header, of in entry["columns"]),
            entry["codes"],
            tuple(entry["labels"]),
            entry["vocabulary"],
            ZoneInfo(entry["zone"]) if "zone" in entry else FILE_ZONE,
        )
        for name, entry in words("layouts").items()
    }


def lay_out(snapshots: Iterable[Snapshot], layout: str, style: Style, at: datetime, seed: int = 0) -> Table:
    """The table that an export in `layout`, made `at` that time, would hold. Raises KeyError for no such layout."""
    plan = layouts()[layout]
    columns = _choose(plan.columns, style, Random(f"columns {seed}"))
    makers = [_FIELDS[of] for _, of in columns]
    view = _View(plan, style, at)
    rows = [[make(snapshot, view) for make in makers] for snapshot in snapshots]
    place = next(index for index, (_, of) in enumerate(columns) if of == "order_id")
    for row in rows[: style.ruined_ids]:
        row[place] = f"{Decimal(str(row[place])):.5E}"
    title = f"订单列表 {at.astimezone(FILE_ZONE):%Y-%m-%d %H:%M}" if style.title_row else ""
    return Table([_header(header, style) for header, _ in columns], rows, title, plan.zone)


def _choose(columns: tuple[tuple[str, str], ...], style: Style, random: Random) -> list[tuple[str, str]]:
    chosen = [one for one in columns if one[1] in KEPT or random.random() < style.subset]
    if style.shuffle:
        random.shuffle(chosen)
    return chosen


def _header(text: str, style: Style) -> str:
    text = text.replace("\n", style.header_break)
    if style.width == "half":
        return text.translate(str.maketrans("（）：", "():"))
    return text.translate(str.maketrans("():", "（）：")) if style.width == "full" else text


class _View(NamedTuple):
    layout: Layout
    style: Style
    at: datetime


def _products(snapshot: Snapshot, view: _View) -> str:
    return "\n".join(
        _block(number, line, snapshot.order, view) for number, line in enumerate(snapshot.order.lines, 1)
    )


def _block(number: int, line: Line, order: Order, view: _View) -> str:
    attributes, code, quantity = view.layout.labels
    pairs = "、".join(f"{key}:{value}" for key, value in line.item.attributes)
    block = [f"【{number}】{line.item.title}", f"({attributes}:{pairs})"]
    if line.item.sku and view.layout.codes == "cell":
        block.append(f"({code}:{line.item.sku})")
    block.append(f"({quantity}:{line.quantity} {line.item.unit})")
    if view.style.logistics_line:
        block.append(f"(物流等级&买家选择物流:{order.service.label})")
    return "\n".join(block)


def _codes(snapshot: Snapshot, _: _View) -> str | None:
    lines = snapshot.order.lines
    if not any(line.item.sku for line in lines):
        return None
    return ";".join(f"{line.item.sku or ''} * {line.quantity}" for line in lines)


def _status(snapshot: Snapshot, view: _View) -> str:
    if snapshot.status == status.UNRECOGNISED:
        return snapshot.order.strange_word
    options: list[str] = words("statuses")[view.layout.vocabulary][snapshot.status]
    return options[view.style.vocabulary % len(options)]


def _ship_by(snapshot: Snapshot, view: _View) -> Cell:
    if snapshot.ship_by is None or view.style.deadline == "datetime":
        return snapshot.ship_by
    minutes = int((snapshot.ship_by - view.at).total_seconds() // 60)
    sign, minutes = ("-", -minutes) if minutes < 0 else ("", minutes)
    days, rest = divmod(minutes, 1440)
    return f"{sign}{days}天{rest // 60}小时{rest % 60}分"


def _service(snapshot: Snapshot, view: _View) -> str:
    label = snapshot.order.service.label
    return "\n".join([label] * len(snapshot.order.lines)) if view.layout.codes == "cell" else label


def _order_id(snapshot: Snapshot, view: _View) -> str:
    order_id, guard = snapshot.order.order_id, view.style.guard
    if guard == "=":
        return f'="{order_id}"'
    return order_id + guard if guard.isspace() else guard + order_id


def _landline(snapshot: Snapshot, _: _View) -> str | None:
    return snapshot.order.person.phone if int(snapshot.order.order_id[:12]) % 5 == 0 else None


def _person(name: str) -> "_Field":
    return lambda snapshot, _: getattr(snapshot.order.person, name) or None


def _time(name: str) -> "_Field":
    return lambda snapshot, _: getattr(snapshot, name)


def _money(name: str) -> "_Field":
    return lambda snapshot, _: Money(snapshot.order.currency, getattr(snapshot.order, name))


def fulfilment_of(order: Order) -> str:
    """Who sends an order, where a layout tells it: seller, jit or platform, by its number."""
    place = int(order.order_id[-6:]) % 20
    return "platform" if place == 0 else "jit" if place < 3 else "seller"


MODES: Final = {"seller": "非半托管订单", "jit": "半托管JIT订单", "platform": "半托管仓发订单"}
"""Who sends an order -> AliExpress's word for it."""


def _ean(line: Line) -> str:
    return f"69{int(line.item.product_id[-9:]):011d}"


_PAYMENTS: Final = ("信用卡", "PayPal", "AliPay", "本地支付", "Google Pay")

_Field = Callable[[Snapshot, _View], Any]
_FIELDS: Final[dict[str, _Field]] = {
    "order_id": _order_id,
    "status": _status,
    "manager": lambda snapshot, _: snapshot.order.manager,
    "buyer": _person("login"),
    "email": _person("email"),
    "placed_at": _time("placed_at"),
    "paid_at": _time("paid_at"),
    "payment": lambda one, _: _PAYMENTS[int(one.order.order_id[:12]) % 5] if one.paid_at else None,
    "pieces": lambda snapshot, _: snapshot.order.pieces,
    "goods": _money("goods"),
    "shipping": _money("shipping"),
    "vat": _money("vat"),
    "tax_collected": lambda snapshot, _: "是" if snapshot.order.vat else "否",
    "total": _money("total"),
    "paid_amount": lambda one, _: (
        Money(one.order.currency, one.order.total + one.order.vat) if one.paid_at else None
    ),
    "discount": _money("discount"),
    "zero": lambda snapshot, _: Money(snapshot.order.currency, Decimal("0.00")),
    "nothing": lambda snapshot, _: None,
    "product_ids": lambda one, _: "\n".join(line.item.product_id for line in one.order.lines),
    "products": _products,
    "codes": _codes,
    "remark": lambda snapshot, _: snapshot.order.remark.text if snapshot.order.remark else None,
    "full_address": _person("block"),
    "recipient": _person("name"),
    "country": _person("country_label"),
    "province": _person("province"),
    "city": _person("city"),
    "true_city": lambda one, _: (
        one.order.person.city if one.order.person.country in ("DE", "IT", "PL", "MX") else None
    ),
    "street": _person("street"),
    "zip": _person("zip"),
    "landline": _landline,
    "phone": _person("phone"),
    "national": _person("national"),
    "tax": _person("tax"),
    "service": _service,
    "ship_by": _ship_by,
    "tracking": lambda one, _: f"{one.order.service.carrier}:{one.order.tracking}" if one.sent_at else None,
    "sent_at": _time("sent_at"),
    "received_at": _time("received_at"),
    "business_mode": lambda snapshot, _: "POP",
    "managed_mode": lambda snapshot, _: MODES[fulfilment_of(snapshot.order)],
    "ean": lambda one, _: ";".join(_ean(line) for line in one.order.lines),
}  # fmt: skip


def now_utc() -> datetime:
    """The time, in UTC and whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)
