"""`orderdeck act DIR KIND [ORDER|SKU …]`: every kind of act, by the rules and into the journal of the deck."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from orderdeck.data.base.records import Json
from orderdeck.tui.cli.commands.acts.act_words import (
    TAKE_NEXT,
    WITHDRAW,
    data_of,
    kind_of,
    kind_words,
    kinds,
    kinds_page,
    targets_of,
)
from orderdeck.tui.cli.commands.base import (
    Failure,
    Option,
    Spoken,
    echo_json,
    folder_argument,
    json_option,
    operator_option,
    state_option,
)
from orderdeck.tui.cli.commands.choices import completed, completing
from orderdeck.tui.cli.commands.desk.opening import opened_now, operator_of
from orderdeck.tui.cli.commands.known import exports, from_desk, orders, said, skus
from orderdeck.tui.i18n import N_, _, act_phrases, labelled, phrases
from orderdeck.tui.terminal import exit_codes as exits

if TYPE_CHECKING:
    from orderdeck.data.actions import Conflict, Outcome, Refusal
    from orderdeck.data.desk import Desk
    from orderdeck.data.ledger import Ledger

HELP = N_(
    "Act on orders or SKUs, as the deck does: claim, release, done, snooze, note, hand-over, take-next QUEUE, "
    "withdraw EXPORT, undo …; about stock: apply-plan SKU|ORDER, allot, move-stock, release-allotment, restock, "
    "receipt, delist …\n\n"
    "Orders are named by number or key; - reads them from standard input, one a line. What an act carries is given "
    "as --data NAME=VALUE, for instance: orderdeck act DIR snooze 8123 --data until=2h. KIND help lists every kind."
)


def _targets(ledger: "Ledger", ctx: click.Context, start: str) -> list[str]:
    """What the kind of act on the line is about."""
    key = said(ctx, "kind").replace("-", "_")
    kind = kinds().get(key)
    known = {"order": (orders,), "sku": (skus,), "either": (orders, skus), "export": (exports,), "none": ()}
    return [one for ask in known[kind.target if kind else "none"] for one in ask(ledger, ctx, start)]


def _complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    if said(ctx, "kind").replace("-", "_") == TAKE_NEXT:
        return completed(phrases.QUEUES, incomplete)
    return from_desk(_targets)(ctx, param, incomplete)


def _pairs(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """Names of what the kind of act carries, and the values where there are few."""
    kind = kinds().get(said(ctx, "kind").replace("-", "_"))
    fields = kind.fields if kind else ()
    return completed(
        [f"{field.name}={value}" for field in fields for value in (field.choices or ("",))], incomplete
    )


@click.command("act", cls=Spoken, help=HELP)
@folder_argument
@click.argument("kind", metavar="KIND", shell_complete=completing(kind_words))
@click.argument("targets", metavar="[ORDER|SKU]...", nargs=-1, shell_complete=_complete)
@state_option
@json_option
@operator_option
@click.option(
    "--data",
    "-d",
    "pairs",
    cls=Option,
    multiple=True,
    metavar="NAME=VALUE",
    shell_complete=_pairs,
    help=N_("What the act carries."),
)
@click.option("--mine", cls=Option, is_flag=True, help=N_("On all orders that you hold."))
@click.option(
    "--force",
    cls=Option,
    is_flag=True,
    help=N_("Do it although a colleague holds the order or it has changed meanwhile."),
)
@click.option(
    "--seen",
    cls=Option,
    default="",
    metavar="STATE",
    help=N_("The state of the order that you decided on; where it has changed since, nothing is done."),
)
@click.option(
    "--id",
    "act_id",
    cls=Option,
    default="",
    metavar="ID",
    help=N_("An id of your own: the same act sent twice under it counts once."),
)
def command(
    folder: Path,
    kind: str,
    targets: tuple[str, ...],
    state: Path | None,
    as_json: bool,
    operator: str,
    pairs: tuple[str, ...],
    mine: bool,
    force: bool,
    seen: str,
    act_id: str,
) -> int:
    from orderdeck.data.ledger import LedgerBusy, LedgerError, LedgerFull

    if kind == "help" and not targets:
        click.echo(kinds_page(as_json=as_json))
        return exits.OK
    named = kind_of(kind)
    name = operator_of(operator)
    targets = tuple(sys.stdin.read().split("\n")) if targets == ("-",) else targets
    with opened_now(folder, state, name) as desk:
        try:
            outcome = _perform(
                desk, named, [t for t in targets if t.strip()], name, pairs, mine, force, seen, act_id
            )
        except (LedgerBusy, LedgerFull) as error:
            raise Failure(phrases.failure(error), exits.BUSY) from error
        except LedgerError as error:
            raise Failure(phrases.failure(error)) from error
        about = [act.order_key for act in outcome.done if act.order_key]
        about += [one.target for one in outcome.refused] + [one.target for one in outcome.conflicts]
        numbers = desk.numbers(about)
    try:
        return _report(named, name, outcome, numbers, as_json=as_json)
    except OSError as error:
        if not outcome.done:
            raise
        # Whoever takes that for a failure would do it once more.
        said = _("it is done and in the journal; the answer could not be written: {why}", why=error.strerror)
        raise Failure(said, exits.REFUSED) from error


def _perform(
    desk: "Desk",
    kind: str,
    targets: list[str],
    operator: str,
    pairs: tuple[str, ...],
    mine: bool,
    force: bool,
    seen: str,
    act_id: str,
) -> "Outcome":
    from orderdeck.data import actions
    from orderdeck.data.stock.acts import scripted

    if kind in ("undo", "redo"):
        if targets or mine or pairs:
            raise click.UsageError(_("{kind} takes back your own last act and names nothing.", kind=kind))
        return getattr(actions, kind)(desk, desk.ledger, operator, act_id=act_id)  # type: ignore[no-any-return]
    if kind == "take_next":
        if len(targets) != 1:
            raise click.UsageError(_("take-next wants one queue: orderdeck act DIR take-next standard"))
        return actions.take_next(desk, desk.ledger, targets[0].replace("-", "_"), operator, act_id=act_id)
    if kind == WITHDRAW:
        if len(targets) != 1:
            raise click.UsageError(
                _("withdraw wants one file: its number in orderdeck intake DIR, its name or its id")
            )
        return actions.withdraw(desk, desk.ledger, targets[0], operator, act_id=act_id)
    keys = actions.claims_of(desk, operator) if mine and not targets else targets_of(desk, kind, targets)
    if seen and len(keys) != 1:
        raise click.UsageError(_("--seen is the state of one order."))
    request = actions.Request(
        kind=kind,
        targets=tuple(keys),
        operator=operator,
        data=data_of(kind, pairs, desk),
        ids=(act_id,) if act_id and len(keys) == 1 else tuple(f"{act_id}.{key}" for key in keys if act_id),
        expected_states={keys[0]: seen} if seen else {},
        force=force,
    )
    return scripted.act(desk, request)


def _report(kind: str, operator: str, outcome: "Outcome", numbers: "dict[str, str]", *, as_json: bool) -> int:
    from orderdeck.data.reports.acts import named, order_number

    code = exits.OK
    if outcome.conflicts:
        code = exits.CONFLICT
    if outcome.refused:
        wrong = {"unknown_kind", "field_missing", "field_wrong", "field_unknown", "unknown_view"}
        code = exits.USAGE if {one.code for one in outcome.refused} <= wrong else exits.REFUSED
    if as_json:
        echo_json(_record(kind, operator, outcome, numbers))
        return code
    for act in named(outcome.done, numbers):
        target = order_number(act) or act.sku or str(act.data.get("file", ""))
        said = act_phrases.act(act.kind, act.data)
        click.echo(labelled(target, said) if target else said)
    for said in dict.fromkeys(act_phrases.remark(note.code, note.value) for note in outcome.notes):
        click.echo(said)
    against: list[Refusal | Conflict] = [*outcome.refused, *outcome.conflicts]
    for one in against:
        said = act_phrases.blocked(one.code, one.value)
        where = numbers.get(one.target, one.target)
        click.echo(f"orderdeck: {labelled(where, said)}" if where else f"orderdeck: {said}", err=True)
    return code


def _record(kind: str, operator: str, outcome: "Outcome", numbers: "dict[str, str]") -> Json:
    from orderdeck.data.reports.acts import named, record

    return {
        "kind": kind,
        "operator": operator,
        "done": [record(act, undone=False) for act in named(outcome.done, numbers)],
        "refused": [
            {
                "target": one.target,
                "code": one.code,
                "value": one.value,
                "why": act_phrases.blocked(one.code, one.value),
            }
            for one in outcome.refused
        ],
        "conflicts": [
            {
                "target": one.target,
                "code": one.code,
                "value": one.value,
                "state": one.state or None,
                "why": act_phrases.blocked(one.code, one.value),
            }
            for one in outcome.conflicts
        ],
        "notes": [{"target": one.target, "code": one.code, "value": one.value} for one in outcome.notes],
    }
