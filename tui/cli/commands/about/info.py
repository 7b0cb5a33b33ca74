"""`orderdeck info [DIR]`: what a report of a fault needs, ready to be copied."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orderdeck.data.base.text.sanitize import clean_text
from orderdeck.tui.cli.commands.base import Failure, Spoken, echo_json, echo_table, json_option, state_option
from orderdeck.tui.cli.commands.choices import Folder
from orderdeck.tui.cli.commands.desk.opening import desk_paths, desk_settings, tell_problems
from orderdeck.tui.i18n import N_, _
from orderdeck.tui.terminal import exit_codes as exits

if TYPE_CHECKING:
    from orderdeck.data.base.config.settings import Settings
    from orderdeck.data.base.paths import DeskPaths


@click.command(
    "info",
    cls=Spoken,
    help=N_(
        "Show what a report of a fault needs: versions, terminal, folder, limits. Nothing of orders is in it."
    ),
)
@click.argument("folder", metavar="[DIR]", type=Folder(), required=False)
@state_option
@json_option
def command(folder: Path | None, state: Path | None, as_json: bool) -> int:
    from orderdeck.tui.cli.commands.about import facts

    if state is not None and folder is None:
        raise click.UsageError(_("--desk needs the folder of exports, too"))
    paths = desk_paths(folder, state) if folder is not None else None
    settings = _settings(paths)
    told = {
        "program": facts.program(),
        "terminal": facts.terminal(settings.look, os.environ),
        "limits": facts.limits(),
    }
    if paths is not None:
        try:
            told["folder"] = facts.folder(paths, settings)
        except OSError as error:
            raise Failure(_("{folder}: {why}", folder=folder, why=error.strerror or error)) from error
    if as_json:
        echo_json(told)
        return exits.OK
    echo_table(
        [
            [f"{section}.{name}", _shown(value)]
            for section, values in told.items()
            for name, value in values.items()
        ]
    )
    return exits.OK


def _settings(paths: "DeskPaths | None") -> "Settings":
    """The settings; where they can't be used the defaults, which standard error says: it may be what is reported."""
    from orderdeck.data.base.config.settings import Settings, SettingsError, load_own

    try:
        return desk_settings(paths) if paths is not None else load_own()
    except (Failure, SettingsError) as failed:
        tell_problems([failed.message if isinstance(failed, Failure) else str(failed)])
        return Settings()


def _shown(value: str | int | bool | None) -> str:
    """In the same words in every language: it goes into a report."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "-" if value is None else clean_text(str(value))
