"""Messages about a stock-out, one an order, with the facts of its case; in the desk's thread."""

import math
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from orderdeck.data.base.records import Fields
from orderdeck.data.desk import Desk
from orderdeck.data.messages import best_language, language_of, languages_for, order_facts, render, situations
from orderdeck.data.stock.cases import ASK_OF, SITUATION_OF
from orderdeck.data.stock.plan.allowed import Allowed
from orderdeck.data.stock.stockouts import Hit
from orderdeck.queries.statements import statements
from orderdeck.tui.i18n.times import DAY
from orderdeck.tui.present.records import private_of
from orderdeck.tui.present.stock.pages import StockPage
from orderdeck.tui.service.letters.stock_questions import Ask, StockLetter

WHAT_OF: Final = {"stockout_choice": "choice", "alternative_offer": "alternative"}
"""Template -> what it asks the buyer for, whatever the marketplace allows."""


def write(desk: Desk, operator: str, page: StockPage, asks: Sequence[Ask]) -> list[StockLetter]:
    """The messages for `asks`; an order that is no longer on `page` is left out."""
    hits = {hit.order_key: hit for hit in page.board.hits}
    there = [ask for ask in asks if ask.order_key in hits and ask.order_key in page.rows]
    keys = [ask.order_key for ask in there]
    lines, missing = _lines(desk, keys), _missing(desk, keys)
    zones = desk.zones({page.rows[key]["export_id"] for key in keys})
    return [
        _write(
            desk, operator, page, hits[ask.order_key], lines.get(ask.order_key, []), ask,
            missing.get(ask.order_key, []), zones,
        )
        for ask in there
    ]  # fmt: skip


def _write(
    desk: Desk,
    operator: str,
    page: StockPage,
    hit: Hit,
    lines: list[Fields],
    ask: Ask,
    missing: list["_Missing"],
    zones: Mapping[str, str],
) -> StockLetter:
    folder, row = desk.paths.templates, page.rows[ask.order_key]
    there = set(situations(folder))
    what = ASK_OF.get(hit.step.action, "choice")
    template = ask.template if ask.template in there else SITUATION_OF[what]
    language = best_language(template, ask.language or language_of(row["country_code"]), folder)
    # An order that lacks nothing just now is written to about what the screen is of.
    missing = missing or [_Missing(ask.sku, hit.quantity, page.board.sku.expected_at)]
    ship_by = None if row["ship_rests"] else row["ship_by"]  # an estimate is no promise to go by
    own = _facts_of_case(desk, missing, lines, ship_by)
    known = order_facts(
        {**row, "lines": lines, "zone": zones.get(row["export_id"])},
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
        known=tuple((name, _in_a_line((known | supplied).get(name))) for name in shown),
        private=private_of(known | supplied),
    )


def _in_a_line(fact: object) -> str:
    """A fact to be changed at a prompt, which has one line."""
    return "" if fact is None else "; ".join(str(fact).removeprefix("- ").split("\n- "))


def asked_by(template: str, planned: str, allowed: Allowed) -> str:
    """What the buyer is asked for by a template, on the order's marketplace; `planned` is what the plan asks for."""
    if SITUATION_OF[planned] == template:
        return planned
    if template == SITUATION_OF["cancel"]:
        return ASK_OF[allowed.give_up]
    if template == SITUATION_OF["time"]:
        return ASK_OF[allowed.more_time or "ask_wait"]
    return WHAT_OF.get(template, planned)


def case_facts(desk: Desk, order_key: str, lines: Sequence[Fields], ship_by: int | None) -> Fields:
    """Facts of an order's own stock-out, for any message about it; none where nothing of it is short."""
    missing = _missing(desk, [order_key]).get(order_key)
    return _facts_of_case(desk, missing, lines, ship_by) if missing else {}


class _Missing(NamedTuple):
    """What an order lacks of one SKU."""

    sku: str
    short: int
    back: int | None
    """When it is back (µs, UTC); None where that isn't known."""


def _missing(desk: Desk, order_keys: list[str]) -> dict[str, list[_Missing]]:
    """Order key -> all that it lacks, in the order of its lines; those that lack nothing are left out."""
    found: dict[str, list[_Missing]] = {}
    rows = desk.con.execute(statements("stock/board")["missing"], {"keys": order_keys}).fetchall()
    for key, sku, short, back in rows:
        found.setdefault(key, []).append(_Missing(sku, short, back))
    return found


def _facts_of_case(
    desk: Desk, missing: Sequence[_Missing], lines: Sequence[Fields], ship_by: int | None
) -> Fields:
    """What only the case knows: the items that are short, when the last of them is back, how many days more."""
    named = {line["sku"]: line for line in reversed(lines)}
    items = [{**named.get(one.sku, {"sku": one.sku}), "quantity": one.short} for one in missing]
    facts: Fields = {"short_item": items}
    dates = [one.back for one in missing if one.back is not None]
    if dates and len(dates) == len(missing):
        facts["restock_date"] = max(dates)
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
