"""How long loading a row-per-item export takes, from recognising to Parquet, beside DuckDB's bare `read_csv`.

    python -m tests.bench.row_per_item [ROWS] [--profile]
    python -m tests.bench.row_per_item --days FOLDER PROFILE.toml

The file is an All Orders report (32 columns, 260 bytes a row, 5 rows to 3 orders) as CSV. The baseline has DuckDB read
the same file into a table, all columns text, with two threads. Best of three of each.
--days loads every CSV of a folder by a profile of one's own and tells the time for all.
"""

import argparse
import cProfile
import pstats
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import polars as pl

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.exports.containers.records import Limits, Refusal
from orderdeck.data.exports.normalise import Context
from orderdeck.data.exports.normalise.normaliser import Normaliser
from orderdeck.data.exports.profile.files import load_profiles
from orderdeck.data.exports.profile.records import Profile
from orderdeck.data.exports.read import batches
from orderdeck.data.exports.recognise import recognise

HEADER = [
    "amazon-order-id", "merchant-order-id", "purchase-date", "last-updated-date", "order-status",
    "fulfillment-channel", "sales-channel", "order-channel", "url", "ship-service-level", "product-name",
    "sku", "asin", "item-status", "quantity", "currency", "item-price", "item-tax", "shipping-price",
    "shipping-tax", "gift-wrap-price", "gift-wrap-tax", "item-promotion-discount",
    "ship-promotion-discount", "ship-city", "ship-state", "ship-postal-code", "ship-country",
    "promotion-ids", "is-business-order", "purchase-order-number", "price-designation",
]  # fmt: skip


def write(path: Path, rows: int) -> int:
    """A file of `rows` rows at `path`; how many orders it holds."""
    row = pl.int_range(rows, dtype=pl.Int64, eager=True)
    order = (row * 3 // 5).alias("order")
    dice = pl.DataFrame([row.alias("row"), order]).with_columns(
        pl.col("order").hash(1).alias("a"),
        pl.col("row").hash(2).alias("b"),
        pl.col("order").hash(3).alias("c"),
    )
    moment = pl.lit(1_750_000_000_000_000) - (pl.col("a") % 30_000_000).cast(pl.Int64) * 1_000_000
    when = moment.cast(pl.Datetime("us")).dt.strftime("%Y-%m-%dT%H:%M:%S+00:00")
    status = pl.when(pl.col("c") % 20 == 0).then(pl.lit("Unshipped")).otherwise(pl.lit("Shipped"))
    told = {
        "amazon-order-id": pl.format(
            "112-{}-{}", 1_000_000 + pl.col("order"), 1_000_000 + pl.col("a") % 9_000_000
        ),
        "purchase-date": when,
        "last-updated-date": when,
        "order-status": status,
        "item-status": status,
        "fulfillment-channel": pl.lit("Merchant"),
        "sales-channel": pl.lit("Amazon.com"),
        "ship-service-level": pl.when(pl.col("c") % 9 == 0)
        .then(pl.lit("Expedited"))
        .otherwise(pl.lit("Standard")),
        "product-name": pl.format("Enamel camping mug with lid, pattern {}, 350 ml", pl.col("b") % 4000),
        "sku": pl.format("MUG-{}", pl.col("b") % 4000),
        "asin": pl.format("B0{}", 10_000_000 + pl.col("b") % 4000),
        "quantity": (pl.col("b") % 7 // 5 + 1).cast(pl.String),
        "currency": pl.lit("USD"),
        "item-price": pl.format("{}.{}", pl.col("b") % 90 + 9, pl.col("b") % 90 + 10),
        "item-tax": pl.lit("0.85"),
        "shipping-price": pl.lit("3.99"),
        "shipping-tax": pl.lit("0.00"),
        "item-promotion-discount": pl.lit("0.00"),
        "ship-promotion-discount": pl.lit("0.00"),
        "ship-city": pl.format("Town {}", pl.col("c") % 900),
        "ship-state": pl.lit("OH"),
        "ship-postal-code": (43000 + pl.col("c") % 900).cast(pl.String),
        "ship-country": pl.lit("US"),
        "is-business-order": pl.lit("false"),
    }
    dice.select(told.get(name, pl.lit(None, pl.String)).alias(name) for name in HEADER).write_csv(path)
    return int(order.n_unique())


def load(path: Path, profiles: list[Profile], into: Path) -> tuple[int, int, int]:
    """Loads `path` to Parquet in `into`; orders, lines, rejected rows."""
    found = recognise(path, profiles, Limits())
    assert not isinstance(found, Refusal), found
    context = Context.of(found.profile, Settings(), path.name, int(path.stat().st_mtime * 1e6))
    parts = list(Normaliser(found, context).frames(batches(found)))

    def kept(name: str, frames: list[pl.DataFrame]) -> int:
        if some := [frame for frame in frames if frame.height]:
            pl.concat(some).write_parquet(into / f"{path.stem}.{name}.parquet", compression="zstd")
        return sum(frame.height for frame in frames)

    return (
        kept("orders", [part.orders for part in parts]),
        kept("lines", [part.lines for part in parts]),
        kept("rejects", [part.rejects for part in parts]),
    )


def best(work: Callable[[], object], times: int = 3) -> tuple[float, object]:
    """Seconds of the quickest of `times` runs, and what the last gave."""
    took = []
    result: object = None
    for _ in range(times):
        start = time.perf_counter()
        result = work()
        took.append(time.perf_counter() - start)
    return min(took), result


def bare(path: Path) -> int:
    """DuckDB reads `path` into a table, all text."""
    with duckdb.connect() as connection:
        connection.execute("set threads = 2")
        connection.execute(
            "create table t as select * from read_csv(?, all_varchar = true)", [str(path)]
        ).fetchall()
        return int(connection.execute("select count(*) from t").fetchall()[0][0])


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("rows", nargs="?", type=int, default=1_000_000)
    asked.add_argument("--profile", action="store_true")
    asked.add_argument("--days", nargs=2, type=Path)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if options.days:
            exports, profile = options.days
            days(exports, profile, folder)
            return
        path = folder / "all-orders.csv"
        orders = write(path, options.rows)
        print(f"{options.rows} rows, {orders} orders, {path.stat().st_size / 1e6:.0f} MB")
        profiles = load_profiles()
        plain, count = best(lambda: bare(path))
        assert count == options.rows
        if options.profile:
            profiler = cProfile.Profile()
            profiler.runcall(load, path, profiles, folder)
            pstats.Stats(profiler).sort_stats("tottime").print_stats(30)
        ours, counts = best(lambda: load(path, profiles, folder))
        assert counts == (orders, options.rows, 0), counts
        print(f"duckdb read_csv {plain:.2f} s; orderdeck {ours:.2f} s; {ours / plain:.1f} times")


def days(exports: Path, profile: Path, folder: Path) -> None:
    import tomllib

    from orderdeck.data.exports.profile.check import check_profile

    profiles = [*load_profiles(), check_profile(tomllib.loads(profile.read_text(encoding="utf-8")))]
    files = sorted(exports.glob("*.csv"))
    took, counts = best(lambda: [load(file, profiles, folder) for file in files])
    assert isinstance(counts, list)
    told = [sum(count[place] for count in counts) for place in range(3)]
    print(f"{len(files)} files in {took:.2f} s: {told[0]} orders, {told[1]} lines, {told[2]} rejected rows")


if __name__ == "__main__":
    main()
