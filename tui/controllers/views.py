"""Going from view to view, and getting their rows."""

import dataclasses
from functools import partial
from typing import Any

from tui import columns, folding
from tui.controllers.base import Controller
from tui.rows import FrameSource, Manner
from tui.words import _, ngettext
from widgets.model import Sort


class Views(Controller):
    """Queues, the user's own panels and lenses, in the order of the rail."""

    def opening(self, done: int, total: int) -> None:
        """Say how far the opening of the desk is."""
        count = ngettext("{count} file", "{count} files", total)
        self.deck.table.show_message(f"{_('Opening the desk…')}\n{done}/{count}")

    def opened(self, wanted: str) -> None:
        """The desk is open: go to the wanted view, else to the first that has orders."""
        views = self.state.views
        first = next((v.key for v in views if v.key == wanted), "")
        self.deck.restate_chrome()
        self.show(
            first
            or next((v.key for v in views if v.count and v.kind == "queue"), views[0].key if views else "")
        )
        self.deck.controls.panes.opened()

    def failed(self, text: str) -> None:
        """The desk can't be opened: say why, in place of the orders."""
        self.deck.table.show_message(_("The desk can't be opened:\n{why}", why=text), "error")
        self.deck.restate_status()

    def following(self) -> None:
        """The next view."""
        self._step(1)

    def previous(self) -> None:
        """The view before."""
        self._step(-1)

    def number(self, place: str) -> None:
        """The view with this number in the rail."""
        at = int(place) - 1
        if at < len(self.state.views):
            self.show(self.state.views[at].key)
        else:
            self.flash(_("There is no queue {number}.", number=place))

    def show(self, key: str, *, order: str = "") -> None:
        """Show the view `key`; with `order` put the cursor there once its rows are in."""
        if self.state.panel:
            self.deck.controls.panels.close()
        self.deck.controls.panes.leave()
        self.state.view = key
        self.state.source = None
        self.deck.rail.set_current(key)
        self.refresh(fresh_view=True, order=order)

    def refresh(self, *, fresh_view: bool = False, order: str = "", flash: bool = True) -> None:
        """Ask for the rows of the view shown, filtered and sorted, and put them into the table."""
        view = self.state.current()
        if view is None:
            return
        if view.error:
            self.deck.table.show_message(_("This panel's query failed:\n{error}", error=view.error), "error")
            return
        work = partial(
            snapshot,
            key=view.key,
            words=self.state.filter,
            sort=self.state.sort,
            columns=columns.keys_of(view.key, shops=self.state.several_shops),
            manner=self.deck.manner(),
        )
        self.ask("rows", work, partial(self._shown, view.key, fresh_view, order, flash))

    def restate(self) -> None:
        """Say the rows shown anew: another minute, another language, privacy; nothing is asked of the desk."""
        source = self.state.source
        if source is not None:
            self.state.source = source.restated(self.deck.manner())
            self.deck.table.set_source(self.state.source, flash=False, sort=self.state.sort)

    def _shown(self, key: str, fresh_view: bool, order: str, flash: bool, source: FrameSource) -> None:
        if key != self.state.view:
            return  # the operator has gone on meanwhile
        self.state.source = source
        table = self.deck.table
        table.set_empty_text(self._empty())
        fresh = self.deck.columns(key) if fresh_view else None
        table.set_source(
            source,
            columns=fresh,
            sort=self.state.sort,
            keep_cursor=not fresh_view,
            flash=flash and not fresh_view,
        )
        if order:
            table.move_to_key(order)
        self.deck.looked_at(table.cursor_key)
        self.deck.restate_status()

    def _empty(self) -> str:
        view = self.state.current()
        if self.state.filter:
            return _("No order here holds “{words}”.\nesc takes the filter away.", words=self.state.filter)
        if not self.state.pulse.known:
            return _(
                "No orders yet.\nPut order exports (.xls, .xlsx, .csv) into\n{folder}\nand they show up here.",
                folder=self.deck.folder,
            )
        if view is not None and view.asleep:
            return _("Nothing to do here: {count} snoozed.", count=view.asleep)
        return _("Nothing to do here.")

    def _step(self, step: int) -> None:
        keys = [view.key for view in self.state.views]
        if keys:
            at = keys.index(self.state.view) if self.state.view in keys else 0
            self.show(keys[(at + step) % len(keys)])


def snapshot(
    desk: Any,
    *,
    key: str,
    words: str,
    sort: Sort | None,
    columns: tuple[str, ...],
    manner: Manner,
    limit: int | None = None,
) -> FrameSource:
    """The rows of a view as the operator wants them; runs in the desk's thread."""
    frame = desk.rows(key)
    manner = dataclasses.replace(manner, fresh=desk.fresh())
    frame = folding.filtered(frame, words)
    if sort is not None:
        frame = folding.ordered(frame, sort)
    return FrameSource(frame if limit is None else frame.head(limit), columns, manner)
