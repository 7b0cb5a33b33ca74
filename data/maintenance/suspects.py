"""Exports that look wrong: dated ahead of their arrival, or sending many orders back to an earlier step of work.

Nothing on the disk is damaged by them, and doctor mends none of them: whether one is wrong only its owner knows, who
can withdraw it (`data.actions.withdraw`).
"""

from datetime import UTC, datetime
from typing import Final, Literal

import msgspec

from orderdeck.data.actions.withdraw import named
from orderdeck.data.base.config.settings import Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Export
from orderdeck.data.desk import Desk
from orderdeck.data.desk.pictures.one_order import as_one
from orderdeck.data.desk.pictures.parts import files, holding, order_parts
from orderdeck.data.exports.dating.newer import pictures
from orderdeck.data.ledger import Ledger

BACK_ORDERS: Final = 3
"""An export looks wrong that has at least so many open orders at an earlier step than an older export: one or two are
returns, and mistakes of a marketplace;"""
BACK_SHARE: Final = 0.2
"""and at least this share of the orders that it lists and older exports list as well: of a big one a few always do."""
AHEAD_US: Final = 26 * 3_600_000_000
"""A name in the zone of its writer is ahead by up to so much (UTC-12 to UTC+14) without being wrong."""


class Suspect(msgspec.Struct, frozen=True, kw_only=True):
    """An export that looks wrong, and by what."""

    code: Literal["ahead", "sends_back"]
    name: str
    export: str
    """Its id."""
    withdraw: str
    """What `orderdeck act DIR withdraw` knows it by."""
    kind: str = "orders"
    arrived_at: datetime
    taken_at: datetime
    """The moment as of which it counts; for `ahead` no later than its arrival, but in desks of version 1."""
    claimed_at: datetime | None = None
    """`ahead`: what its name or its time says."""
    orders: int = 0
    """`sends_back`: open orders that stand at an earlier step because of it,"""
    known: int = 0
    """and how many of those that it lists older exports list as well."""


def suspects(paths: DeskPaths, settings: Settings) -> list[Suspect]:
    """Exports of the desk at `paths` that count and look wrong, oldest first.

    What can't be read is left out: doctor tells of that. Raises LedgerError.
    """
    with Ledger.open(paths) as ledger:
        exports, withdrawn = ledger.exports(), ledger.withdrawn()
    kinds = sorted({export.kind for export in exports})
    counting = [one for kind in kinds for one in pictures((e for e in exports if e.kind == kind), withdrawn)]
    desk = Desk.open(paths, settings)
    try:
        found = [
            _suspect(desk, export, "ahead", claimed_at=_time(_claimed(export)))
            for export in counting
            if _is_ahead(export)
        ]
        for export, orders in _sending_back(desk):
            known = _known_before(desk, export)
            if orders >= BACK_SHARE * known:
                found.append(_suspect(desk, export, "sends_back", orders=orders, known=known))
    finally:
        desk.close()
    return sorted(found, key=lambda one: (one.arrived_at, one.name, one.code))


def _is_ahead(export: Export) -> bool:
    told = any(note.startswith("ahead|") for note in export.notes)
    return told or _claimed(export) > export.loaded_at + AHEAD_US


def _claimed(export: Export) -> int:
    return max(export.claimed_at, export.exported_at)


def _sending_back(desk: Desk) -> list[tuple[Export, int]]:
    counts = desk.sent_back()
    return [
        (export, counts[export.seq]) for export in desk.pictures if counts.get(export.seq, 0) >= BACK_ORDERS
    ]


def _known_before(desk: Desk, export: Export) -> int:
    """How many of the orders that `export` lists exports list that are older than it."""
    place = next(n for n, one in enumerate(desk.pictures) if one.seq == export.seq)
    older = {one.content for one in desk.pictures[:place]}
    every = order_parts(desk.ledger)
    mine, before = (holding(every, ids) for ids in ({export.content}, older))
    if not mine or not before:
        return 0
    held = {part.name: part for part in (*mine, *before)}
    # An order that one export knows by an id and another by its number alone is one, as on the desk.
    sql = """
        with listed as (
            select distinct order_key, export_id from read_parquet($files, union_by_name = true)
            where export_id = $content or export_id in (select unnest($older::varchar[]))
        )
        select count(distinct order_key) from listed where export_id = $content
        and order_key in (select order_key from listed where export_id in (select unnest($older::varchar[])))
    """
    parameters = {
        "files": files(desk.paths, held.values(), "orders"),
        "content": export.content,
        "older": sorted(older),
    }
    [(known,)] = desk.con.execute(as_one(desk.con, sql), parameters).fetchall()
    return int(known)


def _suspect(
    desk: Desk,
    export: Export,
    code: Literal["ahead", "sends_back"],
    *,
    claimed_at: datetime | None = None,
    orders: int = 0,
    known: int = 0,
) -> Suspect:
    by_name = named(desk, export.name)
    return Suspect(
        code=code,
        name=export.name,
        export=export.export_id,
        withdraw=export.name if by_name and by_name.export_id == export.export_id else export.export_id,
        kind=export.kind,
        arrived_at=_time(export.loaded_at),
        taken_at=_time(export.exported_at),
        claimed_at=claimed_at,
        orders=orders,
        known=known,
    )


def _time(us: int) -> datetime:
    return datetime.fromtimestamp(min(us, 253_402_300_799_000_000) / 1e6, UTC)
