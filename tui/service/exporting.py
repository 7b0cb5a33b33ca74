"""A list of orders as a file of the outbox: the same that `orderdeck export` writes."""

import re
from collections.abc import Sequence
from datetime import datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec
import polars as pl

from orderdeck.data.desk import Desk
from orderdeck.data.messages import outbox
from orderdeck.data.reports.exported.lists import Made, chosen, made
from orderdeck.data.reports.exported.maps.filed import Filed, filed
from orderdeck.data.reports.exported.maps.files import load_maps
from orderdeck.data.reports.exported.maps.writing import content as map_content
from orderdeck.data.reports.exported.maps.writing import stems
from orderdeck.data.reports.exported.shipments import Upload, uploads
from orderdeck.tui.present.exported.maps import doubted, doubts_summed_up, left_out, notes, summed_up

if TYPE_CHECKING:
    from orderdeck.tui.present.view.rows import FrameSource

_NO_NAME: Final = re.compile(r"[^a-z0-9]+")


class Left(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a list."""

    path: Path | None
    """None where nothing of it is to be sent."""
    more: tuple[Path, ...] = ()
    """Further files: of shipments there is one a shop."""
    unsure: tuple[str, ...] = ()
    """Marketplaces of whose upload file the columns are not sure."""
    kept_back: dict[str, int] = {}
    """Of picking and packing: how many orders are not on it, by why (data.reports.exported.picking)."""
    notes: tuple[str, ...] = ()
    """Of a map: what else is to be said of it."""
    lacking: bool = False
    """Of a map: whether orders are left out for what they lack."""


def export_list(
    desk: Desk,
    name: str,
    how: str,
    order_keys: Sequence[str] | None,
    zone: tzinfo | None,
    *,
    named: bool = False,
) -> Left:
    """The list `name` of these orders (None: of all) in the format `how`; `named`: an operator marked each of them.
    Raises LedgerError, OSError, TooManyRowsError."""
    from orderdeck.tui.present.exported.written import ENDINGS, content

    keys = chosen(desk) if order_keys is None else order_keys
    if name == "shipments":
        return _shipments(desk, how, keys, zone)
    found = made(desk, name, keys, narrowed=order_keys is not None, named=named)
    kept_back = found.sent.kept_back if found.sent else {}
    if found.sent and not found.rows.height:
        return Left(path=None, kept_back=kept_back)
    told = content(found, how, zone, to_file=True)
    path = outbox.write_bytes(desk.paths, name, ENDINGS[how], told, datetime.now().astimezone())
    return Left(path=path, kept_back=kept_back)


def export_shown(
    desk: Desk, source: "FrameSource", header: Sequence[str], *, xlsx: bool, marked: Sequence[str]
) -> Path:
    """The rows of a source as they are shown, reasons in full; those `marked`, where any are. Raises OSError."""
    if marked:
        source = source.over(source.frame.filter(pl.col("order_key").is_in(list(marked))))
    if "reasons" in source.columns:
        keys = source.frame.select("order_key")
        board = desk.board(keys["order_key"].to_list())
        source = source.over(keys.join(board, on="order_key", maintain_order="left"))
    rows = (source.values(index) for index in range(source.row_count))
    write = outbox.write_xlsx if xlsx else outbox.write_csv
    return write(desk.paths, "orders", header, rows, datetime.now().astimezone())


def export_map(desk: Desk, name: str, order_keys: Sequence[str], *, named: bool = False) -> Left | None:
    """The files of the map `name`, as it is now, of these orders; None where there is no usable one of that name by
    now. Raises LedgerError, OSError, TooManyRowsError."""
    one = load_maps(desk.paths).get(name)
    if one is None:
        return None
    found = filed(desk, one, order_keys, named=named)
    now = datetime.now().astimezone()
    said = [*notes(found)]
    if found.left_out:
        text = "\n".join(left_out(found.left_out))
        said.insert(0, summed_up(found.left_out, outbox.write_text(desk.paths, "left-out", text, now)))
    if unsure := doubted(found):
        path = outbox.write_text(desk.paths, "values-in-doubt", "\n".join(unsure), now)
        said[:0] = doubts_summed_up(found, path)
    paths = _map_files(desk, found, now) if found.orders else []
    return Left(
        path=next(iter(paths), None),
        more=tuple(paths[1:]),
        notes=tuple(said),
        lacking=bool(found.left_out),
    )


def _map_files(desk: Desk, found: Filed, now: datetime) -> list[Path]:
    ending = f".{found.map.format}"
    return [
        outbox.write_bytes(desk.paths, stem, ending, map_content(found.map, file), now)
        for stem, file in zip(stems(found), found.files, strict=True)
    ]


def _shipments(desk: Desk, how: str, order_keys: Sequence[str], zone: tzinfo | None) -> Left:
    """A file for each shop; `how` "": as its marketplace takes it."""
    from orderdeck.tui.present.exported.written import ENDINGS, content

    found = uploads(desk, order_keys)
    paths, now = [], datetime.now().astimezone()
    for place, one in enumerate(found, 1):
        way = how or one.format
        told = content(Made(name="shipments", rows=one.rows, upload=one), way, zone, to_file=True)
        paths.append(outbox.write_bytes(desk.paths, _stem(one, place), ENDINGS[way], told, now))
    unsure = tuple(dict.fromkeys(one.marketplace for one in found if not one.sure))
    return Left(path=next(iter(paths), None), more=tuple(paths[1:]), unsure=unsure)


def _stem(upload: Upload, place: int) -> str:
    """What its file is called: by marketplace and shop, the latter by its place where its name has no Latin letters."""
    shop = _NO_NAME.sub("-", upload.shop.lower()).strip("-")[:24] or f"shop-{place}"
    parts = ["shipments", _NO_NAME.sub("-", upload.marketplace)[:24], *([shop] if upload.shop else [])]
    return "-".join(parts)
