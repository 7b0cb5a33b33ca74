"""The application: paints the deck at once, starts the desk's thread, passes on what it says, ends cleanly."""

import asyncio
import gc
import logging
import os
import signal
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.screen import Screen

from orderdeck.data.base.records import Progress, Pulse, View
from orderdeck.tui.actions.keyboard.keymap import Keymap, build, default
from orderdeck.tui.deck.ports import Answer, DeckApp
from orderdeck.tui.deck.screen import DeckScreen
from orderdeck.tui.i18n import _, labelled, ngettext, sentence, times
from orderdeck.tui.i18n.phrases import NOTICES, TROUBLES, failure, meanwhile, not_a_key, phrase, read_only
from orderdeck.tui.present.notices import sources
from orderdeck.tui.present.panels import lists
from orderdeck.tui.present.records import ActionRequest, ActionResult, named
from orderdeck.tui.present.state import State
from orderdeck.tui.service.operator_name import login
from orderdeck.tui.service.options import Looks, Start
from orderdeck.tui.service.threads.desk import DeskThread, Follower
from orderdeck.tui.service.threads.messages import (
    ActsSettled,
    DeskBack,
    DeskChanged,
    DeskFailed,
    DeskOpened,
    DeskProgress,
    DeskReadOnly,
    LoaderTold,
    Reply,
)
from orderdeck.tui.terminal import crash, notice, themes
from orderdeck.tui.terminal import exit_codes as exits
from orderdeck.widgets.prompt.status_line import StatusLine

if TYPE_CHECKING:
    from orderdeck.data.base.config.settings import Settings
    from orderdeck.tui.service.desk_service import DeskService

log = logging.getLogger(__name__)

NO_KEY = "f24"
"""Stands for "no key": Textual passes over an empty key in a key map."""


class Orderdeck(DeckApp):
    """The deck over one folder. `follower` is given by tests; else the real desk is opened once painted."""

    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "help_quit", show=False, system=True, priority=True)
    ]

    def __init__(
        self,
        start: Start,
        looks: Looks,
        settings: "Settings | None" = None,
        follower: "Follower[DeskService] | None" = None,
    ) -> None:
        super().__init__()
        self.start = start
        self.looks = looks
        self.settings = settings
        self._trouble = ""  # what was said to be in the way, and passes by itself
        self.farewell = ""  # said on stderr once the terminal is restored
        for theme in looks.themes:
            self.register_theme(theme)
        self.theme = themes.choose(looks.theme, os.environ)
        self.keymap: Keymap = build(looks.keys, looks.commands)[0]
        self._follower = follower
        self._thread: DeskThread[DeskService] | None = None
        self.state = State(operator=start.operator or login(), zone=times.zone_of(looks.zone))
        self.deck = DeckScreen(self.state, self.keymap, str(start.folder))
        self.deck.controls.commands.hooks = looks.hooks
        if start.read_only:
            self._read_only("asked")

    def get_default_screen(self) -> Screen[None]:
        return self.deck

    def on_mount(self) -> None:
        before = default().keys
        changed = {
            a: ",".join(self.keymap.keys[a]) or NO_KEY for a in before if self.keymap.keys[a] != before[a]
        }
        if changed:
            self.set_keymap(changed)
        self._watch_signals()
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        """The first screen is painted: open the desk, on its own thread."""
        gc.enable()
        follower = self._follower
        if follower is None:
            from orderdeck.tui.service.session import DeskFollower

            follower = DeskFollower(self.start, self.state.operator, self.settings, self.post_message)
        self._thread = DeskThread(follower, self.post_message)
        self._thread.start()

    def ask(
        self, slot: str, work: "Callable[[DeskService], Answer]", then: Callable[[Answer], object]
    ) -> None:
        """Have the desk's thread do `work(desk)`; `then` gets the result here."""
        if self._thread is not None and self.state.ready:
            self._thread.ask(slot, work, then)

    def send(self, request: ActionRequest, then: Callable[[ActionResult], object]) -> None:
        """Have a request written into the journal; `then` gets what became of it here."""
        if self._thread is not None and self.state.ready:
            request = named(request)
            self._thread.act(lambda desk: desk.at_once(request), lambda desk: desk.perform(request), then)

    def action_act(self, action_id: str) -> None:
        """Do an action of the registry."""
        if self.deck.status_line.busy and action_id not in ("app.redraw",):
            return
        self.deck.act(action_id)

    def not_a_key(self, _event: events.Key) -> None:
        self.screen.query_one(StatusLine).warn(not_a_key())

    def action_help_quit(self) -> None:
        """ctrl+c leaves nothing by mistake: it says which key does."""
        if not self.deck.status_line.cancel():
            text = _("{key} leaves the deck.", key=self.deck.key_of("app.quit"))
            self.deck.status_line.flash(text)

    def call_operator(self, event: str, text: str) -> None:
        """Call an operator who looks elsewhere, where the settings ask for it at this event ("due", "stock_out",
        "hand_over")."""
        if event in self.looks.notice_on:
            self.write_raw(notice.sequence(text, self.looks.notice_ways, os.environ))

    def _call_of_counts(self, pulse: Pulse, views: list[View]) -> None:
        """Call the operator where more orders are due, or short, than before."""
        due = pulse.due - self.state.pulse.due
        if due > 0:
            self.call_operator("due", ngettext("{count} order turns due", "{count} orders turn due", due))
        short = _short(views) - _short(self.state.views)
        if short > 0:
            said = ngettext(
                "{count} more order is short of stock", "{count} more orders are short of stock", short
            )
            self.call_operator("stock_out", said)

    def write_raw(self, text: str) -> None:
        """Write `text` to the terminal as it is."""
        if self._driver is not None:
            self._driver.write(text)

    # What the desk's thread says

    @on(Reply)
    def _reply(self, reply: Reply) -> None:
        if reply.error is not None:
            self.deck.status_line.flash(self._failure_text(reply.error), "error", seconds=0)
        else:
            reply.tell()

    @on(DeskProgress)
    def _opening(self, told: DeskProgress) -> None:
        self.deck.controls.views.opening(told.done, told.total)

    @on(DeskReadOnly)
    def _only_read(self, told: DeskReadOnly) -> None:
        self._read_only(told.why, own_outbox=told.own_outbox)
        self.deck.restate_chrome()
        if told.why != "asked":
            said = labelled(read_only(told.why), _("open the deck again once that has changed"))
            self.deck.status_line.mention(said, "warning")

    def _read_only(self, why: str, *, own_outbox: bool = False) -> None:
        """Nothing is written from here on; nor is run by itself what others' decks run as well."""
        self.state.read_only, self.state.own_outbox = why, own_outbox
        self.deck.controls.commands.hooks = ()

    @on(DeskOpened)
    def _opened(self, told: DeskOpened) -> None:
        self.state.ready = True
        self.state.views, self.state.pulse = told.views, told.pulse
        self.deck.controls.views.opened(self.start.view)
        self.deck.controls.palette.refresh()

    @on(DeskChanged)
    def _changed(self, told: DeskChanged) -> None:
        self._call_of_counts(told.pulse, told.views)
        before, self.state.views, self.state.pulse = self.state.pulse.lost, told.views, told.pulse
        if told.pulse.lost != before:
            self.deck.controls.panels.problems()
        changes = self._thread.take_changes() if self._thread is not None else None
        if changes and changes.sent_back:
            self.deck.controls.whole.sent_back(changes.sent_back)
        if changes:
            self.deck.controls.people.told(changes.acts)
        came = [export for export in changes.exports if export.state != "duplicate"] if changes else []
        loaded = [export for export in came if not export.passed_over]
        self.deck.controls.commands.changed(changes, loaded)
        refused = sum(export.state == "refused" for export in loaded)
        if refused:
            text = ngettext(
                "{count} file refused: {key} says why.",
                "{count} files refused: {key} says why.",
                refused,
                key=self.deck.key_of("panel.intake"),
            )
            self.deck.status_line.mention(text, "warning")
        elif came:
            self.deck.status_line.mention(lists.loaded(came), "ok")
        self.deck.desk_changed()

    @on(LoaderTold)
    def _loader(self, told: LoaderTold) -> None:
        was = self.state.progress or Progress(state="idle")
        noticed, failed = was.notice, {one.name for one in sources.failing(was)}
        self.state.progress, self.state.loads = told.progress, told.mine
        self.state.loader, self.state.here, self.state.hung = told.loader, told.here, told.hung
        self.state.clock = told.clock
        # Whether the server can be reached the deck knows by itself, and sooner.
        if told.progress.notice not in ("", noticed, "ledger_away"):
            self.deck.status_line.mention(sentence(phrase(NOTICES, told.progress.notice)), "warning")
        for one in sources.failing(told.progress):
            if one.name not in failed:
                self.deck.status_line.mention(sources.line(one, self.state.zone), "warning")
        self.deck.controls.views.loader_told()
        self.deck.restate_chrome()
        now = told.progress
        if (now.waiting, now.sources) != (was.waiting, was.sources) and self.state.panel == "intake":
            self.deck.controls.panels.intake()

    @on(ActsSettled)
    def _settled(self, told: ActsSettled) -> None:
        self.deck.controls.acts.settled(told)

    @on(DeskFailed)
    def _failed(self, told: DeskFailed) -> None:
        text = self._failure_text(told.error) if told.fatal else meanwhile(told.error)
        if told.fatal:
            self.state.failed = self.farewell = text
            self.deck.controls.views.failed(text)
        elif not self.state.ready:
            self.deck.controls.views.waits(text)
        code = getattr(told.error, "code", "")
        self.state.behind = code if code in TROUBLES and not told.fatal else ""
        self.deck.restate_chrome()
        self._trouble = "" if told.fatal else text
        self.deck.status_line.flash(text, "error", seconds=0)

    @on(DeskBack)
    def _back(self) -> None:
        if not self.state.ready:
            self.deck.controls.views.waits("")
        self.state.behind = ""
        self.deck.restate_chrome()
        self.deck.status_line.take_back(self._trouble)

    def _failure_text(self, error: Exception) -> str:
        return failure(error)

    # The end

    def crashed(self, error: Exception) -> None:
        """A fault of ours: the log gets kind and place, stderr one line once the terminal is restored."""
        read = self.state.read_only
        kept = None if read else crash.keep(error, self.start.folder, self.start.state)
        self.farewell = crash.line(error, kept)

    def _watch_signals(self) -> None:
        """Hanging up and being asked to end leave cleanly; without this the terminal isn't restored."""
        loop = asyncio.get_running_loop()
        for number in (getattr(signal, "SIGHUP", None), signal.SIGTERM):
            if number is not None and not self.is_headless:
                loop.add_signal_handler(number, self._hung_up)
        if not self.is_headless:
            self._watch_terminal()

    def _hung_up(self) -> None:
        self.exit(return_code=exits.OK)

    def _watch_terminal(self) -> None:
        """Each second, by the loop itself: a timer of Textual's costs twenty times as much."""
        self._still_there()
        asyncio.get_running_loop().call_later(1, self._watch_terminal)

    def _still_there(self) -> None:
        """Without its terminal Textual's input thread would spin for ever (measured: 100 % of a core)."""
        try:
            alive = os.isatty(0) and os.tcgetpgrp(0) is not None
        except OSError:
            alive = False
        if not alive:
            self._hung_up()

    def on_unmount(self) -> None:
        self.deck.controls.commands.ended()
        if self._thread is not None:
            self._thread.stop()
        if self.state.waiting:
            self.farewell = ngettext(
                "{count} act could not be written and is lost.",
                "{count} acts could not be written and are lost.",
                self.state.waiting,
            )


def _short(views: list[View]) -> int:
    """How many orders stock doesn't cover, whoever works on them."""
    return sum(view.count for view in views if view.key == "stockouts")
