"""Empty Parquet files with every column of a frame, read along with parts.

Parts never change, so those of an earlier orderdeck lack the columns that were added since, and where no file of a
query has a column, SQL that names it fails. With one of these files beside the parts it is there, and null.
"""

import hashlib
import io
import logging
import secrets
from functools import cache
from pathlib import Path

import polars as pl

from orderdeck.data.base.guards.permissions import Rights
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.vocabulary.frames import BY_KIND, PARTS, UTC

_log = logging.getLogger(__name__)


def with_shape(paths: DeskPaths, stem: str, files: list[str]) -> list[str]:
    """`files` of `stem` ("orders", "lines", "stock", …) and, where there are any, the file with all of its columns.

    It stands last: what DuckDB guesses of a query's size it takes from the first. Where it can't be written, the
    files alone, which are enough unless all are older than a column.
    """
    if not files:
        return files
    content = _content(stem)
    file = paths.shapes / f"{stem}-{hashlib.sha256(content).hexdigest()[:16]}.parquet"
    try:
        if not file.exists():
            _write(paths, file, content)
    except OSError as error:
        if not paths.read_only:
            _log.warning("%s could not be written: %s", file.name, type(error).__name__)
        return files
    return [*files, str(file)]


@cache
def _content(stem: str) -> bytes:
    schema = PARTS.get(stem) or BY_KIND[stem]
    packed = io.BytesIO()
    pl.DataFrame(schema={**schema, "export_id": pl.String, "exported_at": UTC}).write_parquet(packed)
    return packed.getvalue()


def _write(paths: DeskPaths, file: Path, content: bytes) -> None:
    rights = Rights.of(paths)
    rights.make_folder(paths.shapes)
    aside = file.with_name(f"{file.name}.{secrets.token_hex(4)}.tmp")
    with rights.replacing(file, aside) as out:
        out.write(content)
