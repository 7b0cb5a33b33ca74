"""How long normalising takes: a big AliExpress CSV in batches, by stage, beside a plain Polars baseline.

    python -m tests.bench.normalise_big [ORDERS] [--full]

The baseline reads nothing and cleans nothing: it splits the product cell, extracts code and quantity by regular
expression, parses the dates of one format into UTC and the amounts into decimals. --full writes rows of 680 bytes
with several items instead of lean ones of 430. The figures are for one process; times of Polars' own reading are
given for scale.
"""

import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.exports.containers.records import Limits, Refusal
from orderdeck.data.exports.normalise import Context
from orderdeck.data.exports.normalise import normaliser as normaliser_module
from orderdeck.data.exports.normalise import rows as rows_module
from orderdeck.data.exports.normalise.items.reader import ItemReader
from orderdeck.data.exports.normalise.normaliser import Normaliser
from orderdeck.data.exports.normalise.values.statuses.status import StatusReader
from orderdeck.data.exports.profile.files import load_profiles
from orderdeck.data.exports.recognise import recognise
from orderdeck.data.sample.files.big import write_big_csv

BATCH = 50_000
spent: dict[str, float] = defaultdict(float)


def timed(stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """`function` that adds its processor time to `stage`."""

    def run(*arguments: Any, **options: Any) -> Any:
        start = time.process_time()
        try:
            return function(*arguments, **options)
        finally:
            spent[stage] += time.process_time() - start

    return run


def watch() -> None:
    """Measure the stages from outside, one batch at a time: processor time is told for the process as a whole."""
    normaliser_module.ABREAST = 1  # type: ignore[misc]  # a constant, set on purpose
    for stage, name in (
        ("clean text", "Columns"),
        ("dates", "read_dates"),
        ("ship-by", "read_ship_by"),
        ("money", "read_amounts"),
        ("ids", "read_ids"),
    ):
        setattr(rows_module, name, timed(stage, getattr(rows_module, name)))
    ItemReader.read = timed("items", ItemReader.read)  # type: ignore[method-assign]  # to measure it
    StatusReader.read = timed("status", StatusReader.read)  # type: ignore[method-assign]  # to measure it


def baseline(batch: pl.DataFrame, names: dict[str, str]) -> int:
    """What the same cells cost with no care taken; the number of lines."""
    blocks = (
        batch.select(
            pl.col(names["products"])
            .str.replace_all(r"(?m)^【\d+】", "\x1e")
            .str.strip_prefix("\x1e")
            .str.split("\x1e")
        )
        .explode(names["products"])
        .to_series()
    )
    frame = blocks.to_frame("block").select(
        pl.col("block").str.extract(r"\A([^\n]*)").alias("title"),
        pl.col("block").str.extract(r"\(商家编码:(.*)\)").alias("sku"),
        pl.col("block").str.extract(r"\(产品数量:(\d+)").cast(pl.Int64).alias("quantity"),
    )
    dates = [names[field] for field in ("placed_at", "paid_at", "sent_at", "received_at") if field in names]
    money = [names[field] for field in ("goods_total", "shipping_fee", "discount", "total") if field in names]
    batch.select(
        *(
            pl.col(name)
            .str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False)
            .dt.replace_time_zone("America/Los_Angeles", ambiguous="earliest", non_existent="null")
            .dt.convert_time_zone("UTC")
            for name in dates
        ),
        *(pl.col(name).str.strip_prefix("$").cast(pl.Decimal(18, 4), strict=False) for name in money),
    )
    return frame.height


def main() -> None:
    orders = next((int(word) for word in sys.argv[1:] if word.isdigit()), 1_000_000)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "orders.csv"
        write_big_csv(path, orders, now=datetime(2026, 1, 15, tzinfo=UTC), lean="--full" not in sys.argv)
        found = recognise(path, load_profiles(), Limits())
        assert not isinstance(found, Refusal), found
        start = time.perf_counter()
        whole = pl.read_csv(path, infer_schema=False)
        print(f"{path.stat().st_size / 1e6:.0f} MB, polars.read_csv {time.perf_counter() - start:.2f} s")
        whole.columns = list(found.columns)
        whole = whole.with_row_index("__row", 2).with_columns(pl.col("__row").cast(pl.Int64))
        batches = list(whole.iter_slices(BATCH))
    start, cpu = time.perf_counter(), time.process_time()
    lines = sum(baseline(batch, found.mapping) for batch in batches)
    took, cpu = time.perf_counter() - start, time.process_time() - cpu
    print(f"baseline {took:.2f} s (processor {cpu:.2f} s) for {whole.height} orders, {lines} lines")
    watch()
    normaliser = Normaliser(found, Context.of(found.profile, Settings(), path.name, 1_768_435_200_000_000))
    counts = [0, 0, 0]
    start, cpu = time.perf_counter(), time.process_time()
    for frames in normaliser.frames(batches):
        counts = [total + frame.height for total, frame in zip(counts, frames[:3], strict=True)]
    took = time.perf_counter() - start
    cpu = time.process_time() - cpu
    print(f"normalise {took:.2f} s (processor {cpu:.2f} s): {counts} orders, lines, rejects")
    for stage, seconds in sorted(spent.items(), key=lambda item: -item[1]):
        print(f"  {stage:12} {seconds:6.2f} s")
    print(f"  {'the rest':12} {cpu - sum(spent.values()):6.2f} s")


if __name__ == "__main__":
    main()
