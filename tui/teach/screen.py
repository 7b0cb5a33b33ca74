"""The wizard's screen: columns and their fields at the left, what the file would load as at the right."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.events import Resize
from textual.screen import Screen

from orderdeck.tui.actions.deck import MOVES
from orderdeck.tui.actions.keyboard.keymap import Keymap, default
from orderdeck.tui.actions.keyboard.names import shown
from orderdeck.tui.actions.model import Action
from orderdeck.tui.actions.teach import ACTIONS
from orderdeck.tui.i18n import _, ngettext
from orderdeck.tui.present import asking_keys, chrome
from orderdeck.tui.teach import lines
from orderdeck.tui.teach.handlers import HANDLERS
from orderdeck.tui.teach.steps import Steps
from orderdeck.tui.terminal.cell_width import column
from orderdeck.widgets.model import KeyHint, ListRow, Piece, plain
from orderdeck.widgets.panes.detail import Detail
from orderdeck.widgets.panes.footer import KeyFooter
from orderdeck.widgets.panes.lines_panel import LinesPanel
from orderdeck.widgets.panes.too_small import TooSmall
from orderdeck.widgets.prompt.rest import Rest
from orderdeck.widgets.prompt.status_line import StatusLine
from orderdeck.widgets.prompt.steps import Prompt

if TYPE_CHECKING:
    from orderdeck.tui.teach.session import Session

WIDE = 110
"""Columns from which the preview stands beside the columns, not under them."""

HEARD: tuple[Action, ...] = (*MOVES, *ACTIONS)
"""Actions whose keys the wizard hears."""


class TeachScreen(Screen[Path | None], inherit_bindings=False):
    """Teaches one file; dismissed with the path of the profile that was saved, or with None."""

    CSS_PATH = "teach.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(",".join(action.keys), f"screen.teach('{action.id}')", action.label, id=action.id, show=False)
        for action in HEARD
    ]

    def __init__(self, session: "Session", keymap: Keymap | None = None) -> None:
        super().__init__()
        self.session = session
        self.keymap = keymap or default()
        self.columns = LinesPanel(id="columns")
        self.choices = LinesPanel(id="choices")
        self.preview = Detail(id="preview")
        self.status_line = Prompt(id="teach-status")
        self.footer = KeyFooter(id="teach-footer")
        self.too_small = TooSmall(id="teach-too-small")
        self.steps = Steps(self)
        self._then: Callable[[str], object] | None = None

    def compose(self) -> ComposeResult:
        yield self.too_small
        with Container(id="teach-body"):
            yield self.columns
            yield self.choices
            yield self.preview
        yield self.status_line
        yield self.footer

    def on_mount(self) -> None:
        self.columns.show_message(_("Reading the file…"))
        self.preview.show_message(" ")
        self.place()
        self.columns.focus()
        self.steps.begin()

    # What the steps ask of the screen

    def keys(self) -> dict[str, str]:
        """Names of keys in msgids -> keys as people read them."""
        names = ("zone", "currency", "statuses", "shape", "dates", "kind", "name", "encoding")
        keys = {f"{name}_key": self.key_of(f"teach.{name}") for name in names}
        return {
            **keys,
            "decimal_key": keys["currency_key"],
        }  # asked for after the currency, which may tell it

    def key_of(self, action_id: str) -> str:
        """The key of an action as people read it."""
        keys = self.keymap.keys.get(action_id, ())
        return shown(keys[0]) if keys else "?"

    def choose(
        self,
        title: str,
        rows: Sequence[ListRow],
        then: Callable[[str], object],
        *,
        cursor: str = "",
        cancelled: Callable[[], object] | None = None,
    ) -> None:
        """Let a person choose one of `rows`: narrowed by what is typed, ↑ ↓ move, enter chooses, esc doesn't."""
        self.choices.set_filter("")
        self.choices.set_rows(rows, header=plain(title, "heading"), empty=_("Nothing like that."))
        self._show_choices(True)
        self.choices.cursor_first()
        if cursor:
            self.choices.move_to_key(cursor)
        self.status_line.steps = self._step
        typed = self.status_line.prompt(
            _("Choose"), placeholder=_("type to narrow, ↑ ↓, enter"), on_change=self._narrow
        )
        typed.tell(lambda words: self._chosen(words, then, cancelled))

    def _step(self, step: int) -> None:
        if step > 0:
            self.choices.cursor_down()
        else:
            self.choices.cursor_up()

    def _narrow(self, typed: str) -> None:
        self.choices.set_filter(typed)
        self.choices.cursor_first()

    def _chosen(
        self, typed: str | None, then: Callable[[str], object], cancelled: Callable[[], object] | None
    ) -> None:
        key = self.choices.cursor_key
        self.status_line.steps = None
        self._show_choices(False)
        if typed is not None and key:
            then(key)
        elif cancelled is not None:
            cancelled()

    def _show_choices(self, on_: bool) -> None:
        self.choices.display, self.columns.display = on_, not on_

    # Showing

    def restate(self) -> None:
        """Everything on screen anew, from the session."""
        proposal, seen = self.session.proposal, self.session.preview
        if proposal is None:
            return
        doubtful = frozenset(doubt.column for doubt in seen.doubts if doubt.column) if seen else frozenset()
        rows = lines.column_rows(proposal, doubtful, self.columns.content_size.width or 40)
        taken = sum(bool(column.field) for column in proposal.columns)
        header = (
            Piece(self.session.shown_name, "title"),
            Piece("  " + _("{taken} of {count} columns", taken=taken, count=len(proposal.columns)), "dim"),
        )
        self.columns.set_rows(rows, header=header)
        target = str(self.session.target)
        blocks = lines.file_blocks(proposal, seen, self.keys(), target=target, short=self.size.width < WIDE)
        self.preview.set_blocks(blocks, subject=self.session.shown_name)
        self.restate_status()

    def restate_status(self) -> None:
        """Status line and footer anew."""
        seen = self.session.preview
        said: tuple[Piece, ...] = ()
        if seen is not None:
            count = len(seen.essential)
            text = (
                ngettext("{count} thing to settle first", "{count} things to settle first", count)
                if count
                else _("ready to be saved: {key}", key=self.key_of("teach.save"))
            )
            said = plain("  " + text, "error" if count else "ok")
        self.status_line.set_rest(Rest(title=plain(_("Teach a new export"), "bold"), said=said))
        question = self.status_line.question
        if question is not None:
            self.footer.set_hints(asking_keys.hints(question, steps=self.status_line.steps is not None))
            return
        hints = [
            KeyHint(self.key_of(action.id), _(action.label))
            for action in sorted(ACTIONS, key=lambda action: action.footer)
            if action.footer and action.id != "teach.help"
        ]
        self.footer.set_hints(hints, last=KeyHint(self.key_of("teach.help"), _("Help")))

    def show_refusal(self, text: str) -> None:
        """The file is no table, or can't be read: say why; nothing but leaving is left."""
        self.columns.show_message(text, "error")
        self.preview.show_message(" ")
        self.status_line.set_rest(Rest(title=plain(_("Teach a new export"), "bold")))
        self.footer.set_hints([KeyHint(self.key_of("teach.leave"), _("Leave"))])

    def show_help(self) -> None:
        """All keys, in the list's place."""
        actions = (*ACTIONS, *MOVES)
        keys = column([" ".join(shown(key) for key in self.keymap.of(action)) for action in actions])
        labels = column([_(action.label) for action in actions])
        rows = [
            ListRow(
                key=action.id,
                pieces=(
                    Piece(f"{key}  ", "key"),
                    Piece(f"{label}  "),
                    Piece(_(action.help), "dim"),
                ),
                haystack=f"{_(action.label)} {_(action.help)}",
                hang=2,
            )
            for action, key, label in zip(actions, keys, labels, strict=True)
        ]
        self.choose(_("Keys"), rows, self.action_teach)

    def place(self) -> None:
        """What is where at this size."""
        width, height = self.size
        small = TooSmall.applies(width, height)
        self.too_small.display = small
        for part in (self.query_one("#teach-body"), self.status_line, self.footer):
            part.display = not small
        self.set_class(width >= WIDE, "-wide")
        self.too_small.set_text(chrome.too_small(width, height, TooSmall.NEEDS))

    # What happens to it

    def on_resize(self, _event: Resize) -> None:
        self.place()
        self.call_after_refresh(self.restate)

    @on(StatusLine.Asking)
    def _asking(self, _event: StatusLine.Asking) -> None:
        self.restate_status()

    @on(LinesPanel.RowSelected)
    def _selected(self, event: LinesPanel.RowSelected) -> None:
        event.stop()
        if event.panel is self.columns:
            self.steps.field()

    def action_teach(self, action_id: str) -> None:
        """Do an action of the registry."""
        if self.status_line.busy:
            return
        group, _dot, name = action_id.partition(".")
        if group == "move":
            self.steps.move(name)
            return
        HANDLERS[action_id](self.steps)
