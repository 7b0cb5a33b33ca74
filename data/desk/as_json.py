"""What scripts are given: queues and intake as JSON that stays the same from version to version."""

from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from orderdeck.data.base.records import Export, Waiting
from orderdeck.data.desk.changes.amounts import amount_text
from orderdeck.data.desk.changes.before import Since
from orderdeck.data.desk.connection import frame
from orderdeck.data.desk.desk import Desk
from orderdeck.data.desk.views.reasons import Phrase, english, split

_APART = {"tax": "tax_collected", "cod": "cash_on_delivery"}


def queues_json(desk: Desk, phrase: Phrase = english, language: str = "en") -> dict[str, Any]:
    """The queues with their orders, in the queues' precedence and each queue's order, and the lenses' counts.

    `{"queues": [{"key", "title", "count", "orders": […]}], "lenses": [{"key", "count"}]}`. An order has `shop,
    order_id, status, reasons (in words), reason_codes ("code|value"), placed_at, ship_by, ship_by_estimate (what it
    rests on where its file has none: "product|5"; else null), currency, total, country (as the file has it),
    country_code, service, remark, remark_kinds, lines, together, changes`; `together` are
    other orders to the same buyer and address; `changes` are those since it was
    packed, and since somebody last acted on it: `[{"since": kind of that act, "operator", "at", "fields": [{"field",
    "before", "now"}]}]`, `fields` null where it isn't known any more;
    times are ISO 8601 in UTC, `total` is decimal text, what is not known is null. `phrase` puts reasons into words.
    The counts add up to the open orders that are not done here.
    """
    lines = _lines(desk)
    changed = desk.changed_since(list(desk.acts.by_order))
    views = desk.views()
    queues = [
        {
            "key": view.key,
            "title": view.title.get(language, view.key),
            "count": view.count,
            "orders": [
                _order(row, lines, changed, phrase, desk) for row in desk.rows(view.key).iter_rows(named=True)
            ],
        }
        for view in views
        if view.kind == "queue"
    ]
    return {"queues": queues, "lenses": [{"key": v.key, "count": v.count} for v in views if v.kind == "lens"]}


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
        moment = -1 if export.state == "refused" else export.copied_at or export.exported_at
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
    return _time(datetime.fromtimestamp(us / 1e6, UTC)) if us else None


def _file(export: Export, say: Callable[[Export], str], withdrawn: Collection[str]) -> dict[str, Any]:
    refused = export.state == "refused"
    return {
        "number": export.seq,
        "export": export.export_id,
        "name": export.name,
        "state": "refused" if refused else "loaded",
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
        "taken_at": None if refused else _moment(export.exported_at),
        "withdrawn": not refused and export.export_id in withdrawn,
    }


def _order(
    row: dict[str, Any],
    lines: dict[str, list[dict[str, Any]]],
    changed: dict[str, list[Since]],
    phrase: Phrase,
    desk: Desk,
) -> dict[str, Any]:
    return {
        "shop": row["shop"] or "",
        "order_id": row["order_id"],
        "status": row["status"],
        "reasons": [phrase(*split(reason)) for reason in row["reasons"]],
        "reason_codes": list(row["reasons"]),
        "placed_at": _time(row["placed_at"]),
        "ship_by": _time(row["ship_by"]),
        "ship_by_estimate": row["ship_rests"],
        "currency": row["currency"],
        "total": money_text(row["total"]),
        "country": row["country"],
        "country_code": row["country_code"],
        "service": row["service"],
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
            "apart": _APART.get(one.apart),
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


def _lines(desk: Desk) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    rows = frame(
        desk.con, "select order_key, sku, title, owed, quantity from open_lines order by order_key, line_no"
    )
    for order_key, sku, title, owed, ordered in rows.iter_rows():
        line = {"sku": sku, "title": title, "quantity": owed}
        found.setdefault(order_key, []).append(line if owed == ordered else line | {"ordered": ordered})
    return found


def _time(moment: datetime | None) -> str | None:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def money_text(amount: Decimal | None) -> str | None:
    """An amount as scripts are given it."""
    return None if amount is None else amount_text(amount)


def _refusal(export: Export) -> str:
    return (
        f"{export.reason.replace('_', ' ')}: {export.detail}"
        if export.detail
        else export.reason.replace("_", " ")
    )
