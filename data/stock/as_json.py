"""What scripts are told of stock-outs and of what waits in the outbox, as JSON that stays the same."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any, Final

from orderdeck.data.base.text.iso_times import iso_of
from orderdeck.data.base.text.order_numbers import number_in
from orderdeck.data.desk import Desk
from orderdeck.data.desk.as_json import money_text
from orderdeck.data.stock.acts.plan_token import token
from orderdeck.data.stock.allocation.keeping import Keeping, keeping
from orderdeck.data.stock.allocation.reallocate import Contested, Reallocation
from orderdeck.data.stock.allocation.spelling import nearly
from orderdeck.data.stock.desk import Incoming, StockDesk, Unsure, money_of
from orderdeck.data.stock.outbox_lists import Item, Waiting
from orderdeck.data.stock.plan.allowed import GIVEN_UP, LATER
from orderdeck.data.stock.plan.counted.rests import Rest
from orderdeck.data.stock.plan.proposal import Proposal, proposals
from orderdeck.data.stock.plan.records import Step
from orderdeck.data.stock.plan.rules import unwanted
from orderdeck.data.stock.stockouts import ShortSku
from orderdeck.data.stock.supply.lead_time import LEVELS
from orderdeck.data.stock.supply.suppliers import Supplier

MANY: Final = 2
"""Orders that one has to keep short at least to be named for it."""

Phrase = Callable[[Step, Sequence[Rest]], str]


def stockouts_json(desk: Desk, phrase: Phrase | None = None, *, least_loss: bool = False) -> dict[str, Any]:
    """Short SKUs, the soonest ship-by first, with suppliers and the plan of every order that goes without.

    `phrase` puts a step's reason, and what it rests on, into words (`why`). `least_loss`: also what would lose less,
    which takes its time where thousands of SKUs are short.
    """
    stock = StockDesk(desk)
    steps, rests, short_of = stock.planned()
    buy = proposals(desk.con, unwanted(steps.values()), rests)
    hit: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for (order_key, sku), short in short_of.items():
        hit[sku].append((order_key, short))
    known = {
        key: (shop, number)
        for key, shop, number in desk.con.execute(
            "select order_key, shop, order_id from open_orders semi join short_lines using (order_key)"
        ).fetchall()
    }
    found = stock.short()
    kept = defaultdict(list)
    for keeper in keeping(desk.con):
        if keeper.others >= MANY:
            for sku in keeper.pieces:
                kept[sku].append(keeper)
    contested = Contested(desk.con, desk.settings.stock) if least_loss else None
    better = {one.sku: stock.reallocation(one.sku, contested) for one in found} if contested else {}
    holders = _numbers(
        desk,
        [
            *(one.order_key for keepers in kept.values() for one in keepers),
            *(key for one in better.values() if one for key in one.orders),
        ],
    )
    stock.book().want(one.sku for one in found)
    coming, unsure = stock.all_purchases(), stock.all_unsure()
    return {
        "stockouts": [
            _sku(one)
            | {"restock": _restock(buy.get(one.sku, Proposal()))}
            | {"suppliers": [_supplier(supplier) for supplier in stock.book().suppliers(one.sku)]}
            | {"incoming": [_incoming(purchase) for purchase in coming.get(one.sku, ())]}
            | {"arrived_unsure": [_unsure(arrived) for arrived in unsure.get(one.sku, ())]}
            | {"plan_state": token((key, steps[key].action, short) for key, short in hit[one.sku])}
            | {
                "plan": [
                    {"order_key": key, **_step(steps[key], rests.get(key, ()), known[key], short, phrase)}
                    for key, short in hit[one.sku]
                ]
            }
            | {"keeps_short": [_keeper(keeper, one.sku, holders) for keeper in kept[one.sku]]}
            | ({"reallocation": _reallocation(better[one.sku], holders)} if least_loss else {})
            for one in found
        ],
        "nearly": [{"sku": one.sku, "like": one.like} for one in nearly(desk.con)],
    }


def outbox_json(desk: Desk) -> dict[str, Any]:
    """What waits to be carried out: lists, purchases that are late, buyers to ask, SKUs that could be sold again."""
    stock = StockDesk(desk)
    followed = [one for one in stock.cases() if one.stage != "closed"]
    numbers = desk.numbers(one.order_key for one in followed)
    return {
        "lists": [_list(one) for one in stock.waiting()],
        "overdue": [
            {
                "purchase_key": one.purchase_key,
                "supplier": one.supplier,
                "sku": one.sku,
                "still_due": one.still_due,
                "expected_at": _time(one.expected_at),
            }
            for one in stock.overdue()
        ],
        "doubts": [
            {
                "purchase_key": one.purchase_key,
                "restock": one.restock_key,
                "supplier": one.supplier or None,
                "sku": one.sku,
                "quantity": one.quantity,
                "keyed": one.keyed,
            }
            for one in stock.doubts()
        ],
        "cases": [
            {
                "order_id": numbers.get(one.order_key) or number_in(one.order_key),
                "what": one.what,
                "stage": one.stage,
                "asked_at": _time(one.asked_at),
                "clock_ends": _time(one.clock_ends),
                "silent": one.silent,
            }
            for one in followed
        ],
        "relist": [{"sku": one.sku, "product_id": one.product_id, "free": one.free} for one in stock.back()],
    }


def _sku(one: ShortSku) -> dict[str, Any]:
    return {
        "sku": one.sku,
        "title": one.title,
        "product_id": one.product_id,
        "on_hand": one.on_hand,
        "allotted": one.allotted,
        "short": one.short,
        "debt": one.debt,
        "orders": one.orders,
        "at_risk": money_of(one.at_risk),
        "at_risk_unknown": one.at_risk_unknown,
        "soonest_ship_by": _time(one.soonest),
    }


def _incoming(one: Incoming) -> dict[str, Any]:
    return {
        "purchase_key": one.purchase_key,
        "supplier": one.supplier or None,
        "still_due": one.still_due,
        "expected_at": _time(one.expected_at),
        "source": one.source,
        "restock": one.restock_key,
        "in_doubt": one.in_doubt,
    }


def _unsure(one: Unsure) -> dict[str, Any]:
    return {
        "purchase_key": one.purchase_key,
        "supplier": one.supplier or None,
        "pieces": one.pieces,
        "after": _time(one.since),
        "until": _time(one.until),
    }


def _keeper(one: Keeping, sku: str, numbers: dict[str, tuple[str, str]]) -> dict[str, Any]:
    shop, number = numbers[one.order_key]
    return {"shop": shop, "order_id": number, "holds": one.pieces[sku], "orders": one.others}


def _reallocation(one: Reallocation | None, numbers: dict[str, tuple[str, str]]) -> dict[str, Any] | None:
    if one is None:
        return None

    def order(key: str) -> dict[str, str] | None:
        if not key:
            return None
        shop, number = numbers[key]
        return {"shop": shop, "order_id": number}

    return {
        "moves": [
            {"sku": move.sku, "pieces": move.pieces, "from": order(move.source), "to": order(move.target)}
            for move in one.moves
        ],
        "orders_more": one.kept,
        "saves": money_of(one.saved),
        "saves_unknown": one.saved_unknown,
    }


def _numbers(desk: Desk, order_keys: list[str]) -> dict[str, tuple[str, str]]:
    sql = (
        "select order_key, coalesce(shop, ''), order_id from open_orders "
        "where order_key in (select unnest(?::varchar[]))"
    )
    return {key: (shop, number) for key, shop, number in desk.con.execute(sql, [order_keys]).fetchall()}


def _supplier(one: Supplier) -> dict[str, Any]:
    lead = one.lead_time
    return {
        "name": one.name,
        "last_price": money_text(one.last_price),
        "currency": one.currency,
        "min_quantity": one.min_quantity,
        "lead_time": {
            "median": _rounded(lead.median, 2),
            "cautious": _rounded(lead.cautious, 2),
            "n": lead.n,
            "level": lead.level,
            "counts": dict(zip(LEVELS, lead.counts, strict=False)),
            "word": _rounded(lead.word, 2),
        },
        "answer": None
        if one.answered_at is None
        else {
            "at": _time(one.answered_at),
            "left": one.left,
            "expected_at": _time(one.said_at),
            "note": one.note,
        },
    }


def _restock(one: Proposal) -> dict[str, int]:
    return {"pieces": one.pieces, "for_paid": one.for_paid, "for_unpaid": one.for_unpaid}


def _step(
    step: Step, rests: Sequence[Rest], known: tuple[str | None, str], short: int, phrase: Phrase | None
) -> dict[str, Any]:
    return {
        "shop": known[0] or "",
        "order_id": known[1],
        "action": step.action,
        "counts": step.allowed.counts if step.action in GIVEN_UP else None,
        "ship_by_estimated": step.estimated,
        # Of a chance that is stated nobody can know that it is none.
        "chance": None if step.chance is None else max(0.0001, round(step.chance, 4)),
        "reason": step.reason,
        "why": phrase(step, rests) if phrase else None,
        "slack_days": _rounded(step.slack_days, 2),
        "days_with_time": _rounded(step.room_days, 2) if step.action in LATER else None,
        "rests_on": [
            {
                "sku": one.sku,
                "to_order": one.to_order,
                "supplier": one.supplier or None,
                "purchases": list(one.purchases),
                "lead_days": _rounded(one.lead_days, 2),
                "cautious_days": _rounded(one.cautious_days, 2),
            }
            for one in rests
        ],
        "short": short,
    }


def _list(one: Waiting) -> dict[str, Any]:
    return {
        "list": one.list,
        "supplier": one.supplier or None,
        "upto": one.upto,
        "items": [_item(one, item) for item in one.items],
    }


def _item(pending: Waiting, item: Item) -> dict[str, Any]:
    if pending.list != "purchases":
        return {"sku": item.sku, "product_id": item.product_id, "title": item.title}
    return {
        "state": "to_order" if item.to_order else "listed",
        "purchase_key": item.act_id or None,
        "sku": item.sku,
        "supplier_sku": item.supplier_sku,
        "title": item.title,
        "quantity": item.quantity,
        "unit_price": money_text(item.unit_price),
        "currency": item.currency,
        "expected_at": _time(item.expected_at),
    }


def _rounded(number: float | None, places: int) -> float | None:
    return None if number is None else round(number, places) + 0.0  # never -0.0


def _time(at: int | None) -> str | None:
    return None if at is None else iso_of(at)
