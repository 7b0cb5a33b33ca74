"""`orderdeck report DIR`: the report of a shift, for the terminal, as Markdown or as one HTML file."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

import click
import msgspec

from orderdeck.tui.cli.commands.base import (
    Failure,
    Option,
    Spoken,
    echo_json,
    folder_argument,
    json_option,
    quiet_option,
    read_only_option,
    state_option,
    wait_option,
)
from orderdeck.tui.cli.commands.desk.opening import opened
from orderdeck.tui.cli.commands.read.journal import read_moment
from orderdeck.tui.i18n import LANGUAGES, N_, _, choose, times, use
from orderdeck.tui.terminal import exit_codes as exits

SUFFIXES: Final = {".html": "html", ".htm": "html", ".md": "markdown", ".markdown": "markdown"}
"""Suffix of `--out` -> how it is written."""


@click.command("report", cls=Spoken, help=N_("Report on a shift: what came in, who did what, what is left."))
@folder_argument
@state_option
@read_only_option
@quiet_option
@json_option
@wait_option
@click.option(
    "--since",
    "since_text",
    cls=Option,
    default="8h",
    metavar="TIME",
    help=N_("When the shift began: 8h (default), 06:00, yesterday, 2026-09-18T06:00."),
)
@click.option("--md", "as_markdown", cls=Option, is_flag=True, help=N_("As Markdown."))
@click.option("--html", "as_html", cls=Option, is_flag=True, help=N_("As one HTML file."))
@click.option(
    "--out",
    cls=Option,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help=N_("Write it to this file; .html and .md say how."),
)
@click.option(
    "--language",
    cls=Option,
    type=click.Choice(LANGUAGES),
    default=None,
    help=N_("Language of the report: zh or en."),
)
def command(
    folder: Path,
    state: Path | None,
    as_json: bool,
    wait: float,
    since_text: str,
    as_markdown: bool,
    as_html: bool,
    out: Path | None,
    language: str | None,
) -> int:
    if as_markdown + as_html + as_json > 1:
        raise click.UsageError(_("One of --md, --html and --json."))
    use(choose(language or "auto"))
    from orderdeck.data.reports.shift import shift
    from orderdeck.tui.present import report

    with opened(folder, state, wait) as desk:
        zone = times.zone_of(desk.settings.look.zone)
        facts = shift(desk, read_moment("--since", since_text, zone))
    if as_json:
        echo_json(msgspec.to_builtins(facts))
        return exits.OK
    made = report.document(facts, folder.expanduser().absolute().name, zone)
    how = (
        "html"
        if as_html
        else "markdown"
        if as_markdown
        else SUFFIXES.get(out.suffix.lower(), "text")
        if out
        else "text"
    )
    text = getattr(report, how)(made)
    if out is None:
        click.echo(text, nl=False)
    else:
        _write(out, text)
    return exits.OK


def _write(file: Path, text: str) -> None:
    """Whole or not at all, readable by its owner."""
    try:
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as draft:
                draft.write(text)
                draft.flush()
                os.fsync(draft.fileno())
            Path(name).replace(file)
        except BaseException:
            with suppress(OSError):
                Path(name).unlink()
            raise
    except OSError as error:
        raise Failure(_("{folder}: {why}", folder=file, why=error.strerror or error)) from error
