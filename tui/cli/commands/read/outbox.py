"""`orderdeck outbox DIR`: what is decided and waits to be carried out."""

from pathlib import Path

import click

from orderdeck.data.base.records import Json
from orderdeck.tui.cli.commands.base import (
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
from orderdeck.tui.i18n import N_, _, labelled, ngettext, noted
from orderdeck.tui.i18n.words.stock import list_name, stage
from orderdeck.tui.terminal import exit_codes as exits


@click.command("outbox", cls=Spoken, help=N_("Print what is decided and waits to be carried out."))
@folder_argument
@state_option
@read_only_option
@quiet_option
@json_option
@wait_option
def command(folder: Path, state: Path | None, as_json: bool, wait: float) -> int:
    from orderdeck.data.stock.as_json import outbox_json

    with opened(folder, state, wait) as desk:
        found = outbox_json(desk)
    if as_json:
        echo_json(found)
    else:
        print_all(found)
    return exits.OK


def print_all(found: Json) -> None:
    """Says what waits as text; `found` as `outbox_json` has it."""
    for one in found["lists"]:
        name = " ".join(filter(None, (list_name(one["list"]), one["supplier"])))
        click.echo(labelled(name, ngettext("{count} line", "{count} lines", len(one["items"]))))
        for item in one["items"]:
            pieces = f" × {item['quantity']}" if item.get("quantity") else ""
            state = " " + noted("", _("to order")) if item.get("state") == "to_order" else ""
            click.echo(f"  {item['sku']}{pieces}{state}  {item['title'] or ''}".rstrip())
    for one in found["overdue"]:
        click.echo(
            _("late: {sku} × {count} from {supplier}, expected {time}", sku=one["sku"] or "?",
              count=one["still_due"], supplier=one["supplier"] or "?", time=one["expected_at"][:10])
        )  # fmt: skip
    for one in found["doubts"]:
        click.echo(
            _("{sku}: {count} from {supplier} in a file, {keyed} keyed here: one purchase, or two?", sku=one["sku"],
              count=one["quantity"], supplier=one["supplier"] or "?", keyed=one["keyed"])
        )  # fmt: skip
    for one in found["cases"]:
        silent = f"  {_('silent')}" if one["silent"] else ""
        click.echo(f"{one['order_id']}  {stage(one['stage'])}{silent}")
    for one in found["relist"]:
        click.echo(_("{sku}: {count} free again, could be listed", sku=one["sku"], count=one["free"]))
    if not any(found.values()):
        click.echo(_("Nothing waits."))
