"""Commands of the user's own: started by a key or by what happens, run beside the deck, told on the status line.

Each has a thread of its own that ends with it: the loop paints on, and leaving need not wait for one.
"""

import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from orderdeck.data.base.commands.records import Command, Hook
from orderdeck.data.base.commands.running import Ran, run
from orderdeck.data.base.records import Act, Changes, Export
from orderdeck.tui.deck.controllers.base import Controller
from orderdeck.tui.deck.ports import Deck
from orderdeck.tui.i18n import _, labelled, language, ngettext
from orderdeck.tui.i18n.own_commands import EVENTS, ended
from orderdeck.tui.present.records import ActionRequest
from orderdeck.tui.service.threads.messages import Reply
from orderdeck.widgets.prompt.flow import Later, flow

if TYPE_CHECKING:
    from orderdeck.tui.service.commands import Given
    from orderdeck.tui.service.desk_service import DeskService

    Ask = Callable[[DeskService], Given]

PLAIN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
"""An order number that may stand in the environment: nothing in it means anything to a shell."""
PATIENCE: Final = 3.0
"""Seconds for which the end of the deck waits for commands to end."""


class CommandsController(Controller):
    """A command decides nothing: what is done after it goes the way of all acts, decided on what was shown when its key
    was pressed."""

    def __init__(self, deck: Deck) -> None:
        super().__init__(deck)
        self.hooks: tuple[Hook, ...] = ()
        self._stop = threading.Event()
        self._threads: dict[str, threading.Thread] = {}
        self._waiting: dict[str, list[Ask]] = {}
        self._opened_at = 0
        self._leaving = False

    # By a key

    @flow
    async def start(self, command: Command) -> None:
        """Run it on its orders; what it says, and the act that it stands for, follow."""
        name = command.called(language())
        if command.name in self._threads:
            self.flash(_("{title} is still running.", title=name), "warning")
            return
        request = self.deck.controls.acts.request(command.act or "", self._orders(command))
        keys = request.order_keys
        orders = self.deck.controls.acts.orders(keys)
        question = _("Run {title} for {orders}?", title=name, orders=orders)
        if command.confirm and not await self.status.confirm(
            question if keys else _("Run {title}?", title=name)
        ):
            return
        said = {"command": command.name}
        given = await self.desk("", lambda desk: desk.given_orders(keys, said, personal=command.personal))
        if keys and not given.count:
            self.flash(_("None of these orders is open any more."), "warning")
            return
        if command.name in self._threads:  # pressed twice
            return
        self.status.flash(_("{title} is running…", title=name), seconds=0)
        ran = await self._run(command.name, command, given, self._values(command.name, keys, given.count))
        self.status.dismiss()
        if ran.end == "done" and command.act:
            await self.deck.controls.acts.carry_out(_noted(request, ran))
        # What it was given of a buyer may be in what it says, and somebody may be looking on.
        self.status.mention(*ended(name, ran, hidden=self.state.privacy and command.personal))

    def _orders(self, command: Command) -> list[str]:
        if command.scope == "order":
            return self.deck.chosen()
        table, source = self.deck.active_table(), self.deck.active_table().source
        if command.scope == "list":
            return table.marked or [source.key(at) for at in range(source.row_count)]
        return []

    # By what happens

    def opened(self) -> None:
        """The desk is open: what is there already has not happened now."""
        self._opened_at = self.now()
        if self._has("late", "stockout"):
            self.deck.app.ask("", lambda desk: desk.happened(), lambda _news: None)

    @flow
    async def changed(self, changes: Changes | None, came: Sequence[Export]) -> None:
        """Rows or counts have changed: run what is to be run for it."""
        files = tuple(came)
        if files:
            self._happened("arrived", lambda desk, _hook: desk.given_files(files))
        for said, keys in _handed(changes.acts if changes else (), self.state.operator):
            self._happened("handed_over", partial(_of_orders, keys, said))
        if self._has("late", "stockout"):
            news = await self.desk("", lambda desk: desk.happened())  # none of its answers may be passed over
            for event, keys in news.items():
                if keys:
                    self._happened(event, partial(_of_orders, keys, {"event": event}))

    async def leave(self) -> bool:
        """Whether the deck may be left: what is to be run at the end of the shift has run, and nothing else is under
        way, or may be ended."""
        if self._leaving:
            return True
        if self._threads:
            question = ngettext(
                "{count} command of yours is still running and would be ended. Leave all the same?",
                "{count} commands of yours are still running and would be ended. Leave all the same?",
                len(self._threads),
            )
            if not await self.status.confirm(question, danger=True):
                return False
        since = self._opened_at
        for at, hook in enumerate(self.hooks):
            if hook.on == "shift_end" and self.state.ready:
                self._leaving = True
                title = _title(hook)
                self.status.flash(_("{title} is running…", title=title), seconds=0)
                given = await self.desk("", lambda desk: desk.given_shift(since))
                ran = await self._run(f"hook {at}", hook, given, self._values(hook.on, (), 0))
                if ran.end != "done":
                    text, level = ended(title, ran, hidden=False)
                    self.status.flash(_("{what} · press again to leave", what=text), level, seconds=0)
                    return False
        return True

    def ended(self) -> None:
        """The deck ends: so does what it runs."""
        self._stop.set()
        for thread in self._threads.values():
            thread.join(PATIENCE)

    def _has(self, *events: str) -> bool:
        return any(hook.on in events for hook in self.hooks)

    def _happened(self, event: str, ask: "Callable[[DeskService, Hook], Given]") -> None:
        for at, hook in enumerate(self.hooks):
            if hook.on == event:
                self._waiting.setdefault(f"hook {at}", []).append(
                    lambda desk, hook=hook: ask(desk, hook)  # type: ignore[misc]  # bound here on purpose
                )
                self._next(f"hook {at}", hook)

    @flow
    async def _next(self, slot: str, hook: Hook) -> None:
        """Run a hook for each time that it waits for, one after the other."""
        if slot in self._threads or not self._waiting[slot]:
            return
        ask = self._waiting[slot].pop(0)
        given = await self.desk("", ask)
        if slot in self._threads:  # begun meanwhile
            self._waiting[slot].insert(0, ask)
            return
        title = _title(hook)
        ran = await self._run(slot, hook, given, self._values(hook.on, (), given.count))
        if ran.end != "done" or ran.said:
            self.status.mention(*ended(title, ran, hidden=self.state.privacy and hook.personal))
        self._next(slot, hook)

    # Running

    def _values(self, name: str, keys: Sequence[str], count: int) -> dict[str, str]:
        """What stands in the environment: nothing of a file but a plain order number."""
        start = self.deck.app.start
        number = self.deck.order_id(keys[0]) if len(keys) == 1 else ""
        return {
            "ORDERDECK_COMMAND": name,
            "ORDERDECK_OPERATOR": self.state.operator,
            "ORDERDECK_FOLDER": str(start.folder.expanduser().absolute()),
            "ORDERDECK_DESK": str((start.state or start.folder / ".orderdeck").expanduser().absolute()),
            "ORDERDECK_VIEW": self.state.view,
            "ORDERDECK_LANGUAGE": language(),
            "ORDERDECK_COUNT": str(count),
            "ORDERDECK_ORDER": number if PLAIN.fullmatch(number) else "",
        }

    def _run(self, slot: str, command: Command | Hook, given: "Given", values: dict[str, str]) -> Later[Ran]:
        """Run it in a thread; a flow that awaits it gets what became of it, on the loop."""

        def begin(then: Callable[[Ran], object]) -> None:
            def told(ran: Ran) -> None:
                self._threads.pop(slot, None)
                then(ran)

            def work() -> None:
                ran = run(command.run, given.content, values, command.seconds, self._stop)
                if not self._stop.is_set():
                    self.deck.app.post_message(Reply("", ran, partial(told, ran)))

            thread = threading.Thread(target=work, name=slot, daemon=True)
            self._threads[slot] = thread
            thread.start()

        return Later(begin)


def _noted(request: ActionRequest, ran: Ran) -> ActionRequest:
    """The act that a command stands for; what it said is its note."""
    field = {"note": "text", "claim": "", "release": ""}.get(request.kind, "note")
    text = ran.said or (_("ran without a word") if request.kind == "note" else "")
    return replace(request, data={field: text} if field and text else {})


def _title(hook: Hook) -> str:
    return labelled(_(EVENTS[hook.on]), PurePath(hook.run[0]).name)


def _handed(acts: Sequence[Act], me: str) -> list[tuple[dict[str, str], list[str]]]:
    """What colleagues have handed over to `me`, at once each: what is said of it, and the orders."""
    groups: dict[str, tuple[dict[str, str], list[str]]] = {}
    for act in acts:
        if act.kind == "hand_over" and act.operator != me and act.data.get("to") == me and act.order_key:
            said = {"event": "handed_over", "from": act.operator, "note": str(act.data.get("note") or "")}
            groups.setdefault(act.group or act.id, (said, []))[1].append(act.order_key)
    return list(groups.values())


def _of_orders(keys: Sequence[str], said: dict[str, str], desk: "DeskService", hook: Hook) -> "Given":
    return desk.given_orders(keys, said, personal=hook.personal)
