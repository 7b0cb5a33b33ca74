"""What a marketplace's export looks like: the profile, read from TOML, packaged or the user's own."""

from typing import Annotated, Final, Literal

import msgspec

from orderdeck.data.base.vocabulary import status as statuses
from orderdeck.data.exports.profile.policy import Policy

RowShape = Literal["order", "item", "item_fill_down", "unit", "summary_then_items"]
"""order: a row an order. item: a row an order line, order columns repeated. item_fill_down: the same, order columns
on the first row only. unit: a row a piece. summary_then_items: a row with the order's money, then its items."""


MEANS: Final = "means:"
"""What a condition of a status rule begins with that asks for what a text means."""


class _Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pass


class StatusPattern(_Section, frozen=True, kw_only=True):
    """A regular expression looked for in a folded status text, and the status it stands for."""

    match: str
    status: str


class StatusRule(_Section, frozen=True, kw_only=True):
    """A status told by other columns. `when`: field -> "filled" (of times: with a date), "empty" (there is a column,
    and nothing in it, or of times no date),
    "absent" (no column), "blank" (empty or absent), "negative" (a number below nought: returns written as rows),
    "means:to_ship|frozen" (its text has one of these statuses, by labels and patterns, in whichever language), or a
    regular expression for the whole folded text."""

    when: dict[str, str]
    status: str


class StatusTable(_Section, frozen=True, kw_only=True):
    """How a status is found: the first rule that holds, else the label, else the first pattern, else `otherwise`
    where the file says nothing; a label that nothing knows is `unrecognised`."""

    rules: list[StatusRule] = []
    labels: dict[str, str] = {}
    patterns: list[StatusPattern] = []
    otherwise: str = statuses.UNRECOGNISED
    says_nothing: str = ""
    """Regular expression for whole texts in columns beside the status that change nothing: what neither it nor any
    other of these knows is unknown (data.exports.normalise.values.statuses.second_status)."""


class MoneyFormat(_Section, frozen=True, kw_only=True):
    """How amounts are written and what they are in."""

    currency: str = ""
    """ISO 4217 where neither cell nor column says one; empty: not known."""
    symbols: dict[str, str] = {}
    """Symbol -> currency, before the general table."""
    decimal: Literal[".", ","] = "."
    """Read as decimal mark where one mark stands before exactly three digits and both readings are possible."""
    per_row: list[str] = []
    """Amount fields whose cells hold a row's share: summed over the order's rows."""
    total_of: list[str] = []
    """Amount fields that add up to the total, where the file has no total; one with "-" in front is taken off."""
    goods_paid: Literal["", "goods_total", "line_total", "less_discount"] = ""
    """What was paid for the goods: that amount as it stands, the discount being off it, or prices less `discount`;
    empty: it isn't known, and shows where the amounts of an order add up."""


class DateFormat(_Section, frozen=True, kw_only=True):
    """How times are written."""

    order: Literal["auto", "ymd", "dmy", "mdy"] = "auto"
    """Order of day and month in all-numeric dates; auto: decided for each file from all its values."""
    usual: Literal["", "ymd", "dmy", "mdy"] = ""
    """With auto, taken (and noted) where no value of the file tells; empty: such a file is refused."""
    usual_where: str = ""
    """Regular expression that every all-numeric date has to bear for `usual` to be taken."""
    formats: list[str] = []
    """strptime formats tried before the general ones."""


class ItemPacking(_Section, frozen=True, kw_only=True):
    """How the items of an order are packed into rows and cells."""

    kind: Literal["aliexpress_cell", "code_list", "none"] = "none"
    row_shape: RowShape = "order"
    labels: dict[str, list[str]] = {}
    """aliexpress_cell: attributes, sku, quantity, service -> the words before the colon."""
    separator: str = r"[;；][ \t]*\n|[;；\n]"
    """code_list, and the codes column of aliexpress_cell: regular expression between two items."""
    pattern: str = r"^(?P<sku>.*?)(?:\s?[*×]\s?(?P<quantity>\d+))?$"
    """The same: one item; groups sku, title, quantity, attributes, returned (pieces)."""
    package: str = ""
    """Regular expression for the status of a row that stands for a parcel, the orders in which stand in rows below it;
    group `count` says in how many."""
    dated_skus: bool = False
    """Whether a SKU may look like the date that a spreadsheet makes of one (2-Jan), and is to be believed."""
    columns: str = ""
    """code_list: regular expression for the names of columns that hold an item each, where there is no codes column."""


class FulfilmentTable(_Section, frozen=True, kw_only=True):
    """Who sends an order, told by `fulfilled_by`: regular expressions looked for in its folded text, in this order.
    A text in which none is found leaves it unknown."""

    seller: str = (
        r"^非(?:半|全)?托管|^pop\b|自发货|自配送|(?:商家|卖家|店铺)(?:自行)?(?:发货|配送)|seller|merchant|self.?fulfil|\bmfn\b|\bfbm\b"
        r"|drop.?ship|vendedor|vendeur|verkäufer|venditore|penjual|người bán|ผู้ขาย|出品者"
    )
    """Not the marketplace: the seller packs and sends."""
    jit: str = r"(?:^|[^a-z])jit(?:$|[^a-z])"
    """The seller sends, to the marketplace's warehouse and by a clock of its own."""
    platform: str = (
        r"仓发(?:[^货]|$)|全托管|海外托管|平台仓|官方仓|平台(?:代)?(?:发货|配送)|亚马逊(?:发货|配送)"
        r"|(?:^|[^a-z])(?:afn|fba|fbt|fbl|wfs|fbo)(?:$|[^a-z])|^amazon\b"
        r"|fulfil(?:l)?(?:ed|ment) by (?:the )?(?:amazon|tiktok|lazada|shopee|walmart|temu|ebay|platform)"
    )
    """The marketplace sends from its own warehouse: nothing there is for the seller to pack."""
    says_nothing: str = ""
    """Regular expression for whole texts that speak of something else."""


class OwedRules(_Section, frozen=True, kw_only=True):
    """What lines say of pieces that need not be sent. Regular expressions for a whole folded text; what none fits is
    still to be sent. The text is that of line_status; where each row is an item and there is no such column, of
    substatus, else of status."""

    sent: str = ""
    """The line was sent."""
    cancelled: str = ""
    """It was cancelled."""
    returned: str = ""
    """It was returned or refunded."""
    part: str = ""
    """Some pieces of it were sent, the file doesn't say how many: noted."""
    no_parcel: str = ""
    """needs_parcel of an item that isn't sent; empty: a cell that says no."""


class CsvFormat(_Section, frozen=True, kw_only=True):
    """What can't be sniffed from delimited text."""

    quoting: Literal["standard", "none"] = "standard"
    encoding: str = ""
    """The encoding of text whose bytes prove none (Python's name for it); empty: found out for each file."""


Whole = bool | Literal["ask"]
"""Whether an export is a full picture; "ask": whoever works the desk is asked, once an export."""
Listed = Literal["", "all", "open", "to_ship"]
"""The orders that a full picture holds: all of a span of time, all that are open, all that are to be shipped; "": told
by what is in it."""


class NamedExport(_Section, frozen=True, kw_only=True):
    """What an export is whose file name bears `match`, a regular expression."""

    match: str
    whole: Whole
    lists: Listed = ""


class ExportFormat(_Section, frozen=True, kw_only=True):
    """What it means that an export doesn't list an order: nothing, or that the order is gone."""

    whole: Whole = "ask"
    lists: Listed = ""
    named: list[NamedExport] = []
    """By the name of the file, before `whole` and `lists`; the first that fits."""
    also: list[str] = []
    """Other profiles whose open orders it would list as well."""


SHIPMENT_FIELDS: Final = (
    "order_id", "shop", "carrier", "carrier_code", "carrier_name", "tracking_number", "sent_on", "sent_at",
)  # fmt: skip
"""What a column of an upload file may hold: `carrier` in the tracking file's words; `carrier_code` by the table
`carriers`, else `other`; `carrier_name` where that table has none; the day or the time of dispatch."""


class ShipmentFormat(_Section, frozen=True, kw_only=True):
    """The file by which a marketplace is told that orders are sent, a row a parcel."""

    columns: dict[str, str] = {}
    """Header -> one of SHIPMENT_FIELDS, or `=` and a constant; "" leaves out what `extends` brings."""
    carriers: dict[str, str] = {}
    """Carrier in a tracking file's words -> the marketplace's code for it; width, case and blanks don't matter."""
    other: str = ""
    """`carrier_code` of any other; "": the tracking file's own words."""
    format: Literal["csv", "tsv", "xlsx"] = "csv"
    sheet: str = "shipments"
    """Name of the sheet, in a workbook."""
    sure: bool = False
    """Whether the columns are known from the marketplace or from several who upload such files."""
    notes: str = ""
    """Where they are from."""


class Profile(_Section, frozen=True, kw_only=True):
    """One marketplace's (or ERP's) export layout, over all its versions."""

    name: str
    title: dict[str, str]
    marketplace: str
    kind: Literal["orders", "stock", "purchases", "products", "suppliers", "tracking"] = "orders"
    notes: str = ""
    """Versions known and where the facts are from."""
    unique_ids: Literal["marketplace", "shop"] = "marketplace"
    """Within what an order number is unique. Shop: where no shop is known the time of order has to help out."""
    merged_ids: str = ""
    """Regular expression between order numbers in one cell, where a row may be of a parcel of several orders."""
    shop: str = ""
    """Name of the shop where neither file nor settings say one."""
    shop_in_name: str = ""
    """Regular expression with a group `shop`, looked for in the name of the file."""
    platforms: dict[str, str] = {}
    """The file's own words for marketplaces (field `platform`) -> marketplace, before the general table."""
    blanks: list[str] = []
    """What stands in a cell for nothing, beside nothing: "--"."""
    business: str = ""
    """Regular expression for an is_business cell that is no yes or no but marks business buyers: a tag."""
    zone: str = "UTC"
    """IANA zone of times without an offset."""
    aliases: dict[str, list[str]]
    """Field -> header names."""
    guesses: dict[str, list[str]] = {}
    """Header names nobody has seen in a file, tried as well."""
    required: list[str] = []
    """Fields without which a file is no such export."""
    only: bool = False
    """A file with any column that the profile doesn't know is no such export: for headers that say little."""
    name_not: str = ""
    """Regular expression: a file whose name has it is no such export, whatever its headers."""
    telling: bool = False
    """A file whose known columns all bear names that anybody gives a list of their own is no such export."""
    marks: list[str] = []
    """Header names of which a file has to have one; empty: none."""
    least_share: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0
    """Share of a file's columns that have to be known: for profiles whose names are guesses or everybody's."""
    furniture: list[str] = []
    """Regular expressions, looked for in a row's filled cells joined by blanks: descriptions, footers, no data. A
    group `shop` names the shop of the file."""
    status: StatusTable = StatusTable()
    money: MoneyFormat = MoneyFormat()
    dates: DateFormat = DateFormat()
    items: ItemPacking = ItemPacking()
    fulfilment: FulfilmentTable = FulfilmentTable()
    owed: OwedRules = OwedRules()
    ship_by: Literal["auto", "datetime", "remaining"] = "auto"
    csv: CsvFormat = CsvFormat()
    export: ExportFormat = ExportFormat()
    policy: Policy = Policy()
    """What the marketplace allows. Of another one's orders (field `platform`) the profiles of that one say it."""
    shipments: ShipmentFormat = ShipmentFormat()
    """The marketplace's upload file of tracking numbers."""
    extends: str = ""
    origin: str = ""
    """The file it was read from; set on loading."""

    def headers(self) -> dict[str, list[str]]:
        """Field -> every header name it may have, sure ones first, then guesses."""
        names = {field: list(found) for field, found in self.aliases.items()}
        for field, found in self.guesses.items():
            names.setdefault(field, []).extend(name for name in found if name not in names.get(field, ()))
        return names
