"""Stock-outs in words: what a plan says and why, how sure a lead time is, where a case stands."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from orderdeck.data.base.records import Fields
from orderdeck.data.base.text.order_numbers import number_in
from orderdeck.tui.i18n import N_, _, labelled, ngettext, noted, phrases, times

if TYPE_CHECKING:
    from orderdeck.data.stock.allocation.reallocate import Reallocation
    from orderdeck.data.stock.cases import Case
    from orderdeck.data.stock.plan.counted.rests import Rest
    from orderdeck.data.stock.plan.records import Step
    from orderdeck.data.stock.supply.lead_time import Estimate

SHOWN: Final = 8
"""Longer order numbers are told by their end."""

ACTIONS: Final[dict[str, str]] = {
    "ship_now": N_("ship now"),
    "wait_restock": N_("wait for restock"),
    "ask_time": N_("ask for more time"),
    "ask_wait": N_("ask to wait"),
    "ask_choice": N_("let the buyer choose"),
    "ask_cancel": N_("ask to cancel"),
    "cancel": N_("cancel it yourself"),
    "none": N_("as the plan says"),
}
"""Action of a plan -> words."""

REASONS: Final[dict[str, str]] = {
    "covered": N_("stock covers it"),
    "overdue": N_("its ship-by time has passed"),
    "operator_date": N_("by the date you gave"),
    "chance": N_("{chance} in time"),
    "chance_with_time": N_("{chance} with more time"),
    "few_data": N_("{chance}: too few deliveries to promise more, {slack} to go"),
    "setting": N_("no delivery known, {slack} to go"),
    "supplier_word": N_("by the supplier's own days, {slack} to go"),
    "no_supplier": N_("no supplier known, {slack} to go"),
    "no_margin": N_("sending it costs more than cancelling"),
    "sold_out": N_("the suppliers have too few left"),
    "too_late": N_("only {chance} in time"),
    "no_deadline": N_("no ship-by time known"),
    "operator": N_("your own decision"),
}
"""Why a plan says so -> words."""

LEVELS: Final[dict[str, str]] = {
    "sku_supplier": N_("of this SKU from this supplier"),
    "supplier": N_("from this supplier"),
    "all": N_("from all suppliers"),
    "setting": N_("no delivery known"),
}
"""Level of a lead time -> what its purchases are of."""

STAGES: Final[dict[str, str]] = {
    "to_ask": N_("to ask"),
    "to_cancel": N_("yours to cancel"),
    "asked": N_("asked"),
    "applied": N_("applied to cancel"),
    "agreed": N_("agreed"),
    "closed": N_("closed"),
}
"""Stage of a case -> words."""

ASKS: Final[dict[str, str]] = {
    "cancel": N_("ask to cancel"),
    "time": N_("ask for more time"),
    "choice": N_("let the buyer choose"),
    "alternative": N_("offer another item"),
    "wait": N_("ask to wait"),
    "we_cancel": N_("cancel it yourself"),
}
"""What a buyer is asked -> words."""

LISTS: Final[dict[str, str]] = {
    "purchases": N_("Purchase list"),
    "delist": N_("Products to delist"),
    "set_to_zero": N_("SKUs to set to 0"),
    "relist": N_("To list again"),
}
"""List of the outbox -> its name."""

SOURCES: Final[dict[str, str]] = {
    "file": N_("stock file"),
    "file_cut": N_("stock file, perhaps cut off in this figure"),
    "order_export": N_("order export"),
}
"""Where a stock figure comes from -> words; anything else is an operator's name."""


def action(code: str) -> str:
    """What a plan says, in words."""
    return phrases.phrase(ACTIONS, code)


def stage(code: str) -> str:
    """Where a case stands, in words."""
    return phrases.phrase(STAGES, code)


def list_name(code: str) -> str:
    """A list of the outbox by name."""
    return phrases.phrase(LISTS, code)


def percent(part: float | None) -> str:
    """A share as whole percent, cut, never rounded up: a chance is not to look better than it is, nor like none, which
    nobody can know."""
    if part is None:
        return ""
    return "<1 %" if part < 0.01 else f"{int(part * 100 + 1e-9)} %"


_WITH_TIME: Final = ("ask_time", "ask_wait")
"""Actions whose chance is that within the time that is asked for as well."""

WITHOUT_SLACK: Final[dict[str, str]] = {
    "few_data": N_("{chance}: too few deliveries to promise more"),
    "setting": N_("no delivery known"),
    "supplier_word": N_("by the supplier's own days"),
    "no_supplier": N_("no supplier known"),
}
"""The same reasons where the days are told beside."""


def why(step: "Step", rests: "Sequence[Rest]" = (), sku: str = "") -> str:
    """The reason of a step (`data.stock.plan.records.Step`) in words: its chance, what it rests on
    (`data.stock.plan.counted.rests.Rest`, that of `sku` first), and the days compared."""
    msgid = REASONS.get(step.reason)
    if step.reason == "too_late" and step.chance is None:
        return _with_policy(step, _("goods would come too late"))
    if msgid is None:
        return str(step.reason).replace("_", " ")
    if step.reason == "no_deadline":
        return _without_deadline(step, rests, sku)
    if not rests:
        return _with_policy(step, _(msgid, chance=percent(step.chance) or "?", slack=_left(step.slack_days)))
    said = [_(_ground(step, msgid), chance=percent(step.chance) or "?")]
    told = [_rest(one, "" if one.sku == sku or len(rests) == 1 else one.sku) for one in _first(rests, sku)]
    if step.reason == "chance":
        said, told = [f"{percent(step.chance) or '?'} {told[0]}"], told[1:]
    return _with_policy(
        step, " · ".join([*said, *told, *filter(None, [compared(step, _first(rests, sku)[0])])])
    )


def _ground(step: "Step", msgid: str) -> str:
    """The words for a step's reason where the days are told beside, else `msgid`; with a chance that is known."""
    if step.reason == "supplier_word" and step.chance is not None:
        return N_("{chance}: too few deliveries to promise more, by the supplier's own days")
    return WITHOUT_SLACK.get(step.reason, msgid)


def _without_deadline(step: "Step", rests: "Sequence[Rest]", sku: str) -> str:
    """That no deadline is known, so that there is no chance to state, and what the plan rests on all the same: where it
    rests on no goods, on the operator's own date for them."""
    said = [_(REASONS["no_deadline"])]
    if not rests:
        return " · ".join([*said, _(REASONS["operator_date"])]) if step.action == "wait_restock" else said[0]
    first = _first(rests, sku)
    said += [_rest(one, "" if one.sku == sku or len(rests) == 1 else one.sku) for one in first]
    if first[0].own and not first[0].supplier:
        said.append(_(WITHOUT_SLACK["no_supplier"]))
    else:
        said.append(compared(step, first[0]) or _("how long it takes isn't known"))
    return " · ".join(said)


def _with_policy(step: "Step", said: str) -> str:
    """That its ship-by is an estimate, and that cancelling counts against the shop, where the shop has to do it."""
    if step.estimated and step.slack_days is not None:
        said = _("{why} (ship-by estimated)", why=said)
    return _("{why} · counts", why=said) if step.action == "cancel" and step.allowed.counts else said


def compared(step: "Step", rest: "Rest") -> str:
    """The days that are left beside those that the goods take, ordered today or under way; "" where neither is known.
    Where no deadline is known the cautious ones are told as well: there is no chance to go by."""
    told = [] if step.slack_days is None else [_("{slack} to go", slack=_left(step.slack_days))]
    if step.action in _WITH_TIME and step.room_days is not None:
        told.append(_("{days} with the time asked for", days=days(step.room_days)))
    if rest.lead_days is not None:
        msgid = N_("ordered today: half in {lead}") if rest.own else N_("under way: half in {lead}")
        told.append(_(msgid, lead=days(rest.lead_days)))
        if step.slack_days is None and rest.cautious_days is not None:
            told.append(_("cautiously {days}", days=days(rest.cautious_days)))
    elif rest.over_days:
        told.append(_("its date over for {days}", days=days(rest.over_days)))
    return phrases.joined(told)


def _first(rests: "Sequence[Rest]", sku: str) -> "list[Rest]":
    return sorted(rests, key=lambda one: one.sku != sku)


def _rest(one: "Rest", sku: str) -> str:
    """What is counted on of one SKU, named where it isn't the one that is looked at."""
    what = f"{one.to_order} × {sku}" if sku else str(one.to_order)
    counted = phrases.joined(one.names)
    if not one.own:
        text = _("counting on {purchase}", purchase=counted or "?")
        return noted(text, sku) if sku else text
    if one.supplier:
        text = ngettext(
            "if {what} is ordered from {supplier} today",
            "if {what} are ordered from {supplier} today",
            one.to_order,
            what=what,
            supplier=one.supplier,
        )
    else:
        text = ngettext("if {what} is ordered today", "if {what} are ordered today", one.to_order, what=what)
    return _("{what}, counting on {purchase} too", what=text, purchase=counted) if counted else text


def days(span: float | None) -> str:
    """Days with one decimal; "?" where not known."""
    return "?" if span is None else _("{days} d", days=f"{span:.1f}")


def _left(span: float | None) -> str:
    """Days that are left; none where they are over already."""
    return days(span if span is None else max(0.0, span))


def reallocation(better: "Reallocation", rows: Mapping[str, Fields], now: int) -> str:
    """A change that loses less: whose pieces go to whom, and what that saves. `rows`: order key -> its row."""
    told = []
    for one in better.moves:
        target = _ordered(rows, one.target, now)
        if one.source:
            source = _ordered(rows, one.source, now)
            told.append(
                ngettext(
                    "{count} piece from {source} to {target}",
                    "{count} pieces from {source} to {target}",
                    one.pieces,
                    source=source,
                    target=target,
                )
            )
        elif not any(other.source and other.target == one.target for other in better.moves):
            told.append(
                ngettext("{count} free piece to {target}", "{count} free pieces to {target}", one.pieces,
                         target=target)
            )  # fmt: skip
    return _("{saved}: {moves}", saved=_saved(better), moves=phrases.joined(told))


def reallocation_in_short(better: "Reallocation", key: str) -> str:
    """The same without whose pieces they are; `key` shows that."""
    pieces = sum(one.pieces for one in better.moves if one.source) or sum(one.pieces for one in better.moves)
    return ngettext(
        "{key} keeps {saved}, by {count} piece moved",
        "{key} keeps {saved}, by {count} pieces moved",
        pieces,
        key=key,
        saved=_saved(better),
    )


def _saved(better: "Reallocation") -> str:
    more = [ngettext("{count} order more", "{count} orders more", better.kept)] if better.kept > 0 else []
    return phrases.joined([*more, amounts(better.saved, better.saved_unknown)])


def _ordered(rows: Mapping[str, Fields], key: str, now: int) -> str:
    """An order by the end of its number, with the time it has left."""
    row = rows.get(key)
    number = str(row["order_id"]) if row else number_in(key)
    short = f"…{number[-4:]}" if len(number) > SHOWN else number
    left = times.left(row["deadline"], now) if row else ""
    return noted(short, left) if left else short


def lead_time(estimate: "Estimate") -> str:
    """A lead time (`data.stock.supply.lead_time.Estimate`) with all that it rests on."""
    if estimate.level == "setting":
        if estimate.word is not None:
            return _("{days}, by its own word: no delivery known", days=days(estimate.word))
        return _("{days}, by the setting: no delivery known", days=days(estimate.median))
    parts = [_("half within {days}", days=days(estimate.median))]
    if estimate.cautious is not None:
        parts.append(_("cautiously {days}", days=days(estimate.cautious)))
    basis = _(
        "{purchases} {where}",
        purchases=ngettext("{count} delivery", "{count} deliveries", estimate.n),
        where=phrases.phrase(LEVELS, estimate.level),
    )
    wider, most = "", estimate.n
    for level, count in zip(LEVELS, estimate.counts, strict=False):
        if count > most:
            wider += _(", {count} {where}", count=count, where=phrases.phrase(LEVELS, level))
            most = count
    waiting = (
        ngettext(" ({count} still open)", " ({count} still open)", estimate.open) if estimate.open else ""
    )
    return f"{phrases.joined(parts)} · {basis}{wider}{waiting}"


def source(code: str | None) -> str:
    """Where a stock figure comes from; an operator by name."""
    return phrases.phrase(SOURCES, code) if code in SOURCES else code or _("not known")


def amounts(money: Mapping[str, Decimal], unknown: int = 0) -> str:
    """Amounts in several currencies, never added up, and how many there are besides that nobody can name."""
    told = [times.money(round(amount, 2), currency) for currency, amount in money.items()]
    return " + ".join([*told, *([without_amount(unknown)] if unknown else [])])


def without_amount(count: int) -> str:
    """So many orders, or lines of a purchase, of which the amount or its currency isn't known."""
    return ngettext("{count} without amount or currency", "{count} without amount or currency", count)


def case(one: "Case", zone: tzinfo | None, now: int) -> str:
    """A case (`data.stock.cases.Case`) in words: its stage, and what its clock says."""
    if one.silent:
        return _("silent since {time}", time=times.stamp(one.asked_at, zone, now))
    text = stage(one.stage)
    if one.what == "we_cancel" and one.stage == "agreed":
        return _("cancelled at the marketplace")
    if one.stage == "closed" and one.outcome:
        return labelled(text, phrases.status(one.outcome))
    if one.clock_ends and one.stage in ("asked", "applied"):
        left = times.left(one.clock_ends, now)
        if now - one.clock_ends >= times.MINUTE:
            return _("{stage}, {late}", stage=text, late=left)
        return _("{stage}, {time} left", stage=text, time=left)
    return text
