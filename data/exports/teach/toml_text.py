"""A proposal as the TOML of a profile, with comments for whoever edits it."""

import json
import re
from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from orderdeck.data.base import status as statuses
from orderdeck.data.base.text.sanitize import clean_text
from orderdeck.data.exports.recognise import fold
from orderdeck.data.exports.teach.model import ESSENTIAL, Proposal

_HEAD: Final = """\
# Taught from the file {file} on {day}.
# Every key is explained in docs/profiles.md; a change counts from the moment this file is saved.
"""
_STATUSES: Final = """
# Status text of the file -> status: {all}.
# One that isn't here stands in the queue "unrecognised", and nothing is lost.
[status.labels]
"""


def profile_toml(proposal: Proposal, name: str, today: date) -> str:
    """The TOML text of the profile that `proposal` makes under `name`."""
    raw = raw_profile(proposal, name)
    parts = [
        _HEAD.format(file=_plain(proposal.path.name), day=today.isoformat()),
        *(_pair(key, raw[key]) for key in ("name", "title", "marketplace", "kind", "unique_ids")),
        "# time zone of times without an offset (IANA)\n",
        _pair("zone", raw["zone"]),
        "# fields without which a file is no such export\n",
        _pair("required", raw["required"]),
    ]
    if "furniture" in raw:
        parts += ["# rows that are no rows: regular expressions\n", _pair("furniture", raw["furniture"])]
    parts += ["\n# field = the names that its column may have; add others as they come up\n[aliases]\n"]
    parts += [_alias(proposal, field, names) for field, names in raw["aliases"].items()]
    left = [column.header for column in proposal.columns if not column.field and column.header]
    if left:
        parts += ["# left out: ", "; ".join(_plain(header) for header in left), "\n"]
    parts += _status(proposal, raw)
    for section in ("money", "dates", "items", "csv"):
        if raw.get(section):
            parts += [f"\n[{section}]\n", *(_pair(key, value) for key, value in raw[section].items())]
    return "".join(parts)


def raw_profile(proposal: Proposal, name: str) -> dict[str, Any]:
    """The profile as the table that its TOML would be read as."""
    raw: dict[str, Any] = {
        "name": name,
        "title": {"en": proposal.title or name, "zh": proposal.title or name},
        "marketplace": name,
        "kind": proposal.kind,
        "unique_ids": "shop" if proposal.column_of("shop") and proposal.kind == "orders" else "marketplace",
        "zone": proposal.zone or "UTC",
        "required": _required(proposal),
        "aliases": {column.field: [_alias_of(column.header, column.name)] for column in _mapped(proposal)},
        "status": _raw_status(proposal),
        "money": _raw_money(proposal),
        "dates": {"order": proposal.date_order or "auto"},
        "items": _raw_items(proposal),
    }
    if proposal.encoding and proposal.table.encoding:
        raw["csv"] = {"encoding": proposal.encoding}
    if proposal.furniture:
        raw["furniture"] = list(proposal.furniture)
    return raw


def _mapped(proposal: Proposal) -> list[Any]:
    return [column for column in proposal.columns if column.field]


def _alias_of(header: str, name: str) -> str:
    """The header as it stands; the frame's own name where it is a duplicate, or has no text."""
    return header if header and fold(header) == name else name


def _required(proposal: Proposal) -> list[str]:
    mapped = proposal.mapping
    wanted = [field for group in ESSENTIAL[proposal.kind] for field in group if field in mapped]
    if proposal.kind == "orders":
        items = ("products", "sku", "item_title", "codes", "product_id", "placed_at", "total")
        wanted += [field for field in items if field in mapped][:1]
    return wanted


def _raw_status(proposal: Proposal) -> dict[str, Any]:
    table: dict[str, Any] = {}
    if proposal.kind == "orders":
        table["otherwise"] = proposal.otherwise
        table["rules"] = [{"when": dict(when), "status": status} for when, status in proposal.rules]
    known = {text: code for text, code in proposal.statuses.items() if code != statuses.UNRECOGNISED}
    table["labels"] = known
    if package := proposal.packing.get("package"):
        # What a person says of a parcel of two holds for one of three.
        said = [code for text, code in known.items() if re.fullmatch(str(package), text, re.IGNORECASE)]
        table["patterns"] = [{"match": package, "status": code} for code in said[:1]]
    return {key: value for key, value in table.items() if value}


def _raw_money(proposal: Proposal) -> dict[str, Any]:
    money: dict[str, Any] = {"currency": proposal.currency} if proposal.currency else {}
    if proposal.decimal != ".":
        money["decimal"] = proposal.decimal
    if proposal.per_row:
        money["per_row"] = list(proposal.per_row)
    if proposal.total_of:
        money["total_of"] = list(proposal.total_of)
    return money


def _raw_items(proposal: Proposal) -> dict[str, Any]:
    if proposal.kind != "orders":
        return {}
    return {"row_shape": proposal.row_shape, **proposal.packing}


def _alias(proposal: Proposal, field: str, names: list[str]) -> str:
    column = proposal.column_of(field)
    sample = next(iter(column.samples), "") if column else ""
    text = _pair(field, names).rstrip("\n")
    doubt = "  # doubtful when it was taught" if column and column.doubtful else ""
    return f"{text}{doubt}\n" if sample or doubt else f"{text}\n"


def _status(proposal: Proposal, raw: dict[str, Any]) -> Iterable[str]:
    table = raw["status"]
    yield "\n# what rows are that say no status\n[status]\n"
    if "otherwise" in table:
        yield _pair("otherwise", table["otherwise"])
    every = (
        statuses.ALL if proposal.kind == "orders" else ("ordered", "paid", "sent", "received", "cancelled")
    )
    if proposal.statuses:
        yield _STATUSES.format(all=", ".join(every))
        for text, code in proposal.statuses.items():
            unknown = code == statuses.UNRECOGNISED  # stands there ready to be filled in
            yield f"{'# ' if unknown else ''}{_text(text)} = {_text('' if unknown else code)}\n"
    for one in table.get("patterns", ()):
        yield f"\n[[status.patterns]]\nmatch = {_text(one['match'])}\nstatus = {_text(one['status'])}\n"
    for rule in table.get("rules", ()):
        yield f"\n[[status.rules]]\nwhen = {_value(rule['when'])}\nstatus = {_text(rule['status'])}\n"


def _plain(text: str) -> str:
    """`text` for a comment: one line of what can be shown."""
    return "".join(sign if sign.isprintable() else "?" for sign in clean_text(text))


def _pair(key: str, value: Any) -> str:
    return f"{key} = {_value(value)}\n"


def _value(value: Any) -> str:
    """`value` in TOML."""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, dict):
        inner = ", ".join(f"{_key(key)} = {_value(part)}" for key, part in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    return f"[{', '.join(_value(part) for part in value)}]"


def _key(key: str) -> str:
    return key if key.replace("_", "a").isascii() and key.replace("_", "a").isalnum() else _text(key)


def _text(text: str) -> str:
    """A basic string: TOML's escapes are JSON's, and what is no character to be shown is escaped too."""
    quoted = json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
    return "".join(sign if sign.isprintable() else f"\\U{ord(sign):08x}" for sign in quoted)
