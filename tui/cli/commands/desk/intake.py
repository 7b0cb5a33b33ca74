"""`orderdeck intake DIR`: every file that arrived, and what became of it."""

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from orderdeck.tui.cli.commands.base import (
    Spoken,
    echo_json,
    folder_argument,
    json_option,
    quiet_option,
    read_only_option,
    state_option,
    table_lines,
    wait_option,
)
from orderdeck.tui.cli.commands.desk.opening import opened
from orderdeck.tui.i18n import N_, _, phrases
from orderdeck.tui.i18n.reasons import note, refusal
from orderdeck.tui.present.notices.waiting import why
from orderdeck.tui.present.panels.lists import AGAINST, passed_over
from orderdeck.tui.terminal import exit_codes as exits
from orderdeck.tui.terminal.cell_width import cut

if TYPE_CHECKING:
    from orderdeck.data.base.records import Export, Waiting

HEADERS_WIDTH: Final = 160
"""Columns that the headers of a refused file get; `check` tells all of them."""


@click.command("intake", cls=Spoken, help=N_("List every file that arrived and what became of it."))
@folder_argument
@state_option
@read_only_option
@quiet_option
@json_option
@wait_option
def command(folder: Path, state: Path | None, as_json: bool, wait: float) -> int:
    waiting: list[Waiting] = []
    with opened(folder, state, wait, on_waiting=waiting.extend) as desk:
        show_files(desk.intake()[::-1], waiting, desk.withdrawn, as_json=as_json)
    return exits.OK


def show_files(
    exports: "Iterable[Export]",
    waiting: "Sequence[Waiting]",
    withdrawn: "Collection[str]" = (),
    *,
    as_json: bool,
) -> None:
    """What became of files, which are waited for, and which were `withdrawn` (ids), for scripts or for people."""
    if as_json:
        from orderdeck.data.desk.as_json import intake_json, waiting_json

        files = intake_json(exports, lambda export: refusal(export.reason, export.detail), withdrawn)
        echo_json(files | waiting_json(waiting, why))
    else:
        file_table(exports, waiting, withdrawn)


def file_table(
    exports: "Iterable[Export]", waiting: "Sequence[Waiting]" = (), withdrawn: "Collection[str]" = ()
) -> None:
    """The files under each other for people, those that are waited for first; by its number `act withdraw` knows a
    file. What is no table and was never meant as one is counted in the last line."""
    head = [_("no."), _("state"), _("orders"), _("lines"), _("rejected"), _("profile"), _("file")]
    every = list(exports)
    told = [export for export in every if not export.passed_over]
    passed = len(every) - len(told)
    awaited = [
        ["", phrases.phrase(phrases.FILE_STATES, one.state), "", "", "", "", f"{one.name} · {why(one)}"]
        for one in waiting
    ]
    rows = [
        [
            str(export.seq),
            phrases.file_state(export, withdrawn),
            str(export.orders),
            str(export.lines),
            str(export.rejected),
            export.profile,
            export.name
            + (f" · {refusal(export.reason, export.detail)}" if export.state == "refused" else "")
            + "".join(f" · {note(told)}" for told in export.notes if told.startswith(AGAINST)),
        ]
        for export in told
    ]
    if rows or awaited:
        _show_table([head, *awaited, *rows], told)
    if passed:
        click.echo(passed_over(passed))


def _show_table(table: list[list[str]], told: "Sequence[Export]") -> None:
    """`table` ends with a row for each of the files `told`; below those that are refused stand their headers."""
    heading, *lines = table_lines(table, right=(0, 2, 3, 4))
    click.echo(heading)
    awaited = len(lines) - len(told)
    for line in lines[:awaited]:
        click.echo(line)
    for export, line in zip(told, lines[awaited:], strict=True):
        click.echo(line)
        if export.state == "refused":
            show_headers(export.headers, export.nearest)


def show_headers(headers: "Sequence[str]", nearest: str) -> None:
    """Below a file that no profile fits: what its columns are called, and which profile came nearest."""
    if headers:
        click.echo("  " + _("Headers seen:") + " " + cut(phrases.joined(headers), HEADERS_WIDTH))
    if nearest:
        click.echo("  " + _("Nearest profile:") + " " + nearest)
