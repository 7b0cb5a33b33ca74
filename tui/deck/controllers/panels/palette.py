"""The palette: any command, queue, order, SKU or buyer by a word of it; and choosing from any other list."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from orderdeck.tui.actions import Scope
from orderdeck.tui.actions.model import SCOPE_TITLES
from orderdeck.tui.deck.controllers.base import Controller
from orderdeck.tui.deck.ports import Deck
from orderdeck.tui.i18n import _, labelled
from orderdeck.tui.present.chrome import scopes_of
from orderdeck.tui.present.panels import palette
from orderdeck.widgets.model import ListRow, plain
from orderdeck.widgets.prompt.flow import flow

if TYPE_CHECKING:
    from orderdeck.data.desk.lookup.search import Hits, Kind

Listed = Callable[[str], Sequence[ListRow]]
"""What is typed -> the rows to choose from, best first."""
Asked = Callable[[str, Callable[[], None]], object]
"""What is typed, and what shows the rows anew once more is known of it."""

WAYS: Final[dict[Scope, str]] = {
    Scope.INTAKE: "panel.intake",
    Scope.JOURNAL: "panel.journal",
    Scope.PEOPLE: "panel.people",
    Scope.REPORT: "panel.report",
    Scope.OUTBOX: "stock.outbox",
    Scope.SHORT: "stock.board",
    Scope.STOCKOUT: "stock.board",
    Scope.MESSAGE: "order.message",
}
"""Screen -> the command that opens it, or leads there."""


class PaletteController(Controller):
    """Everything by its name, narrowed while a word is typed; ↑ ↓ choose, enter does the chosen one or goes there."""

    def __init__(self, deck: Deck) -> None:
        super().__init__(deck)
        self._typed = ""
        self._hits: Hits | None = None  # what the desk has found last
        self._anew: Callable[[], None] | None = None  # lists all anew while it is open

    @flow
    async def open(self) -> None:
        """Cover the deck with it, and let the operator type."""
        self._hits = None
        now, state = self.deck.situation(), self.state

        def listed(typed: str) -> Sequence[ListRow]:
            self._typed = typed
            hits = self._hits if self._hits is not None and self._hits.text == typed else None
            here = now if now.ready else replace(self.deck.situation(), panel=now.panel)
            return palette.rows(self.deck.keymap, here, state.views, typed, hits, privacy=state.privacy)

        key = await self._choose(
            listed,
            heading=_("Everything that there is"),
            placeholder=_("command, queue, order number, SKU, buyer"),
            empty=lambda typed: palette.nothing(typed, self._hits),
            verb=_("Go"),
            ask=self._ask,
        )
        if key == "" and state.ready:
            self._enter(self._typed)
        elif key:
            self._go(key)

    def refresh(self) -> None:
        """The desk has opened, or orders came: list what there is now."""
        if self._anew is not None:
            self._anew()

    def _ask(self, typed: str, again: Callable[[], None]) -> None:
        def told(found: "Hits") -> None:
            self._hits = found
            again()

        if typed.strip() and self.state.ready:
            self.deck.app.ask("palette", lambda desk: desk.search(typed), told)

    @flow
    async def _enter(self, typed: str) -> None:
        """Entered where nothing is listed: the desk has not answered yet, and the order that it finds first is what was
        meant; or it is the number of a finished order."""
        hits = await self.desk("palette", lambda desk: desk.search(typed))
        keys = [one.order_key for one in hits.orders]
        keys = keys or await self.desk("palette", lambda desk: desk.find(typed))
        if keys:
            self.deck.controls.search.go_to(keys[0])
        else:
            self.flash(palette.nothing(typed, hits).replace("\n", " "), "warning")

    def _go(self, key: str) -> None:
        """Do, or go to, what was chosen."""
        kind, named, name = key.partition(":")
        if not named:
            self._act(key)
        elif kind == "view":
            self.deck.controls.views.show(name)
        elif kind == "letter":
            self._letter(name)
        elif kind == "order":
            self.deck.controls.search.go_to(name)
        else:
            self._all_of("sku" if kind == "sku" else "buyer", name)

    def _act(self, action_id: str) -> None:
        """A command where it is heard; one of another screen leads there, and says its key."""
        action = self.deck.keymap.by_id(action_id)
        if action.scope in scopes_of(self.state.panel):
            self.deck.act(action_id)
            return
        way = WAYS.get(action.scope)
        if way is not None:
            self.deck.act(way)
        where = labelled(_(SCOPE_TITLES[action.scope]), action.name)
        key = self.deck.key_of(action_id)
        self.flash(f"{where} {key}" if key != ":" else where)

    def _letter(self, template: str) -> None:
        """A letter to the buyer of the order that is looked at, or why there can be none."""
        why = self.deck.keymap.by_id("order.message").refusal(self.deck.situation())
        if why:
            self.flash(_(why), "warning")
        else:
            self.deck.controls.letters.open(template)

    @flow
    async def _all_of(self, kind: "Kind", name: str) -> None:
        keys = await self.desk("palette", lambda desk: desk.orders_of(kind, name))
        if len(keys) == 1:
            self.deck.controls.search.go_to(keys[0])
        else:
            what = (
                _("Open orders with {sku}", sku=name)
                if kind == "sku"
                else _("Open orders of {buyer}", buyer=name)
            )
            self.deck.controls.panels.found(what, keys)

    async def pick(
        self,
        listed: Listed,
        *,
        heading: str,
        placeholder: str,
        empty: str,
        verb: str,
        look: Callable[[str], object] | None = None,
    ) -> str | None:
        """The key of the row that is chosen, None for esc or where nothing holds what was typed: the list leaves out
        all that doesn't. `look` is told of each row that the cursor comes to."""
        key = await self._choose(
            listed,
            heading=heading,
            placeholder=placeholder,
            empty=lambda _typed: empty,
            verb=verb,
            look=look,
            narrow=True,
        )
        return key or None

    async def _choose(
        self,
        listed: Listed,
        *,
        heading: str,
        placeholder: str,
        empty: Callable[[str], str],
        verb: str,
        look: Callable[[str], object] | None = None,
        ask: Asked | None = None,
        narrow: bool = False,
    ) -> str | None:
        """The key that was chosen, "" where nothing was there to choose, None for esc."""
        before = self.state.panel
        self.deck.show_panel("palette", focus=False)
        commands = self.deck.commands
        current = ""

        def fill() -> None:
            commands.set_rows(listed(current), header=plain(heading, "heading"), empty=empty(current))

        def show(typed: str) -> None:
            nonlocal current
            current = typed
            commands.set_filter(typed if narrow else "")
            fill()
            commands.cursor_first()
            looked()
            if ask is not None:
                ask(typed, again)

        def again() -> None:
            if self.state.panel == "palette" and self.status.steps is step:
                fill()

        def step(by: int) -> None:
            if by > 0:
                commands.cursor_down()
            else:
                commands.cursor_up()
            looked()

        def looked() -> None:
            if look is not None and commands.cursor_key:
                look(commands.cursor_key)

        def anew() -> None:
            if self.state.panel == "palette" and self.status.steps is step:
                at = commands.cursor_key
                fill()
                if not at:
                    commands.cursor_first()
                if ask is not None:
                    ask(current, again)

        show("")
        self.status.steps = step
        self._anew = anew if ask is not None else None
        typed = await self.status.prompt(
            ":", placeholder=placeholder, on_change=show, verbs=(verb, _("Back"))
        )
        # The line has given the focus back already, so a command finds the deck as it was and may ask in turn.
        key = commands.cursor_key
        self.status.steps = self._anew = None
        self.deck.show_panel(before, focus=False)
        return None if typed is None else key or ""
