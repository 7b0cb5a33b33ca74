"""Merging of small parts: a day of many small exports must not become thousands of files to open."""

import logging
import secrets
from collections.abc import Callable
from typing import Final

import polars as pl

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.ledger.errors import LedgerDamaged
from orderdeck.data.ledger.parts.writer import PartWriter, read_part
from orderdeck.data.ledger.records import Part
from orderdeck.data.ledger.store import Ledger

SMALL_ROWS: Final = 100_000
"""A part with fewer rows takes part in merges; so each row is written anew only a few times in its life."""
MANY: Final = 32
"""How many small parts of one kind start a merge."""
AT_ONCE: Final = 200_000
"""Rows of one merged part at most, roughly; bounds memory."""

_log = logging.getLogger(__name__)


def merge_small(
    paths: DeskPaths,
    ledger: Ledger,
    begin: Callable[[], None] | None = None,
    *,
    many: int = MANY,
    small_rows: int = SMALL_ROWS,
) -> Part | None:
    """Merges the oldest small parts of one kind where there are `many`; the merged part, or None.

    `begin` is called first where there is something to merge. Every row keeps its own `export_id` and
    `exported_at`. Only for the holder of the loader's lock. A damaged part is left as it is, for `doctor` to see to.
    Raises LedgerError.
    """
    for chosen in _groups(ledger.parts(), many, small_rows):
        if begin:
            begin()
        sound = {part.name: frames for part in chosen if (frames := _frames(paths, part)) is not None}
        if len(sound) < 2:
            continue
        taken = [part for part in chosen if part.name in sound]
        return _merge(paths, ledger, taken, list(sound.values()))
    return None


def _groups(parts: list[Part], many: int, small_rows: int) -> list[list[Part]]:
    kinds: dict[str, list[Part]] = {}
    for part in parts:
        if part.rows < small_rows:
            kinds.setdefault(part.kind, []).append(part)
    groups = []
    for small in kinds.values():
        if len(small) < many:
            continue
        chosen, rows = [], 0
        for part in small:
            if rows + part.rows > AT_ONCE:
                break
            chosen.append(part)
            rows += part.rows
        groups.append(chosen)
    return groups


def _frames(paths: DeskPaths, part: Part) -> dict[str, pl.DataFrame] | None:
    try:
        return read_part(paths, part)
    except (LedgerDamaged, OSError, pl.exceptions.PolarsError) as error:
        _log.warning("part %s left out of a merge: %s", part.name, type(error).__name__)
        return None


def _merge(paths: DeskPaths, ledger: Ledger, parts: list[Part], held: list[dict[str, pl.DataFrame]]) -> Part:
    export_ids = [export_id for part in parts for export_id in part.export_ids]
    stems = dict.fromkeys(stem for frames in held for stem in frames)
    # "diagonal": parts of an earlier orderdeck may lack a column that was added since.
    frames = {
        stem: pl.concat([found[stem] for found in held if stem in found], how="diagonal_relaxed")
        for stem in stems
    }
    held.clear()
    writer = PartWriter(paths, f"m{secrets.token_hex(8)}", parts[0].kind, export_ids)
    try:
        writer.add(frames)
        merged = writer.publish()
    except BaseException:
        writer.discard()
        raise
    ledger.merge(merged, [part.name for part in parts])
    return merged
