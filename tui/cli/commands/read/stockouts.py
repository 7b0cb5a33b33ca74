"""`orderdeck stockouts DIR`: what is short, what that puts at risk, and the plan for every order."""

from datetime import datetime
from pathlib import Path

import click

from orderdeck.data.base.records import Json
from orderdeck.tui.cli.commands.base import (
    Spoken,
    echo_json,
    echo_table,
    folder_argument,
    json_option,
    quiet_option,
    read_only_option,
    state_option,
    wait_option,
)
from orderdeck.tui.cli.commands.desk.opening import opened
from orderdeck.tui.i18n import N_, _, ngettext, times
from orderdeck.tui.i18n.phrases import joined
from orderdeck.tui.i18n.words.stock import action, why, without_amount
from orderdeck.tui.terminal import exit_codes as exits


@click.command("stockouts", cls=Spoken, help=N_("Print the short SKUs and the plan for each order."))
@folder_argument
@state_option
@read_only_option
@quiet_option
@json_option
@wait_option
@click.option("--least-loss", is_flag=True, help=N_("Also say which stock had better go to other orders."))
def command(folder: Path, state: Path | None, as_json: bool, wait: float, least_loss: bool) -> int:
    from orderdeck.data.stock.as_json import stockouts_json

    with opened(folder, state, wait) as desk:
        found = stockouts_json(desk, why, least_loss=least_loss)
        if as_json:
            echo_json(found)
        else:
            print_all(found["stockouts"], desk.now())
    return exits.OK


def print_all(found: list[Json], now: int) -> None:
    """Says what is short as text; `found` as `stockouts_json` has it, `now` in µs, UTC."""
    if not found:
        click.echo(_("Nothing is short."))
        return
    head = ["SKU", _("on hand"), _("short"), _("orders"), _("at risk"), _("Left"), _("title")]
    rows = []
    for one in found:
        soonest = one["soonest_ship_by"]
        left = times.left(datetime.fromisoformat(soonest), now) if soonest else ""
        money = _money(one["at_risk"], one["at_risk_unknown"])
        on_hand = "?" if one["on_hand"] is None else str(one["on_hand"])
        rows.append(
            [
                one["sku"],
                on_hand,
                str(one["short"]),
                str(one["orders"]),
                money,
                left,
                (one["title"] or "")[:40],
            ]
        )
    echo_table([head, *rows], right=(1, 2, 3, 4, 5))
    for one in found:
        over = [_("{count} promised too many", count=one["debt"])] if one["debt"] else []
        click.echo(f"\n{one['sku']}  {' · '.join([*over, _proposed(one)])}".rstrip())
        for arrived in one["arrived_unsure"]:
            click.echo(_unsure(arrived))
        told = [
            [step["order_id"], str(step["short"]), action(step["action"]), step["why"]]
            for step in one["plan"]
        ]
        if told:  # what is promised too many may be short without an order that goes without
            echo_table([[_("order"), _("short"), _("plan"), _("why")], *told], right=(1,))
        if one.get("reallocation"):
            click.echo(_better(one["reallocation"]))


def _better(reallocation: Json) -> str:
    """Whose pieces had better go to whom, and what that saves."""
    moves = [
        ngettext(
            "{count} piece of {sku} from {source} to {target}",
            "{count} pieces of {sku} from {source} to {target}",
            one["pieces"],
            sku=one["sku"],
            source=one["from"]["order_id"] if one["from"] else _("nobody"),
            target=one["to"]["order_id"],
        )
        for one in reallocation["moves"]
    ]
    saved = _money(reallocation["saves"], reallocation["saves_unknown"])
    return _("loses {saved} less: {moves}", saved=saved, moves=joined(moves))


def _money(amounts: dict[str, str], unknown: int) -> str:
    """Amounts side by side, and how many there are besides that aren't known."""
    told = [f"{amount} {currency}" for currency, amount in amounts.items()]
    return " + ".join([*told, *([without_amount(unknown)] if unknown else [])])


def _unsure(arrived: Json) -> str:
    """Pieces that the figure may have or not."""
    pieces = ngettext("{count} piece", "{count} pieces", arrived["pieces"])
    said = _(
        "came between {since} and {until}: in the stock figure or not, that isn't known",
        **{
            name: f"{datetime.fromisoformat(arrived[key]).astimezone():%Y-%m-%d %H:%M}"
            for name, key in (("since", "after"), ("until", "until"))
        },
    )
    return f"{pieces} · {arrived['supplier'] or '?'}  {said}"


def _proposed(one: Json) -> str:
    """What is proposed to buy, for whom."""
    restock: dict[str, int] = one["restock"]
    if not restock["pieces"] and not one["incoming"]:
        return _("nothing to buy: no order can wait for it")
    if not restock["pieces"]:
        return _("nothing to buy: enough is coming")
    if not restock["for_unpaid"]:
        return _("to buy: {count}", count=restock["pieces"])
    return _(
        "to buy: {count}, {paid} for paid orders, {unpaid} for unpaid ones",
        count=restock["pieces"],
        paid=restock["for_paid"],
        unpaid=restock["for_unpaid"],
    )
