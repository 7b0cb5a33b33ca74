"""`orderdeck intake DIR`: every file that arrived, and what became of it."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from tui import exits, phrases
from tui.cells import cut
from tui.commands.base import (
    Spoken,
    echo_json,
    folder_argument,
    json_option,
    state_option,
    table_lines,
    wait_option,
)
from tui.commands.desk import desk_paths, desk_settings, load_new, tell_broken_profiles
from tui.reasons import refusal
from tui.words import N_, _

if TYPE_CHECKING:
    from data.model import Export

HEADERS_WIDTH: Final = 160
"""Columns that the headers of a refused file get; `check` tells all of them."""


@click.command("intake", cls=Spoken, help=N_("List every file that arrived and what became of it."))
@folder_argument
@state_option
@json_option
@wait_option
def command(folder: Path, state: Path | None, as_json: bool, wait: float) -> int:
    from data.ledger import Ledger

    paths = desk_paths(folder, state)
    load_new(paths, desk_settings(paths), wait)
    tell_broken_profiles(paths)
    with Ledger.open(paths) as ledger:
        exports = ledger.exports()
    show_files(exports, as_json=as_json)
    return exits.OK


def show_files(exports: "Iterable[Export]", *, as_json: bool) -> None:
    """What became of files, for scripts or for people."""
    if as_json:
        from data.desk.scripts import intake_json

        echo_json(intake_json(exports, lambda export: refusal(export.reason, export.detail)))
    else:
        file_table(exports)


def file_table(exports: "Iterable[Export]") -> None:
    """The files under each other for people."""
    head = [_("state"), _("orders"), _("lines"), _("rejected"), _("profile"), _("file")]
    told = list(exports)
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
        for export in told
    ]
    if not rows:
        return
    heading, *lines = table_lines([head, *rows], right=(1, 2, 3))
    click.echo(heading)
    for export, line in zip(told, lines, strict=True):
        click.echo(line)
        if export.state == "refused":
            show_headers(export.headers, export.nearest)


def show_headers(headers: "Sequence[str]", nearest: str) -> None:
    """Below a file that no profile fits: what its columns are called, and which profile came nearest."""
    if headers:
        click.echo("  " + _("Headers seen:") + " " + cut(phrases.joined(headers), HEADERS_WIDTH))
    if nearest:
        click.echo("  " + _("Nearest profile:") + " " + nearest)
