"""What acts about stock must find: each kind's line in `data.stock.acts.kinds` names its rule here.

Every rule goes by the desk's tables, so that a script is refused what the deck's keys would refuse. On a desk that
knows nothing of stock there is no purchase, no delisting and no case.
"""

from typing import Any

import msgspec

from orderdeck.data.actions.handed import has_stock
from orderdeck.data.actions.orders import ship_by_of
from orderdeck.data.actions.rules import Against, Asked
from orderdeck.data.desk.connection import Fetch
from orderdeck.data.stock.acts.delisting import delisted, listing
from orderdeck.data.stock.allocation.spelling import known
from orderdeck.data.stock.cases import may_ask
from orderdeck.data.stock.plan.allowed import of_order


def stock_word(asked: Asked) -> Against | None:
    """A count for `left`, a time to come for `expected`, and neither beside another word."""
    word = asked.data["word"]
    for wanted, name in (("left", "quantity"), ("expected", "expected_at")):
        if word == wanted and asked.data.get(name) is None:
            return "field_missing", name
        if word != wanted and asked.data.get(name) is not None:
            return "field_wrong", name
    return _to_come(asked, "expected_at")


def restock(asked: Asked) -> Against | None:
    """At least one piece, at no negative price, expected at a time to come."""
    if asked.data["quantity"] < 1:
        return "field_wrong", "quantity"
    if str(asked.data.get("unit_price", "")).startswith("-"):
        return "field_wrong", "unit_price"
    return _to_come(asked, "expected_at")


def unknown(asked: Asked) -> Against | None:
    """Goods may be bought before anybody orders them; but it may be a slip of the pen."""
    return (
        None
        if known(asked.fetch, asked.target, stock=has_stock(asked.fetch))
        else ("unknown_sku", asked.target)
    )


def receipt(asked: Asked) -> Against | None:
    """Pieces of a purchase of this SKU that is still due. More than were ordered may come; of one that was ended here
    none are to come until that is taken back."""
    if asked.data["quantity"] < 1:
        return "field_wrong", "quantity"
    found = _purchase(asked, asked.data["purchase_key"])
    if found is None:
        return "unknown_purchase", ""
    if found.sku != asked.target:
        return "other_sku", found.sku or "?"
    if found.state == "ended":
        return "purchase_ended", ""
    return None if found.open else ("purchase_over", found.state)


def more_came(asked: Asked) -> Against | None:
    """More than were still due: it may be so, or a slip of the pen. By how many."""
    sql = "select still_due from purchases where purchase_key = $key or restock_key = $key"
    rows = asked.fetch(sql, {"key": asked.data["purchase_key"]})
    beyond = asked.data["quantity"] - (rows[0][0] or 0) if rows else 0
    return ("more_came", str(beyond)) if beyond > 0 else None


def ended(asked: Asked) -> Against | None:
    """A purchase of this SKU that is still open."""
    found = _purchase(asked, asked.data["purchase_key"])
    if found is None:
        return "unknown_purchase", ""
    if found.sku != asked.target:
        return "other_sku", found.sku or "?"
    return None if found.open else ("purchase_over", found.state)


def coupled(asked: Asked) -> Against | None:
    """One is a purchase of a file, the other a restock keyed here."""
    found, keyed = (_purchase(asked, asked.data[name]) for name in ("purchase_key", "restock"))
    if found is None or keyed is None:
        return "unknown_purchase", ""
    if found.source != "file" or (keyed.source == "file" and asked.data["restock"] == keyed.key):
        return "not_restock_and_file", ""
    return None


def coupled_fill(asked: Asked) -> dict[str, Any]:
    """The purchase by the file's own key."""
    found = _purchase(asked, asked.data["purchase_key"])
    return {} if found is None else {"purchase_key": found.key}


def supplier_answer(asked: Asked) -> Against | None:
    """It says something: so many left, a date, or words."""
    if all(asked.data.get(name) is None for name in ("left", "expected_at", "note")):
        return "field_missing", "left"
    return _to_come(asked, "expected_at")


def delist(asked: Asked) -> Against | None:
    """Something here names it, and it is on sale; the scope, where one is asked for, is the one that the product list
    gives."""
    if not known(asked.fetch, asked.target, stock=has_stock(asked.fetch)):
        return "unknown_sku", ""
    if not has_stock(asked.fetch):
        return None
    if delisted(asked.fetch, asked.target):
        return "already_delisted", ""
    return _as_asked(asked, listing(asked.fetch, asked.target).scope)


def delist_fill(asked: Asked) -> dict[str, Any]:
    """How it is taken off sale."""
    if not has_stock(asked.fetch):
        return {"scope": "sku"}
    found = listing(asked.fetch, asked.target)
    return {"scope": found.scope, "product_id": found.product_id}


def relist(asked: Asked) -> Against | None:
    """It was taken off sale, alone or with its product, and comes back as it went."""
    found = delisted(asked.fetch, asked.target) if has_stock(asked.fetch) else None
    return _as_asked(asked, found[0]) if found else ("not_delisted", "")


def relist_fill(asked: Asked) -> dict[str, Any]:
    """As what it was taken off sale."""
    found = delisted(asked.fetch, asked.target)
    return {"scope": found[0], "product_id": found[1]} if found else {}


def plan_override(asked: Asked) -> Against | None:
    """The order lacks something, so there is a plan to overrule; nothing is shipped that isn't there."""
    action = asked.data["action"]
    if action == "none":
        sql = "select arg_max(data->>'$.action', seq) from live_acts where kind = 'plan_override' and order_key = ?"
        rows = asked.fetch(sql, [asked.target]) if has_stock(asked.fetch) else []
        return None if rows and rows[0][0] not in (None, "none") else ("not_overruled", "")
    if not short_skus(asked):
        return "not_short", ""
    return ("not_covered", "") if action == "ship_now" else None


def case_opened(asked: Asked) -> Against | None:
    """An order to be shipped that lacks something, whose buyer nobody asks yet, for what its marketplace allows."""
    stage = case_stage(asked)
    if stage:
        return "case_open", stage
    return asked_(asked) or (None if short_skus(asked) else ("not_short", ""))


def asked_(asked: Asked) -> Against | None:
    """A buyer may be asked of any open order, and again; of a SKU that it has, for what its marketplace allows."""
    return against_asking(asked.fetch, asked.target, asked.data["what"]) or _of_the_order(asked)


def against_asking(fetch: Fetch, order_key: str, what: str) -> Against | None:
    """Whether the order's marketplace lets its buyer be asked for `what`: on some the seller has to cancel, and whoever
    asks a buyer to is fined. An order that has ended is for others to refuse."""
    return None if may_ask(of_order(fetch, order_key), what) else ("not_allowed_there", what)


def case_fill(asked: Asked) -> dict[str, Any]:
    """The SKU that it is about, where none is named: what the order lacks; and its ship-by time as it is then."""
    found: dict[str, Any] = {} if asked.data.get("sku") else {"sku": next(iter(short_skus(asked)), None)}
    return found if "ship_by" in asked.data else found | ship_by_of(asked.order)


def agreed(asked: Asked) -> Against | None:
    """The buyer was asked, or has applied to cancel, or the seller has to cancel it, and nobody has agreed yet."""
    stage = case_stage(asked)
    if stage == "agreed":
        return "already_agreed", ""
    return None if stage in ("asked", "applied", "to_cancel") else ("no_case", "")


def closed(asked: Asked) -> Against | None:
    """There is a case that isn't closed."""
    return None if case_stage(asked) else ("no_case", "")


def allot(asked: Asked) -> Against | None:
    """An order to be shipped, that doesn't hold all that it wants."""
    if asked.order is None or asked.order.stage != "to_ship":
        return "not_this_stage", asked.order.stage if asked.order else ""
    held, wanted = _held(asked, asked.target), _wanted(asked)
    if held and not wanted:
        return "allotted_already", ""
    return None if held or wanted else ("nothing_to_allot", "")


def release_allotment(asked: Asked) -> Against | None:
    """Something is allotted to it."""
    return None if _held(asked, asked.target) else ("not_allotted", "")


def move_stock(asked: Asked) -> Against | None:
    """It lacks the SKU, and the other has some of it on the shelf still."""
    sku, source = asked.data["sku"], asked.data["source"]
    sql = "select 1 from allotments where order_key = ? and sku = ? limit 1"
    if sku not in short_skus(asked) or not asked.fetch(sql, [source, sku]):
        return "nothing_to_move", ""
    packed = asked.fetch(
        "select 1 from marks where order_key = ? and (packed_at is not null or done) limit 1", [source]
    )
    return ("packed", "") if packed and _held(asked, source) else None


def await_restock(asked: Asked) -> Against | None:
    """An order to be shipped for which the newest plan has noted something else."""
    if asked.order is None or asked.order.stage != "to_ship":
        return "not_this_stage", asked.order.stage if asked.order else ""
    noted = asked.fetch(
        "select arg_max((data->>'$.quantity')::bigint, seq) from live_acts "
        "where kind = 'await_restock' and order_key = ? and sku = ?",
        [asked.target, asked.data["sku"]],
    )[0][0]
    return ("nothing_to_apply", "") if noted == asked.data["quantity"] else None


def list_sent(asked: Asked) -> Against | None:
    """Nobody has handed over as much of that list."""
    sent = asked.fetch(
        "select 1 from live_acts where kind = 'list_sent' and data->>'$.list' = ? "
        "and data->>'$.supplier' is not distinct from ? and (data->>'$.upto')::bigint >= ? limit 1",
        [asked.data["list"], asked.data.get("supplier"), asked.data["upto"]],
    )
    return ("nothing_waits", "") if sent else None


def _held(asked: Asked, order_key: str) -> bool:
    sql = "select 1 from allotments where order_key = ? and applied limit 1"
    return bool(asked.fetch(sql, [order_key]))


def _wanted(asked: Asked) -> bool:
    """Whether it wants more than it holds."""
    return bool(asked.fetch("select 1 from stock_demand where order_key = ? limit 1", [asked.target]))


def case_stage(asked: Asked) -> str:
    """Where the order's case stands; "" where there is none, or it is closed."""
    sql = "select stage from cases where order_key = ? and stage <> 'closed'"
    rows = asked.fetch(sql, [asked.target]) if has_stock(asked.fetch) else []
    return str(rows[0][0]) if rows else ""


def short_skus(asked: Asked) -> list[str]:
    """What the order lacks, most of all first."""
    sql = "select sku from short_lines where order_key = ? order by short desc, sku"
    return [str(row[0]) for row in asked.fetch(sql, [asked.target])] if has_stock(asked.fetch) else []


class _Purchase(msgspec.Struct, frozen=True):
    key: str
    sku: str | None
    open: bool
    state: str
    source: str


def _purchase(asked: Asked, key: str) -> _Purchase | None:
    """The purchase of that key; a restock that is one with a file's goes by its own key as well."""
    sql = (
        "select purchase_key, sku, open and still_due > 0, state, source from purchases "
        "where purchase_key = $key or restock_key = $key"
    )
    rows = asked.fetch(sql, {"key": key}) if has_stock(asked.fetch) else []
    return _Purchase(*rows[0]) if rows else None


def _of_the_order(asked: Asked) -> Against | None:
    sku = asked.data.get("sku")
    if not sku:
        return None
    rows = asked.fetch(
        "select 1 from open_lines where order_key = ? and sku = ? limit 1", [asked.target, sku]
    )
    return None if rows else ("sku_not_in_order", str(sku))


def _to_come(asked: Asked, name: str) -> Against | None:
    at = asked.data.get(name)
    return ("until_past", "") if at is not None and at <= asked.now else None


def _as_asked(asked: Asked, scope: str) -> Against | None:
    return ("other_scope", scope) if asked.data.get("scope") not in (None, scope) else None
