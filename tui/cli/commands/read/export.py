"""`orderdeck export DIR LIST`: orders, lines, picking and packing lists, short SKUs, the journal and upload files of
shipments for other tools."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from orderdeck.tui.cli.commands.base import (
    Failure,
    Option,
    Spoken,
    folder_argument,
    operator_option,
    quiet_option,
    read_only_option,
    say,
    state_option,
    wait_option,
)
from orderdeck.tui.cli.commands.choices import OneOf, completing, there_are
from orderdeck.tui.cli.commands.desk.opening import (
    desk_paths,
    desk_settings,
    opened,
    operator_of,
    tell_notes,
)
from orderdeck.tui.cli.commands.known import column_maps
from orderdeck.tui.cli.commands.read.by_map import Asked, check_queues, export_by_map
from orderdeck.tui.cli.commands.read.leaving import (
    FORMATS,
    check_target,
    format_of,
    in_words,
    is_file,
    leave,
    out_option,
    replace_option,
)
from orderdeck.tui.i18n import N_, _, phrases, times
from orderdeck.tui.i18n.phrases import failure
from orderdeck.tui.present.exported.parcels import kept_back, upload_notes
from orderdeck.tui.terminal import exit_codes as exits

if TYPE_CHECKING:
    from orderdeck.data.reports.exported.lists import Made

LISTS: Final = ("orders", "lines", "picking", "packing", "acts", "stockouts", "shipments")
EVERY: Final = (*FORMATS, "text", "html")
"""Formats of any list; the last two of some."""


@click.command(
    "export",
    cls=Spoken,
    help=N_(
        "Write orders, lines, picking and packing lists, upload files of shipments, and by your own column maps files "
        "for forwarders and customs."
    ),
)
@folder_argument
@click.argument(
    "name", metavar="|".join(LISTS), type=OneOf(lambda: LISTS, N_("there is no list {name}")), default=""
)
@state_option
@read_only_option
@quiet_option
@operator_option
@wait_option
@click.option(
    "--queue",
    "queues",
    cls=Option,
    multiple=True,
    metavar="KEY",
    shell_complete=completing(lambda: _packaged()),
    help=N_("Only the orders of this queue, lens or panel; may be given several times."),
)
@click.option("--mine", cls=Option, is_flag=True, help=N_("Only orders that you hold."))
@click.option(
    "--all",
    "everything",
    cls=Option,
    is_flag=True,
    help=N_("With the orders that were finished with; of orders and lines alone."),
)
@click.option(
    "--format",
    "how",
    cls=Option,
    default="",
    metavar="FORMAT",
    type=OneOf(lambda: EVERY, N_("there is no format {name}")),
    help=N_(
        "{names}; by default as the file's name ends, else text of picking and packing, what the marketplace takes of "
        "shipments, csv of others."
    ),
)
@out_option
@click.option(
    "--marketplace",
    cls=Option,
    default="",
    metavar="NAME",
    shell_complete=completing(lambda: phrases.MARKETPLACES),
    help=N_("Of shipments: those of this marketplace alone."),
)
@click.option(
    "--shop", cls=Option, default=None, metavar="NAME", help=N_("Of shipments: those of this shop alone.")
)
@click.option(
    "--map",
    "by_map",
    cls=Option,
    default="",
    metavar="NAME",
    shell_complete=column_maps,
    help=N_(
        "Instead of a list, the orders to be sent by this column map of your own; --out may be a folder, and has to be "
        "where the map splits."
    ),
)
@click.option(
    "--duckdb",
    "database",
    cls=Option,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help=N_("Instead of a list, all tables of `orderdeck sql` as a database of DuckDB's."),
)
@replace_option
def command(
    folder: Path,
    name: str,
    state: Path | None,
    operator: str,
    wait: float,
    queues: tuple[str, ...],
    mine: bool,
    everything: bool,
    how: str,
    out: Path,
    marketplace: str,
    shop: str | None,
    by_map: str,
    database: Path | None,
    replace: bool,
) -> int:
    from orderdeck.tui.present.exported.written import BINARY, WAYS, content

    if database is not None:
        if name or queues or mine or everything or how or marketplace or shop or by_map or is_file(out):
            raise click.UsageError(_("--duckdb stands alone: it has all tables whole"))
        return _database(folder, state, wait, operator, database, replace=replace)
    if by_map:
        if name or everything or marketplace or shop is not None:
            raise click.UsageError(_("--map goes with --queue, --mine, --format and --out alone"))
        asked = Asked(folder, state, wait, operator, queues, mine)
        return export_by_map(asked, by_map, how, out, replace=replace)
    if not name:
        raise click.UsageError(_("no list is named") + there_are(LISTS))
    to_file = is_file(out)
    if name != "shipments" and (marketplace or shop is not None):
        raise click.UsageError(_("--marketplace and --shop are of shipments alone"))
    how = how or format_of(out) or ("" if name == "shipments" else WAYS[name][0])
    if how and how not in WAYS[name]:
        raise click.UsageError(
            _("there is no {list} as {format}", list=name, format=how) + there_are(WAYS[name])
        )
    if everything and name not in ("orders", "lines"):
        raise click.UsageError(_("--all is of orders and lines alone"))
    if everything and (queues or mine):
        raise click.UsageError(_("--all stands alone: a finished order is in no queue and nobody's"))
    if how in BINARY and not to_file:
        raise click.UsageError(_("{format} needs a file: --out FILE", format=how))
    paths = desk_paths(folder, state)
    with in_words(out):
        check_target(paths, out, replace=replace)
        made = _made(
            folder,
            state,
            wait,
            operator,
            name,
            queues,
            mine=mine,
            everything=everything,
            marketplace=marketplace,
            shop=shop,
        )
        how = how or (made.upload.format if made.upload else WAYS[name][0])
        if how in BINARY and not to_file:
            raise click.UsageError(_("{format} needs a file: --out FILE", format=how))
        zone = times.zone_of(desk_settings(paths).look.zone)
        leave(paths, out, content(made, how, zone, to_file=to_file), replace=replace)
    return exits.OK


def _database(
    folder: Path, state: Path | None, wait: float, operator: str, file: Path, *, replace: bool
) -> int:
    from orderdeck.data.ledger import LedgerError
    from orderdeck.data.reports.exported import target
    from orderdeck.data.reports.exported.sql.database import fill

    paths = desk_paths(folder, state)
    with in_words(file):
        check_target(paths, file, replace=replace)
        with opened(folder, state, wait, operator_of(operator)) as desk:
            try:
                say(target.made(paths, file, lambda draft: fill(desk, draft), replace=replace))
            except LedgerError as error:
                raise Failure(failure(error)) from error
    return exits.OK


def _made(
    folder: Path,
    state: Path | None,
    wait: float,
    operator: str,
    name: str,
    queues: tuple[str, ...],
    *,
    mine: bool,
    everything: bool,
    marketplace: str,
    shop: str | None,
) -> "Made":
    from orderdeck.data.ledger import LedgerError
    from orderdeck.data.reports.exported.lists import chosen, made
    from orderdeck.data.reports.exported.shipments import SeveralError

    with opened(folder, state, wait, operator_of(operator)) as desk:
        check_queues(desk, queues)
        try:
            found = made(
                desk,
                name,
                chosen(desk, queues, mine=mine),
                narrowed=bool(queues or mine),
                everything=everything,
                marketplace=marketplace,
                shop=shop,
            )
        except SeveralError as error:
            shops = phrases.joined(" ".join(one).strip() for one in error.shops)
            raise click.UsageError(
                _("a file is for one shop: --marketplace and --shop say which of {shops}", shops=shops)
            ) from error
        except LedgerError as error:
            raise Failure(failure(error)) from error
    if found.sent is not None and found.sent.kept_back:
        tell_notes([kept_back(found.sent.kept_back)])
    if found.upload is not None:
        tell_notes(upload_notes(found.upload))
    return found


def _packaged() -> list[str]:
    from orderdeck.queries.loader import lenses, queues

    return [*queues(), *lenses()]
