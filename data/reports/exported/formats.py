"""A list as the bytes of a file: text with separators, JSON, a workbook, Parquet.

Text is cleaned whatever it came from. In what spreadsheets open no cell begins a formula, and ids, SKUs and amounts are
text. Times are ISO 8601 in UTC, amounts decimal text beside their currency's column; Parquet has them typed.
"""

import io
import json
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

import polars as pl

from orderdeck.data.base.text.iso_times import iso
from orderdeck.data.base.text.sanitize import clean, clean_text
from orderdeck.data.desk.changes.amounts import amount_text
from orderdeck.data.messages.outbox import SHEET_ROWS, Amount, Value, fill_workbook, table_bytes

FORMATS: Final = ("csv", "tsv", "jsonl", "json", "xlsx", "parquet")
BINARY: Final = frozenset({"xlsx", "parquet"})
"""Those that are nothing for a terminal or a pipe of text."""


class TooManyRowsError(ValueError):
    """A workbook's sheet can't hold the list, which has `count` rows."""

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} rows")
        self.count = count


def written(name: str, rows: pl.DataFrame, how: str, *, to_file: bool) -> bytes:
    """The list `name` in the format `how`. `to_file`: CSV and TSV have a BOM and CRLF, which Excel needs for Chinese;
    what goes to a pipe has neither. Raises TooManyRowsError, KeyError for another format."""
    makers: dict[str, Callable[[], bytes]] = {
        "csv": lambda: table_bytes(rows.columns, cells(rows), plain=not to_file),
        "tsv": lambda: table_bytes(rows.columns, cells(rows), tab=True, plain=not to_file),
        "jsonl": lambda: "".join(_json(row) + "\n" for row in _records(rows)).encode(),
        "json": lambda: _pretty(name, rows),
        "xlsx": lambda: _workbook(name, rows),
        "parquet": lambda: _parquet(rows),
    }
    return makers[how]()


def cells(rows: pl.DataFrame) -> Iterator[list[Value]]:
    """The rows as cells of a sheet: text is clean, times and amounts are text."""
    for row in rows.iter_rows():
        yield [_cell(value) for value in row]


def _cell(value: Any) -> Value:
    if isinstance(value, list):
        return "\n".join(f"{one['order_id']} × {one['quantity']}" for one in value)
    if isinstance(value, Decimal):
        return Amount(amount_text(value))
    plain = _plain(value)
    if isinstance(plain, bool):
        return "true" if plain else "false"
    return plain if isinstance(plain, str | int | float) else None


def _plain(value: Any) -> Any:
    """As JSON has it."""
    if isinstance(value, str):
        return clean_text(value, multiline=True)
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, Decimal):
        return amount_text(value)
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return value


def _records(rows: pl.DataFrame) -> Iterator[dict[str, Any]]:
    return ({name: _plain(value) for name, value in row.items()} for row in rows.iter_rows(named=True))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _pretty(name: str, rows: pl.DataFrame) -> bytes:
    return (json.dumps({name: list(_records(rows))}, ensure_ascii=False, indent=2) + "\n").encode()


def _workbook(name: str, rows: pl.DataFrame) -> bytes:
    if rows.height >= SHEET_ROWS:
        raise TooManyRowsError(rows.height)
    made = io.BytesIO()
    fill_workbook(made, rows.columns, cells(rows), sheet_name=name)
    return made.getvalue()


def cleaned(rows: pl.DataFrame) -> pl.DataFrame:
    """`rows` with clean text, for files that keep types."""
    texts = [one for one, kind in rows.schema.items() if kind == pl.String]
    nested = [one for one, kind in rows.schema.items() if kind.is_nested()]
    return rows.with_columns(
        *(clean(pl.col(one), multiline=True) for one in texts),
        *(
            pl.Series(one, [_plain(value) for value in rows[one].to_list()], rows.schema[one])
            for one in nested
        ),
    )


def _parquet(rows: pl.DataFrame) -> bytes:
    made = io.BytesIO()
    cleaned(rows).write_parquet(made)
    return made.getvalue()
