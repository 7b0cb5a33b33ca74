"""What commands of the user's own are given of the desk, and which orders something has happened to."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from orderdeck.data.base.commands.agreed import is_agreed
from orderdeck.data.base.config.settings import SettingsError, offered
from orderdeck.data.base.paths import DeskPaths, user_settings
from orderdeck.data.base.records import Export
from orderdeck.data.base.text.iso_times import iso_of
from orderdeck.data.desk import Desk
from orderdeck.data.desk.as_json import intake_json, orders_json
from orderdeck.data.desk.connection import column
from orderdeck.data.reports.shift import shift
from orderdeck.tui.i18n import _, labelled
from orderdeck.tui.i18n.reasons import reason
from orderdeck.tui.i18n.words.settings import settings_wrong


@dataclass(frozen=True)
class Given:
    """What a command gets on its standard input, and of how many orders that tells."""

    content: bytes
    count: int


def given_orders(desk: Desk, order_keys: Sequence[str], said: dict[str, Any], *, personal: bool) -> Given:
    """Those of these orders that are open, behind what is `said` of the occasion."""
    orders = orders_json(
        desk, order_keys, lambda code, value: reason(f"{code}|{value}" if value else code), personal=personal
    )
    return Given(_json(said | {"orders": orders}), len(orders))


def given_files(exports: Sequence[Export]) -> Given:
    """The files that arrived."""
    return Given(_json({"event": "arrived", **intake_json(exports)}), 0)


def given_shift(desk: Desk, operator: str, since: int) -> Given:
    """The report of the shift from `since` (µs, UTC) on, as `orderdeck report --json` has it."""
    report = msgspec.to_builtins(shift(desk, since))
    said = {"event": "shift_end", "operator": operator, "since": iso_of(since), "report": report}
    return Given(_json(said), 0)


def not_agreed(paths: DeskPaths) -> list[str]:
    """That the desk's settings have something run which the user has not agreed to."""
    try:
        parts = offered(paths)
    except SettingsError as error:  # changed since the deck was opened
        return [settings_wrong(error)]
    if not parts or is_agreed(user_settings(), paths.settings, parts):
        return []
    said = _(
        "its commands run nothing before you have agreed to them: orderdeck commands {folder}",
        folder=paths.exports,
    )
    return [labelled(paths.settings, said)]


class Watched:
    """Which orders were late, and which short of stock, when this was last asked."""

    def __init__(self) -> None:
        self._before: dict[str, set[str]] = {}

    def news(self, desk: Desk) -> dict[str, list[str]]:
        """Event -> keys of the orders that it has happened to since; none the first time."""
        now = {
            "late": column(desk.con, "select order_key from standing where late and not done"),
            "stockout": desk.keys("stockouts"),
        }
        before, self._before = self._before, {event: set(keys) for event, keys in now.items()}
        if not before:
            return {}
        return {event: [key for key in keys if key not in before[event]] for event, keys in now.items()}


def _json(told: dict[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
