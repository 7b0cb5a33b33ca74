"""Typed cells of a workbook as text: numbers plain, dates ISO, what a float can't hold marked."""

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, Final

import polars as pl

from orderdeck.data.base.text.sanitize import INEXACT

EXACT_BELOW: Final = 10**15
"""A spreadsheet keeps 15 digits: an id of more, read from a numeric cell, has lost some."""


def number_text(value: float) -> str:
    """A number as plain decimal text: 12.0 -> "12", 0.1 -> "0.1", never with an exponent.

    Fifteen significant digits, as spreadsheets show them (so 12.299999999999999 is "12.3"). From 1e15 on digits
    can't be trusted, so INEXACT stands in front.
    """
    if isinstance(value, int):
        return str(value) if abs(value) < EXACT_BELOW else f"{INEXACT}{value}"
    if value != value or value in (float("inf"), float("-inf")):
        return str(value)
    if abs(value) >= EXACT_BELOW:
        return f"{INEXACT}{Decimal(value):.0f}"
    if value.is_integer():
        return str(int(value))
    text = format(value, ".15g")
    return format(Decimal(text), "f") if "e" in text else text


def moment_text(value: dt.datetime) -> str:
    """A date and time as "2024-01-05 10:04:59"; what serial numbers miss a second by is rounded off."""
    if value.microsecond:
        whole = (value + dt.timedelta(milliseconds=500)).replace(microsecond=0)
        value = whole if abs(whole - value) < dt.timedelta(milliseconds=10) else value
    return value.isoformat(sep=" ", timespec="milliseconds" if value.microsecond else "seconds")


def duration_text(value: dt.timedelta) -> str:
    """A duration as hours, minutes and seconds: "76:30:00"."""
    seconds = round(value.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


_TEXTS: Final[dict[type, Callable[[Any], str]]] = {
    float: number_text,
    int: number_text,
    bool: lambda value: "TRUE" if value else "FALSE",
    dt.datetime: moment_text,
    dt.date: dt.date.isoformat,
    dt.time: lambda value: value.isoformat(timespec="seconds"),
    dt.timedelta: duration_text,
}


def text_of(value: object) -> str:
    """The text of a cell of whatever type; "" for an empty one (errors such as #N/A come as empty)."""
    if isinstance(value, str):
        return value
    return "" if value is None else _TEXTS.get(type(value), str)(value)


def text_column(name: str, values: Sequence[object]) -> pl.Series:
    """`text_of` over a column."""
    try:
        return pl.Series(name, values, dtype=pl.String)
    except TypeError:  # not all of it is text already
        return pl.Series(name, [text_of(value) for value in values], dtype=pl.String)
