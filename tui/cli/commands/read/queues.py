"""`orderdeck queues DIR`: the queues with their orders, as the deck shows them."""

from pathlib import Path

import click

from orderdeck.tui.cli.commands.base import (
    Option,
    Spoken,
    echo_json,
    folder_argument,
    json_option,
    operator_option,
    quiet_option,
    read_only_option,
    state_option,
    wait_option,
)
from orderdeck.tui.cli.commands.desk.opening import opened, operator_of, tell_problems
from orderdeck.tui.i18n import N_, language
from orderdeck.tui.terminal import exit_codes as exits


@click.command("queues", cls=Spoken, help=N_("Print the queues and their orders."))
@folder_argument
@state_option
@read_only_option
@quiet_option
@operator_option
@json_option
@wait_option
@click.option(
    "--orders/--counts",
    "with_orders",
    cls=Option,
    default=True,
    help=N_("With the orders (default), or counts alone."),
)
def command(
    folder: Path, state: Path | None, operator: str, as_json: bool, wait: float, with_orders: bool
) -> int:
    from orderdeck.data.desk.as_json import queues_json
    from orderdeck.tui.cli.commands.read.queues_text import print_counts, print_orders
    from orderdeck.tui.i18n.reasons import reason

    with opened(folder, state, wait, operator_of(operator)) as desk:
        views = desk.views()
        if as_json:
            told = queues_json(desk, lambda code, value: reason(f"{code}|{value}"), language())
            if not with_orders:
                for queue in (*told["queues"], told["undeclared"]):
                    del queue["orders"]
            tell_problems(view.error for view in views if view.error)
            echo_json(told)
            return exits.OK
        if with_orders:
            print_orders(desk, views)
        print_counts(views)
    return exits.OK
