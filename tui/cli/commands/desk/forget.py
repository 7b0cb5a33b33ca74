"""`orderdeck forget DIR --older-than 90d`: personal data of orders finished long ago leaves the desk."""

import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
import msgspec

from orderdeck.tui.cli.commands.base import (
    Failure,
    Option,
    Spoken,
    echo_json,
    folder_argument,
    is_quiet,
    json_option,
    quiet_option,
    state_option,
)
from orderdeck.tui.cli.commands.choices import completing
from orderdeck.tui.cli.commands.desk.errors import desk_errors
from orderdeck.tui.cli.commands.desk.opening import desk_paths, tell_problems
from orderdeck.tui.i18n import N_, _, times
from orderdeck.tui.terminal import exit_codes as exits

if TYPE_CHECKING:
    from orderdeck.data.maintenance.forget import Forgotten

_AGE: Final = re.compile(r"(\d{1,5})([dwmy]?)")
_DAYS: Final = {"": 1, "d": 1, "w": 7, "m": 30, "y": 365}


@click.command(
    "forget",
    cls=Spoken,
    help=N_(
        "Remove names, addresses, phones and remarks of orders that were finished with long ago, for good.\n\n"
        "Order ids, amounts, SKUs and times stay. The exports themselves, the outbox and backups are yours to delete."
    ),
)
@folder_argument
@state_option
@click.option(
    "--older-than",
    "age",
    cls=Option,
    required=True,
    metavar="AGE",
    shell_complete=completing(lambda: ("90d", "6m", "1y", "2y")),
    help=N_("Finished longer ago than this: 90d, 12w, 6m, 2y."),
)
@json_option
@quiet_option
def command(folder: Path, state: Path | None, age: str, as_json: bool) -> int:
    from orderdeck.data.maintenance.forget import forget

    found = _AGE.fullmatch(age.strip().lower())
    if not found:
        raise Failure(_("--older-than: {age} is no age; write 90d, 12w, 6m or 2y", age=age), exits.USAGE)
    paths = desk_paths(folder, state)
    if not paths.is_there:
        raise Failure(_("{folder}: there is no desk here", folder=paths.state))
    days = int(found[1]) * _DAYS[found[2]]
    with desk_errors():
        done = forget(paths, time.time_ns() // 1000 - days * 86_400_000_000)
    if as_json:
        echo_json(msgspec.to_builtins(done))
    else:
        _show(done)
    return exits.REFUSED if done.damaged else exits.OK


def _show(done: "Forgotten") -> None:
    lines = [
        _("Orders that were forgotten: {count}.", count=times.count(done.orders)),
        _("Their rows in Parquet: {rows}, in {parts} parts.", rows=times.count(done.rows), parts=done.parts),
        _("Acts whose notes and messages were forgotten: {count}.", count=times.count(done.acts)),
        _("Cells quoted in rejected rows: {count}.", count=times.count(done.rejects)),
        _("Refused files whose headers were forgotten: {count}.", count=times.count(done.refusals)),
    ]
    if done.aside:
        lines.append(_("Damaged files that were kept aside, removed: {count}.", count=done.aside))
    damaged = [
        _("Part {part} can't be read and was left: run doctor --repair, then this again.", part=part)
        for part in done.damaged
    ]
    if is_quiet():
        tell_problems(damaged)
        return
    lines += damaged
    if done.exports:
        lines.append(
            _(
                "Files of that time in the exports folder, which are yours to delete: {count}.",
                count=done.exports,
            )
        )
    if done.outbox:
        lines.append(
            _("Files of that time in the outbox, which are yours to delete: {count}.", count=done.outbox)
        )
    if done.backup:
        lines.append(_("A backup still has it all: {file}", file=done.backup))
    click.echo("\n".join(lines))
