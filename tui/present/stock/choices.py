"""The suppliers that a SKU could be restocked from, in words: what each takes, how likely it comes in time, what that
saves and costs."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from orderdeck.tui.i18n import _, labelled, ngettext, times
from orderdeck.tui.i18n.words import stock as words
from orderdeck.tui.present.view.rows import RenderOptions
from orderdeck.tui.terminal.cell_width import cut, pad
from orderdeck.tui.terminal.cell_width import width as cell_len
from orderdeck.widgets.model import ListRow, Piece, Pieces, plain

if TYPE_CHECKING:
    from orderdeck.data.stock.desk import Restock
    from orderdeck.data.stock.plan.choices import Choice
    from orderdeck.data.stock.supply.suppliers import Supplier

_WIDTHS: Final = (11, 4, 6, 8, 5)
"""Columns of price, minimum, days, chance and orders kept; before them stands the supplier's name, and after them what
it saves."""
_LEAST_NAME: Final = 14
_GAP: Final = "  "
MOST: Final = 9
"""Suppliers with a digit of their own."""


def name_width(found: "Restock", width: int) -> int:
    """Cells of the column of suppliers in a list of `width`: as many as the longest name takes, where there are."""
    longest = max(
        (cell_len(one.supplier.name) for one in found.choices if one.supplier is not None), default=0
    )
    saved = max((cell_len(_saved(one)) for one in found.choices), default=0)
    others = 4 + sum(_WIDTHS) + len(_GAP) * (len(_WIDTHS) + 1)
    return max(_LEAST_NAME, min(longest, width - others - saved))


def header(found: "Restock", width: int) -> Pieces:
    """The SKU, what it lacks and the names of the columns (`data.stock.desk.Restock`), in a list of `width`."""
    names = (_("Supplier"), _("Price"), _("Min."), _("Days"), _("In time"), _("Kept"))
    widths = (name_width(found, width), *_WIDTHS)
    columns = _GAP.join(_column(name, place, widths) for place, name in enumerate(names))
    return plain(f"    {columns}{_GAP}{_('Saves')}", "dim")


def rows(found: "Restock", options: RenderOptions, width: int) -> list[ListRow]:
    """A line for each supplier in a list of `width`, its answer under it; then another supplier, and none."""
    widths = (name_width(found, width), *_WIDTHS)
    nothing, *choices = found.choices
    named = [(one.supplier, one) for one in choices if one.supplier is not None]
    made = [
        ListRow(
            key=f"supplier {supplier.name}",
            pieces=_line(supplier, one, str(place) if place <= MOST else " ", found.orders, widths),
            detail=tuple(_under(supplier, one, options)),
        )
        for place, (supplier, one) in enumerate(named, 1)
    ]
    made.append(ListRow(key="other", pieces=(Piece("0 ", "key"), Piece(_("another supplier…")))))
    kept = _("{kept} of {count} orders kept", kept=nothing.kept, count=found.orders)
    saved = words.amounts(nothing.saved, nothing.saved_unknown)
    told = " · ".join(
        filter(None, (_("without a restock"), kept, _("saves {money}", money=saved) if saved else ""))
    )
    made.append(ListRow(key="none", pieces=(Piece("  "), Piece(told, "dim"))))
    return made


def _line(supplier: "Supplier", one: "Choice", digit: str, orders: int, widths: Sequence[int]) -> Pieces:
    price = times.money(supplier.last_price, supplier.currency) if supplier.last_price is not None else "?"
    least = str(supplier.min_quantity) if supplier.min_quantity else ""
    days = f"{supplier.promised_days:.1f}".removesuffix(".0") if supplier.promised_days is not None else "–"
    low, high = one.chance or (None, None)
    chance = "?" if low is None else words.percent(high)
    if low is not None and words.percent(low) != chance:
        chance = f"{words.percent(low).removesuffix(' %')}–{chance}"
    saved = _saved(one)
    cells = (supplier.name, price, least, days, chance, f"{one.kept}/{orders}")
    tones = ("bold", "", "", "", "", "ok" if one.kept else "dim")
    pieces = [Piece(f"{digit} ", "key")]
    pieces += [Piece(_column(text, place, widths) + _GAP, tones[place]) for place, text in enumerate(cells)]
    return (*pieces, Piece(saved or "–", "ok" if saved else "dim"))


def _saved(one: "Choice") -> str:
    return words.amounts(one.saved, one.saved_unknown)


def _column(text: str, place: int, widths: Sequence[int]) -> str:
    return pad(cut(text, widths[place]), widths[place], right=place > 0)


def _under(supplier: "Supplier", one: "Choice", options: RenderOptions) -> Iterator[Pieces]:
    pieces = ngettext("{count} piece", "{count} pieces", one.pieces)
    cost = times.money(one.cost, supplier.currency) if one.cost is not None else _("no price known")
    yield plain(f"{labelled(pieces, cost)} · {words.lead_time(supplier.lead_time)}", "dim")
    if supplier.answered_at is not None:
        said = [_("{count} left", count=supplier.left)] if supplier.left is not None else []
        if supplier.said_at is not None:
            said.append(_("comes {time}", time=times.stamp(supplier.said_at, options.zone, options.now)))
        if supplier.note:
            said.append(supplier.note)
        when = times.stamp(supplier.answered_at, options.zone, options.now)
        yield (Piece(_("its answer of {time}: {said}", time=when, said=" · ".join(said)), "accent"),)
