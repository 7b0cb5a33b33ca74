"""What letters to buyers are about, as the desk knows it: the same facts whichever screen they are opened on."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from orderdeck.data.base.letters import Wanted
from orderdeck.data.base.records import Fields
from orderdeck.data.desk import Desk
from orderdeck.data.desk.lookup.open_orders import contents
from orderdeck.data.messages import language_of, order_facts
from orderdeck.data.messages.letter import Subject
from orderdeck.data.rules.places.languages import zone_of
from orderdeck.data.rules.remarks.language import language_of_remark
from orderdeck.data.stock.cases import ASK_OF, SITUATION_OF
from orderdeck.data.stock.plan.allowed import Allowed
from orderdeck.data.stock.plan.records import Step
from orderdeck.tui.i18n.times import micros
from orderdeck.tui.present.stock.pages import StockPage
from orderdeck.tui.service.letters.case import Lack, case_facts, lacking
from orderdeck.tui.service.letters.fitting import customs_facts, fitting, situation_facts

ABOUT_STOCK: Final = tuple(dict.fromkeys(SITUATION_OF.values()))
"""Templates about a stock-out, in the order that one goes through them."""
StepOf = Callable[[str], Step | None]
"""Order key -> what the plan says of it, where it goes without something."""
WHAT_OF: Final = {"stockout_choice": "choice", "alternative_offer": "alternative"}
"""Template -> what it asks the buyer for, whatever the marketplace allows."""


def of_order(desk: Desk, operator: str, order_key: str, step_of: StepOf) -> Subject | None:
    """An order, open or finished, to which any template may go; None where it isn't known.

    Of one that lacks something `step_of` has what a letter about that asks the buyer for.
    """
    detail = desk.order(order_key)
    if detail is None:
        return None
    order = {**(detail.board or {}), **detail.fields, "lines": detail.lines}
    order["tracking"] = order.get("tracking") or desk.tracking_of([detail.order_key]).get(detail.order_key)
    order["export_id"] = detail.export.export_id if detail.export else None
    lacks = lacking(desk, [detail.order_key]) if order.get("short") else {}
    step = step_of(detail.order_key) if lacks else None
    templates = fitting(order, detail.acts)
    if step and order.get("queue") == "stockouts":
        templates = (*_by_plan(step), *templates)
    return Subject(
        facts=_facts(desk, operator, order, lacks.get(detail.order_key, ()), _zones(desk, [order])),
        fitting=templates,
        language=_language(order),
        zone=zone_of(order["country_code"]),
        of_stockout=bool(lacks),
        asks=_asks(step) if step else {},
        order_id=str(order["order_id"]),
        state=str(order.get("state") or ""),
        not_before=micros(order.get("snoozed_until")) if order.get("asleep") else None,
    )


def of_stockout(desk: Desk, operator: str, page: StockPage, wanted: Sequence[Wanted]) -> dict[str, Subject]:
    """Order key -> its part in the stock-out that `page` shows; orders that have ended, or aren't on it, are left out.

    What the plan asks is asked first.
    """
    hits = {hit.order_key: hit for hit in page.board.hits}
    found = contents(desk.con, [one.order_key for one in wanted if one.order_key in hits])
    given = desk.tracking_of(list(found))
    orders = {
        key: {**one.fields, "lines": one.lines, "tracking": one.fields.get("tracking") or given.get(key)}
        for key, one in found.items()
    }
    lacks, zones = lacking(desk, list(orders)), _zones(desk, list(orders.values()))
    subjects = {}
    for key, order in orders.items():
        step, sku = hits[key].step, page.board.sku
        # An order that lacks nothing just now is written to about what the screen is of.
        short = lacks.get(key) or [Lack(sku.sku, hits[key].quantity, sku.expected_at)]
        subjects[key] = Subject(
            facts=_facts(desk, operator, order, short, zones),
            fitting=_by_plan(step),
            others=False,
            language=_language(order),
            zone=zone_of(order["country_code"]),
            of_stockout=True,
            asks=_asks(step),
            order_id=str(order["order_id"]),
            state=str(order.get("state") or ""),
        )
    return subjects


def _language(order: Fields) -> str:
    """What the buyer reads: what they wrote in themselves where that is sure, else the language of their country."""
    return language_of_remark(order.get("remark")) or language_of(order["country_code"])


def _planned(step: Step) -> str:
    return ASK_OF.get(step.action, "choice")


def _by_plan(step: Step) -> tuple[str, ...]:
    """The templates about stock, what the plan asks first."""
    first = ABOUT_STOCK.index(SITUATION_OF[_planned(step)])
    return (*ABOUT_STOCK[first:], *ABOUT_STOCK[:first])


def _asks(step: Step) -> dict[str, str]:
    return {template: asked_by(template, _planned(step), step.allowed) for template in ABOUT_STOCK}


def asked_by(template: str, planned: str, allowed: Allowed) -> str:
    """What the buyer is asked for by a template, on the order's marketplace; `planned` is what the plan asks for."""
    if SITUATION_OF[planned] == template:
        return planned
    if template == SITUATION_OF["cancel"]:
        return ASK_OF[allowed.give_up]
    if template == SITUATION_OF["time"]:
        return ASK_OF[allowed.more_time or "ask_wait"]
    return WHAT_OF.get(template, planned)


def _facts(
    desk: Desk, operator: str, order: Fields, lacks: Sequence[Lack], zones: Mapping[str, str]
) -> Callable[[str], Fields]:
    """Language -> the facts of an order (columns of ORDERS, of the board too while it is open, and its `lines`)."""
    ship_by = None if order.get("ship_rests") else order["ship_by"]
    own = {
        "operator": operator,
        **case_facts(desk, lacks, order["lines"], ship_by),
        **customs_facts(order),
        **situation_facts(order),
    }
    told = {**order, "zone": zones.get(order["export_id"] or "")}  # where its marketplace's clocks are
    allowed = desk.policies.of(order["marketplace"], order["country_code"])
    now = desk.now()
    return lambda language: order_facts(told, desk.settings, now, language, own, allowed)


def _zones(desk: Desk, orders: Sequence[Fields]) -> dict[str, str]:
    return desk.zones({order["export_id"] for order in orders if order["export_id"]})
