"""`orderdeck docs [PAGE]`: the documents that came with this version, from wherever it is installed."""

import shutil
import sys
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable

import click

from orderdeck.data.base.text.did_you_mean import closest
from orderdeck.tui.cli.commands.base import Failure, Option, Spoken, echo_table
from orderdeck.tui.cli.commands.choices import completing
from orderdeck.tui.i18n import LANGUAGES, N_, Language, _, choose, language, use
from orderdeck.tui.i18n.did_you_mean import hint
from orderdeck.tui.terminal import exit_codes as exits
from orderdeck.tui.terminal.tty import tty_size


@dataclass(frozen=True, slots=True)
class Page:
    """One document: its file, and the language that it is in."""

    file: Traversable
    language: Language

    @property
    def title(self) -> str:
        """What its first line says, without Markdown."""
        return self.file.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")


def pages(spoken: Language) -> dict[str, Page]:
    """Name of a page -> the page in the language `spoken`, the English one where there is none.

    Names are those of the files, without `.md`.
    """
    folder = resources.files("orderdeck.docs")
    found = {name: Page(file, "en") for name, file in _pages_of(folder)}
    if spoken != "en":
        found |= {name: Page(file, spoken) for name, file in _pages_of(folder / spoken)}
    return dict(sorted(found.items()))


def _pages_of(folder: Traversable) -> list[tuple[str, Traversable]]:
    if not folder.is_dir():
        return []
    return [
        (file.name.removesuffix(".md"), file)
        for file in folder.iterdir()
        if file.is_file() and file.name.endswith(".md")
    ]


@click.command("docs", cls=Spoken, help=N_("Show the documents: all by name, or one of them."))
@click.argument("page", required=False, shell_complete=completing(lambda: pages(language())))
@click.option(
    "--language",
    "wanted",
    cls=Option,
    type=click.Choice(LANGUAGES),
    default=None,
    help=N_("Language of the documents: zh or en."),
)
def command(page: str | None, wanted: str | None) -> int:
    use(choose(wanted or _language_of_settings()))
    found = pages(language())
    if page is None:
        echo_table([(name, _titled(one)) for name, one in found.items()])
        return exits.OK
    name = page.removesuffix(".md")
    if name not in found:
        raise Failure(_("{name}: there is no such page", name=name) + hint(closest(name, found)), exits.USAGE)
    _show(found[name])
    return exits.OK


def _titled(page: Page) -> str:
    return page.title if page.language == language() else _("{title} (in English)", title=page.title)


def _show(page: Page) -> None:
    """In a terminal laid out for its width and paged; else as the file has it, and nothing else on stdout."""
    text = page.file.read_text(encoding="utf-8")
    foreign = (
        "" if page.language == language() else _("There is no such page in this language; it is in English.")
    )
    if not sys.stdout.isatty():
        if foreign:
            click.echo(foreign, err=True)
        click.echo(text, nl=False)
        return
    from orderdeck.tui.cli.commands.read.docs_layout import laid_out

    shown = laid_out(text, (tty_size() or shutil.get_terminal_size())[0])
    click.echo_via_pager(f"{foreign}\n\n{shown}" if foreign else shown)


def _language_of_settings() -> str:
    """The language that the user's own settings ask for; "auto" where they can't be read: it may be why one reads."""
    from orderdeck.data.base.config.settings import SettingsError, load_own

    try:
        return load_own().look.language
    except SettingsError:
        return "auto"
