"""What the sample shops sell: every product of the word list, spread out into its SKUs."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import product
from typing import Any

from orderdeck.data.sample.words import words
from orderdeck.data.sample.world.orders import Item, Shop

FIRST_PRODUCT_ID = 1005005218340117
"""Product ids have 16 digits, as on AliExpress today."""

SUPPLIER_OF_SHOP = {0: (3, 0, 1), 1: (2, 0), 2: (5, 4, 1)}
"""Shop -> its suppliers; a product always comes from the same one first."""


@dataclass(frozen=True, slots=True)
class Supplier:
    """Who goods are bought from; lead times are log-normal around `lead_days` with spread `lead_sigma`."""

    company: str
    login: str
    contact: str
    lead_days: float
    lead_sigma: float
    minimum: int


@cache
def items() -> tuple[Item, ...]:
    """All SKUs of all shops, by product."""
    return tuple(
        item for index, entry in enumerate(words("products")["product"]) for item in _variants(index, entry)
    )


@cache
def shops() -> tuple[Shop, ...]:
    """The shops, in the order that items name them."""
    return tuple(
        Shop(one["seller_id"], one["name"], tuple(one["managers"])) for one in words("products")["shop"]
    )


@cache
def suppliers() -> tuple[Supplier, ...]:
    """The suppliers, in the order that items name them."""
    return tuple(
        Supplier(
            company=one["company"],
            login=one["login"],
            contact=one["contact"],
            lead_days=one["lead"][0],
            lead_sigma=one["lead"][1],
            minimum=one["minimum"],
        )
        for one in words("products")["supplier"]
    )


def _variants(index: int, entry: dict[str, Any]) -> list[Item]:
    sources = SUPPLIER_OF_SHOP[entry["shop"]]
    names = list(entry["attributes"])
    return [
        Item(
            sku=_code(entry, values) if entry["code"] else None,
            product_id=str(FIRST_PRODUCT_ID + index * 97_531),
            title=entry["title"],
            attributes=tuple(zip(names, values, strict=True)),
            price=Decimal(str(entry["price"])),
            unit=entry.get("unit", "piece"),
            bulk=entry["bulk"],
            ship_days=entry["ship_days"],
            shop=entry["shop"],
            supplier=sources[index % len(sources)],
        )
        for values in product(*entry["attributes"].values())
    ]


def _code(entry: dict[str, Any], values: tuple[str, ...]) -> str:
    """CODE, or CODE_2_XL: the place of each value that is a colour, the value itself where it is short."""
    if all(len(options) == 1 for options in entry["attributes"].values()):
        return str(entry["code"])
    parts = [
        value.replace(" ", "")
        if len(value) <= 5 and value.isascii() and value[-1].isalnum()
        else str(place + 1)
        for options, value in zip(entry["attributes"].values(), values, strict=True)
        for place in (options.index(value),)
        if len(options) > 1
    ]
    return "_".join((entry["code"], *parts))
