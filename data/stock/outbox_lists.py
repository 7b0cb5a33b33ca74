"""Lists that leave by the outbox, derived from the journal: what to buy from whom, what to take off sale or put back.

Nothing is lost with a file: it can be written again at any time until it is marked as handed over.
"""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal
from zoneinfo import ZoneInfo

import msgspec

from orderdeck.data.base.letters import Wanted
from orderdeck.data.messages import MessageError, outbox
from orderdeck.data.messages.letter import Shelf, Subject
from orderdeck.data.messages.letter import write as write_letter
from orderdeck.data.messages.outbox import Value
from orderdeck.data.rules.places import formats
from orderdeck.data.stock.supply.awaited import to_order
from orderdeck.queries.statements import statements

if TYPE_CHECKING:
    import duckdb

    from orderdeck.data.desk import Desk

ListKind = Literal["purchases", "delist", "set_to_zero", "relist"]
CHINA: Final = ZoneInfo("Asia/Shanghai")
"""Where suppliers are; the zone of dates in purchase lists, as our purchase template reads them."""
LOT: Final = 50
"""Product ids in one call of the marketplace's off-shelf interface, joined by ";" (AliExpress open platform)."""


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """A line of a list: the act that put it there, and what it says. Times are µs, UTC."""

    act_id: str
    seq: int
    sku: str
    title: str | None = None
    operator: str = ""
    at: int = 0
    product_id: str | None = None
    supplier_sku: str | None = None
    quantity: int | None = None
    unit_price: Decimal | None = None
    currency: str | None = None
    expected_at: int | None = None
    orders: int = 0
    """Of what is to be ordered: how many orders wait for it."""

    @property
    def to_order(self) -> bool:
        """Whether waiting orders rest on it and nobody has ordered it: no purchase yet."""
        return not self.act_id


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """A list that waits to be carried out."""

    list: ListKind
    supplier: str = ""
    items: tuple[Item, ...]

    @property
    def upto(self) -> int:
        """The newest act on it: what comes later is for the next list."""
        return max(item.seq for item in self.items)

    @property
    def key(self) -> str:
        """What tells it from other lists."""
        return f"{self.list}|{self.supplier}"

    def amounts(self) -> dict[str, Decimal]:
        """Currency -> what the purchase comes to, as far as prices and their currencies are known."""
        found: dict[str, Decimal] = {}
        for item in self.items:
            if item.unit_price is not None and item.quantity and item.currency:
                price = item.unit_price * item.quantity
                found[item.currency] = found.get(item.currency, Decimal(0)) + price
        return found

    def unpriced(self) -> int:
        """Items to be bought whose price, or its currency, isn't known."""
        if self.list != "purchases":
            return 0
        return sum(item.unit_price is None or not item.currency for item in self.items)


class Overdue(msgspec.Struct, frozen=True, kw_only=True):
    """A purchase that should have come by now. Times are µs, UTC."""

    purchase_key: str
    supplier: str
    sku: str | None
    title: str | None
    still_due: int
    expected_at: int
    ordered_at: int | None
    source: str


class Doubt(msgspec.Struct, frozen=True, kw_only=True):
    """A restock keyed here that is taken for a purchase of a file, until an operator says so. Times are µs, UTC."""

    purchase_key: str
    restock_key: str
    supplier: str
    sku: str | None
    quantity: int
    """As the file has it; so many count."""
    keyed: int
    """Pieces of the restock."""
    ordered_at: int | None
    keyed_at: int


def doubts(con: "duckdb.DuckDBPyConnection") -> list[Doubt]:
    """What an operator should say to be one purchase or two, the oldest restock first."""
    names = Doubt.__struct_fields__
    rows = con.execute(statements("stock/outbox")["doubts"]).fetchall()
    return [Doubt(**dict(zip(names, row, strict=True))) for row in rows]


def waiting(con: "duckdb.DuckDBPyConnection") -> list[Waiting]:
    """Every list that has something on it, purchases first, by supplier."""
    found: dict[tuple[ListKind, str], list[Item]] = {}
    sql = statements("stock/outbox")
    for (
        supplier,
        seq,
        act_id,
        sku,
        code,
        title,
        quantity,
        price,
        currency,
        expected,
        at,
        operator,
    ) in con.execute(sql["purchases"]).fetchall():
        item = Item(
            act_id=act_id, seq=seq, sku=sku, title=title, operator=operator, at=at, supplier_sku=code,
            quantity=quantity, unit_price=price, currency=currency, expected_at=expected,
        )  # fmt: skip
        found.setdefault(("purchases", supplier), []).append(item)
    for supplier, item in _to_order(con):
        found.setdefault(("purchases", supplier), []).append(item)
    for kind, seq, act_id, sku, product_id, _scope, at, operator, title in con.execute(
        sql["listings"]
    ).fetchall():
        item = Item(
            act_id=act_id, seq=seq, sku=sku, title=title, operator=operator, at=at, product_id=product_id
        )
        found.setdefault((kind, ""), []).append(item)
    return [
        Waiting(list=kind, supplier=supplier, items=tuple(items)) for (kind, supplier), items in found.items()
    ]


def _to_order(con: "duckdb.DuckDBPyConnection") -> Iterator[tuple[str, Item]]:
    """What waiting orders rest on and nobody has ordered, at the least that the supplier sells."""
    wanted = to_order(con)
    if not wanted:
        return
    skus = {"skus": [one.sku for one in wanted]}
    titles = dict(con.execute(statements("stock/outbox")["titles"], skus).fetchall())
    offers = {
        (row[0], row[1]): row[2:]
        for row in con.execute(statements("stock/supply/offers")["offers"], skus).fetchall()
    }
    for one in wanted:
        price, currency, least, *_rest, code = offers.get((one.sku, one.supplier), (None,) * 8)
        yield one.supplier, Item(
            act_id="", seq=one.seq, sku=one.sku, title=titles.get(one.sku), operator=one.operator, at=one.at,
            supplier_sku=code, quantity=max(one.pieces, least or 0), unit_price=price, currency=currency,
            orders=one.orders,
        )  # fmt: skip


def overdue(con: "duckdb.DuckDBPyConnection") -> list[Overdue]:
    """Purchases that are late, the latest first to have been expected."""
    names = Overdue.__struct_fields__
    rows = con.execute(statements("stock/outbox")["overdue"]).fetchall()
    return [Overdue(**dict(zip(names, row, strict=True))) for row in rows]


def write(desk: "Desk", pending: Waiting, operator: str, now: datetime) -> list[Path]:
    """Write a list into the outbox, in every form that it has, and return where the files are.

    Purchases: CSV, xlsx and a message to the supplier in Chinese. Products: CSV and ids joined by ";" in lots of 50.
    """
    header, rows = table(pending)
    stem = {
        "purchases": "purchase-list",
        "delist": "delist",
        "set_to_zero": "set-to-zero",
        "relist": "relist",
    }
    name = stem[pending.list]
    files = [outbox.write_csv(desk.paths, name, header, rows, now)]
    if pending.list == "purchases":
        files.append(outbox.write_xlsx(desk.paths, name, header, rows, now))
        files.append(outbox.write_text(desk.paths, "supplier-message", message(desk, pending, operator), now))
    elif lots(pending):
        files.append(outbox.write_text(desk.paths, f"{name}-ids", "\n".join(lots(pending)), now))
    return files


def table(pending: Waiting) -> tuple[list[str], list[list[Value]]]:
    """Header and rows of a list; headers are the field names of our own templates."""
    if pending.list == "purchases":
        names = [
            "supplier",
            "sku",
            "supplier_sku",
            "title",
            "quantity",
            "unit_price",
            "currency",
            "expected_at",
        ]
        return names, [
            [pending.supplier, one.sku, one.supplier_sku, one.title, one.quantity, _price(one.unit_price), one.currency,
             _day(one.expected_at)]
            for one in pending.items
        ]  # fmt: skip
    if pending.list == "set_to_zero":
        return ["sku", "on_hand", "product_id", "title"], [
            [i.sku, 0, i.product_id, i.title] for i in pending.items
        ]
    return ["product_id", "sku", "title"], [[i.product_id, i.sku, i.title] for i in pending.items]


def lots(pending: Waiting) -> list[str]:
    """Product ids joined by ";", at most 50 in each; SKUs where a list is about SKUs."""
    ids = list(dict.fromkeys(filter(None, (_thing(pending, item) for item in pending.items))))
    return [";".join(ids[at : at + LOT]) for at in range(0, len(ids), LOT)]


def message(desk: "Desk", pending: Waiting, operator: str) -> str:
    """The letter to the supplier of a purchase list, in Chinese. Raises MessageError where its template is broken."""
    dates = [item.expected_at for item in pending.items if item.expected_at]

    def facts(language: str) -> dict[str, str | None]:
        return {
            "supplier": pending.supplier,
            "purchase": "\n".join(_line(item, language) for item in pending.items),
            "need_by": formats.date(_local(min(dates)).date(), language) if dates else None,
            "sender": operator,
        }

    about = Subject(facts=facts, fitting=("supplier_order",), others=False, language="zh")
    letter = write_letter(Wanted(), about, Shelf(desk.paths.templates))
    if letter is None or letter.problem:
        raise MessageError(letter.problem if letter else "no template for supplier_order")
    return letter.text


def _thing(pending: Waiting, item: Item) -> str | None:
    return item.sku if pending.list == "set_to_zero" else item.product_id or None


def _line(item: Item, language: str) -> str:
    parts = [item.title or item.sku, f"({item.supplier_sku or item.sku})", f"× {item.quantity}"]
    if item.unit_price is not None:
        parts.append(f"@ {_told_price(item.unit_price, item.currency, language)}")
    return "- " + " ".join(parts)


def _told_price(price: Decimal, currency: str | None, language: str) -> str:
    # A number alone where nobody has said of which currency it is.
    return formats.money(price, currency, language) if currency else formats.number(price, language)


def _day(at: int | None) -> str | None:
    return None if at is None else f"{_local(at):%Y-%m-%d}"


def _price(price: Decimal | None) -> Decimal | None:
    """With cents, and more digits only where they say something."""
    return price if price is None or price != round(price, 2) else round(price, 2)


def _local(at: int) -> datetime:
    return datetime.fromtimestamp(at / 1_000_000, CHINA)
