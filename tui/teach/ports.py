"""The wizard's screen as its steps see it."""

from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Protocol

from textual.widget import Widget

from orderdeck.tui.teach.session import Session
from orderdeck.widgets.model import ListRow
from orderdeck.widgets.panes.detail import Detail
from orderdeck.widgets.panes.lines_panel import LinesPanel
from orderdeck.widgets.prompt.steps import Prompt


class Wizard(Protocol):
    """`tui.teach.screen.TeachScreen` says what each of these is."""

    session: Session
    columns: LinesPanel
    preview: Detail
    status_line: Prompt

    @property
    def focused(self) -> Widget | None: ...

    def keys(self) -> dict[str, str]: ...
    def choose(
        self,
        title: str,
        rows: Sequence[ListRow],
        then: Callable[[str], object],
        *,
        cursor: str = "",
        cancelled: Callable[[], object] | None = None,
    ) -> None: ...
    def restate(self) -> None: ...
    def show_refusal(self, text: str) -> None: ...
    def show_help(self) -> None: ...
    def dismiss(self, result: Path | None) -> object: ...
    def run_worker(
        self, work: Coroutine[None, None, None], *, group: str = "default", exclusive: bool = False
    ) -> object: ...
