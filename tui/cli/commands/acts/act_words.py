"""What `orderdeck act` is given, read: kinds of acts, orders by number or key, values by the type of their field."""

import json
import time
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

import click

from orderdeck.data.base.records import Json
from orderdeck.tui.cli.commands.choices import nearest
from orderdeck.tui.i18n import _, since, times

if TYPE_CHECKING:
    from orderdeck.data.actions import Kind
    from orderdeck.data.desk import Desk

ID_PART: Final = 6
"""Characters that are enough of an export's id."""
TAKE_NEXT: Final = "take_next"
"""Not a kind of the journal (it writes a claim) but one for scripts."""
WITHDRAW: Final = "withdraw"
"""A kind that names an export."""


def kinds() -> "dict[str, Kind]":
    """Every kind of act by its key, those about stock too, as scripts are to ask for them."""
    import orderdeck.data.stock.acts.kinds  # noqa: F401  # registers its kinds
    from orderdeck.data.actions import KINDS
    from orderdeck.data.stock.acts.scripted import SCRIPTED

    return {**KINDS, **SCRIPTED}


def kind_of(word: str) -> str:
    """The key of the kind that `word` names, with - or _ between; UsageError with the nearest one."""
    known = kind_words()
    written = word.replace("_", "-").lower()
    if written in known:
        return written.replace("-", "_")
    raise click.UsageError(_("there is no kind of act {kind}", kind=word) + nearest(written, known))


def kind_words() -> list[str]:
    """Every kind that may be asked for, as it is written on the command line."""
    known = [name for name, kind in kinds().items() if kind.by_hand or name in ("undo", "redo")]
    return [name.replace("_", "-") for name in (*known, TAKE_NEXT, WITHDRAW)]


def targets_of(desk: "Desk", kind: str, words: Sequence[str]) -> list[str]:
    """Order keys, SKUs, or ids of exports, that `words` name; UsageError where a number is that of several orders."""
    target = kinds()[kind].target
    if target == "none":
        if words:
            raise click.UsageError(_("{kind} is about no order and no SKU.", kind=kind))
        return []
    if not words:
        raise click.UsageError(_("Which export?") if target == "export" else _("Which order or SKU?"))
    if target == "export":
        return [_export(desk, word) for word in words]
    return [word if target == "sku" else _order(desk, word, or_sku=target == "either") for word in words]


def _export(desk: "Desk", word: str) -> str:
    """The id of the newest loaded export with this name (or id, or beginning of its id)."""
    loaded = [export for export in desk.exports if export.state == "loaded" and export.kind == "orders"]
    named = [export.export_id for export in loaded if word in (export.name, export.export_id)]
    begun = {
        export.export_id for export in loaded if len(word) >= ID_PART and export.export_id.startswith(word)
    }
    if not named and len(begun) > 1:
        raise click.UsageError(
            _("{number} is the beginning of several: {keys}", number=word, keys="  ".join(begun))
        )
    return named[-1] if named else next(iter(begun), word)


def _order(desk: "Desk", word: str, *, or_sku: bool) -> str:
    found = desk.find(word)
    if word in found:
        return word
    if len(found) > 1:
        raise click.UsageError(
            _("{number} is the number of several orders: {keys}", number=word, keys="  ".join(found))
        )
    return found[0] if found else word


def data_of(kind: str, pairs: Sequence[str], desk: "Desk") -> Json:
    """`NAME=VALUE` pairs as the kind's fields want them; times may be written as people do."""
    fields = {field.name: field for field in kinds()[kind].fields}
    data: Json = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise click.UsageError(_("--data {pair}: it is NAME=VALUE", pair=pair))
        field = fields.get(name)
        data[name] = _time(name, value, desk) if field is not None and field.type == "time" else value
    return data


def _time(name: str, text: str, desk: "Desk") -> int:
    if text.isdecimal() and len(text) > 12:
        return int(text)
    zone = times.zone_of(desk.settings.look.zone)
    now = time.time_ns() // 1000
    found = times.until(text, now, zone)
    if found is None:
        try:
            datetime.fromisoformat(
                text
            )  # a span is for times to come; a moment with its day and zone is plain
        except ValueError:
            found = None
        else:
            found = since.moment(text, now, zone)
    if found is None:
        raise click.UsageError(
            _(
                "{name}: “{text}” is no time. Try 2h, 18:00, tomorrow or 2026-10-01T18:00+08:00.",
                name=name,
                text=text,
            )
        )
    return found


def kinds_page(*, as_json: bool) -> str:
    """Every kind with what it is about and what it carries."""
    listed = [kind for kind in kinds().values() if kind.by_hand or kind.key in ("undo", "redo")]
    if as_json:
        return json.dumps({"kinds": [_record(kind) for kind in listed]}, ensure_ascii=False, indent=2)
    lines = ["take-next QUEUE", "withdraw EXPORT"]
    for kind in listed:
        about = {"order": "ORDER…", "sku": "SKU…", "export": "EXPORT…", "either": "ORDER|SKU…", "none": ""}[
            kind.target
        ]
        carried = " ".join(
            f"-d {field.name}=…" if field.required else f"[-d {field.name}=…]" for field in kind.fields
        )
        lines.append(" ".join(filter(None, (kind.key.replace("_", "-"), about, carried))))
    return "\n".join(lines)


def _record(kind: "Kind") -> Json:
    return {
        "kind": kind.key,
        "target": kind.target,
        "undoable": kind.undoable,
        "fields": [
            {"name": f.name, "type": f.type, "required": f.required, "choices": list(f.choices)}
            for f in kind.fields
        ],
    }
