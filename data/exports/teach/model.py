"""What teaching passes on: the guess for each column, the proposal as a whole, and the doubts about it."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

import polars as pl

from orderdeck.data.exports.profile.records import Profile, RowShape
from orderdeck.data.exports.recognise import Recognised
from orderdeck.data.exports.teach.looks import Look

FileKind = Literal["orders", "stock", "purchases", "products", "suppliers", "tracking"]

SURE: Final = 0.72
"""Confidence from which a column isn't marked as doubtful."""
ACCEPTED: Final = 0.48
"""Confidence from which a column is proposed for a field at all."""

ESSENTIAL: Final[dict[FileKind, tuple[tuple[str, ...], ...]]] = {
    "orders": (("order_id",),),
    "purchases": (("supplier",), ("quantity",)),
    "stock": (("sku",), ("on_hand",)),
    "products": (("product_id",), ("sku",)),
    "suppliers": (("supplier",), ("sku",)),
    "tracking": (("order_id",), ("tracking_number",)),
}
"""Kind -> groups of fields of which at least one must have a column, or no row can be loaded."""

ASKED: Final[dict[FileKind, tuple[tuple[str, ...], ...]]] = {
    "orders": (
        ("quantity", "quantity_open", "products", "codes"),
        ("sku", "item_title", "products", "codes"),
        ("status",),
    ),
    "purchases": (),
    "stock": (),
    "products": (),
    "suppliers": (),
    "tracking": (),
}
"""The same for fields without which rows load, but say wrongly what is owed: one of each group must be sure, or a
person must have decided."""

WANTED: Final[dict[FileKind, tuple[tuple[str, ...], ...]]] = {
    "orders": (
        ("placed_at", "paid_at"),
        ("recipient", "recipient_last", "buyer"),
        ("country", "country_code", "full_address"),
    ),
    "purchases": (("sku", "supplier_sku", "title"), ("ordered_at", "paid_at")),
    "stock": (),
    "products": (),
    "suppliers": (),
    "tracking": (),
}
"""The same for fields whose lack is worth a word."""


@dataclass(frozen=True, slots=True)
class Option:
    """A field that a column could be, with how sure that is and why ("header_same|Order ID", "values|date", …)."""

    field: str
    confidence: float
    reason: str


@dataclass(slots=True)
class ColumnGuess:
    """One column of the file and what it is taken for."""

    name: str
    """Its name in frames: the header folded, `#2` after duplicates."""
    header: str
    """As it stands in the file, cleaned; may be empty."""
    samples: tuple[str, ...]
    """Some of its distinct values, cleaned."""
    look: Look
    field: str = ""
    """The field it is taken for; "" for a column that is left out."""
    confidence: float = 0.0
    reason: str = ""
    """Why: a code with its value after `|`; see `Option`. "chosen" where a person said so."""
    options: tuple[Option, ...] = ()
    """What it could be, the likeliest first."""

    @property
    def doubtful(self) -> bool:
        """Whether a person should look at it."""
        return bool(self.field) and self.reason != "chosen" and self.confidence < SURE


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that the file doesn't show: a code, its value, the column it is about ("" for the whole file).

    An essential one has to be settled before the profile may be saved without a person looking.
    """

    code: str
    value: str = ""
    column: str = ""
    essential: bool = False


@dataclass(slots=True)
class Proposal:
    """A profile for a file, as far as it can be guessed and as a person has corrected it.

    Change it by `data.exports.teach.guess.propose.choose_field` and the attributes below; put an attribute's name
    into `chosen` when a person has decided it, so that it isn't guessed again.
    """

    path: Path
    table: Recognised
    """How the file is read; its own profile knows nothing."""
    batch: pl.DataFrame
    """The file's first rows as text."""
    profiles: tuple[Profile, ...]
    """All profiles there are, to compare with."""
    kind: FileKind
    columns: list[ColumnGuess]
    name: str = ""
    title: str = ""
    row_shape: RowShape = "order"
    encoding: str = ""
    """What a person said it is in, a Python codec; "": found out. `table.encoding` is what it is read in."""
    zone: str = ""
    """IANA; "" while not known."""
    zone_hint: str = ""
    """A zone worth offering: that of the country most parcels go to, where it has but one."""
    currency: str = ""
    """ISO 4217; "" where the file says it itself, or while not known."""
    decimal: Literal[".", ","] = "."
    date_order: Literal["", "auto", "ymd", "dmy", "mdy"] = "auto"
    """"" while the file's dates can be read both ways."""
    statuses: dict[str, str] = field(default_factory=dict)
    """Every status text of the file -> canonical status, "unrecognised" where not known; most common first."""
    payments: dict[str, str] = field(default_factory=dict)
    """The same for the texts of the column about the payment: what each makes of an order that is otherwise to be
    sent."""
    otherwise: str = "unrecognised"
    """Status of rows that say none."""
    rules: list[tuple[dict[str, str], str]] = field(default_factory=list)
    """Statuses told by other columns: condition -> status."""
    says_nothing: str = ""
    """Regular expression for texts of the second status that change nothing: no claim, one that came to nothing."""
    packing: dict[str, object] = field(default_factory=dict)
    """More of the profile's `items`: kind, labels, separator, pattern."""
    furniture: list[str] = field(default_factory=list)
    per_row: list[str] = field(default_factory=list)
    total_of: list[str] = field(default_factory=list)
    chosen: set[str] = field(default_factory=set)

    @property
    def texts(self) -> dict[str, str]:
        """Every text of `payments` and `statuses` -> its status; one that stands in both columns counts as the latter
        has it."""
        return self.payments | self.statuses

    @property
    def mapping(self) -> dict[str, str]:
        """Field -> name of its column."""
        return {column.field: column.name for column in self.columns if column.field}

    def column_of(self, wanted: str) -> ColumnGuess | None:
        """The column taken for a field."""
        return next((column for column in self.columns if column.field == wanted), None)

    def header_of(self, name: str) -> str:
        """The header of the column called `name` in frames, as it stands in the file."""
        return next((column.header for column in self.columns if column.name == name and column.header), name)

    def cells(self, wanted: str) -> pl.Series | None:
        """The values of the column taken for a field, as text; None where there is none."""
        column = self.column_of(wanted)
        return None if column is None else self.batch[column.name]
