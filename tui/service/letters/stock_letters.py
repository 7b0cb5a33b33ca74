"""Messages about a stock-out, one an order, with the facts of its case; in the desk's thread."""

import math
from collections.abc import Sequence
from typing import Final

from orderdeck.data.base.records import Fields
from orderdeck.data.desk import Desk
from orderdeck.data.messages import best_language, language_of, languages_for, order_facts, render, situations
from orderdeck.data.stock.cases import ASK_OF, SITUATION_OF
from orderdeck.data.stock.plan.allowed import Allowed
from orderdeck.data.stock.stockouts import Hit
from orderdeck.tui.i18n.times import DAY
from orderdeck.tui.present.records import private_of
from orderdeck.tui.present.stock.pages import StockPage
from orderdeck.tui.service.letters.stock_questions import Ask, StockLetter

WHAT_OF: Final = {"stockout_choice": "choice", "alternative_offer": "alternative"}
"""Template -> what it asks the buyer for, whatever the marketplace allows."""


def write(desk: Desk, operator: str, page: StockPage, asks: Sequence[Ask]) -> list[StockLetter]:
    """The messages for `asks`; an order that is no longer on `page` is left out."""
    hits = {hit.order_key: hit for hit in page.board.hits}
    lines = _lines(desk, [ask.order_key for ask in asks])
    return [
        _write(desk, operator, page, hits[ask.order_key], lines.get(ask.order_key, []), ask)
        for ask in asks
        if ask.order_key in hits and ask.order_key in page.rows
    ]


def _write(
    desk: Desk, operator: str, page: StockPage, hit: Hit, lines: list[Fields], ask: Ask
) -> StockLetter:
    folder, row = desk.paths.templates, page.rows[ask.order_key]
    there = set(situations(folder))
    what = ASK_OF.get(hit.step.action, "choice")
    template = ask.template if ask.template in there else SITUATION_OF[what]
    language = best_language(template, ask.language or language_of(row["country_code"]), folder)
    own = _facts(desk, page, hit, lines, ask.sku)
    known = order_facts(
        {**row, "lines": lines},
        desk.settings,
        desk.now(),
        language,
        {"operator": operator, **own},
        desk.policies.of(row["marketplace"], row["country_code"]),
    )
    supplied = dict(ask.facts)
    message = render(template, language, known | supplied, folder)
    shown = ("short_item", "restock_date", "extra_days", "new_ship_by", "alternatives", "reason", "sender")
    return StockLetter(
        ask=ask,
        order_id=str(row["order_id"]),
        what=asked_by(template, what, hit.step.allowed),
        template=template,
        templates=tuple(name for name in dict.fromkeys(SITUATION_OF.values()) if name in there),
        language=language,
        languages=tuple(languages_for(template, folder)),
        text=message.text,
        missing=tuple(message.missing),
        known=tuple((name, str((known | supplied).get(name, ""))) for name in shown),
        private=private_of(known | supplied),
    )


def asked_by(template: str, planned: str, allowed: Allowed) -> str:
    """What the buyer is asked for by a template, on the order's marketplace; `planned` is what the plan asks for."""
    if SITUATION_OF[planned] == template:
        return planned
    if template == SITUATION_OF["cancel"]:
        return ASK_OF[allowed.give_up]
    if template == SITUATION_OF["time"]:
        return ASK_OF[allowed.more_time or "ask_wait"]
    return WHAT_OF.get(template, planned)


def _facts(desk: Desk, page: StockPage, hit: Hit, lines: list[Fields], sku: str) -> Fields:
    line = next((one for one in lines if one["sku"] == sku), {"sku": sku, "title": page.board.sku.title})
    dates = [one.expected_at for one in page.incoming if one.expected_at and not one.late]
    back = page.board.sku.expected_at or min(dates, default=None)
    row = page.rows[hit.order_key]
    ship_by = None if row["ship_rests"] else row["ship_by"]  # an estimate is no promise to go by
    return _facts_of_case(desk, {**line, "quantity": hit.short or hit.quantity}, ship_by, back)


def case_facts(desk: Desk, order_key: str, lines: Sequence[Fields], ship_by: int | None) -> Fields:
    """Facts of an order's own stock-out, for any message about it; none where nothing of it is short."""
    rows = desk.con.execute(
        "select s.sku, s.short, epoch_us(p.expected_at) from short_lines s left join stock_position p using (sku) "
        "where s.order_key = ? order by s.short desc, s.sku limit 1",
        [order_key],
    ).fetchall()
    if not rows:
        return {}
    sku, short, back = rows[0]
    line = next((one for one in lines if one["sku"] == sku), {"sku": sku})
    return _facts_of_case(desk, {**line, "quantity": short}, ship_by, back)


def _facts_of_case(desk: Desk, item: Fields, ship_by: int | None, back: int | None) -> Fields:
    """What only the case knows: the item that is short, when it is back, how many days more."""
    facts: Fields = {"short_item": item}
    if back and back > desk.now():
        facts["restock_date"] = back
    facts["extra_days"] = days = math.ceil(desk.settings.stock.ask_time_days)
    at = desk.now()
    if ship_by is not None:
        at = max(at, ship_by if isinstance(ship_by, int) else round(ship_by.timestamp() * 1_000_000))
    facts["new_ship_by"] = at + days * DAY
    return facts


def _lines(desk: Desk, order_keys: list[str]) -> dict[str, list[Fields]]:
    rows = desk.con.execute(
        "select order_key, sku, title, attributes, owed from open_lines "
        "where owed > 0 and order_key in (select unnest(?::varchar[])) order by order_key, line_no",
        [order_keys],
    ).fetchall()
    found: dict[str, list[Fields]] = {}
    for key, sku, title, attributes, quantity in rows:
        found.setdefault(key, []).append(
            {"sku": sku, "title": title, "attributes": attributes, "quantity": quantity}
        )
    return found
