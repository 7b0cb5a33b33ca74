"""What scripts are given: queues and intake as JSON that stays the same from version to version."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from orderdeck.data.base.records import Export, View, Waiting
from orderdeck.data.base.text.iso_times import iso, iso_of
from orderdeck.data.desk.changes.amounts import amount_text
from orderdeck.data.desk.changes.before import Since
from orderdeck.data.desk.changes.compared import PERSONAL
from orderdeck.data.desk.connection import frame
from orderdeck.data.desk.desk import Desk
from orderdeck.data.desk.views.reasons import Phrase, english, split
from orderdeck.queries.statements import statements

_BUYER = (
    "buyer",
    "email",
    "recipient",
    "address_block",
    "address",
    "city",
    "province",
    "zip",
    "phone",
    "tax_number",
)
_HIDDEN = PERSONAL.union(_BUYER, ("remark",))
"""What says who the buyer is, or what they wrote."""
_TELLING = frozenset({"wholesale_buyer", "may_be_cut", "line_unclear"})
"""Reasons whose value may hold some of it."""
_APART = {"tax": "tax_collected", "cod": "cash_on_delivery"}


def queues_json(desk: Desk, phrase: Phrase = english, language: str = "en") -> dict[str, Any]:
    """The queues with their orders, in the queues' precedence and each queue's order, the lenses' counts, and panels of
    the user's own with theirs.

    `{"queues": [{"key", "title", "count", "orders": […]}], "lenses": [{"key", "count"}], "undeclared": {"count",
    "orders"}, "panels": [{"key", "title", "count", "orders": […], "error" (null, or why its file can't be used)}]}`;
    undeclared are those done here that a newer export still has as to be sent. An order has `order_key,
    marketplace, shop, order_id, state, status, reasons (in words), reason_codes ("code|value"), placed_at, ship_by,
    ship_by_estimate (what it rests on where its file has none: "product|5"; else null), currency, total, buyer, email,
    recipient, address_block, address, city, province, zip, phone, tax_number, country (as the file has it),
    country_code, service, tracking, remark, remark_kinds, lines, together, changes`; a line has `sku, title, variant,
    product_id, quantity, unit_price, line_total`, and `ordered` where that is another than what is owed; `together` are
    other orders to the same buyer and address, `apart` why the two must not be in one parcel; `changes` are those since
    it was packed, and since somebody last acted on it: `[{"since": kind of that act, "operator", "at", "fields":
    [{"field", "before", "now"}]}]`, `fields` null where it isn't known any more;
    times are ISO 8601 in UTC, `total` is decimal text, what is not known is null. `phrase` puts reasons into words.
    The counts add up to the open orders that are not done here.
    """
    whole, lines = _whole(desk), _lines(desk)
    changed = desk.changed_since(list(desk.acts.by_order))
    views = desk.views()

    def orders(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        return [_order(row, whole[row["order_key"]], lines, changed, phrase, desk) for row in rows]

    def told(view: View) -> dict[str, Any]:
        title, found = view.title.get(language, view.key), desk.rows(view.key).iter_rows(named=True)
        return {"key": view.key, "title": title, "count": view.count, "orders": orders(found)}

    def panel(view: View) -> dict[str, Any]:
        if not view.error:
            return told(view) | {"error": None}
        title = view.title.get(language, view.key)
        return {"key": view.key, "title": title, "count": 0, "orders": [], "error": view.error}

    done = [row for row in desk.rows("done").iter_rows(named=True) if "undeclared" in row["badges"]]
    return {
        "queues": [told(view) for view in views if view.kind == "queue"],
        "lenses": [{"key": view.key, "count": view.count} for view in views if view.kind == "lens"],
        "undeclared": {"count": len(done), "orders": orders(done)},
        "panels": [panel(view) for view in views if view.kind == "panel"],
    }


def orders_json(
    desk: Desk, order_keys: Sequence[str], phrase: Phrase = english, *, personal: bool
) -> list[dict[str, Any]]:
    """Those of these orders that are open, in their order, each as in `queues_json`. Without `personal` everything that
    says who the buyer is or what they wrote is null: in `changes` too, and in what reasons are about.
    """
    rows = {row["order_key"]: row for row in desk.board(order_keys).iter_rows(named=True)}
    keys = [key for key in dict.fromkeys(order_keys) if key in rows]
    whole, lines = _whole(desk, keys), _lines(desk, keys)
    changed = desk.changed_since(keys)
    if not personal:
        for key in keys:
            rows[key] |= {"reasons": [_untold(reason) for reason in rows[key]["reasons"]]}
    orders = [_order(rows[key], whole[key], lines, changed, phrase, desk) for key in keys]
    return orders if personal else [_impersonal(order) for order in orders]


def _untold(reason: str) -> str:
    code, value = split(reason)
    return f"{code}|" if value and code in _TELLING else reason


def _impersonal(order: dict[str, Any]) -> dict[str, Any]:
    for since in order["changes"]:
        for field in since["fields"] or ():
            if field["field"] in _HIDDEN:
                field |= {"before": None, "now": None}
    return order | {name: None for name in order if name in _HIDDEN}


def intake_json(
    exports: Iterable[Export],
    phrase: Callable[[Export], str] | None = None,
    withdrawn: Collection[str] = (),
) -> dict[str, Any]:
    """What became of each file, oldest first; the counts are what that file held.

    `{"files": [{"number", "name", "state", "profile", "orders", "lines", "rejected", "reason", …}]}`, `state` "loaded"
    or "refused". A file that was refused and later taken is told once, as it is now; one with the bytes of another is
    loaded, and `same_as` names that. A refused one says why in words (`phrase`) and by `reason_code`, with the
    `headers` seen and the `nearest` profile. `taken_at` is the moment that an export is of, `withdrawn` whether it was
    withdrawn (`withdrawn`: their ids); `number` or `export` name it to `orderdeck act DIR withdraw`.
    """
    say = phrase or _refusal
    newest: dict[tuple[str, str, int], Export] = {}
    for export in exports:
        newest.pop((export.name, export.sha256, -1), None)
        moment = -1 if export.state == "refused" else export.own_moment
        newest[export.name, export.sha256, moment] = export
    return {"files": [_file(export, say, withdrawn) for export in newest.values()]}


def waiting_json(
    waiting: Iterable[Waiting], phrase: Callable[[Waiting], str] | None = None
) -> dict[str, Any]:
    """Files in the folder that are not on the desk yet, longest first: `{"waiting": [{"name", "state", "reason",
    "reason_code", "detail", "since", "again"}]}`, `state` "arriving" or "later", times ISO 8601 in UTC; `again` is null
    where that hangs on the file."""
    return {
        "waiting": [
            {
                "name": one.name,
                "state": one.state,
                "reason": phrase(one) if phrase else one.why.replace("_", " "),
                "reason_code": one.why,
                "detail": one.detail,
                "since": _moment(one.since),
                "again": _moment(one.again),
            }
            for one in waiting
        ]
    }


def _moment(us: int) -> str | None:
    return iso_of(us) if us else None


def _file(export: Export, say: Callable[[Export], str], withdrawn: Collection[str]) -> dict[str, Any]:
    refused = export.state == "refused"
    return {
        "number": export.seq,
        "export": export.export_id,
        "name": export.name,
        "state": "refused" if refused else "loaded",
        "passed_over": export.passed_over,
        "profile": export.profile,
        "kind": export.kind,
        "orders": export.orders,
        "lines": export.lines,
        "rejected": export.rejected,
        "reason": say(export) if refused else "",
        "reason_code": export.reason,
        "headers": export.headers,
        "nearest": export.nearest,
        "notes": export.notes,
        "same_as": export.detail if not refused and export.detail != export.name else "",
        "taken_at": None if refused else _moment(export.own_moment),
        "withdrawn": not refused and export.export_id in withdrawn,
    }


def _order(
    row: dict[str, Any],
    whole: dict[str, Any],
    lines: dict[str, list[dict[str, Any]]],
    changed: dict[str, list[Since]],
    phrase: Phrase,
    desk: Desk,
) -> dict[str, Any]:
    return {
        "order_key": row["order_key"],
        "marketplace": row["marketplace"],
        "shop": row["shop"] or "",
        "order_id": row["order_id"],
        "state": row["state"],
        "status": row["status"],
        "reasons": [phrase(*split(reason)) for reason in row["reasons"]],
        "reason_codes": list(row["reasons"]),
        "placed_at": _time(row["placed_at"]),
        "ship_by": _time(row["ship_by"]),
        "ship_by_estimate": row["ship_rests"],
        "currency": row["currency"],
        "total": money_text(row["total"]),
        **{name: whole[name] for name in _BUYER},
        "country": row["country"],
        "country_code": row["country_code"],
        "service": row["service"],
        "tracking": whole["tracking"],
        "remark": row["remark"],
        "remark_kinds": row["remark_kinds"],
        "lines": lines.get(row["order_key"], []),
        "together": _together(desk, row["reasons"], row["order_key"]),
        "changes": [_since(one) for one in changed.get(row["order_key"], ())],
    }


def _together(desk: Desk, reasons: list[str], order_key: str) -> list[dict[str, Any]]:
    if not any(one.startswith("together|") for one in reasons):
        return []
    return [
        {
            "order_id": one.order_id,
            "ship_by": _moment(one.ship_by or 0),
            "apart": _APART.get(one.pair),
        }
        for one in desk.together(order_key)
    ]


def _since(since: Since) -> dict[str, Any]:
    return {
        "since": since.act.kind,
        "operator": since.act.operator,
        "at": _moment(since.act.at),
        "fields": None
        if since.changes is None
        else [{"field": one.field, "before": one.before, "now": one.now} for one in since.changes],
    }


def _lines(desk: Desk, order_keys: Sequence[str] | None = None) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    where, given = _of(order_keys)
    rows = frame(
        desk.con,
        "select order_key, sku, title, attributes as variant, product_id, owed as quantity, unit_price, line_total, "
        f"quantity as ordered from open_lines {where} order by order_key, line_no",
        given,
    )
    for line in rows.iter_rows(named=True):
        order_key = line.pop("order_key")
        if line["ordered"] == line["quantity"]:
            del line["ordered"]
        line |= {name: money_text(line[name]) for name in ("unit_price", "line_total")}
        found.setdefault(order_key, []).append(line)
    return found


def _of(order_keys: Sequence[str] | None) -> tuple[str, dict[str, object]]:
    """What leaves these orders alone, None all; and its parameters."""
    if order_keys is None:
        return "", {}
    return "where order_key in (select unnest($keys))", {"keys": list(order_keys)}


def _whole(desk: Desk, order_keys: Sequence[str] | None = None) -> dict[str, dict[str, Any]]:
    """Order key -> what its files say, as lists for other tools have it."""
    told = statements("exported/orders")["told"]
    where, given = _of(order_keys)
    rows = frame(desk.con, f"select {told} from open_orders o {where}", given)
    return {row["order_key"]: row for row in rows.iter_rows(named=True)}


def _time(moment: datetime | None) -> str | None:
    return iso(moment) if moment else None


def money_text(amount: Decimal | None) -> str | None:
    """An amount as scripts are given it."""
    return None if amount is None else amount_text(amount)


def _refusal(export: Export) -> str:
    return (
        f"{export.reason.replace('_', ' ')}: {export.detail}"
        if export.detail
        else export.reason.replace("_", " ")
    )
