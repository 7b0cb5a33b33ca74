"""`orderdeck intake DIR`: every file that arrived, and what became of it."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tui import exits, phrases
from tui.commands.base import (
    Spoken,
    echo_json,
    echo_table,
    folder_argument,
    json_option,
    state_option,
    wait_option,
)
from tui.commands.desk import desk_paths, desk_settings, load_new
from tui.reasons import refusal
from tui.words import N_, _

if TYPE_CHECKING:
    from data.model import Export


@click.command("intake", cls=Spoken, help=N_("List every file that arrived and what became of it."))
@folder_argument
@state_option
@json_option
@wait_option
def command(folder: Path, state: Path | None, as_json: bool, wait: float) -> int:
    from data.ledger import Ledger

    paths = desk_paths(folder, state)
    load_new(paths, desk_settings(paths), wait)
    with Ledger.open(paths) as ledger:
        exports = [export for export in ledger.exports(after=0) if export.state != "duplicate"]
    if as_json:
        echo_json({"files": [file_record(export) for export in exports]})
    else:
        file_table(exports)
    return exits.OK


def file_record(export: "Export") -> dict[str, Any]:
    """One file as scripts get it. Counts are what the file held; `reason` is a code, empty where loaded."""
    return {
        "name": export.name,
        "state": export.state,
        "profile": export.profile,
        "orders": export.orders,
        "lines": export.lines,
        "rejected": export.rejected,
        "reason": export.reason,
    }


def file_table(exports: "Iterable[Export]") -> None:
    """The files under each other for people."""
    head = [_("state"), _("orders"), _("lines"), _("rejected"), _("profile"), _("file")]
    rows = [
        [
            phrases.phrase(phrases.FILE_STATES, export.state),
            str(export.orders),
            str(export.lines),
            str(export.rejected),
            export.profile,
            export.name
            + (f" · {refusal(export.reason, export.detail)}" if export.state == "refused" else ""),
        ]
        for export in exports
    ]
    if rows:
        echo_table([head, *rows], right=(1, 2, 3))
