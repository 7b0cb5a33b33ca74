"""Teaching a refused file, from the list of files that arrived."""

from functools import partial
from pathlib import Path
from typing import Any

from orderdeck.tui.deck.controllers.base import Controller
from orderdeck.tui.i18n import _


class Teach(Controller):
    """Opens the wizard over the deck; keys of the wizard itself are `tui.teach.steps`."""

    def open(self) -> None:
        """The wizard for the cursor's file."""
        key = self.deck.lines.cursor_key
        self.ask("", lambda desk: desk.intake(), partial(self._found, key))

    def _found(self, key: str | None, files: Any) -> None:
        export = next((seen.export for seen in files if f"file {seen.export.seq}" == key), None)
        if export is None or export.state != "refused":
            self.flash(_("Only a refused file can be taught."), "warning")
            return
        from orderdeck.data.base.paths import DeskPaths
        from orderdeck.tui.teach.screen import TeachScreen
        from orderdeck.tui.teach.session import Session

        app = self.deck.app
        paths = DeskPaths.of(app.start.folder, app.start.state)
        session = Session(paths.exports / export.name, paths, app.settings)
        app.push_screen(TeachScreen(session, self.deck.keymap), self._done)

    def _done(self, saved: Path | None) -> None:
        if saved is not None:
            self.flash(_("The profile is saved; the file is being loaded."), "ok")
