"""What fuzzers feed: each target takes any bytes and raises only where the product is at fault."""

import os
import tempfile
from functools import cache
from pathlib import Path

import polars as pl

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.base.text.sanitize import INEXACT, clean, clean_text
from orderdeck.data.exports.normalise import DatesAmbiguousError
from orderdeck.data.exports.normalise.dates.dates import DateRules, read_dates
from orderdeck.data.exports.normalise.items.product_cell import CellReader
from orderdeck.data.exports.normalise.values.ids import read_ids
from orderdeck.data.exports.normalise.values.money import read_money
from orderdeck.data.exports.normalise.values.quantity import read_quantities
from orderdeck.data.exports.profile.files import load_profiles
from orderdeck.data.exports.profile_reader import ProfileReader
from orderdeck.data.exports.recognise import Limits, Refusal, RefusalError
from tests.hostile.payloads import unprintable

LABELS = {
    "attributes": ["产品属性"], "sku": ["商家编码"], "quantity": ["产品数量"], "service": ["物流等级&买家选择物流"],
}  # fmt: skip
SMALL = Limits(max_file_mb=2, max_unpacked_mb=8, max_columns=300)


@cache
def _place() -> Path:
    memory = Path("/dev/shm")
    return Path(tempfile.mkdtemp(prefix="orderdeck-fuzz-", dir=memory if memory.is_dir() else None))


@cache
def _reader() -> ProfileReader:
    reader = ProfileReader(_place(), load_profiles(), Settings())
    reader.limits = SMALL
    return reader


def whole_file(data: bytes) -> None:
    """A file with these bytes is refused, or read into rows whose text is clean; rows in = orders + rejects."""
    file = _place() / f"{os.getpid()}.csv"
    file.write_bytes(data)
    try:
        opened = _reader().open(file, "orders.csv", 1_790_000_000_000_000)
        if isinstance(opened, Refusal):
            _shown(opened.detail, *opened.headers)
            return
        for frames in opened.frames():
            for frame in frames.values():
                for name, kind in frame.schema.items():
                    if kind == pl.String:
                        for text in frame[name].drop_nulls().to_list():
                            _kept(text)
    except (RefusalError, DatesAmbiguousError):
        return
    finally:
        file.unlink(missing_ok=True)


def product_cell(data: bytes) -> None:
    """The product cell takes any text apart without a word; what it gives was in the text."""
    text = data.decode("utf-8", "replace").replace("\x00", "")
    cells = pl.Series([text, None, text[: len(text) // 2]], dtype=pl.String)
    cleaned = pl.DataFrame({"cell": cells}).select(clean(pl.col("cell"), multiline=True)).to_series()
    for frame in (CellReader(LABELS).unpack(cells), CellReader(LABELS).unpack(cleaned)):
        assert frame.height >= 0


def fields(data: bytes) -> None:
    """Numbers, dates, quantities and plain text: read, or left unread, whatever they are."""
    text = data.decode("utf-8", "replace")
    column = pl.Series([text, *text.split("\n")[:50]], dtype=pl.String)
    read_ids(column)
    read_quantities(column)
    for decimal in (".", ","):
        read_money(column, decimal)
    for order in ("ymd", "dmy", "mdy"):
        read_dates(column, DateRules("Asia/Shanghai", order))
    _kept(clean_text(text, multiline=True))
    cleaned = pl.DataFrame({"t": column}).select(clean(pl.col("t"), multiline=True)).to_series().drop_nulls()
    for one in cleaned:
        _kept(one)


def _kept(text: str) -> None:
    assert unprintable(text.replace(INEXACT, ""), {"\n", "\t"}) == [], repr(text[:80])


def _shown(*texts: str) -> None:
    for text in texts:
        _kept(clean_text(text))


TARGETS = {"whole_file": whole_file, "product_cell": product_cell, "fields": fields}
