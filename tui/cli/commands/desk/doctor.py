"""`orderdeck doctor DIR`: check everything on a desk, and put right what can be."""

import shlex
import sys
from collections.abc import Mapping
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
import msgspec

from orderdeck.tui.cli.commands.base import (
    READ_ONLY,
    Failure,
    Option,
    Spoken,
    echo_json,
    folder_argument,
    is_quiet,
    json_option,
    quiet_option,
    read_only_option,
    state_option,
)
from orderdeck.tui.cli.commands.desk.errors import desk_errors
from orderdeck.tui.cli.commands.desk.opening import (
    desk_paths,
    desk_settings,
    loaders_elsewhere,
    loaders_told,
    tell_broken_profiles,
    tell_notes,
    tell_problems,
)
from orderdeck.tui.i18n import N_, _, ngettext, times
from orderdeck.tui.terminal import exit_codes as exits

if TYPE_CHECKING:
    from orderdeck.data.base.paths import DeskPaths
    from orderdeck.data.intake.rebuild.findings import Finding
    from orderdeck.data.maintenance.suspects import Suspect

FOUND: Final[Mapping[str, str]] = {
    "ledger_damaged": N_("the database {subject} is damaged ({detail})"),
    "ledger_behind": N_("the database {subject} lacks rows that its second copy has: {count}"),
    "copy_torn": N_("the second copy {subject} has lines that are not what was written: {count}"),
    "copy_behind": N_("the second copy {subject} lacks rows that the database has: {count}"),
    "part_damaged": N_("part {subject} is damaged: {detail}"),
    "part_put_again": N_("part {subject} was gone or damaged where all machines find it"),
    "export_rebuilt": N_("{subject}: read again from its file"),
    "export_lost": N_("{subject}: its file is no longer in the folder; it held {detail}"),
    "export_without_part": N_("{subject}: loaded, but its rows are gone"),
    "leftover": N_("{subject}: left over by a process that died"),
    "open_to_others": N_("{subject}: other accounts may read it"),
    "clock_ahead": N_("this machine's clock is ahead of the database server's, by minutes: {count}"),
    "clock_behind": N_("this machine's clock is behind the database server's, by minutes: {count}"),
}
"""What doctor finds."""

DONE: Final[Mapping[str, str]] = {
    "ledger_damaged": N_("made anew from its second copy; the old one is kept in damaged/{aside}"),
    "ledger_behind": N_("added"),
    "copy_torn": N_("written anew"),
    "copy_behind": N_("written anew"),
    "part_damaged": N_("replaced; the old one is kept in damaged/{aside}"),
    "part_put_again": N_("put there again"),
    "export_rebuilt": "",
    "export_lost": N_("what was sound is kept; put the file back and run doctor again for the rest"),
    "leftover": N_("removed"),
    "open_to_others": N_("closed"),
}
"""What doctor did about it."""

SUSPECT: Final[Mapping[str, str]] = {
    "ahead": N_("{file}: dated {claimed}, but it arrived {arrived}; it counts as of {taken}"),
    "sends_back": N_(
        "{file} (arrived {arrived}): {count} of the {known} orders that older files know as well stand at an earlier "
        "step because of it"
    ),
}
"""Why an export looks wrong."""


@click.command(
    "doctor",
    cls=Spoken,
    help=N_("Check the ledger, its second copy and every Parquet file; with --repair put right what can be."),
)
@folder_argument
@state_option
@read_only_option
@click.option(
    "--repair", cls=Option, is_flag=True, help=N_("Put right what can be; damaged files are kept aside.")
)
@json_option
@quiet_option
def command(folder: Path, state: Path | None, repair: bool, as_json: bool) -> int:
    from orderdeck.data.intake.process import follow_progress
    from orderdeck.data.maintenance import doctor
    from orderdeck.data.maintenance.suspects import suspects
    from orderdeck.tui.present.notices import sources
    from orderdeck.tui.present.panels import people

    paths = desk_paths(folder, state)
    if not paths.is_there:
        raise Failure(_("{folder}: there is no desk here", folder=paths.state))
    settings = desk_settings(paths)
    if click.get_current_context().meta.get(READ_ONLY):
        if repair:
            raise click.UsageError(_("--repair writes to the desk: not with --read-only"))
        paths = paths.for_reading()
    elif not repair:
        paths = _as_can_be(paths)
    tell_broken_profiles(paths)
    tell = _tell if sys.stderr.isatty() and not is_quiet() else None
    with desk_errors():
        found = doctor.repair(paths, settings, tell) if repair else doctor.examine(paths, tell)
        # Of a damaged ledger nothing more can be said; looking would make it anew.
        damaged = any(one.code == "ledger_damaged" and not one.mended for one in found)
        odd = [] if damaged else suspects(paths, settings)
    failing = sources.failing(follow_progress(paths))
    if tell is not None:
        click.echo("\r\x1b[K", nl=False, err=True)
    there = loaders_elsewhere(paths)
    if as_json:
        told = {"findings": found, "suspects": odd, "sources": failing, "elsewhere": loaders_told(there)}
        echo_json(msgspec.to_builtins(told))
    elif is_quiet():
        tell_problems(said(finding) for finding in found if not finding.mended)
    else:
        _show(found, repair)
        _show_suspects(odd, folder, state, times.zone_of(settings.look.zone))
        for one in failing:
            click.echo(sources.line(one, times.zone_of(settings.look.zone)))
        for other in there:
            zone = times.zone_of(settings.look.zone)
            click.echo(people.loader(other.operator, other.machine, other.exports, other.since, zone))
    return exits.OK if all(finding.mended for finding in found) else exits.REFUSED


def _as_can_be(paths: "DeskPaths") -> "DeskPaths":
    """For reading alone where this account, or anybody, may not write to the desk just now."""
    from orderdeck.data.ledger import Ledger, LedgerDenied, LedgerError, LedgerFull

    try:
        Ledger.open(paths).close()
    except (LedgerDenied, LedgerFull):
        tell_notes([_("read only: the desk can't be written to")])
        return paths.for_reading()
    except LedgerError:
        pass  # told below
    return paths


def _tell(done: int, total: int) -> None:
    click.echo(f"\r\x1b[K{done}/{total}", nl=False, err=True)


def _show(found: "list[Finding]", repaired: bool) -> None:
    for finding in found:
        click.echo(said(finding))
    if not found:
        click.echo(_("Everything is as it was written."))
    elif not repaired:
        click.echo(_("Nothing was changed; --repair puts right what can be."))
    else:
        left = sum(not finding.mended for finding in found)
        if left:
            click.echo(ngettext("{count} could not be put right.", "{count} could not be put right.", left))


def _show_suspects(odd: "list[Suspect]", folder: Path, state: Path | None, zone: tzinfo | None) -> None:
    if not odd:
        return
    click.echo(_("Files that look wrong (nothing is damaged by them):"))
    desk = f"--desk {shlex.quote(str(state))} " if state else ""
    for one in odd:
        click.echo(f"  {suspicion(one, zone)}")
        command = f"orderdeck act {desk}{shlex.quote(str(folder))} withdraw {shlex.quote(one.withdraw)}"
        click.echo("    " + _("if it is wrong: {command}", command=command))
    click.echo(
        _("Or in the deck: i lists the files, W withdraws the one under the cursor. u takes that back.")
    )


def suspicion(one: "Suspect", zone: tzinfo | None) -> str:
    """Why an export looks wrong, as a line."""
    values = {
        "file": one.name,
        "arrived": times.full_stamp(one.arrived_at, zone),
        "taken": times.full_stamp(one.taken_at, zone),
        "claimed": times.full_stamp(one.claimed_at, zone),
        "count": one.orders,
        "known": one.known,
    }
    return _(SUSPECT[one.code], **values)


def said(finding: "Finding") -> str:
    """A finding, and what was done about it, as a line."""
    values = {
        "subject": finding.subject,
        "detail": finding.detail,
        "count": finding.count,
        "aside": finding.aside,
    }
    text = _(FOUND[finding.code], **values)
    done = DONE.get(finding.code, "")
    return f"{text} → {_(done, **values)}" if finding.mended and done else text
