"""Exports of several layouts in every container, and what reading one gives, for the laws about damaged files."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple

from orderdeck.data.exports.profile.files import load_profiles
from orderdeck.data.exports.read import OPEN_END, Told, batches
from orderdeck.data.exports.recognise import Refusal, RefusalError
from orderdeck.data.exports.recognise.files import recognise_by
from orderdeck.data.exports.recognise.fit import Matcher
from orderdeck.data.sample import Style, World, write_export
from orderdeck.data.sample.marketplaces.folder import LAYOUTS
from orderdeck.data.sample.marketplaces.write import numbers_of, write_marketplace
from orderdeck.data.sample.world.style import Container

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
ALIEXPRESS: tuple[Container, ...] = ("csv", "tsv", "semicolon", "utf16", "xls", "xlsx", "html", "xml")
"""Containers of the AliExpress sample: one row an order, product cells of several lines."""


class Outcome(NamedTuple):
    """What reading a file gave."""

    reason: str
    """Of the refusal; "" where it was read."""
    rows: dict[int, tuple[str | None, ...]]
    """Row number -> cells of each row that may become an order's."""
    faults: dict[int, str]
    """Row number -> what is wrong with a row that will be rejected."""
    notes: frozenset[str]
    """Codes of doubts."""
    doubted: frozenset[int] = frozenset()
    """Row numbers of rows that may become an order's, which then bears a doubt."""
    telling: frozenset[int] = frozenset()
    """Places of the columns that the profile reads."""


@cache
def matcher() -> Matcher:
    return Matcher(load_profiles(None, []))


def read(path: Path, *, settled: bool = True) -> Outcome:
    """All of the file at `path`, as far as orders are made of it."""
    told = Told()
    found = recognise_by(path, matcher(), settled=settled)
    try:
        if isinstance(found, Refusal):
            return Outcome(found.reason, {}, {}, frozenset())
        frames = list(batches(found, told=told))
    except RefusalError as error:
        return Outcome(error.refusal.reason, {}, {}, frozenset())
    rows: dict[int, tuple[str | None, ...]] = {}
    faults: dict[int, str] = {}
    doubted: set[int] = set()
    for frame in frames:
        for row in frame.rows():
            *cells, number, fault = row
            if fault and not fault.startswith(OPEN_END):
                faults[number] = fault
                continue
            rows[number] = tuple(cells)
            if fault:
                doubted.add(number)
    codes = {note.partition("|")[0] for note in (*found.notes, *told.notes)}
    telling = (found.columns.index(name) for name in found.mapping.values())
    return Outcome("", rows, faults, frozenset(codes), frozenset(doubted), frozenset(telling))


def samples(folder: Path, orders: int = 12) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each sample."""
    world = World(5, NOW, orders=orders)
    snapshots = world.orders_at(NOW)
    for container in ALIEXPRESS:
        path = write_export(folder / "orders", snapshots, style=Style(container=container), at=NOW)
        yield f"aliexpress {container}", path.read_bytes()
    path = write_export(
        folder / "orders", snapshots, style=Style(container="csv", encoding="gb18030"), at=NOW
    )
    yield "aliexpress gb18030", path.read_bytes()
    for name in LAYOUTS:
        path = folder / "orders"
        write_marketplace(path, snapshots, LAYOUTS[name], at=NOW, numbers=numbers_of(snapshots))
        yield name, path.read_bytes()
