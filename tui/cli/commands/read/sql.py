"""`orderdeck sql DIR "select …"`: a question to the desk in SQL, answered as a table or for other tools."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from orderdeck.tui.cli.commands.base import (
    Failure,
    Option,
    Spoken,
    echo_table,
    folder_argument,
    quiet_option,
    read_only_option,
    state_option,
    wait_option,
)
from orderdeck.tui.cli.commands.choices import OneOf
from orderdeck.tui.cli.commands.desk.opening import desk_paths, opened, tell_problems
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
from orderdeck.tui.i18n import N_, _, ngettext
from orderdeck.tui.i18n.phrases import failure
from orderdeck.tui.terminal import exit_codes as exits
from orderdeck.tui.terminal.cell_width import cut

if TYPE_CHECKING:
    import polars as pl

    from orderdeck.data.reports.exported.sql.asking import Answer

WIDEST: Final = 60
"""Columns of the terminal that a cell of the table gets at most."""
TABLE: Final = "table"
SECONDS: Final = 10.0
MEMORY_MB: Final = 256


@click.command("sql", cls=Spoken, help=N_("Ask the desk in SQL: one SELECT over documented tables."))
@folder_argument
@click.argument("query", metavar="SELECT", required=True)
@state_option
@read_only_option
@quiet_option
@wait_option
@click.option(
    "--format",
    "how",
    cls=Option,
    default="",
    metavar="FORMAT",
    type=OneOf(lambda: (TABLE, *FORMATS), N_("there is no format {name}")),
    help=N_("{names}; by default as the file's name ends, else a table to be read."),
)
@out_option
@replace_option
@click.option(
    "--seconds",
    cls=Option,
    type=click.FloatRange(0.1, 3600),
    default=SECONDS,
    show_default=True,
    help=N_("How long the query may run."),
)
@click.option(
    "--memory",
    cls=Option,
    type=click.IntRange(64, 65536),
    default=MEMORY_MB,
    show_default=True,
    metavar="MB",
    help=N_("How much memory it may take."),
)
def command(
    folder: Path,
    query: str,
    state: Path | None,
    wait: float,
    how: str,
    out: Path,
    replace: bool,
    seconds: float,
    memory: int,
) -> int:
    from orderdeck.data.reports.exported.formats import BINARY, written

    to_file = is_file(out)
    ending = format_of(out)
    how = how or ((ending if ending in FORMATS else "csv") if to_file else TABLE)
    if (how in BINARY and not to_file) or (how == TABLE and to_file):
        raise click.UsageError(
            _("{format} needs a file: --out FILE", format=how)
            if how in BINARY
            else _("a table to be read is for the terminal: --format csv")
        )
    paths = desk_paths(folder, state)
    with in_words(out):
        check_target(paths, out, replace=replace)
        found = _answer(folder, state, wait, query, seconds, memory)
        if how == TABLE:
            _print(found.rows)
        else:
            leave(paths, out, written("rows", found.rows, how, to_file=to_file), replace=replace)
    return exits.OK


def _answer(
    folder: Path, state: Path | None, wait: float, query: str, seconds: float, memory: int
) -> "Answer":
    from orderdeck.data.ledger import LedgerError
    from orderdeck.data.reports.exported.sql.asking import MOST_ROWS, SqlError, SqlStoppedError, answer

    with opened(folder, state, wait) as desk:
        try:
            found = answer(desk, query, seconds=seconds, memory_mb=memory)
        except SqlStoppedError as error:
            text = _("it took longer than {seconds:g} s and was stopped (--seconds)", seconds=seconds)
            raise Failure(text, exits.USAGE) from error
        except SqlError as error:
            raise Failure(str(error), exits.USAGE) from error
        except LedgerError as error:
            raise Failure(failure(error)) from error
    if found.cut:
        tell_problems([_("only the first {count} rows", count=MOST_ROWS)])
    return found


def _print(rows: "pl.DataFrame") -> None:
    from orderdeck.data.reports.exported.formats import cells

    table = [
        [cut(" ".join(("" if cell is None else str(cell)).split()), WIDEST) for cell in row]
        for row in cells(rows)
    ]
    right = [at for at, kind in enumerate(rows.dtypes) if kind.is_numeric()]
    echo_table([[cut(name, WIDEST) for name in rows.columns], *table], right=tuple(right))
    click.echo(ngettext("{count} row", "{count} rows", rows.height))
