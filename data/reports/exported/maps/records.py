"""A column map, and all that its columns can be filled from."""

from typing import Final, Literal

import msgspec

Kind = Literal["text", "money", "number", "time"]
PATTERNS: Final = ("service", "country_code", "marketplace", "shop")
"""Fields by whose values a map can be for some orders alone."""
FORMATS: Final = ("csv", "tsv", "xlsx")
ENCODINGS: Final = ("utf-8-sig", "utf-8", "gb18030", "utf-16")
"""Those that have all characters: a name is never written with question marks in it."""

ORDER_FIELDS: Final[dict[str, Kind]] = {
    "order_key": "text", "order_id": "text", "marketplace": "text", "shop": "text", "placed_at": "time",
    "paid_at": "time", "ship_by": "time", "buyer": "text", "email": "text", "recipient": "text",
    "address_block": "text", "address": "text", "city": "text", "province": "text", "zip": "text",
    "country": "text", "country_code": "text", "phone": "text", "tax_number": "text", "currency": "text",
    "total": "money", "goods_total": "money", "shipping_fee": "money", "discount": "money", "paid_total": "money",
    "service": "text", "remark": "text", "custom_info": "text",
    "order_quantity": "number", "order_value": "money", "order_weight_g": "number", "order_weight_kg": "number",
}  # fmt: skip
"""Field of an order -> what it is; the last ones are worked out of what goes into its parcel."""
SUMMED: Final[dict[str, Kind]] = {
    "quantity": "number", "value": "money", "weight_g": "number", "weight_kg": "number"
}  # fmt: skip
"""Fields of a line that are added up where a row is an order."""
LINE_FIELDS: Final[dict[str, Kind]] = {
    "sku": "text", "product_id": "text", "title": "text", "variant": "text", "ean": "text", "unit": "text",
    "customs_name": "text", "customs_name_zh": "text", "hs_code": "text", "origin": "text",
    "warehouse": "text", "shelf": "text",
}  # fmt: skip
"""Texts of a line; where a row is an order, those of all its lines that differ, with "; " between."""
SINGLE: Final[dict[str, Kind]] = {
    "line_no": "number", "unit_value": "money", "unit_weight_g": "number", "unit_weight_kg": "number"
}  # fmt: skip
"""Fields that only a row for a line can have."""
WORTH: Final = ("value", "unit_value", "order_value")
"""What goods are worth, as customs read it."""
FIELDS: Final[dict[str, Kind]] = ORDER_FIELDS | SUMMED | LINE_FIELDS | SINGLE


class Column(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One column of the file: a field of order or line, or the same text in each row."""

    header: str
    source: str = msgspec.field(default="", name="from")
    constant: str | None = None
    fallback: list[str] = []
    """Fields that stand in where the first is empty, in this order; of texts and times alone."""
    codes: dict[str, str] = {}
    """Pattern -> what is written instead, the first that fits; where none does, the cell is empty."""
    required: bool = False
    """Whether an order that has nothing there stays out of the file."""
    date: str = ""
    """How a time is written, as strftime has it; "": ISO 8601."""
    decimals: int | None = None
    """Places of a number; what has more goes up, never down."""
    number: bool = False
    """Whether a workbook has it as a number."""
    upper: bool = False
    cut: int | None = None
    """Characters at most."""

    @property
    def kind(self) -> Kind:
        return FIELDS.get(self.source, "text")


class Map(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a file for a forwarder or for customs looks like."""

    columns: list[Column]
    title: dict[str, str] = {}
    """Language -> what it is called."""
    per: Literal["line", "order"] = "line"
    """What a row is."""
    format: str = "csv"
    encoding: str = "utf-8-sig"
    sheet: str = "orders"
    zone: str = "UTC"
    split: str = ""
    """Field of an order whose values have a file each."""
    only: dict[str, list[str]] = {}
    """Field of PATTERNS -> patterns of which one has to fit."""
    name: str = ""
    """Its file's name, without ".toml"."""

    def called(self, language: str) -> str:
        """Its title in a language, else in another, else its name."""
        return self.title.get(language) or next(iter(self.title.values()), self.name)
