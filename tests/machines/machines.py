"""A desk on several machines: state folders with caches of their own."""

import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.desk import Desk
from orderdeck.data.ledger import Ledger
from orderdeck.data.stock.open_desk import open_desk
from tests.keep.kept_desk import SETTINGS

NOW = 1_774_000_000_000_000
"""The moment (µs, UTC) at which desks here stand still."""


def machine(place: Path, name: str) -> DeskPaths:
    """A machine of that name, with a folder of exports that is empty."""
    folder = place / name
    folder.mkdir()
    return DeskPaths.of(folder)


def new_schema() -> str:
    return f"desk_{uuid.uuid4().hex[:12]}"


def desk(paths: DeskPaths, operator: str = "li", minutes: int = 0) -> Desk:
    """The desk as this machine has it, whose clock is so many minutes ahead."""
    return open_desk(paths, SETTINGS, NOW + minutes * 60_000_000, operator=operator)


def rows(paths: DeskPaths) -> dict[str, Any]:
    """Every row of the ledger."""
    with Ledger.open(paths) as ledger:
        return {
            "exports": ledger.exports(),
            "acts": ledger.acts(),
            "parts": ledger.parts(),
            "known": ledger.known_parts(),
            "replaced": ledger.replaced_parts(),
        }


def board(shown: Desk) -> Sequence[dict[str, Any]]:
    """Every open order as the desk shows it."""
    keys = [key for view in shown.views() for key in shown.keys(view.key)]
    return shown.board(sorted({*keys})).sort("order_key").to_dicts()


def shown(paths: DeskPaths) -> Sequence[dict[str, Any]]:
    """The same, of a desk that is opened for it."""
    opened = desk(paths)
    try:
        assert opened.losses == []
        return board(opened)
    finally:
        opened.close()
