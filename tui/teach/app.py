"""The wizard on its own, for `orderdeck profiles new FILE`."""

import asyncio
import os
import signal
from pathlib import Path
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Key

from orderdeck.tui.actions.keyboard.keymap import Keymap
from orderdeck.tui.i18n.phrases import not_a_key
from orderdeck.tui.teach.screen import TeachScreen
from orderdeck.tui.teach.session import Session
from orderdeck.tui.terminal import themes
from orderdeck.tui.terminal.thin_app import ThinDisplay
from orderdeck.widgets.prompt.status_line import StatusLine


class TeachApp(ThinDisplay):
    """Teaches one file, then ends; `saved` is the profile's path, None where none was saved."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "leave", show=False, system=True, priority=True)
    ]

    def __init__(self, session: Session, keymap: Keymap, theme: str = "auto") -> None:
        super().__init__()
        self.theme = themes.choose(theme, os.environ)
        self.saved: Path | None = None
        self._teaching = TeachScreen(session, keymap)

    def on_mount(self) -> None:
        self.push_screen(self._teaching, self._end)
        loop = asyncio.get_running_loop()
        for number in (getattr(signal, "SIGHUP", None), signal.SIGTERM):
            if number is not None and not self.is_headless:
                loop.add_signal_handler(number, self.exit)

    def not_a_key(self, _event: Key) -> None:
        self.screen.query_one(StatusLine).warn(not_a_key())

    def action_leave(self) -> None:
        """ctrl+c takes back what is open, then leaves as q does."""
        if not self._teaching.status_line.cancel():
            self._teaching.steps.leave()

    def _end(self, saved: Path | None) -> None:
        self.saved = saved
        self.exit()
