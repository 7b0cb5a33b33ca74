"""`forget`: personal data of orders that were finished with long ago leaves the desk.

Gone for good are names, addresses, phones, e-mail, tax numbers, remarks and custom information of such orders in every
Parquet part, free text of acts on them, cells quoted in rejected rows, what was seen of refused files, and damaged
files that were kept aside. What stays is what books need: order ids, status, times, amounts, SKUs, country, service,
tracking number, who of the operators did what and when. The files in the exports folder, the outbox and backups are
their owner's, and are only counted.
"""

import os
import shutil
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, Final

import msgspec
import polars as pl

from orderdeck.data.base.guards import kept_files
from orderdeck.data.base.guards.own_files import read_own
from orderdeck.data.base.guards.temporary import sweep
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.vocabulary import status
from orderdeck.data.exports.dating.newer import pictures
from orderdeck.data.intake.lock import hold
from orderdeck.data.ledger import Ledger, Part
from orderdeck.data.ledger.database.bearing import NAMED, marks
from orderdeck.data.ledger.database.engine import Database
from orderdeck.data.ledger.database.in_use import alone
from orderdeck.data.ledger.parts.folder import damaged_files
from orderdeck.data.ledger.parts.writer import PartWriter, read_part

PERSONAL: Final = (
    "buyer", "email", "recipient", "province", "city", "address", "full_address", "full_address_local",
    "national_address", "zip", "phone", "tax_number",
    "remark", "custom_info",
)  # fmt: skip
"""Columns of the orders frame that tell of a person."""

KEPT_DATA: Final = (
    "to", "until", "what", "answer", "template", "language", "word", "quantity", "expected_at", "source", "supplier",
    "unit_price", "currency", "supplier_sku", "sku", "product_id", "decision", "step", "pieces", "plan",
    "account",
)  # fmt: skip
"""Fields of acts that hold no free text of or about a buyer; of a forgotten order's acts all others go."""


class Forgotten(msgspec.Struct, frozen=True, kw_only=True):
    """What was done, and what is not ours to do."""

    orders: int = 0
    parts: int = 0  # rewritten
    rows: int = 0  # of orders, all their states
    rejects: int = 0
    acts: int = 0
    refusals: int = 0  # refused files whose headers were forgotten
    aside: int = 0  # folders of damaged files
    damaged: list[str] = []  # parts that could not be read, so not rewritten
    outbox: int = 0  # files of that time that are still in the outbox
    exports: int = 0  # and in the exports folder
    backup: str = ""  # where the last backup was written


def forget(paths: DeskPaths, before: int) -> Forgotten:
    """Removes what is personal of orders whose newest state is a finished one from before `before` (µs, UTC): what the
    desk shows (`data.exports.dating.newer`), so that exports that were withdrawn have no say in it.

    Nobody may have the desk open: raises LoaderBusy or LedgerBusy, and other LedgerErrors. Wherever it was stopped,
    doing it again goes on.
    """
    with hold(paths, "forget", patience=3.0):
        if not paths.shared.exists():
            with alone(paths, patience=0.5):
                pass  # no deck with the old rows in memory, which would bring them back on its screen
        with Ledger.open(paths) as ledger, ledger.loading(), _nobody_elsewhere(ledger):
            parts = ledger.parts()
            damaged = [part for part in parts if damaged_files(paths, part)]
            readable = [part for part in parts if part not in damaged]
            places = _places(ledger)
            keys = _finished(paths, readable, damaged, places, before)
            old = places.filter(pl.col("at") < before)["export_id"]
            done = _rewrite(paths, ledger, readable, keys, old)
            acts, refusals = _rewrite_ledger(ledger, keys, before)
        aside = _drop_aside(paths)
        # Drafts of processes that were killed, and parts that never came into their place.
        sweep(paths, everything=True)
        for left in paths.staging.iterdir():
            shutil.rmtree(left, ignore_errors=True)
        paths.remarks.unlink(missing_ok=True)  # digests alone, but of their words
        kept_files.forget(paths)
        return Forgotten(
            acts=acts, refusals=refusals, aside=aside, damaged=[part.name for part in damaged],
            outbox=_older(paths.outbox, before), exports=_older(paths.exports, before), backup=_backup(paths), **done,
        )  # fmt: skip


# Parts


def _places(ledger: Ledger) -> pl.DataFrame:
    """What exports point to (`export_id` in Parquet), with the place of its newest picture among those of its kind,
    and the moment of that (µs, UTC).

    Withdrawn exports stand before all others: they tell of what no other knows, and of nothing else.
    """
    exports, withdrawn = ledger.exports(), ledger.withdrawn()
    found: dict[str, tuple[int, int]] = {}
    for kind in {export.kind for export in exports}:
        mine = [export for export in exports if export.kind == kind]
        out = pictures(export for export in mine if export.export_id in withdrawn)
        for place, export in enumerate((*out, *pictures(mine, withdrawn))):
            found[export.content] = (place, export.exported_at)
    rows = [(content, *place) for content, place in found.items()]
    return pl.DataFrame(
        rows, schema={"export_id": pl.String, "place": pl.Int64, "at": pl.Int64}, orient="row"
    )


def _finished(
    paths: DeskPaths, parts: list[Part], damaged: list[Part], places: pl.DataFrame, before: int
) -> set[str]:
    """Keys of orders whose newest state, as the desk shows it, is finished and older than `before`.

    Not those that a part which can't be read may show otherwise.
    """
    states = []
    for part in parts:
        for name in part.files("orders") if part.kind == "orders" else []:
            states.append(
                pl.scan_parquet(paths.parts / part.name / name)
                .select(
                    "order_key",
                    "export_id",
                    pl.col("status").is_in(status.CLOSED).fill_null(False).alias("closed"),
                )
                .group_by("order_key", "export_id")
                .agg(pl.col("closed").all())
                .collect()
            )
    if not states:
        return set()
    every = pl.concat(states).join(places, on="export_id")
    newest = every.filter(pl.col("place") == pl.col("place").max().over("order_key"))
    unread = [content for part in damaged if part.kind == "orders" for content in part.export_ids]
    doubtful = places.filter(pl.col("export_id").is_in(unread))["place"].max()
    done = newest.filter(pl.col("closed") & (pl.col("at") < before))
    if doubtful is not None:
        done = done.filter(pl.col("place") > doubtful)
    return set(done["order_key"])


def _rewrite(
    paths: DeskPaths, ledger: Ledger, parts: list[Part], keys: set[str], old: pl.Series
) -> dict[str, int]:
    done = {"parts": 0, "rows": 0, "rejects": 0}
    orders: set[str] = set()
    gone = pl.Series("order_key", sorted(keys), dtype=pl.String).implode()
    for part in parts:
        found = read_part(paths, part)
        changed, mine, rejects = _cleared(found, gone, old.implode())
        if not mine and not rejects:
            continue
        orders.update(mine)
        writer = PartWriter(paths, f"f{os.urandom(8).hex()}", part.kind, part.export_ids)
        try:
            writer.add(changed)
            ledger.merge(writer.publish(), [part.name])
        except BaseException:
            writer.discard()
            raise
        done = {
            "parts": done["parts"] + 1,
            "rows": done["rows"] + len(mine),
            "rejects": done["rejects"] + rejects,
        }
    # Also parts that an earlier merge, or an earlier attempt, left for readers with an older list.
    ledger.stored.drop(ledger.known_parts(), ledger.replaced_parts())
    for name in ledger.replaced_parts():
        shutil.rmtree(paths.parts / name, ignore_errors=True)
    return done | {"orders": len(orders)}


def _cleared(
    found: dict[str, pl.DataFrame], gone: pl.Series, old: pl.Series
) -> tuple[dict[str, pl.DataFrame], list[str], int]:
    """`found` without what is personal of the orders `gone`, and without what was quoted of rows that the exports `old`
    had rejected; the order key of each row that lost something, and how many rejects did."""
    changed, rejects = dict(found), 0
    keys: list[str] = []
    if "orders" in found:
        orders = found["orders"]
        names = [name for name in PERSONAL if name in orders.columns]
        hit = pl.col("order_key").is_in(gone) & pl.any_horizontal(
            pl.col(name).is_not_null() for name in names
        )
        keys = orders.filter(hit)["order_key"].to_list()
        mine = pl.col("order_key").is_in(gone)
        changed["orders"] = orders.with_columns(
            pl.when(mine).then(None).otherwise(pl.col(name)).alias(name) for name in names
        )
    if "rejects" in found:
        quoted = pl.col("export_id").is_in(old) & pl.col("detail").is_not_null()
        rejects = found["rejects"].select(quoted.sum()).item() or 0
        changed["rejects"] = found["rejects"].with_columns(
            pl.when(quoted).then(None).otherwise(pl.col("detail")).alias("detail")
        )
    return changed, keys, rejects


# Ledger, its write-ahead log and its second copy


def _nobody_elsewhere(ledger: Ledger) -> AbstractContextManager[None]:
    """On a shared desk no deck has the old rows in memory while they go."""
    return ledger.alone() if ledger.is_shared else nullcontext()


def _rewrite_ledger(ledger: Ledger, keys: set[str], before: int) -> tuple[int, int]:
    with ledger.unguarded() as db:
        acts = _clear_acts(db, sorted(keys))
        old = "state = 'refused' and loaded_at < ? and (headers <> '[]' or detail <> '')"
        refusals = db.execute(f"select count(*) from exports where {old}", (before,)).fetchone()[0]
        db.execute(f"update exports set headers = '[]', detail = '' where {old}", (before,))
    return acts, int(refusals)


def _clear_acts(db: Database, keys: Sequence[str]) -> int:
    cleared = 0
    for first in range(0, len(keys), NAMED):
        some = keys[first : first + NAMED]
        sql = f"select seq, data from journal where data <> '{{}}' and order_key in ({marks(some)})"
        for seq, data in db.execute(sql, some).fetchall():
            before: dict[str, Any] = msgspec.json.decode(data)
            after = {name: value for name, value in before.items() if name in KEPT_DATA or _is_plain(value)}
            if after != before:
                db.execute(
                    "update journal set data = ? where seq = ?", (msgspec.json.encode(after).decode(), seq)
                )
                cleared += 1
    return cleared


def _is_plain(value: Any) -> bool:
    return value is None or isinstance(value, (bool, int, float))


# What else there is


def _drop_aside(paths: DeskPaths) -> int:
    try:
        folders = [entry for entry in paths.damaged.iterdir() if entry.is_dir() and not entry.is_symlink()]
    except FileNotFoundError:
        return 0
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    return len(folders)


def _older(folder: Path, before: int) -> int:
    """How many files of `folder` were last written before `before`."""
    count = 0
    for root, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            try:
                count += (Path(root) / name).lstat().st_mtime_ns // 1000 < before
            except OSError:
                continue
    return count


def _backup(paths: DeskPaths) -> str:
    try:
        note = msgspec.json.decode(read_own(paths.last_backup), type=dict[str, Any])
    except (OSError, msgspec.MsgspecError):
        return ""
    file = str(note.get("file", ""))
    return file if Path(file).is_file() else ""
