"""`orderdeck commands DIR`: what a deck or a loader over this folder can run, and agreeing to that of the desk."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from orderdeck.data.base.commands.agreed import agree, is_agreed
from orderdeck.data.base.commands.records import shown
from orderdeck.data.base.paths import user_settings
from orderdeck.data.base.text.sanitize import clean_text
from orderdeck.tui.cli.commands.base import Failure, Option, Spoken, echo_table, folder_argument, state_option
from orderdeck.tui.cli.commands.desk.opening import desk_paths, desk_settings
from orderdeck.tui.i18n import N_, _, labelled
from orderdeck.tui.terminal import exit_codes as exits

if TYPE_CHECKING:
    from orderdeck.data.base.config.settings import Settings


@click.command("commands", cls=Spoken, help=N_("Show what a deck can run of yours and of the desk's."))
@folder_argument
@state_option
@click.option(
    "--trust",
    cls=Option,
    is_flag=True,
    help=N_("Agree to what the desk's settings have run, exactly as it is shown."),
)
def command(folder: Path, state: Path | None, trust: bool) -> int:
    from orderdeck.data.base.config.settings import convert_offered, load_own, offered, unread

    paths = desk_paths(folder, state)
    settings = desk_settings(paths)
    mine, own = load_own(), user_settings()
    parts = offered(paths)
    theirs = convert_offered(parts)
    rows = [*_rows(mine, own), *_rows(theirs, paths.settings)]
    if rows:
        echo_table(rows)
    else:
        click.echo(_("Neither your settings nor the desk's have any command."))
    if not parts or is_agreed(own, paths.settings, parts):
        return exits.OK
    wrong = [
        labelled(clean_text(str(paths.settings)), clean_text(f"sources, {why}"))
        for why in unread(paths, theirs.sources, settings.folder.also)
    ]
    if wrong:  # no deck would start once they are agreed to
        raise Failure("\n".join(wrong), exits.USAGE)
    if not trust:
        click.echo(
            _(
                "You have not agreed to those of {file}: they run nothing. --trust agrees.",
                file=paths.settings,
            )
        )
        return exits.OK
    try:
        kept = agree(own, paths.settings, parts)
    except OSError as error:
        raise Failure(_("{folder}: {why}", folder=own.parent, why=error.strerror or error)) from error
    click.echo(_("Agreed to, until anything in them changes: {file}", file=kept))
    return exits.OK


def _rows(settings: "Settings", file: Path) -> list[list[str]]:
    told = [
        *(
            (one.name, one.key, one.run, (one.act or "", "personal" * one.personal))
            for one in settings.commands
        ),
        *((one.on, "", one.run, ("personal" * one.personal,)) for one in settings.hooks),
        *((one.name, _minutes(one.every), one.run, ("→", one.into or ".")) for one in settings.sources),
    ]
    return [
        [name, clean_text(key), shown(run), clean_text(" ".join(filter(None, more))), str(file)]
        for name, key, run, more in told
    ]


def _minutes(every: float) -> str:
    return _("each {minutes:g} min", minutes=every)
