"""Which column is which field: header and values weighed together, each field given to one column."""

from collections.abc import Mapping, Sequence
from typing import Final

from orderdeck.data.base.vocabulary.fields import MONEY_FIELDS
from orderdeck.data.exports.teach.guess.headers import Likeness, Vocabulary, concepts_of
from orderdeck.data.exports.teach.looks import Look, suits
from orderdeck.data.exports.teach.model import ACCEPTED, ColumnGuess, Option

BY_VALUES: Final[dict[str, dict[str, float]]] = {
    "email": {"email": 0.6},
    "currency": {"currency": 0.6},
    "country": {"country": 0.6},
    "country_code": {"country": 0.5, "country_code": 0.5},
    "phone": {"phone": 0.5},
    "date": {"placed_at": 0.5, "ordered_at": 0.5},
    "id": {"order_id": 0.5, "purchase_id": 0.5},
    "code": {"sku": 0.5},
    "cell": {"products": 0.7},
    "list": {"codes": 0.55},
    "integer": {"quantity": 0.48, "on_hand": 0.48},
}
"""Look -> fields that it alone makes likely, whatever the header says."""

RARE: Final = frozenset(
    (
        "order_id_alt", "key_id", "substatus", "seller", "platform", "cancel_request", "payment_method",
        "fulfilled_by", "fulfilled_by_extra", "payment_status", "risk_status", "cancelled_at",
        "line_tax", "line_discount", "shipping_tax", "stock_on_hand",
        "stock_on_order", "quantity_open", "unit", "remark_extra", "remark_notes",
        "custom_info", "is_business", "tax_number",
        "mobile", "address_2", "address_3", "address_4", "address_5", "line_total", "product_id",
        "full_address_local", "national_address", "city_true", "paid_total", "duties", "subsidy", "managed_discount",
        "supply_price", "tax_collected", "ean",
    )
)  # fmt: skip
"""Fields that a weak likeness isn't enough for: taken wrongly they do harm, left out hardly any."""
_RARE_FROM: Final = 0.7
_EMPTY_FROM: Final = 0.75
"""The same for columns without a value, where only the header speaks."""
_TOLD: Final = 0.6
"""Confidence from which a header says what a column is, so that its values alone don't."""
EXACT: Final = frozenset(
    (
        "order_id_alt",
        "key_id",
        "quantity_open",
        "fulfilled_by",
        "fulfilled_by_extra",
        "payment_status",
        "risk_status",
        "city_true",
        "full_address_local",
        "national_address",
        "managed_discount",
        "subsidy",
        "supply_price",
        "tax_collected",
        "cancel_request",
        "platform",
        "substatus",
        "codes",
    )
)
"""Fields taken by nothing but the very header that is known for them."""
_OTHERS: Final = frozenset(("bill", "refund", "transaction", "weight", "company", "reported", "discount"))
"""Concepts of columns that are about something else, whatever their values look like."""

_GOODS: Final = frozenset(("sku", "item", "line", "product", "title"))
"""Concepts of columns that tell what is bought."""
_OF_GOODS: Final = frozenset(("codes", "products", "sku"))
"""Fields of such columns: what a header calls an order's number, or a parcel's, is none of them."""

_NO_AMOUNT: Final = frozenset(
    ("number", "code", "status", "method", "tracking", "date", "name", "phone", "email", "address", "zip", "country",
     "city", "quantity", "weight", "remark", "recipient", "buyer", "warehouse", "parcel")
)  # fmt: skip
"""Concepts that no amount's header has, unless it speaks of an amount as well."""
_NO_TIME: Final = frozenset(
    (
        "number",
        "code",
        "status",
        "method",
        "tracking",
        "amount",
        "price",
        "fee",
        "quantity",
        "address",
        "phone",
    )
)
"""Concepts that no time's header has."""

_UNLIKELY: Final = 0.4
"""What is left of a header's likeness where the values can't be that."""


def options_of(
    header: str, look: Look, vocabulary: Vocabulary, status_share: float = 0.0
) -> tuple[Option, ...]:
    """What a column could be, the likeliest first. `status_share` is the share of its values that are known as
    statuses."""
    found = {
        field: _weighed(likeness, look, status_share)
        for field, likeness in vocabulary.likenesses(header).items()
    }
    found = {
        field: option
        for field, option in found.items()
        if option.reason.startswith("header_same") or not _contradicts(field, concepts_of(header))
    }
    told = max((option.confidence for option in found.values()), default=0.0)
    silent = told < _TOLD and not look.running and not vocabulary.is_none(header)
    silent = silent and not concepts_of(header) & _OTHERS
    # A number with dashes may be a telephone's or any other's: a header that speaks of a number decides.
    silent = silent and not (look.kind == "phone" and concepts_of(header) & {"number", "order", "code"})
    by_values = BY_VALUES.get(look.kind, {}) if silent else {}
    if concepts_of(header) & {"order", "tracking"} and not concepts_of(header) & _GOODS:
        by_values = {field: share for field, share in by_values.items() if field not in _OF_GOODS}
    if "country" in concepts_of(header):
        by_values = {field: share for field, share in by_values.items() if field != "currency"}
    if status_share >= 0.5 and look.kind in ("words", "name"):
        by_values = {"status": 0.5 + 0.3 * status_share}
    _status_or_province(found, status_share)
    _more_words(found)
    for field, confidence in by_values.items():
        before = found.get(field)
        if before is None or before.confidence < confidence:
            found[field] = Option(field, confidence, f"values|{look.kind}")
    return tuple(
        sorted(
            found.values(),
            key=lambda option: (-option.confidence, option.field in RARE | EXACT, option.field),
        )
    )


def _contradicts(field: str, concepts: frozenset[str]) -> bool:
    """Whether a header says something that `field` isn't, though half of its words are alike: a shipment's number is no
    fee, the day from which it may be sent isn't the one on which it was."""
    if field in MONEY_FIELDS:
        amount = concepts & {"fee", "price", "amount", "total", "subtotal", "discount", "tax"}
        return bool(concepts & _NO_AMOUNT and not amount) or (
            field == "shipping_fee" and "parcel" in concepts and not concepts & {"fee", "price"}
        )
    if field in ("phone", "mobile"):
        return "number" in concepts and not concepts & {"phone", "mobile"}
    if field == "tracking":
        return "parcel" in concepts and "tracking" not in concepts
    if field in ("received_at", "sent_at") and "deadline" in concepts:
        return True
    if field.endswith("_at") or field == "ship_by":
        return bool(concepts & _NO_TIME) or ("earliest" in concepts and "deadline" not in concepts)
    return False


def _more_words(found: dict[str, Option]) -> None:
    """A second column of remarks goes with the first: reading one too many takes seconds, missing one costs a
    parcel."""
    remark = found.get("remark")
    if remark is not None and remark.reason.startswith("header_same"):
        more = Option("remark_extra", round(0.9 * remark.confidence, 4), remark.reason)
        found["remark_extra"] = max(more, found.get("remark_extra", more), key=lambda one: one.confidence)


def _status_or_province(found: dict[str, Option], status_share: float) -> None:
    """Where a header means either ("Estado"), the values say which."""
    both = [found.get("status"), found.get("province")]
    if not all(option is not None and option.reason.startswith("header_same") for option in both):
        return
    loser, left = ("province", 0.4) if status_share >= 0.25 else ("status", 0.6)
    option = found[loser]
    found[loser] = Option(loser, round(option.confidence * left, 4), option.reason)


def _weighed(likeness: Likeness, look: Look, status_share: float) -> Option:
    fit = suits(look, likeness.field)
    if fit is None:
        factor = 0.95 if look.kind != "empty" else 0.85
    elif fit == 0:
        factor = _UNLIKELY if not likeness.same else 0.6
    else:
        factor = 0.75 + 0.25 * fit
    if likeness.field == "status" and look.kind in ("words", "name") and status_share > 0:
        factor = min(1.0, factor + 0.2 * status_share)
    if likeness.field == "status" and look.filled < 0.9:
        factor *= 0.9  # every order has a status; its details may be blank
    code = "header_same" if likeness.score >= 0.97 else "header_alike"
    return Option(likeness.field, round(likeness.score * factor, 4), f"{code}|{likeness.alias}")


def assign(columns: Sequence[ColumnGuess], fields: Mapping[str, str]) -> None:
    """Give each column its field by its `options`, the surest pairs first; those below ACCEPTED stay without."""
    pairs = [
        (option.confidence, -place, option, column)
        for place, column in enumerate(columns)
        for option in column.options
        if option.field in fields and _enough(option, column)
    ]
    taken: dict[str, float] = {}
    for confidence, _place, option, column in sorted(pairs, key=lambda pair: pair[:2], reverse=True):
        if (
            not column.field
            and option.field not in taken
            and not _told_in_parts(option.field, confidence, taken)
        ):
            taken[option.field] = confidence
            column.field, column.confidence, column.reason = (
                option.field,
                option.confidence,
                option.reason,
            )


def _told_in_parts(field: str, confidence: float, taken: Mapping[str, float]) -> bool:
    """Whether columns that are surer tell the same in parts: beside a recipient's first and last name, half a name is
    another's."""
    parts = ("recipient_first", "recipient_last")
    return field == "recipient" and all(taken.get(part, 0) > confidence for part in parts)


def _enough(option: Option, column: ColumnGuess) -> bool:
    if option.field in EXACT and not option.reason.startswith("header_same") and column.look.kind != "list":
        return False
    if column.look.kind == "empty":
        return option.confidence >= _EMPTY_FROM
    return option.confidence >= (_RARE_FROM if option.field in RARE else ACCEPTED)
