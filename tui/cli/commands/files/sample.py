"""`orderdeck sample DIR`: write invented exports, to try things on."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import click

from orderdeck.data.base.records import Json
from orderdeck.tui.cli.commands.base import Failure, Option, Spoken
from orderdeck.tui.cli.commands.choices import Encoding, Folder, OneOf
from orderdeck.tui.i18n import N_, _, ngettext
from orderdeck.tui.terminal import exit_codes as exits

ALIEXPRESS: Final = "aliexpress"
TEXT: Final = ("csv", "tsv", "semicolon", "html")
"""Containers whose encoding can be chosen; the others have one of their own."""


def _marketplaces() -> list[str]:
    from orderdeck.data.sample.marketplaces import LAYOUTS

    return [ALIEXPRESS, *LAYOUTS, "all"]


def _layouts() -> list[str]:
    from orderdeck.data.sample.files.table import layouts

    return [*layouts(), "mixed"]


def _containers() -> list[str]:
    from orderdeck.data.sample.world.style import CONTAINERS

    return [*CONTAINERS, "mixed"]


def _encodings() -> list[str]:
    from orderdeck.data.sample.world.style import ENCODINGS

    return list(ENCODINGS)


@click.command("sample", cls=Spoken, help=N_("Write invented exports into a folder."))
@click.argument("folder", metavar="DIR", type=Folder())
@click.option(
    "--orders",
    cls=Option,
    type=click.IntRange(1, 5_000_000),
    default=400,
    help=N_("Orders in all (default 400)."),
)
@click.option(
    "--files",
    cls=Option,
    type=click.IntRange(1, 10_000),
    default=3,
    help=N_("Exports per shop; later ones bring changes (default 3)."),
)
@click.option(
    "--marketplace",
    cls=Option,
    type=OneOf(_marketplaces, N_("there is no marketplace {name}")),
    default=ALIEXPRESS,
    metavar="NAME",
    help=N_("Whose export (default aliexpress): {names}."),
)
@click.option(
    "--layout",
    cls=Option,
    type=OneOf(_layouts, N_("there is no layout {name}")),
    default="G5",
    metavar="NAME",
    help=N_("Layout of AliExpress's export (default G5): {names}."),
)
@click.option(
    "--container",
    cls=Option,
    type=OneOf(_containers, N_("there is no container {name}")),
    default="",
    metavar="NAME",
    help=N_("What kind of file (default: as the marketplace does): {names}."),
)
@click.option(
    "--encoding",
    cls=Option,
    type=Encoding(_encodings, N_("there is no encoding {name}")),
    default="",
    metavar="NAME",
    help=N_("Encoding of text files: {names}, or another one that Python knows."),
)
@click.option(
    "--shops", cls=Option, type=click.IntRange(1, 50), default=1, help=N_("How many shops (default 1).")
)
@click.option(
    "--seed", cls=Option, type=int, default=0, help=N_("The same seed gives the same orders (default 0).")
)
@click.option(
    "--open",
    "open_share",
    cls=Option,
    type=click.FloatRange(0, 1),
    default=0.5,
    metavar="SHARE",
    help=N_("Share of orders still open (default 0.5)."),
)
@click.option(
    "--hostile",
    cls=Option,
    is_flag=True,
    help=N_("With text that tries to do harm, as strangers may write it."),
)
def command(
    folder: Path,
    orders: int,
    files: int,
    marketplace: str,
    layout: str,
    container: str,
    encoding: str,
    shops: int,
    seed: int,
    open_share: float,
    hostile: bool,
) -> int:
    from orderdeck.data.sample import generate
    from orderdeck.data.sample.marketplaces import generate_marketplace

    folder = folder.expanduser()
    same: Json = {
        "orders": orders,
        "files": files,
        "seed": seed,
        "now": datetime.now(UTC),
        "open_share": open_share,
        "shops": shops,
        "hostile": hostile,
    }
    try:
        if marketplace == ALIEXPRESS:
            dress: Json = {"container": container or "xlsx", "encoding": encoding or "utf-8-sig"}
            written = generate(folder, layout=layout, **dress, **same)
        else:
            written = generate_marketplace(
                folder, marketplace, container=container, encoding=encoding, **same
            )
    except UnicodeEncodeError as error:
        text = error.object[error.start : error.end][:20]
        told = _("{encoding} can't hold “{text}”, which the orders have", encoding=encoding, text=text)
        raise click.UsageError(told) from error
    except (ValueError, LookupError) as error:
        raise click.UsageError(str(error)) from error
    except OSError as error:
        raise Failure(_("{folder}: {why}", folder=folder, why=error.strerror or error)) from error
    for path in written:
        click.echo(path)
    if encoding and not _has_encoding(marketplace, container):
        click.echo("orderdeck: " + _("--encoding: such files have an encoding of their own"), err=True)
    click.echo(ngettext("{count} file written.", "{count} files written.", len(written)), err=True)
    return exits.OK


def _has_encoding(marketplace: str, container: str) -> bool:
    """Whether at least some of the files are text whose encoding can be chosen."""
    from orderdeck.data.sample.marketplaces import LAYOUTS

    own = (
        "xlsx"
        if marketplace == ALIEXPRESS
        else "mixed"
        if marketplace == "all"
        else LAYOUTS[marketplace].container
    )
    return (container or own) in (*TEXT, "mixed")
