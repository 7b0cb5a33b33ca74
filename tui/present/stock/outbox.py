"""The outbox in words: lists, late purchases, buyers to ask or waited for, what could be listed again."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from orderdeck.data.base.text.order_numbers import number_in
from orderdeck.tui.i18n import _, labelled, ngettext, phrases, times
from orderdeck.tui.i18n.words import stock as words
from orderdeck.tui.present.stock.pages import OutboxPage
from orderdeck.tui.present.view.rows import RenderOptions
from orderdeck.tui.terminal.cell_width import pad
from orderdeck.widgets.model import ListRow, Piece, Pieces, plain

if TYPE_CHECKING:
    from orderdeck.data.stock.outbox_lists import Item, Waiting


def name_of(pending: "Waiting") -> str:
    """A list by name, with its supplier."""
    name = words.list_name(pending.list)
    return labelled(name, pending.supplier) if pending.supplier else name


def rows(page: OutboxPage, options: RenderOptions) -> list[ListRow]:
    """Everything that waits (`tui.service.stock_service.OutboxPage`), under headings."""
    made: list[ListRow] = []
    for heading, found in (
        (_("Lists to hand over"), _lists(page, options)),
        (_("Purchases that are late"), _overdue(page, options)),
        (_("One purchase, or two? The SKU's screen asks"), _doubts(page, options)),
        (_("Buyers to ask, or whose answer is awaited"), _cases(page, options)),
        (_("Stock is back: could be listed again"), _back(page)),
    ):
        listed = list(found)
        if listed:
            made.append(ListRow(key=heading, pieces=plain(heading, "heading"), heading=True))
            made += listed
    return made


def _lists(page: OutboxPage, options: RenderOptions) -> Iterator[ListRow]:
    for one in page.lists:
        money = words.amounts(one.amounts(), one.unpriced())
        lines = ngettext("{count} line", "{count} lines", len(one.items))
        if any(item.to_order for item in one.items):
            lines += f" · {_('to order')}"
        since = times.stamp(min(item.at for item in one.items), options.zone, options.now)
        yield ListRow(
            key=f"list {one.key}",
            pieces=(Piece(name_of(one), "bold"), Piece(f"  {lines}  {money}"), Piece(f"  {since}", "dim")),
            detail=tuple(_item(one, item, options) for item in one.items),
        )


def _item(pending: "Waiting", item: "Item", options: RenderOptions) -> Pieces:
    pieces = [Piece(pad(item.sku, 20), "bold")]
    if pending.list == "purchases":
        if item.to_order:
            orders = ngettext("{count} order waits for it", "{count} orders wait for it", item.orders)
            pieces.append(Piece(f" {labelled(_('to order'), orders)} ·", "due"))
        price = times.money(item.unit_price, item.currency) if item.unit_price is not None else ""
        day = times.stamp(item.expected_at, options.zone, options.now)
        pieces.append(Piece(f" × {item.quantity}  {price}  {day}".rstrip()))
    elif item.product_id:
        pieces.append(Piece(f" {item.product_id}"))
    return (*pieces, Piece(f"  {item.title or ''}", "dim"), Piece(f"  {item.operator}", "accent"))


def _overdue(page: OutboxPage, options: RenderOptions) -> Iterator[ListRow]:
    for one in page.overdue:
        since = times.duration(options.now - one.expected_at)
        yield ListRow(
            key=f"sku {one.sku or ''}",
            pieces=(
                Piece(pad(one.sku or one.title or "?", 22) + " ", "bold"),
                Piece(ngettext("{count} piece", "{count} pieces", one.still_due)),
                Piece(f"  {one.supplier}  "),
                Piece(_("{time} late", time=since), "late"),
            ),
        )


def _doubts(page: OutboxPage, options: RenderOptions) -> Iterator[ListRow]:
    for one in page.doubts:
        when = times.stamp(one.ordered_at, options.zone, options.now)
        keyed = times.stamp(one.keyed_at, options.zone, options.now)
        pieces = ngettext("{count} piece", "{count} pieces", one.quantity)
        yield ListRow(
            key=f"sku {one.sku or ''}",
            pieces=(
                Piece(pad(one.sku or "?", 22) + " ", "bold"),
                Piece(f"{pieces} · {one.supplier} · {when}  "),
                Piece(_("restock of {count} keyed {time}", count=one.keyed, time=keyed), "due"),
            ),
        )


def _cases(page: OutboxPage, options: RenderOptions) -> Iterator[ListRow]:
    for one in page.cases:
        tone = "late" if one.silent else "accent" if one.stage == "applied" else ""
        yield ListRow(
            key=f"case {one.order_key}\t{one.sku or ''}",
            pieces=(
                Piece(pad(page.numbers.get(one.order_key) or number_in(one.order_key), 20) + " ", "bold"),
                Piece(pad(phrases.phrase(words.ASKS, one.what), 22)),
                Piece(words.case(one, options.zone, options.now), tone),
                Piece(f"  {one.sku or ''}", "dim"),
            ),
        )


def _back(page: OutboxPage) -> Iterator[ListRow]:
    for one in page.back:
        yield ListRow(
            key=f"sku {one.sku}",
            pieces=(Piece(pad(one.sku, 22) + " ", "bold"), Piece(_("{count} free", count=one.free), "ok")),
        )
