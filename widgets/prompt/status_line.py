"""The permanent line: what just happened, questions, and where one types. Never a modal.

What is longer than the line takes a few lines for as long as it stands there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from textual import events
from textual.geometry import Offset
from textual.message import Message
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

from orderdeck.widgets.cells import cell_len
from orderdeck.widgets.drawn import Drawn
from orderdeck.widgets.model import Choice, Level, Piece, Pieces
from orderdeck.widgets.pieces import wrap_pieces
from orderdeck.widgets.prompt.asking import Confirm, OneOf, Question, TextInput, flash_pieces
from orderdeck.widgets.prompt.editor import Complete, LineEditor
from orderdeck.widgets.prompt.flow import Later
from orderdeck.widgets.prompt.rest import Rest

MOST: Final = 4
"""Lines at most, and a fifth of the terminal's."""


class StatusLine(Drawn):
    """One line with three uses, the upper hiding the lower: question (or input), flash, rest.

    A question takes the focus and gives it back before its answer is passed on, so that the answer may ask anew or
    move the focus. A new one cancels the one that is open. A flow awaits the answer (`await line.confirm(…)`); others
    give a callback (`line.confirm(…).tell(then)`).
    """

    DEFAULT_CSS = """
    StatusLine { height: 1; }
    """

    @dataclass
    class Asking(Message):
        """A question was opened or closed: other keys work now."""

        line: "StatusLine"

        @property
        def control(self) -> "StatusLine":
            """The line."""
            return self.line

    def __init__(
        self,
        *,
        name: str | None = None,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._rest = Rest()
        self._said = 0  # cells of the longest that was said under its title
        self._flash: Pieces = ()
        self._refused = False  # what is said is an answer to a key
        self._next: tuple[str, Level] | None = None
        self._flash_timer: Timer | None = None
        self._question: Question[Any] | None = None
        self._focus_before: Widget | None = None

    # Telling

    def set_rest(self, rest: Rest) -> None:
        """What the line shows while nothing else is to be said: view, filter, marks; position."""
        if rest != self._rest:
            self._said = max(rest.cells, self._said if rest.title == self._rest.title else 0)
            self._rest = rest
            if self._question is None:
                self._show()  # the position at the right goes on beside a flash

    def flash(self, text: str, level: Level = "info", seconds: float = 6.0) -> None:
        """Say `text` for a while; with `seconds=0` until the next flash or `dismiss`."""
        self._stop_timer()
        self._refused = level == "warning"
        self._flash = flash_pieces(text, level)
        if seconds > 0:
            self._flash_timer = self.set_timer(seconds, self.dismiss)
        if self._question is None:
            self._show()

    def mention(self, text: str, level: Level = "info") -> None:
        """Say `text` as well: where something is being said already, after it. Of several that wait, a warning stays,
        else the last. While a question is open, a warning stands beside it at once, and on the line afterwards."""
        if self._question is not None and level in ("warning", "error"):
            self.set_note(text, level)
        if not self._flash:
            self.flash(text, level)
            self._refused = False
        elif self._next is None or level != "ok" or self._next[1] == "ok":
            self._next = (text, level)

    def dismiss(self) -> bool:
        """Take the flash away; False where there was none."""
        self._stop_timer()
        if not self._flash:
            return False
        self._flash = ()
        if self._next is not None:
            (text, level), self._next = self._next, None
            self.flash(text, level)
            self._refused = False
        if self._question is None:
            self._show()
        return True

    def take_back(self, text: str) -> None:
        """Take the flash away where it says `text`, which isn't so any more."""
        if self._flash == flash_pieces(text, "error"):
            self.dismiss()
        elif self._next == (text, "error"):
            self._next = None

    def refusal_over(self) -> None:
        """What was refused isn't what is on screen any more: take away what a key was told, not what has happened."""
        if self._refused:
            self.dismiss()

    @property
    def busy(self) -> bool:
        """Whether a question or an input is open."""
        return self._question is not None

    @property
    def question(self) -> Question[Any] | None:
        """What is open: its keys are the ones that work."""
        return self._question

    @property
    def takes_text(self) -> bool:
        """Whether keys are text now: then an input method's words are meant."""
        return isinstance(self._question, TextInput)

    @property
    def shown(self) -> str:
        """The text on the line now, as one line."""
        left, right = self._pieces((self.content_size.width - 1) * self._most)
        return "".join(piece.text for piece in (*left, *right))

    # Asking

    def confirm(self, question: str, *, yes: str = "y", no: str = "n", danger: bool = False) -> Later[bool]:
        """Ask (y/N): only the key `yes` is a yes; esc, enter and `no` are a no; other keys are passed over."""
        return Later(lambda then: self._open(Confirm(question, then, yes, no, danger)))

    def choose(self, question: str, choices: Sequence[Choice]) -> Later[str | None]:
        """Ask for one of several keys; None for esc."""
        return Later(lambda then: self._open(OneOf(question, choices, then)))

    def prompt(
        self,
        label: str,
        value: str = "",
        *,
        placeholder: str = "",
        history: Sequence[str] = (),
        complete: Complete | None = None,
        on_change: Callable[[str], object] | None = None,
        wrong: Callable[[str], str] | None = None,
        verbs: tuple[str, str] = ("", ""),
        note: str = "",
        proposal: str = "",
    ) -> Later[str | None]:
        """Let the operator type a line; None for esc.

        `proposal` stands dim at the cursor while nothing is typed, and enter takes it. `history` (oldest first) by ↑ ↓,
        `complete` by tab or by enter (its first shown dim after the cursor), `on_change` after every change (the filter
        as you type). `wrong` says what is wrong with a line that is entered: then that is shown and the line stays; ""
        where nothing is. `verbs` say what enter and esc do here, for whoever shows the keys; `note` is a first word at
        the right.
        """

        def ask(then: Callable[[str | None], object]) -> None:
            editor = LineEditor(value, history, complete)
            self._open(TextInput(label, editor, then, placeholder, on_change, wrong, verbs, proposal))
            if note:
                self.set_note(note)

        return Later(ask)

    def set_note(self, text: str, tone: str = "dim") -> None:
        """A word at the right end of what is open (how many match, why it isn't valid); gone with it."""
        note = (Piece(f"{text} ", tone),) if text else ()
        if self._question is not None and self._question.note != note:
            self._question.note = note
            self._show()

    def warn(self, text: str) -> None:
        """Say `text` where it is seen: beside what is being asked, else as a flash."""
        if self.busy:
            self.set_note(text, "warning")
        else:
            self.flash(text, "warning")

    def cancel(self) -> bool:
        """Close an open question or input as esc does; False where there was none."""
        if self._question is None:
            return False
        self._question.cancel()
        self._close()
        return True

    def return_to(self, widget: Widget) -> None:
        """Give the focus to `widget` once the open question is answered, instead of to what had it before."""
        self._focus_before = widget

    # Drawing

    def render_line(self, y: int) -> Strip:
        """One of its lines, the only one as a rule."""
        lines = self._lines()
        if y >= len(lines):
            return self.blank()
        left, right = lines[y]
        return self.strip((Piece(" "), *left), right)

    def on_resize(self) -> None:
        """Another width: it may need more lines, or fewer."""
        self._fit()

    @property
    def _most(self) -> int:
        return max(1, min(MOST, self.app.size.height // 5))

    def _pieces(self, width: int) -> tuple[Pieces, Pieces]:
        if self._question is not None:
            return self._question.pieces(width)
        return (self._flash or self._rest.left(width, self._said), self._rest.right)

    def _lines(self) -> list[tuple[Pieces, Pieces]]:
        width = max(2, self.content_size.width - 1)
        if self._question is not None:
            return self._question.lines(width, self._most)
        if not self._flash:
            return [(self._rest.left(width, self._said), self._rest.right)]
        right = self._rest.right
        tail = sum(cell_len(piece.text) for piece in right)
        told = wrap_pieces(self._flash, max(2, width - tail - 1 if tail else width))
        if len(told) > self._most:
            told = [
                *told[: self._most - 1],
                tuple(piece for line in told[self._most - 1 :] for piece in line),
            ]
        return [(line, () if at else right) for at, line in enumerate(told)]

    def _show(self) -> None:
        self._fit()
        self.refresh()

    def _fit(self) -> None:
        height = len(self._lines())
        if self.styles.height is None or self.styles.height.value != height:
            self.styles.height = height

    # Keys

    async def on_key(self, event: events.Key) -> None:
        """While something is open every key is its own."""
        if self._question is not None:
            event.stop()
            event.prevent_default()
            self._question.key(event.key, event.character)
            self._after()

    def on_paste(self, event: events.Paste) -> None:
        """Into the open input."""
        if self._question is not None:
            event.stop()
            self._question.paste(event.text)
            self._after()

    def on_blur(self) -> None:
        """The focus went elsewhere (a click): nobody answers, so it is cancelled. It may be back by now, though, and
        a terminal window that isn't in front keeps what is open."""
        if self._question is not None and self.app.app_focus and self.screen.focused is not self:
            self.cancel()

    def _after(self) -> None:
        if self._question is not None and self._question.done:
            self._close()
        else:
            self._place_cursor()
            self._show()

    def _open(self, question: Question[Any]) -> None:
        self.cancel()
        self._question, self._focus_before = question, self.screen.focused
        self.can_focus = True
        # At once, not by `focus()`, which comes after keys that are waiting already.
        self.screen.set_focus(self, scroll_visible=False)
        self._place_cursor()
        self._show()
        self.post_message(self.Asking(self))

    def _close(self) -> None:
        question, self._question = self._question, None
        self.can_focus = False
        before, self._focus_before = self._focus_before, None
        if self.screen.focused is self:  # a click may have taken it elsewhere
            there = before is not None and before.is_attached
            self.screen.set_focus(before if there else None, scroll_visible=False)
        self._show()
        self.post_message(self.Asking(self))
        if question is not None:
            question.tell()

    def _place_cursor(self) -> None:
        """Where one types, the terminal puts an input method's window."""
        if self._question is not None:
            cell = self._question.cursor_cell(self.content_size.width - 1)
            if cell is not None:
                self.app.cursor_position = Offset(self.region.x + 1 + cell, self.region.y)

    def _stop_timer(self) -> None:
        if self._flash_timer is not None:
            self._flash_timer.stop()
            self._flash_timer = None
