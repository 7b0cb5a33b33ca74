"""A list of orders as a file of the outbox: the same that `orderdeck export` writes."""

import re
from collections.abc import Sequence
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Final

import msgspec

from orderdeck.data.desk import Desk
from orderdeck.data.exported.lists import Made, chosen, made
from orderdeck.data.exported.shipments import Upload, uploads
from orderdeck.data.messages import outbox

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
    """Of picking and packing: how many orders are not on it, by why (data.exported.picking)."""


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
    from orderdeck.tui.present.exported import ENDINGS, content

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


def _shipments(desk: Desk, how: str, order_keys: Sequence[str], zone: tzinfo | None) -> Left:
    """A file for each shop; `how` "": as its marketplace takes it."""
    from orderdeck.tui.present.exported import ENDINGS, content

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
