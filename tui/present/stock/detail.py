"""The head and foot of the stock-out screen in words."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from orderdeck.tui.i18n import _, bracketed, ngettext, phrases, times
from orderdeck.tui.i18n.words import stock as words
from orderdeck.tui.present.stock.pages import StockPage
from orderdeck.tui.present.view.rows import RenderOptions
from orderdeck.widgets.model import Block, Fact, Piece, Pieces, plain

if TYPE_CHECKING:
    from orderdeck.data.stock.nonfulfilment import Share
    from orderdeck.data.stock.stockouts import ShortSku


def head(page: StockPage, options: RenderOptions) -> tuple[Pieces, list[Block]]:
    """Title and facts of a SKU (`tui.service.stock_service.StockPage`)."""
    sku = page.board.sku
    title = (Piece(sku.sku, "title"), Piece(f"  {sku.title or ''}", "bold"))
    facts = [
        *_stock(page, options),
        *_suppliers(page),
        *_coming(page, options),
        *_unsure(page, options),
        *_to_order(page),
    ]
    return title, [Block("", tuple(facts))]


def _stock(page: StockPage, options: RenderOptions) -> Iterator[Fact]:
    sku = page.board.sku
    on_hand = "?" if sku.on_hand is None else times.count(sku.on_hand)
    told: list[Piece] = [
        Piece(_("{count} on hand", count=on_hand), "bold"),
        Piece(" · " + _("{count} allotted", count=times.count(sku.allotted))),
        Piece(" · " + _("{count} short", count=times.count(sku.short)), "late" if sku.short else "ok"),
        Piece("  " + _since(sku, options), "dim"),
    ]
    if sku.debt:
        told.append(Piece("  " + _("{count} promised too many", count=sku.debt), "error"))
    yield Fact(_("Stock"), tuple(told))
    if sku.overruled:
        yield Fact(
            "",
            plain(
                _("a newer stock file overruled the operator's “{word}”", word=_word(sku.overruled)), "due"
            ),
        )
    if sku.expected_at:
        yield Fact(_("Expected"), plain(times.stamp(sku.expected_at, options.zone, options.now), "accent"))
    if sku.at_risk or sku.at_risk_unknown:
        orders = ngettext("{count} order", "{count} orders", sku.orders)
        first = ""
        if sku.soonest and sku.soonest <= options.now:
            first = _("the first is late by {time}", time=times.duration(options.now - sku.soonest))
        elif sku.soonest:
            first = _("the first in {time}", time=times.left(sku.soonest, options.now))
        said = " · ".join(filter(None, (words.amounts(sku.at_risk, sku.at_risk_unknown), orders, first)))
        yield Fact(_("At risk"), plain(said))
    if page.delisted_at:
        when = times.stamp(page.delisted_at, options.zone, options.now)
        told = [Piece(_("off sale since {time}", time=when), "due")]
        if page.free:
            told.append(Piece("  " + _("stock is back, {count} free: list it again", count=page.free), "ok"))
        yield Fact(_("On sale"), tuple(told))


def _since(sku: "ShortSku", options: RenderOptions) -> str:
    if not sku.source:
        return ""
    when = times.stamp(sku.source_at, options.zone, options.now)
    return bracketed(phrases.joined((words.source(sku.source), when)))


def _word(code: str) -> str:
    return {"out": _("out"), "left": _("so many left"), "back": _("back")}.get(code, code)


def _suppliers(page: StockPage) -> Iterator[Fact]:
    for at, one in enumerate(page.board.suppliers[:4]):
        price = (
            times.money(one.last_price, one.currency) if one.last_price is not None else _("no price known")
        )
        least = " · " + _("at least {count}", count=one.min_quantity) if one.min_quantity else ""
        label = _("Suppliers") if at == 0 else ""
        yield Fact(
            label,
            (Piece(one.name, "bold"), Piece(f"  {price}{least} · "), Piece(words.lead_time(one.lead_time))),
        )
    more = len(page.board.suppliers) - 4
    if more > 0:
        yield Fact("", plain(ngettext("{count} more supplier", "{count} more suppliers", more), "dim"))
    if not page.board.suppliers:
        yield Fact(
            _("Suppliers"), plain(_("none known: a purchase or supplier file says who sells it"), "dim")
        )


def _coming(page: StockPage, options: RenderOptions) -> Iterator[Fact]:
    for at, one in enumerate(page.incoming[:3]):
        pieces = ngettext("{count} piece", "{count} pieces", one.still_due)
        when = times.stamp(one.expected_at, options.zone, options.now)
        expected = _("expected {time}", time=when) if one.expected_at else _("no date known")
        told = [Piece(f"{pieces} · {one.supplier or '?'} · {expected}")]
        if one.late:
            told.append(Piece("  " + _("late"), "late"))
        if one.in_doubt:
            told.append(Piece("  " + _("the restock keyed here, or another?"), "due"))
        yield Fact(_("Coming") if at == 0 else "", tuple(told))
    for at, one in enumerate(page.doubted[:2]):
        doubt = "  " + _("the restock keyed here, or another?")
        told = [Piece(one.supplier or "?"), Piece(doubt, "due")]
        yield Fact(_("Arrived") if at == 0 else "", tuple(told))


def _unsure(page: StockPage, options: RenderOptions) -> Iterator[Fact]:
    for at, one in enumerate(page.unsure[:2]):
        pieces = ngettext("{count} piece", "{count} pieces", one.pieces)
        said = _(
            "came between {since} and {until}: in the stock figure or not, that isn't known",
            since=times.stamp(one.since, options.zone, options.now),
            until=times.stamp(one.until, options.zone, options.now),
        )
        told = (Piece(f"{pieces} · {one.supplier or '?'}  "), Piece(said, "due"))
        yield Fact(_("In doubt") if at == 0 else "", told)


def _to_order(page: StockPage) -> Iterator[Fact]:
    for at, one in enumerate(page.to_order):
        supplier = one.supplier or _("no supplier known")
        orders = ngettext("{count} order waits for it", "{count} orders wait for it", one.orders)
        pieces = ngettext("{count} piece", "{count} pieces", one.pieces)
        label = _("To order") if at == 0 else ""
        yield Fact(label, plain(f"{pieces} · {supplier} · {orders}", "due"))


def why(said: str, tone: str) -> list[list[Pieces]]:
    """The whole reason of the row under the cursor: its column has room for its beginning alone."""
    return [[(Piece(_("Why") + " ", "heading"), Piece(said, tone))]]


def foot(page: StockPage, shares: "list[Share]", now: int, key: str) -> list[list[Pieces]]:
    """What the plan adds up to; and what would lose less, by which `key`, else the non-fulfilment share. Each in its
    forms, the longest first."""
    board = page.board
    counts: Counter[str] = Counter(hit.step.action for hit in board.hits)
    actions = " · ".join(f"{words.action(name)} {counts[name]}" for name in words.ACTIONS if counts[name])
    kept = counts["ship_now"] + counts["wait_restock"]
    totals = board.totals()
    saved = words.amounts({currency: sums.saved for currency, sums in totals.items() if sums.saved})
    later = words.amounts({currency: sums.with_time for currency, sums in totals.items() if sums.with_time})
    lost = words.amounts({currency: sums.lost for currency, sums in totals.items() if sums.lost})
    unknown = board.sku.on_hand is None
    # What rests on no delivery counts as neither: nobody knows.
    doubt = "?" if any(hit.step.unproven for hit in board.hits) else ""
    saved, lost = (" + ".join(filter(None, (money, doubt))) for money in (saved, lost))
    first: Pieces = (
        Piece(_("Plan") + " ", "heading"),
        Piece(actions or (_("not without knowing what there is") if unknown else _("nobody wants it"))),
    )
    second: list[Piece] = [
        Piece(_("orders kept {count}", count=times.count(kept)), "ok" if kept else "dim"),
        Piece(" · " + _("saved {money}", money=saved or "0"), "ok" if saved else "dim"),
        *([Piece(" · " + _("with more time {money}", money=later), "due")] if later else []),
        Piece(" · " + _("lost {money}", money=lost or "0"), "late" if lost else "dim"),
    ]
    if unnamed := board.unknown():
        second.append(Piece(f" · {words.without_amount(unnamed)}", "dim"))
    third: list[Pieces] = []
    if page.reallocation is not None:
        whole = _("{key} keeps {what}", key=key, what=words.reallocation(page.reallocation, page.rows, now))
        third = [plain(whole, "accent"), plain(words.reallocation_in_short(page.reallocation, key), "accent")]
    elif shares:
        said = phrases.joined(
            _(
                "{days} days {share}",
                days=one.days,
                share="–" if one.part is None else f"{one.part * 100:.1f} %",
            )
            for one in shares
        )
        third = [plain(_("not fulfilled (our estimate): {shares}", shares=said), "dim")]
    return [[first], [tuple(second)], *([third] if third else [])]
