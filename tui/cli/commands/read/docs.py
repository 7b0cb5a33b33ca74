"""`orderdeck docs [PAGE]`: the documents that came with this version, from wherever it is installed."""

import sys
from importlib import resources
from importlib.resources.abc import Traversable

import click

from orderdeck.data.base.text.did_you_mean import closest
from orderdeck.tui.cli.commands.base import Failure, Spoken
from orderdeck.tui.i18n import N_, _
from orderdeck.tui.i18n.did_you_mean import hint
from orderdeck.tui.terminal import exit_codes as exits


def pages() -> dict[str, Traversable]:
    """Name of a page -> its file; names are those of the files, without `.md`."""
    files = resources.files("orderdeck.docs").iterdir()
    return {
        file.name.removesuffix(".md"): file
        for file in sorted(files, key=lambda one: one.name)
        if _is_page(file)
    }


def _is_page(file: Traversable) -> bool:
    return file.is_file() and file.name.endswith(".md")


@click.command("docs", cls=Spoken, help=N_("Show the documents: all by name, or one of them."))
@click.argument("page", required=False)
def command(page: str | None) -> int:
    found = pages()
    if page is None:
        width = max(map(len, found))
        for name, file in found.items():
            title = file.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")
            click.echo(f"{name:{width}}  {title}")
        return exits.OK
    name = page.removesuffix(".md")
    if name not in found:
        raise Failure(_("{name}: there is no such page", name=name) + hint(closest(name, found)), exits.USAGE)
    text = found[name].read_text(encoding="utf-8")
    if sys.stdout.isatty():
        click.echo_via_pager(text)
    else:
        click.echo(text, nl=False)
    return exits.OK
