"""`orderdeck queues DIR`: the queues with their orders, as the deck shows them."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui import chrome, exits
from tui.commands.base import (
    Option,
    Spoken,
    echo_json,
    echo_table,
    folder_argument,
    json_option,
    state_option,
    wait_option,
)
from tui.commands.desk import opened
from tui.reasons import reason
from tui.words import N_, _, language

if TYPE_CHECKING:
    from data.model import View


@click.command("queues", cls=Spoken, help=N_("Print the queues and their orders."))
@folder_argument
@state_option
@json_option
@wait_option
@click.option(
    "--orders/--counts", "with_orders", cls=Option, default=True, help=N_("With the orders, or counts alone.")
)
def command(folder: Path, state: Path | None, as_json: bool, wait: float, with_orders: bool) -> int:
    from data.desk.scripts import queues_json

    with opened(folder, state, wait) as desk:
        if as_json:
            told = queues_json(desk, lambda code, value: reason(f"{code}|{value}"), language())
            if not with_orders:
                for queue in told["queues"]:
                    del queue["orders"]
            echo_json(told)
        else:
            _print(desk.views())
    return exits.OK


def _print(views: "list[View]") -> None:
    rows = [
        [chrome.title(view.title, view.key), str(view.count), str(view.due), str(view.late)] for view in views
    ]
    echo_table([[_("queue"), _("orders"), _("due"), _("late")], *rows], right=(1, 2, 3))
