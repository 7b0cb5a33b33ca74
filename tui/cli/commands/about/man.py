"""`orderdeck man [COMMAND]`: manual pages, of one command to be read or of all for who packages orderdeck."""

from pathlib import Path

import click

from orderdeck.tui.cli.command_names import COMMANDS
from orderdeck.tui.cli.commands.about.manual import NAME, pages
from orderdeck.tui.cli.commands.base import Failure, Option, Spoken
from orderdeck.tui.cli.commands.choices import Folder, completing, nearest
from orderdeck.tui.cli.commands.root import root
from orderdeck.tui.i18n import LANGUAGES, N_, _, choose, language, use
from orderdeck.tui.terminal import exit_codes as exits


@click.command(
    "man",
    cls=Spoken,
    help=N_(
        "Print the manual page of orderdeck or of one command, for man -l; or write those of all.\n\n"
        "\b\n"
        "orderdeck man load | man -l -\n"
        "orderdeck man --out /usr/share/man/man1"
    ),
)
@click.argument("words", metavar="[COMMAND]", nargs=-1, shell_complete=completing(lambda: COMMANDS))
@click.option(
    "--out",
    cls=Option,
    default=None,
    metavar="DIR",
    type=Folder(),
    help=N_("Write the pages of all commands there, as man1 has them; prints their names."),
)
@click.option(
    "--language",
    "wanted",
    cls=Option,
    type=click.Choice(LANGUAGES),
    default=None,
    help=N_("Language of the pages: zh or en."),
)
def command(words: tuple[str, ...], out: Path | None, wanted: str | None) -> int:
    use(choose(wanted or language()))
    found = dict(pages(root))
    if out is None:
        name = "-".join((NAME, *words))
        if name not in found:
            asked = " ".join(words)
            raise Failure(
                _("{name}: there is no such command", name=asked) + nearest(asked, list(COMMANDS)),
                exits.USAGE,
            )
        click.echo(found[name], nl=False)
        return exits.OK
    if words:
        raise click.UsageError(_("--out writes the pages of all commands"))
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, text in found.items():
            file = out / f"{name}.1"
            file.write_text(text, encoding="utf-8")
            click.echo(file)
    except OSError as error:
        raise Failure(_("{folder}: {why}", folder=out, why=error.strerror or error)) from error
    return exits.OK
