"""Filter as you type, sorting, and finding an order by number."""

from orderdeck.tui.deck.controllers.base import Controller
from orderdeck.tui.deck.ports import Deck
from orderdeck.tui.i18n import _, ngettext
from orderdeck.tui.present.panels import orderings
from orderdeck.tui.present.view import columns
from orderdeck.widgets.model import Sort
from orderdeck.widgets.prompt.flow import flow

HISTORY = 50
"""How many filters and searches are kept for ↑."""


class SearchController(Controller):
    """Each view keeps its own filter and sorting while the deck runs."""

    def __init__(self, deck: Deck) -> None:
        super().__init__(deck)
        self._filters: list[str] = []
        self._finds: list[str] = []

    @flow
    async def filter(self) -> None:
        """Open the filter; rows follow while it is typed. Enter keeps it, esc takes back what was typed.

        The dashboard makes way for the queue once there is something to filter by: until then nothing is drawn anew.
        """
        before = self.state.filter
        if before:
            self.deck.controls.dashboard.leave()
        words = await self.status.prompt(
            _("Filter"),
            before,
            placeholder=_("number, buyer, SKU, title, country, remark"),
            history=tuple(self._filters),
            on_change=self._narrow,
            verbs=(_("Keep"), _("As before") if before else _("No filter")),
        )
        if words is not None:
            _remember(self._filters, words)
        self._narrow(before if words is None else words)
        self.deck.restate_status()

    def clear(self) -> bool:
        """Take the filter of this view away; False where there is none."""
        if not self.state.filter:
            return False
        self._narrow("")
        return True

    @flow
    async def sort(self) -> None:
        """Choose a column and a direction, or the queue's own order."""
        self.deck.controls.dashboard.leave()
        view = self.state.view
        chosen = await self.deck.controls.palette.pick(
            lambda _typed: orderings.rows(columns.keys_of(view)),
            heading=_("Sort by"),
            placeholder=_("part of a column's name"),
            empty=_("No such column."),
            verb=_("Sort"),
        )
        if chosen is None:
            return
        if chosen == orderings.OWN:
            self.state.sorts.pop(view, None)
            self.flash(_("In the queue's own order."))
        else:
            self._sorted(orderings.sort_of(chosen))
        self.deck.controls.views.refresh(flash=False)

    @flow
    async def counts(self) -> None:
        """What the orders shown have in common, counted; what is chosen is filtered for."""
        self.deck.controls.dashboard.leave()
        source = self.state.source
        if source is None:
            return
        counted = await self.desk("counts", lambda desk: desk.counts(source.frame))
        chosen = await self.deck.controls.palette.pick(
            lambda _typed: orderings.counted(counted),
            heading=ngettext(
                "What the {count} order shown has, by how many",
                "What the {count} orders shown have, by how many",
                source.row_count,
            ),
            placeholder=_("part of a value"),
            empty=_("No such value."),
            verb=_("Filter"),
        )
        if chosen is not None:
            words = f"{self.state.filter} {chosen}".strip()
            _remember(self._filters, words)
            self._narrow(words)
            self.deck.restate_status()

    def reverse(self) -> None:
        """Turn the sorting round; the queue's own order is turned by its clock."""
        self.deck.controls.dashboard.leave()
        current = self.state.sort
        self._sorted(Sort(current.column, not current.descending) if current else Sort("left", True))
        self.deck.controls.views.refresh(flash=False)

    @flow
    async def find(self) -> None:
        """Ask for an order number and open that order, wherever it is."""
        typed = await self.status.prompt(
            _("Order number"),
            placeholder=_("open or finished"),
            history=tuple(self._finds),
            verbs=(_("Open"), ""),
        )
        number = (typed or "").strip()
        if not number:
            return
        _remember(self._finds, number)
        keys = await self.desk("find", lambda desk: desk.find(number))
        if not keys:
            self.flash(_("No order {number} is known.", number=number), "warning")
        elif len(keys) == 1:
            self.go_to(keys[0])
        else:
            said = ngettext(
                "{count} order has {number} in its number.",
                "{count} orders have {number} in their number.",
                len(keys),
                number=number,
            )
            self.flash(said)
            self.deck.controls.panels.found(_("Orders with number {number}", number=number), keys)

    def _sorted(self, sort: Sort) -> None:
        self.state.sorts[self.state.view] = sort
        turn = _("descending") if sort.descending else _("ascending")
        self.flash(_("Sorted by {column}, {turn}.", column=columns.title_of(sort.column), turn=turn))

    def _narrow(self, words: str) -> None:
        self.state.filters[self.state.view] = words
        if words:
            self.deck.controls.dashboard.leave()
        self.deck.controls.views.refresh(flash=False)

    @flow
    async def go_to(self, order_key: str) -> None:
        """Open the order; where it stands in a queue, put the cursor on it there."""
        frame = await self.desk("goto", lambda desk: desk.board([order_key]))
        queue = frame["queue"][0] if len(frame) else None
        if queue and any(view.key == queue for view in self.state.views):
            self.state.filters.pop(queue, None)
            self.deck.controls.views.show(queue, order=order_key)
        self.deck.controls.panels.open_order(order_key)


def _remember(history: list[str], words: str) -> None:
    if words:
        if words in history:
            history.remove(words)
        history.append(words)
        del history[:-HISTORY]
