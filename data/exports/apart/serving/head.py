"""The header of a table that no profile knows, and its first rows."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from orderdeck.data.exports.containers.records import Limits, Recognised, Refusal
from orderdeck.data.exports.profile.records import Profile
from orderdeck.data.exports.read import batches
from orderdeck.data.exports.recognise.look import look


def first_rows(
    path: Path, profiles: Sequence[Profile], limits: Limits, root: Path, encoding: str, rows: int
) -> tuple[Recognised, pl.DataFrame] | Refusal:
    """How the table at `path` is read and its first rows, `rows` at most; see `data.exports.recognise.look`. A Refusal
    where it is no table, or has no rows. Raises RefusalError."""
    table = look(path, profiles, limits, root, encoding=encoding)
    if isinstance(table, Refusal):
        return table
    batch = next(batches(table, batch_rows=rows), None)
    if batch is None or not batch.height:
        return Refusal("no_rows", headers=table.headers)
    return table, batch
