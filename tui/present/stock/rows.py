"""Rows of the stock-out screen and of the board of short SKUs, as their tables want them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import msgspec

from orderdeck.data.base.records import Fields
from orderdeck.tui.i18n import N_, _, language, ngettext, phrases, times
from orderdeck.tui.i18n.words import stock as stockout_words
from orderdeck.tui.present.stock.pages import ShortPage, StockPage
from orderdeck.tui.present.view.rows import RenderOptions, hidden, time_left, urgency
from orderdeck.widgets.model import Cell, Column, Piece

if TYPE_CHECKING:
    from orderdeck.data.stock.stockouts import Hit, ShortSku

_LINE: Final = (
    Column(key="left", title=N_("Left"), width=9, align="right", live=True),
    Column(key="order_id", title=N_("Order"), flex=1, min_width=16, max_width=19, whole=True),
    Column(key="short", title=N_("Short"), width=5, align="right"),
    Column(key="total", title=N_("Amount"), width=11, align="right", drop=2),
    Column(key="plan", title=N_("Plan"), width=17),
    Column(key="why", title=N_("Why"), flex=4, min_width=10, max_width=44, wish=25, drop=1),
    Column(key="country", title=N_("To"), width=3, drop=6),
    Column(key="buyer", title=N_("Buyer"), flex=2, min_width=8, max_width=20, drop=5),
    Column(key="badges", title=N_("Notes"), flex=2, min_width=8, max_width=26, drop=7),
    Column(key="claimed_by", title=N_("Who"), width=8, drop=8),
)

_BOARD: Final = (
    Column(key="left", title=N_("Left"), width=9, align="right", live=True),
    Column(key="sku", title=N_("SKU"), flex=2, min_width=12, max_width=30, wish=30),
    Column(key="short", title=N_("Short"), width=6, align="right"),
    Column(key="orders", title=N_("Orders"), width=6, align="right"),
    Column(key="on_hand", title=N_("Stock"), width=6, align="right", drop=3),
    Column(key="at_risk", title=N_("At risk"), flex=2, min_width=12, max_width=26, align="right"),
    Column(key="state", title=N_("Done so far"), flex=2, min_width=10, max_width=46, wish=26, drop=2),
    Column(key="title", title=N_("Title"), flex=4, min_width=10, drop=4),
)

_WHY_IN_CHINESE: Final = 15
"""Cells that the usual reasons take in Chinese (仅 10 % 赶得上)."""


def line_columns() -> list[Column]:
    """Columns of the line of orders."""
    return [_spoken(column) for column in _LINE]


def board_columns() -> list[Column]:
    """Columns of the board of short SKUs."""
    return [_spoken(column) for column in _BOARD]


def _spoken(column: Column) -> Column:
    chinese = language() == "zh"
    wider = 1 if column.key == "left" and chinese else 0
    wish = _WHY_IN_CHINESE if column.key == "why" and chinese else column.wish
    return msgspec.structs.replace(column, title=_(column.title), width=column.width + wider, wish=wish)


class _Rows:
    """What both sources share: keys in their order."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = list(keys)
        self._places = {key: place for place, key in enumerate(self._keys)}

    @property
    def row_count(self) -> int:
        return len(self._keys)

    def key(self, index: int) -> str:
        return self._keys[index]

    def find(self, key: str) -> int | None:
        return self._places.get(key)


class LineSource(_Rows):
    """The line of orders of one SKU (`tui.service.stock_service.StockPage`): who gets it first, then who goes
    without."""

    def __init__(self, page: StockPage, options: RenderOptions) -> None:
        self.hits = [hit for hit in page.board.hits if hit.order_key in page.rows]
        super().__init__([hit.order_key for hit in self.hits])
        self._page, self._options = page, options

    def row(self, index: int) -> Fields:
        """The board's row of the order at `index`."""
        found: Fields = self._page.rows[self._keys[index]]
        return found

    def hit(self, order_key: str) -> "Hit | None":
        """The order's place in the line (`data.stock.stockouts.Hit`)."""
        place = self.find(order_key)
        return None if place is None else self.hits[place]

    def why(self, hit: "Hit") -> tuple[str, str]:
        """Why the plan says so of an order, in full, and its tone: its case, whom it keeps short, what it rests on."""
        case, options = self._page.cases.get(hit.order_key), self._options
        said = stockout_words.case(case, options.zone, options.now) if case else ""
        keeps = (
            ngettext("keeps {count} other short", "keeps {count} others short", hit.keeps)
            if hit.keeps > 1
            else ""
        )
        rests = stockout_words.why(hit.step, hit.rests, self._page.board.sku.sku)
        tone = "late" if case and case.silent else "due" if keeps else ""
        return " · ".join(filter(None, (said, keeps, rests))), tone

    def cells(self, index: int) -> Sequence[Cell]:
        hit, row, options = self.hits[index], self.row(index), self._options
        step = hit.step
        short = f"{hit.short}/{hit.quantity}" if hit.short else _("{count} ✓", count=hit.quantity)
        tone = {"ship_now": "ok", "wait_restock": "", "ask_time": "due", "ask_wait": "due"}.get(
            step.action, "late"
        )
        badges = [
            code for code in row["badges"] or () if code not in ("short", "late", "due", "asked", "silent")
        ]
        return (
            Cell(time_left(row, options.now), urgency(row)),
            Cell(row["order_id"]),
            Cell(short, "late" if hit.short else "ok"),
            Cell(times.short_money(row["total"], row["currency"])),
            Cell(stockout_words.action(step.action) + (" *" if hit.applied else ""), tone),
            Cell(*self.why(hit)),
            Cell(row["country_code"] or (row["country"] or "")[:3]),
            Cell(hidden(row["buyer"] or row["recipient"], options)),
            Cell(" ".join(phrases.badge(code) for code in badges), "accent"),
            Cell(row["claimed_by"] or "", "accent" if row["claimed_by"] == options.operator else "dim"),
        )

    def marker(self, index: int) -> Piece | None:
        holder = self.row(index)["claimed_by"]
        if not holder:
            return None
        return Piece("●", "accent") if holder == self._options.operator else Piece("○", "dim")


class BoardSource(_Rows):
    """All short SKUs (`tui.service.stock_service.ShortPage`), the soonest ship-by first."""

    def __init__(self, page: ShortPage, options: RenderOptions) -> None:
        super().__init__([one.sku for one in page.skus])
        self._page, self._options = page, options

    def cells(self, index: int) -> Sequence[Cell]:
        one, now = self._page.skus[index], self._options.now
        late = one.soonest is not None and one.soonest <= now
        return (
            Cell(times.left(one.soonest, now), "late" if late else ""),
            Cell(one.sku, "bold"),
            Cell(times.count(one.short), "late" if one.short else ""),
            Cell(times.count(one.orders)),
            Cell("?" if one.on_hand is None else times.count(one.on_hand)),
            Cell(stockout_words.amounts(one.at_risk, one.at_risk_unknown)),
            Cell(phrases.joined(self._state(one)), "accent"),
            Cell(one.title or "", "dim"),
        )

    def marker(self, index: int) -> Piece | None:
        del index
        return None

    def _state(self, one: "ShortSku") -> list[str]:
        page, said = self._page, []
        if one.debt:
            said.append(_("{count} promised too many", count=one.debt))
        if one.sku in page.ordered:
            said.append(_("{count} ordered", count=page.ordered[one.sku]))
        if one.sku in page.to_order:
            said.append(_("{count} to order", count=page.to_order[one.sku]))
        if one.sku in page.delisted:
            said.append(_("off sale"))
        if one.sku in page.cases:
            said.append(_("{count} asked or to ask", count=page.cases[one.sku]))
        return said
