"""Going from view to view, and getting their rows."""

import dataclasses
from collections.abc import Collection
from functools import partial
from typing import TYPE_CHECKING

from textual.timer import Timer

from orderdeck.data.base.records import View
from orderdeck.tui.deck.controllers.base import Controller
from orderdeck.tui.deck.ports import Deck
from orderdeck.tui.i18n import _, ngettext
from orderdeck.tui.present.panels.empty_states import nothing
from orderdeck.tui.present.view import columns
from orderdeck.tui.present.view import filter as folding
from orderdeck.tui.present.view.differing import alike
from orderdeck.tui.present.view.query import asks_for
from orderdeck.tui.present.view.rows import FrameSource, RenderOptions
from orderdeck.widgets.model import ListSource, Sort
from orderdeck.widgets.prompt.flow import flow

if TYPE_CHECKING:
    from orderdeck.tui.service.desk_service import DeskService

SETTLED_SECONDS = 2.0
"""How long the loader is idle before nothing known means that nothing is there: the desk takes in what it read last."""
UNHEARD_SECONDS = 6.0
"""The same where no loader is heard of at all."""


class ViewsController(Controller):
    """Queues, the user's own panels and lenses, in the order of the rail."""

    def __init__(self, deck: Deck) -> None:
        super().__init__(deck)
        self._shows = ""  # the view that the table has rows of
        self._order = ""  # the order to put the cursor on when rows come
        self._settling: Timer | None = None
        self._first_files = False  # the desk was empty, and its first files come in
        self._landing = False  # they do, and the operator hasn't gone anywhere yet
        self._landed_on: str | None = None  # the order that the cursor was put on meanwhile
        self._first_load: Timer | None = None

    def opening(self, done: int, total: int) -> None:
        """Say how far the opening of the desk is."""
        count = ngettext("{count} file", "{count} files", total)
        self.deck.table.show_message(f"{_('Opening the desk…')}\n{done}/{count}")

    def waits(self, why: str) -> None:
        """Say what the opening of the desk waits for; "": for nothing any more."""
        self.deck.table.show_message("\n".join(filter(None, (_("Opening the desk…"), why))))

    def opened(self, wanted: str) -> None:
        """The desk is open: go to the wanted view, else to the first that has orders."""
        views = self.state.views
        named = next((v.key for v in views if v.key == wanted), "")
        self.deck.restate_chrome()
        self.show(named or self._first_full() or (views[0].key if views else ""))
        self._first_files = not self.state.pulse.known
        self._landing = self._first_files and not wanted
        self.deck.controls.dashboard.opened()
        self.loader_told()
        self.deck.controls.panels.problems()
        self.deck.controls.acts.opened()
        self.deck.controls.people.opened()
        self.deck.controls.commands.opened()
        self.deck.controls.whole.watch()

    def arrived(self) -> None:
        """Something has changed. While the first files come in, the first queue that has orders is shown, at its first
        row, as long as the operator goes nowhere; on the dashboard its panel."""
        if self._first_files:
            self._wait_for_rest()
        if not self._landing:
            return
        if self.deck.active_table().cursor_key != self._landed_on and self._landed_on:
            self._landing = False  # the operator has moved
            return
        first = self._first_full() or self.state.view
        if self.state.panel:
            return
        if self.state.dashboard and first == self.state.view:
            self._landed_on = self.deck.active_table().cursor_key
        elif first != self.state.view:
            self._landed_on = None
            if self.state.dashboard:
                self.deck.controls.dashboard.land(first)
            else:
                self._show(first)

    def moved(self) -> None:
        """The operator has gone somewhere: the first files take them nowhere any more."""
        self._landing = False

    def _first_full(self) -> str:
        """The first queue that has orders; "" where none has."""
        return next((v.key for v in self.state.views if v.count and v.kind == "queue"), "")

    def _wait_for_rest(self) -> None:
        """The first load is over once the loader has rested for a while."""
        if self._first_load is not None:
            self._first_load.stop()
        progress = self.state.progress
        if self.state.pulse.known and progress is not None and progress.state == "idle":
            self._first_load = self.deck.set_timer(SETTLED_SECONDS, self._settled)

    @flow
    async def _settled(self) -> None:
        self._first_files = False
        # Who reads the files is taken there on coming back.
        self._landing = self._landing and bool(self.state.panel)
        await self.desk("", lambda desk: desk.settled())

    def loader_told(self) -> None:
        """The loader goes on, or rests: until anything is known, the views say what it does."""
        if self._first_files:
            self._wait_for_rest()
        if self.state.pulse.known or not self.state.ready:
            return
        progress = self.state.progress
        if self._settling is not None:
            self._settling.stop()
        if progress is None or progress.state == "idle":
            heard = progress is not None and progress.pid
            self._settling = self.deck.set_timer(
                SETTLED_SECONDS if heard else UNHEARD_SECONDS, partial(self._set_looked, True)
            )
        else:
            self._set_looked(False)

    def _set_looked(self, looked: bool) -> None:
        self.state.looked = looked
        self.deck.table.set_empty_text(self._empty())
        self.deck.controls.dashboard.say_empty()
        if self.state.panel == "intake":
            self.deck.controls.panels.intake()

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
        if at >= len(self.state.views):
            self.flash(_("There is no queue {number}.", number=place))
        elif self.state.dashboard and not self.state.panel:
            self.moved()
            self.deck.controls.dashboard.call(self.state.views[at].key)
        else:
            self.show(self.state.views[at].key)

    def show(self, key: str, *, order: str = "") -> None:
        """Show the view `key`; with `order` put the cursor there once its rows are in."""
        self.moved()
        self._show(key, order=order)

    def _show(self, key: str, *, order: str = "") -> None:
        if self.state.panel:
            self.state.under.clear()
            self.deck.controls.panels.close()
        self.deck.controls.dashboard.leave()
        before = self.state.view
        if before and before != key:
            self._looked(before)
        self.state.view = key
        self.state.source = None
        self._order = order
        self.deck.rail.set_current(key)
        self.refresh()

    @flow
    async def _looked(self, key: str) -> None:
        # A slot for each: the next queue must not take the place of this one.
        self.state.views = await self.desk(f"looked {key}", lambda desk: desk.looked(key))
        self.deck.restate_chrome()

    @flow
    async def refresh(self, *, flash: bool = True) -> None:
        """Ask for the rows of the view shown, filtered and sorted, and put them into the table.

        Of several that wait only the last is asked, so what it must bring about is kept here, not in the request.
        """
        view = self.state.current()
        if view is None:
            return
        if view.error:
            self._show_failure(view)
            return
        work = partial(
            snapshot,
            key=view.key,
            words=self.state.filter,
            sort=self.state.sort,
            options=self.deck.render_options(),
        )
        self._show_rows(view.key, flash, await self.desk("rows", work))

    def go_to(self, order: str) -> None:
        """Put the cursor on an order of this view once its rows are in."""
        self._order = order
        self.refresh()

    def restate(self) -> None:
        """Say the rows shown anew: another minute, another language, privacy; nothing is asked of the desk."""
        source = self.state.source
        if source is not None:
            options = dataclasses.replace(self.deck.render_options(), fresh=source.options.fresh)
            self.state.source = source.restated(options)
            titles = columns.spoken(source.columns, self._shows)
            self.deck.table.set_source(self.state.source, columns=titles, flash=False, sort=self.state.sort)

    def _show_rows(self, key: str, flash: bool, source: FrameSource) -> None:
        if key != self.state.view:
            return  # the operator has gone on meanwhile
        same = key == self._shows
        self._shows, self.state.source = key, source
        table = self.deck.table
        table.set_empty_text(self._empty())
        table.set_source(
            source,
            columns=columns.spoken(source.columns, key),
            sort=self.state.sort,
            keep_cursor=same,
            flash=flash and same and not self._first_files,  # nothing is news on a first load
        )
        if self._order:
            table.move_to_key(self._order)
            self._order = ""
        elif self._landing and self._landed_on in (None, table.cursor_key):
            table.move_to(0)
        self._landed_on = table.cursor_key if self._landing else None
        if self.deck.active_table() is table:
            self.deck.looked_at(table.cursor_key)
        self.deck.restate_status()

    def _show_failure(self, view: View) -> None:
        """A panel of the user's that can't be asked: why, and nothing of the view before."""
        table = self.deck.table
        self._shows, self.state.source = view.key, None
        table.set_source(ListSource([]), keep_cursor=False)
        table.show_message(_("This panel's query failed:\n{error}", error=view.error), "error")
        if self.deck.active_table() is table:
            self.deck.looked_at(None)
        self.deck.restate_status()

    def _empty(self) -> str:
        return nothing(self.state, self.state.current(), self.deck.folder, self.state.filter)

    def _step(self, step: int) -> None:
        if self.state.dashboard and not self.state.panel:
            self.deck.dashboard.focus_next_panel(step)
            return
        keys = [view.key for view in self.state.views]
        if keys:
            at = keys.index(self.state.view) if self.state.view in keys else 0
            self.show(keys[(at + step) % len(keys)])


def snapshot(
    desk: "DeskService",
    *,
    key: str,
    words: str,
    sort: Sort | None,
    options: RenderOptions,
    shown: tuple[str, ...] | None = None,
    limit: int | None = None,
    kept: Collection[str] = (),
) -> FrameSource:
    """The rows of a view as the operator wants them; runs in the desk's thread.

    `shown` are the table's columns, by default those of the view; of them it has those that tell its rows apart,
    and those `kept` all the same: where nothing below says what all rows have in common.
    """
    frame = desk.rows(key)
    if shown is None:
        handed = (frame["claimed_by"] == options.operator) & frame["handed_by"].is_not_null()
        shown = columns.keys_of(key, handed=bool(handed.any()))
    # By all rows of the view: while a filter is typed no column comes or goes.
    same = tuple(column for column in alike(frame, shown) if column not in kept)
    said = "reasons" in shown and "reasons" not in same
    if said and key == "cancel_requests" and not FrameSource(frame, shown, options).says("reasons"):
        same += ("reasons",)
    if words and "haystack" not in frame.columns:
        frame = desk.supplied(key) if asks_for(words, "suppliers") else desk.searchable(key)
    frame = folding.filtered(frame, words)
    if sort is not None:
        frame = folding.ordered(frame, sort)
    options = dataclasses.replace(options, fresh=desk.fresh())
    implied = columns.IMPLIED.get(key, frozenset()) | columns.SAID
    frame = frame if limit is None else frame.head(limit)
    return FrameSource(frame, shown, options, alike=same, implied=implied)
