"""Panels that cover the orders, and going in and out of them."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from orderdeck.data.base.records import Export
from orderdeck.tui.actions import Scope
from orderdeck.tui.deck import layout
from orderdeck.tui.deck.controllers.base import Controller
from orderdeck.tui.deck.ports import Answer, Deck
from orderdeck.tui.i18n import _, ngettext
from orderdeck.tui.present import chrome
from orderdeck.tui.present.notices import losses, sources, waiting
from orderdeck.tui.present.order.detail import order_blocks
from orderdeck.tui.present.panels import lists as pages
from orderdeck.tui.present.panels.empty_states import not_known_yet
from orderdeck.tui.present.records import FileSeen
from orderdeck.tui.present.view.rows import RenderOptions
from orderdeck.tui.terminal import exit_codes as exits
from orderdeck.widgets.model import ListRow, Pieces, plain
from orderdeck.widgets.prompt.flow import flow

if TYPE_CHECKING:
    from orderdeck.tui.service.desk_service import DeskService


class PanelsController(Controller):
    """One panel at a time; `esc` takes one layer away: flash, panel, filter, marks."""

    def __init__(self, deck: Deck) -> None:
        super().__init__(deck)
        self._place: tuple[Scope, ...] = ()  # where help was asked for

    # Orders

    def detail(self) -> None:
        """Everything on the cursor's order: its own pane where there is room, else in place of the orders."""
        key = self.deck.chosen_one()
        if key and self.deck.queue_of(key) == "stockouts":
            self.deck.controls.stock.open_order()
        elif key:
            self.open_order(key)

    def open_order(self, order_key: str) -> None:
        """Show this order's detail and go into it; never that of the order before."""
        shown = self.state.detail
        if shown is None or shown.order_key != order_key:
            self.state.detail = None
            self.deck.detail.show_message(_("One moment…"))
        self.state.subject = order_key
        if not self.deck.wide:
            self._show("detail")
        self.deck.focus_on(self.deck.detail)
        self.refresh_detail()

    @flow
    async def refresh_detail(self) -> None:
        """Ask for everything on the order of the detail pane."""
        key = self.state.subject
        if not key or not self.deck.shows_detail:
            return
        detail = await self.desk("detail", lambda desk: desk.order(key))
        if key != self.state.subject:
            return
        self.state.detail = detail
        if detail is None:
            self.deck.detail.show_message(_("This order is not known any more."), "error")
        else:
            self.restate_detail()
        self.deck.restate_status()  # what can be done follows from it

    def restate_detail(self) -> None:
        """Say the order shown anew."""
        detail = self.state.detail
        if detail is None:
            self.deck.detail.show_message(_("No order selected."))
            return
        title, blocks = order_blocks(detail, self.deck.render_options(), self.deck.key_of)
        self.deck.detail.set_blocks(blocks, title=title, subject=self.state.subject)

    # Lists

    def intake(self) -> None:
        """Files that arrived."""
        self.list(
            "intake",
            lambda desk: desk.intake(),
            self._files,
            pages.intake_header(wrong=self.state.rejects_only),
        )

    def _files(self, files: list[FileSeen], options: RenderOptions) -> list[ListRow]:
        if self.state.rejects_only:
            files = [seen for seen in files if _is_wrong(seen.export)]
        rows = [*losses.rows(self.state.losses), *pages.problems(self.state.problems)]
        if progress := self.state.progress:
            rows += sources.rows(sources.failing(progress), options)
            rows += waiting.rows(progress.waiting, progress.waiting_count, options)
        return [*rows, *pages.intake(files, options)]

    @flow
    async def problems(self) -> None:
        """See what of the user's own rules, settings and profiles can't be used, and say that there is such."""
        self.state.problems = problems = await self.desk("problems", lambda desk: desk.problems())
        self.deck.controls.clipboard.see_maps()
        self.state.losses = lost = await self.desk("losses", lambda desk: desk.losses())
        if lost:
            self.deck.status_line.mention(losses.summed_up(lost), "error")
        elif problems:
            text = ngettext(
                "{count} rule or setting of your own can't be used: {key} says why.",
                "{count} rules or settings of your own can't be used: {key} says why.",
                len(problems),
                key=self.deck.key_of("panel.intake"),
            )
            self.deck.status_line.mention(text, "warning")

    def intake_rejects(self) -> None:
        """Switch between all files and those with something wrong."""
        self.state.rejects_only = not self.state.rejects_only
        self.intake()
        self.deck.restate_status()

    def help(self) -> None:
        """All keys, those of the place first."""
        opening = self.state.panel != "help"
        if opening:
            self._place = chrome.scopes_of(self.state.panel)
        self._show("help")
        self.deck.lines.set_filter("")
        rows = pages.help_rows(self.deck.keymap, self._place, self.deck.situation())
        self.deck.lines.set_rows(rows, header=plain(_("Keys"), "heading"))
        if opening:
            self.deck.lines.cursor_first()

    def found(self, heading: str, keys: list[str]) -> None:
        """Several orders that somebody looked for: choose."""
        self.list(
            "found",
            lambda desk: desk.found(keys),
            pages.found,
            plain(heading, "heading"),
        )

    def enter(self) -> None:
        """Open what the cursor is on."""
        key = self.deck.lines.cursor_key
        if key is None:
            return
        if self.state.panel in ("journal", "found") and key.startswith("order "):
            self.deck.controls.search.go_to(key.removeprefix("order ").partition("\n")[0])
        elif self.state.panel == "outbox":
            self.deck.controls.outbox.enter(key)
        elif self.state.panel == "restock":
            self.deck.controls.restock.enter(key)
        elif self.state.panel == "help" and key in self.deck.keymap.keys:
            self.close()
            self.deck.act(key)
        else:
            self.deck.lines.toggle_open()

    def refresh_list(self) -> None:
        """What a list panel shows may have changed."""
        if self.state.panel == "intake":
            self.intake()
        elif self.state.panel in ("journal", "people"):
            getattr(self.deck.controls, self.state.panel).open()

    def restate(self) -> None:
        """Say anew whatever panel is open: another language, privacy."""
        self.restate_detail()
        if self.state.panel == "message":
            self.deck.controls.letters.restate()
        elif self.state.panel == "help":
            self.help()
        else:
            self.refresh_list()

    def resized(self) -> None:
        """The terminal has another size: columns that lines are laid out in by themselves have other widths."""
        if self.state.panel == "restock":
            self.deck.controls.restock.restate()

    # In and out

    def dashboard(self) -> None:
        """Switch between one queue and several."""
        if not self.state.dashboard and not layout.dashboard_fits(*self.deck.size):
            needed = "{}×{}".format(*layout.DASHBOARD_ROOM)
            self.flash(_("The dashboard needs a terminal of {size}.", size=needed), "warning")
        else:
            self.deck.controls.dashboard.toggle()

    def back(self) -> None:
        """One step back; a passing message goes with it and costs no key of its own."""
        self.status.dismiss()
        if self.state.panel:
            self.close()
        elif self.deck.in_detail:
            self.deck.focus_on(self.deck.active_table())
        elif not self.deck.active_table().clear_marks():
            self.deck.controls.search.clear()

    def close(self) -> None:
        """Back to the orders, or to the panel that this one was opened from."""
        under = self.state.under.pop() if self.state.under else ""
        self.state.panel = ""
        self.deck.show_panel(under)
        self.deck.controls.stock.refresh()
        if not under:
            self.deck.controls.views.arrived()

    @flow
    async def leave(self) -> None:
        """Leave a panel, or the deck."""
        if self.state.panel:
            self.close()
            return
        if self.state.waiting:
            question = ngettext(
                "{count} act is not written yet and would be lost. Leave all the same?",
                "{count} acts are not written yet and would be lost. Leave all the same?",
                self.state.waiting,
            )
            if not await self.status.confirm(question, danger=True):
                return
        if not await self.deck.controls.commands.leave():
            return
        self.deck.app.exit(return_code=exits.DESK if self.state.failed else exits.OK)

    def _show(self, panel: str) -> None:
        self.deck.show_panel(panel)

    @flow
    async def list(
        self,
        panel: str,
        work: "Callable[[DeskService], Answer]",
        make: Callable[[Answer, RenderOptions], list[ListRow]],
        header: Pieces,
    ) -> None:
        """Cover the orders with the list that `make` makes of what `work` finds."""
        opening = self.state.panel != panel
        if opening:  # else it stays as it is: a question may be open over it
            self._show(panel)
            self.deck.lines.set_filter("")
            self.deck.lines.show_message(_("One moment…"))
        found = await self.desk(panel, work)
        if self.state.panel != panel:
            return
        wrong = panel == "intake" and self.state.rejects_only
        rows = make(found, self.deck.render_options())
        empty = _("Nothing is wrong with any file.") if wrong else pages.EMPTY[panel]()
        if panel == "intake" and not self.state.pulse.known:
            empty = not_known_yet(self.state, self.deck.folder) or empty
        self.deck.lines.set_rows(rows, header=header, empty=empty)
        if opening:
            self.deck.lines.cursor_first()


def _is_wrong(export: Export) -> bool:
    """Whether something of a file that is meant as an export isn't on the desk."""
    return bool(export.rejected) or (export.state == "refused" and not export.passed_over)
