"""`orderdeck sample DIR`: write invented exports, to try things on."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from tui import exits
from tui.commands.base import Failure, Option, Spoken
from tui.words import N_, _, ngettext


@click.command("sample", cls=Spoken, help=N_("Write invented exports into a folder."))
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
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
    default="aliexpress",
    metavar="NAME",
    help=N_("Whose export: aliexpress (default), shopify, ebay_de, … or all of them."),
)
@click.option(
    "--layout",
    cls=Option,
    default="G5",
    metavar="NAME",
    help=N_("Layout of AliExpress's export: G1 to G5, KO, or mixed (default G5)."),
)
@click.option(
    "--container",
    cls=Option,
    default="",
    metavar="NAME",
    help=N_("csv, tsv, semicolon, utf16, xls, xlsx, html, xml or mixed (default: as the marketplace does)."),
)
@click.option(
    "--encoding",
    cls=Option,
    default="",
    metavar="NAME",
    help=N_("Encoding of text files: utf-8, utf-8-sig, gb18030, utf-16."),
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
    from data.sample import generate
    from data.sample.marketplaces import generate_marketplace

    folder = folder.expanduser()
    same: dict[str, Any] = {
        "orders": orders,
        "files": files,
        "seed": seed,
        "now": datetime.now(UTC),
        "open_share": open_share,
        "shops": shops,
        "hostile": hostile,
    }
    try:
        if marketplace == "aliexpress":
            dress: dict[str, Any] = {"container": container or "xlsx", "encoding": encoding or "utf-8-sig"}
            written = generate(folder, layout=layout, **dress, **same)
        else:
            written = generate_marketplace(
                folder, marketplace, container=container, encoding=encoding, **same
            )
    except KeyError as error:
        raise click.UsageError(_("there is no layout {name}", name=error.args[0])) from error
    except (ValueError, LookupError) as error:
        raise click.UsageError(str(error)) from error
    except OSError as error:
        raise Failure(_("{folder}: {why}", folder=folder, why=error.strerror or error)) from error
    for path in written:
        click.echo(path)
    click.echo(ngettext("{count} file written.", "{count} files written.", len(written)), err=True)
    return exits.OK
