"""Order numbers and SKUs by how they begin, straight from the parts: for shells that complete, without a desk."""

from typing import Literal

import polars as pl

from orderdeck.data.ledger.store import Ledger


def beginning(ledger: Ledger, column: Literal["order_id", "sku"], start: str, most: int = 100) -> list[str]:
    """At most `most` order numbers or SKUs of the desk that begin with `start`, sorted; case counts.

    Raises LedgerError, and OSError or polars' errors where a part can't be read."""
    stem = "orders" if column == "order_id" else "lines"
    folder = ledger.paths.parts
    files = [folder / part.name / f"{stem}.parquet" for part in ledger.whole_parts() if part.kind == "orders"]
    found: set[str] = set()
    for file in files:
        if not file.is_file():
            continue
        rows = (
            pl.scan_parquet(file, glob=False)
            .select(pl.col(column))
            .filter(pl.col(column).str.starts_with(start))
        )
        found.update(rows.unique().sort(column).head(most).collect()[column].to_list())
    return sorted(found)[:most]
