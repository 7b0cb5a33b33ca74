"""`orderdeck journal DIR`: who did what, and when."""

import csv
import io
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orderdeck.data.base.records import Loss
from orderdeck.data.base.text.sanitize import clean_text
from orderdeck.tui.cli.commands.acts.act_words import kind_words
from orderdeck.tui.cli.commands.base import (
    READ_ONLY,
    Option,
    Spoken,
    echo_json,
    echo_table,
    folder_argument,
    json_option,
    quiet_option,
    read_only_option,
    state_option,
)
from orderdeck.tui.cli.commands.choices import completing
from orderdeck.tui.cli.commands.desk.opening import desk_paths, desk_settings, refused, tell_losses
from orderdeck.tui.cli.commands.known import from_desk, operators, orders, skus
from orderdeck.tui.i18n import N_, _, act_phrases, noted, since, times
from orderdeck.tui.terminal import exit_codes as exits

if TYPE_CHECKING:
    from datetime import tzinfo

    from orderdeck.data.base.records import Act
    from orderdeck.data.reports.acts import JournalQuery


@click.command("journal", cls=Spoken, help=N_("List who did what, and when, oldest first."))
@folder_argument
@state_option
@read_only_option
@quiet_option
@json_option
@click.option("--csv", "as_csv", cls=Option, is_flag=True, help=N_("Print CSV."))
@click.option(
    "--operator",
    cls=Option,
    default="",
    metavar="NAME",
    shell_complete=from_desk(operators),
    help=N_("Only what this operator did."),
)
@click.option(
    "--order",
    cls=Option,
    default="",
    metavar="ORDER",
    shell_complete=from_desk(orders),
    help=N_("Only this order, by number or key."),
)
@click.option(
    "--sku", cls=Option, default="", metavar="SKU", shell_complete=from_desk(skus), help=N_("Only this SKU.")
)
@click.option(
    "--kind",
    cls=Option,
    default="",
    metavar="KIND",
    shell_complete=completing(kind_words),
    help=N_("Only this kind of act."),
)
@click.option(
    "--since",
    "since_text",
    cls=Option,
    default="",
    metavar="TIME",
    help=N_("From this time on: 8h, 06:00, yesterday, 2026-09-18."),
)
@click.option("--until", "until_text", cls=Option, default="", metavar="TIME", help=N_("Before this time."))
def command(
    folder: Path,
    state: Path | None,
    as_json: bool,
    as_csv: bool,
    operator: str,
    order: str,
    sku: str,
    kind: str,
    since_text: str,
    until_text: str,
) -> int:
    from orderdeck.data.reports.acts import JournalQuery, record

    if as_json and as_csv:
        raise click.UsageError(_("Either --json or --csv."))
    paths = desk_paths(folder, state)
    zone = times.zone_of(desk_settings(paths).look.zone)
    query = JournalQuery(
        operator=operator,
        order=order,
        sku=sku,
        kind=kind.replace("-", "_"),
        since=read_moment("--since", since_text, zone),
        until=read_moment("--until", until_text, zone),
    )
    acts, undone = found(folder, state, query)
    if as_json:
        echo_json({"acts": [record(act, undone=act.id in undone) for act in acts]})
    elif as_csv:
        _echo_csv(acts, undone)
    else:
        _echo_lines(acts, undone, zone)
    return exits.OK


def found(folder: Path, state: Path | None, query: "JournalQuery") -> "tuple[list[Act], set[str]]":
    """The acts that `query` wants, oldest first, and the ids of all that were taken back."""
    from orderdeck.data.ledger import Ledger, LedgerError
    from orderdeck.data.reports.acts import newest, undone

    try:
        paths = desk_paths(folder, state)
        if click.get_current_context().meta.get(READ_ONLY):
            paths = paths.for_reading()
        with Ledger.open(paths, reading=True) as ledger:
            acts = newest(ledger, query)[::-1]
            taken_back = undone(ledger, acts)
            torn = len(ledger.torn)
    except LedgerError as error:
        raise refused(error) from error
    tell_losses([Loss(code="rows", subject="journal", count=torn)] if torn else [])
    return acts, taken_back


def read_moment(option: str, text: str, zone: "tzinfo | None") -> int:
    """The time that `text` means, 0 for none; a UsageError names the option where it means nothing."""
    if not text.strip():
        return 0
    moment = since.moment(text, time.time_ns() // 1000, zone)
    if moment is None:
        raise click.UsageError(
            _("{option}: {text} is no time; try 8h, 06:00, yesterday or 2026-09-18", option=option, text=text)
        )
    return moment


def _echo_csv(acts: "list[Act]", undone: set[str]) -> None:
    from orderdeck.data.messages.outbox import cell
    from orderdeck.data.reports.acts import HEADER, rows

    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows([cell(value) for value in row] for row in rows(acts, undone))
    sys.stdout.buffer.write(buffer.getvalue().encode("utf-8"))
    sys.stdout.flush()


def _echo_lines(acts: "list[Act]", undone: set[str], zone: "tzinfo | None") -> None:
    from orderdeck.data.reports.acts import order_number

    now = time.time_ns() // 1000
    lines = [
        [
            times.stamp(act.at, zone, now),
            clean_text(act_phrases.who(act.operator, [act.account])),
            order_number(act) or act.sku or "",
            _what(act, act.id in undone),
            act_phrases.act_data(act.kind, act.data, zone, now).replace("\n", " "),
        ]
        for act in acts
    ]
    if lines:
        echo_table([[_("time"), _("operator"), _("order or SKU"), _("act"), ""], *lines])
    else:
        click.echo(_("Nothing was done that fits."))


def _what(act: "Act", undone: bool) -> str:
    said = act_phrases.act(act.kind, act.data)
    return noted(said, _("taken back")) if undone else said
