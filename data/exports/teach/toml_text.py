"""A proposal as the TOML of a profile, with comments for whoever edits it."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import tomlkit
from tomlkit import TOMLDocument
from tomlkit.items import Item, KeyType, SingleKey, String, StringType, Table, Trivia

from orderdeck.data.base.text.sanitize import clean_text
from orderdeck.data.base.vocabulary import status as statuses
from orderdeck.data.exports.recognise import fold
from orderdeck.data.exports.teach.model import ESSENTIAL, Proposal

_SUPPLY_STATUSES: Final = ("ordered", "paid", "sent", "received", "cancelled")


def profile_toml(proposal: Proposal, name: str, today: date) -> str:
    """The TOML text of the profile that `proposal` makes under `name`."""
    raw = raw_profile(proposal, name)
    text = tomlkit.document()
    _say(text, f"Taught from the file {_plain(proposal.path.name)} on {today.isoformat()}.")
    _say(
        text,
        "Every key is explained in docs/profiles.md; a change counts from the moment this file is saved.",
    )
    _put(text, raw, "name", "title", "marketplace", "kind", "unique_ids")
    _say(text, "time zone of times without an offset (IANA)")
    _put(text, raw, "zone")
    _say(text, "fields without which a file is no such export")
    _put(text, raw, "required")
    if "furniture" in raw:
        _say(text, "rows that are no rows: regular expressions")
        _put(text, raw, "furniture")
    about = "field = the names that its column may have; add others as they come up"
    _section(text, "aliases", _aliases(proposal, raw["aliases"]), about)
    _section(text, "status", _status(proposal, raw["status"]), "what rows are that say no status")
    for section in ("money", "dates", "items", "csv"):
        if raw.get(section):
            _section(text, section, _table(raw[section]))
    return text.as_string()


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
        table["says_nothing"] = proposal.says_nothing
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


def _aliases(proposal: Proposal, aliases: dict[str, list[str]]) -> Table:
    table = _table(aliases)
    for column in _mapped(proposal):
        if column.doubtful:
            table[column.field].comment("doubtful when it was taught")
    left = [column.header for column in proposal.columns if not column.field and column.header]
    if left:
        _say(table, f"left out: {'; '.join(_plain(header) for header in left)}")
    return table


def _status(proposal: Proposal, raw: dict[str, Any]) -> Table:
    table = tomlkit.table()
    _put(table, raw, *(key for key in ("otherwise", "says_nothing") if key in raw))
    if proposal.statuses:
        every = statuses.ALL if proposal.kind == "orders" else _SUPPLY_STATUSES
        about = f"Status text of the file -> status: {', '.join(every)}."
        more = 'One that isn\'t here stands in the queue "unrecognised", and nothing is lost.'
        _section(table, "labels", _labels(proposal), about, more)
    for key in ("patterns", "rules"):
        if key in raw:
            table.add(tomlkit.nl())
            several = tomlkit.aot()
            several.extend(_table(one) for one in raw[key])
            table.add(key, several)
    return table


def _plain(text: str) -> str:
    """`text` for a comment: one line of what can be shown."""
    return "".join(sign if sign.isprintable() else "?" for sign in clean_text(text))


def _labels(proposal: Proposal) -> Table:
    labels = tomlkit.table()
    for text, code in proposal.statuses.items():
        if code == statuses.UNRECOGNISED:  # stands there ready to be filled in
            _say(labels, f'{_quoted(text).as_string()} = ""')
        else:
            labels.add(_quoted(text), _item(code))
    return labels


def _say(text: TOMLDocument | Table, words: str) -> None:
    text.add(tomlkit.comment(words))


def _put(text: TOMLDocument | Table, raw: Mapping[str, Any], *keys: str) -> None:
    for key in keys:
        text.add(_key(key), _item(raw[key]))


def _table(raw: Mapping[str, Any]) -> Table:
    table = tomlkit.table()
    _put(table, raw, *raw)
    return table


def _section(text: TOMLDocument | Table, key: str, table: Table, *about: str) -> None:
    """Puts a table under a blank line and what is said about it."""
    text.add(tomlkit.nl())
    for words in about:
        _say(text, words)
    text.add(key, table)
    table.trivia.indent = ""  # else another blank line, below the comment


def _item(value: Any) -> Item:
    if isinstance(value, str):
        return String(StringType.SLB, value, _escaped(value), Trivia())
    if isinstance(value, Mapping):
        inline = tomlkit.inline_table()
        inline.add(tomlkit.ws(" "))
        for key, part in value.items():
            inline.append(_key(key), _item(part))
        inline.add(tomlkit.ws(" "))
        return inline
    array = tomlkit.array()
    array.extend(_item(part) for part in value)
    return array


def _key(key: str) -> SingleKey:
    bare = SingleKey(key)
    return bare if bare.is_bare() else _quoted(key)


def _quoted(key: str) -> SingleKey:
    return SingleKey(key, KeyType.Basic, original=f'"{_escaped(key)}"')


def _escaped(text: str) -> str:
    """What stands between the quotes; what is no character to be shown is escaped too."""
    quoted = tomlkit.string(text).as_string()[1:-1]
    return "".join(sign if sign.isprintable() else f"\\U{ord(sign):08x}" for sign in quoted)
