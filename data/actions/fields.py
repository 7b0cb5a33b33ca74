"""The values that an act carries, checked and cleaned before they go into the journal."""

from decimal import Decimal, InvalidOperation
from typing import Any

from orderdeck.data.actions.kinds import Field, Kind
from orderdeck.data.base.text.sanitize import clean_text

LONGEST = 20_000
"""Characters of a text."""
MOST = {"count": 1_000_000_000, "time": 253_402_300_799_000_000}
"""The largest count, and the last moment of the year 9999 (µs, UTC): more than that is a slip."""
DEAREST = Decimal(10) ** 12
"""Amounts stay below it, at four decimals at most, as the desk's columns hold them."""


class FieldError(ValueError):
    """A request can't be meant as it is. `code` is a refusal's, `field` what it is about: field_missing, field_wrong,
    field_unknown; unknown_kind, until_past."""

    def __init__(self, code: str, field: str) -> None:
        super().__init__(f"{code}: {field}")
        self.code, self.field = code, field


def checked(kind: Kind, data: dict[str, Any]) -> dict[str, Any]:
    """`data` as the journal keeps it. Raises FieldError."""
    known = {field.name for field in kind.fields}
    unknown = [name for name in data if name not in known]
    if unknown:
        raise FieldError("field_unknown", clean_text(unknown[0])[:40])
    found = {}
    for field in kind.fields:
        value = data.get(field.name)
        kept = None if value is None else _checked_value(field, value)
        if kept is None or kept == "":
            if field.required:
                raise FieldError("field_missing", field.name)
            continue
        found[field.name] = kept
    return found


def _checked_value(field: Field, value: Any) -> Any:
    try:
        match field.type:
            case "time" | "count":
                return _whole(value, MOST[field.type])
            case "money":
                return f"{_money(value):f}"
            case "flag":
                return (
                    value if isinstance(value, bool) else {"true": True, "false": False}[str(value).lower()]
                )
            case "choice":
                return field.choices[field.choices.index(str(value))]
            case _:
                return clean_text(str(value), multiline=field.type == "long_text")[:LONGEST]
    except (ValueError, KeyError, InvalidOperation) as error:
        raise FieldError("field_wrong", field.name) from error


def _whole(value: Any, most: int) -> int:
    number = int(value)
    if isinstance(value, bool) or not 0 <= number <= most or (isinstance(value, float) and number != value):
        raise ValueError(value)
    return number


def _money(value: Any) -> Decimal:
    number = Decimal(str(value))
    if not number.is_finite() or abs(number) >= DEAREST or number != round(number, 4):
        raise ValueError(value)
    return number
