"""The permanent line: what just happened, questions, and where one types. Never a modal."""

from collections.abc import Callable, Sequence

from textual.widget import Widget

from widgets.model import Choice, Level, Pieces

Complete = Callable[[str], Sequence[str]]
"""From what is typed to what it may become, best first."""


class StatusLine(Widget, can_focus=True):
    """One line with four uses, the upper ones hiding the lower: input, question, flash, rest.

    A question or an input takes the focus and gives it back. A new one cancels the one that is open. Each may be
    awaited (`await line.confirm(…)`, in a worker) or given a callback (`line.ask_confirm(…, then)`).
    """

    def __init__(self, *, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(name=name, id=id, classes=classes)

    # Telling

    def set_rest(self, left: Pieces, right: Pieces = ()) -> None:
        """What the line shows while nothing else is to be said: view, filter, marks; position."""

    def flash(self, text: str, level: Level = "info", seconds: float = 6.0) -> None:
        """Say `text` for a while; errors (`seconds=0`) stay until the next flash or key of `dismiss`."""

    def dismiss(self) -> bool:
        """Take the flash away; False where there was none."""

    @property
    def busy(self) -> bool:
        """Whether a question or an input is open."""

    # Asking

    async def confirm(self, question: str, *, yes: str = "y", no: str = "n", danger: bool = False) -> bool:
        """Ask (y/N): only the key `yes` is a yes; esc, enter, `no` are a no; other keys are passed over."""

    def ask_confirm(
        self,
        question: str,
        then: Callable[[bool], object],
        *,
        yes: str = "y",
        no: str = "n",
        danger: bool = False,
    ) -> None: ...

    async def choose(self, question: str, choices: Sequence[Choice]) -> str | None:
        """Ask for one of several keys; None for esc."""

    def ask_choice(
        self, question: str, choices: Sequence[Choice], then: Callable[[str | None], object]
    ) -> None: ...

    async def prompt(
        self,
        label: str,
        value: str = "",
        *,
        placeholder: str = "",
        history: Sequence[str] = (),
        complete: Complete | None = None,
        on_change: Callable[[str], object] | None = None,
    ) -> str | None:
        """Let the operator type a line; None for esc.

        `history` (oldest first) by ↑ ↓, `complete` by tab (shown dim ahead of the cursor), `on_change` after every
        change (the filter as you type).
        """

    def ask_text(
        self,
        label: str,
        then: Callable[[str | None], object],
        value: str = "",
        *,
        placeholder: str = "",
        history: Sequence[str] = (),
        complete: Complete | None = None,
        on_change: Callable[[str], object] | None = None,
    ) -> None: ...

    def set_note(self, text: str, tone: str = "dim") -> None:
        """A word at the right end of the open input (how many match, why it isn't valid); gone with the input."""

    def cancel(self) -> bool:
        """Close an open question or input as esc does; False where there was none."""
