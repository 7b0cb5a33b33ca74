"""Picking lists and packing slips as text of 80 columns, and as HTML to print."""

from collections.abc import Iterator, Sequence
from datetime import tzinfo
from importlib.resources import files
from typing import Final

import msgspec

from orderdeck.data.base.text.sanitize import clean_text
from orderdeck.data.reports.exported.slips import Pick, Slip, SlipLine
from orderdeck.tui.i18n import _, labelled, language, ngettext
from orderdeck.tui.i18n.times import full_stamp
from orderdeck.tui.terminal.cell_width import pad, width
from orderdeck.widgets.cells import wrap

COLUMNS: Final = 80
_PIECES: Final = 5
_SKU: Final = 20
"""Columns of a line's pieces, and at most of its SKU where its title stands beside it."""


def packing_text(slips: Sequence[Slip], zone: tzinfo | None) -> str:
    """A slip an order, each at most COLUMNS wide whatever the script; times in `zone`."""
    return f"\n{'=' * COLUMNS}\n\n".join("\n".join(_slip(slip, zone)) + "\n" for slip in slips)


def picking_text(picks: Sequence[Pick]) -> str:
    """What is to be taken off the shelf, with the orders beneath, as wide."""
    lines: list[str] = []
    for pick in picks:
        place = _place(pick)
        lines += _beside(f"{pick.quantity} ×", pick.sku, pick.title, place)
        orders = ", ".join(f"{_line(number)} × {pieces}" for number, pieces in pick.orders)
        lines += [" " * _PIECES + part for part in wrap(orders, COLUMNS - _PIECES)]
    pieces = sum(pick.quantity for pick in picks)
    total = ngettext("{count} piece", "{count} pieces", pieces)
    return "\n".join([*lines, *(["-" * COLUMNS] if lines else []), total]) + "\n"


def packing_html(slips: Sequence[Slip], zone: tzinfo | None) -> str:
    """The slips as one page of HTML, one a sheet; nothing is fetched, nothing runs, all text is escaped."""
    from jinja2 import Environment

    source = (
        files("orderdeck.tui.present.exported").joinpath("packing_slips.html.j2").read_text(encoding="utf-8")
    )
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.globals |= {"place": _place, "named": _named}
    words = {
        "order": _("Order"),
        "ship_by": _("Ship by"),
        "pieces": _("pieces"),
        "sku": "SKU",
        "title": _("title"),
        "place": _("shelf"),
        "remark": _("Remark"),
        "no_address": _("no address in the file"),
    }
    return environment.from_string(source).render(
        slips=[_cleaned(slip) for slip in slips],
        words=words,
        title=_("Packing slips"),
        language=language(),
        when=lambda moment: full_stamp(moment, zone),
        total=lambda count: ngettext("{count} piece", "{count} pieces", count),
    )


def _slip(slip: Slip, zone: tzinfo | None) -> Iterator[str]:
    yield from _ends(f"{_('Order')} {_line(slip.order_id)}", _line(slip.shop))
    due = f"{_('Ship by')} {full_stamp(slip.ship_by, zone)}" if slip.ship_by else ""
    if due or slip.service:
        yield from _ends(due, _line(slip.service))
    yield "-" * COLUMNS
    for line in _lines(slip.address_block):
        yield from wrap(line, COLUMNS)
    if slip.goes_nowhere:
        yield _("no address in the file")
    yield "-" * COLUMNS
    for goods in slip.lines:
        yield from _beside(f"{goods.quantity} ×", goods.sku, _named(goods), _place(goods))
    yield "-" * COLUMNS
    yield ngettext("{count} piece", "{count} pieces", slip.pieces)
    for note in (slip.custom_info, labelled(_("Remark"), slip.remark) if slip.remark else ""):
        for line in _lines(note):
            yield from wrap(line, COLUMNS)


def _beside(pieces: str, sku: str | None, title: str | None, place: str) -> Iterator[str]:
    """A line of goods: pieces, SKU, title and place; what is too long goes on below, and nothing is cut off."""
    code = _line(sku)
    head = [pad(pieces, _PIECES - 1, right=True)]
    left = _PIECES
    if code and width(code) <= _SKU:
        head.append(pad(code, _SKU))
        left += _SKU + 1
    else:
        head += [code] if code else []
    if code and left == _PIECES:  # it has the line to itself
        yield from _hanging(head[0], code)
        head = [" " * (_PIECES - 1)]
    said = " · ".join(filter(None, (_line(title), place and f"[{place}]")))
    if said or len(head) == 2:
        yield from _hanging(" ".join(head), said)
    elif not code:
        yield head[0]


def _hanging(head: str, text: str) -> Iterator[str]:
    room = COLUMNS - width(head) - 1
    parts = wrap(text, room) or [""]
    yield f"{head} {parts[0]}".rstrip()
    for part in parts[1:]:
        yield " " * (width(head) + 1) + part


def _ends(left: str, right: str) -> Iterator[str]:
    """Two texts at both ends of a line, or below each other where they don't fit."""
    room = COLUMNS - width(left) - width(right)
    if room >= 2 and left:
        yield f"{left}{' ' * room}{right}".rstrip()
        return
    for text in filter(None, (left, right)):
        yield from wrap(text, COLUMNS)


def _named(line: SlipLine) -> str:
    return " · ".join(filter(None, (_line(line.title), _line(line.variant))))


def _place(goods: Pick | SlipLine) -> str:
    return ", ".join(filter(None, (_line(goods.warehouse), _line(goods.shelf))))


def _line(text: str | None) -> str:
    return clean_text(text or "")


def _lines(text: str | None) -> list[str]:
    return [line for line in clean_text(text or "", multiline=True).split("\n") if line.strip()]


def _cleaned(slip: Slip) -> Slip:
    texts = {
        name: clean_text(value, multiline=True)
        for name in ("order_id", "shop", "address_block", "service", "remark", "custom_info")
        if isinstance(value := getattr(slip, name), str)
    }
    lines = tuple(
        msgspec.structs.replace(
            line, sku=_line(line.sku), title=_line(line.title), variant=_line(line.variant)
        )
        for line in slip.lines
    )
    return msgspec.structs.replace(slip, **texts, lines=lines)
