"""Which Parquet files hold which exports, now."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import duckdb

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.ledger import Ledger, Part
from orderdeck.data.ledger.parts.shapes import with_shape

UNREADABLE: Final = (duckdb.IOException, duckdb.InvalidInputException, duckdb.SerializationException, OSError)
"""What reading a part raises where it is gone, torn or no Parquet."""


def order_parts(ledger: Ledger) -> list[Part]:
    """Visible parts of orders whose files are there, oldest first."""
    return [part for part in ledger.whole_parts() if part.kind == "orders"]


def holding(parts: Iterable[Part], export_ids: set[str]) -> list[Part]:
    """Those of `parts` that hold any of the exports."""
    return [part for part in parts if not export_ids.isdisjoint(part.export_ids)]


def files(paths: DeskPaths, parts: Iterable[Part], stem: str) -> list[str]:
    """Paths of the Parquet files of `parts` for `stem` ("orders", "lines", "rejects"), to be read together: one that
    brings the columns which older parts lack is among them."""
    return with_shape(
        paths, stem, [str(file_in(paths, part, name)) for part in parts for name in part.files(stem)]
    )


def file_in(paths: DeskPaths, part: Part, name: str) -> Path:
    """Where the file `name` of `part` lies."""
    return paths.parts / part.name / name
