"""Teaching a refused file, from the list of files that arrived."""

from pathlib import Path

from orderdeck.data.base.paths import DeskPaths
from orderdeck.tui.deck.controllers.base import Controller
from orderdeck.tui.i18n import _
from orderdeck.widgets.prompt.flow import flow


class TeachController(Controller):
    """Opens the wizard over the deck; keys of the wizard itself are `tui.teach.steps`."""

    @flow
    async def open(self) -> None:
        """The wizard for the cursor's file."""
        key = self.deck.lines.cursor_key
        files = await self.desk("", lambda desk: desk.intake())
        export = next((seen.export for seen in files if f"file {seen.export.seq}" == key), None)
        if export is None or export.state != "refused":
            self.flash(_("Only a refused file can be taught."), "warning")
            return
        if export.reason in ("no_rows", "empty"):
            told = _(
                "It has no rows: columns are known by their values. Teach a file of this kind that has orders."
            )
            self.flash(told, "warning")
            return
        app = self.deck.app
        paths = DeskPaths.of(app.start.folder, app.start.state)
        if not (paths.exports / export.name).exists():
            self.flash(_("Unpack it into the folder to teach it: {file}", file=export.name), "warning")
            return
        from orderdeck.tui.teach.screen import TeachScreen
        from orderdeck.tui.teach.session import Session

        session = Session(paths.exports / export.name, paths, app.settings)
        app.push_screen(TeachScreen(session, self.deck.keymap), self._flash_saved)

    def _flash_saved(self, saved: Path | None) -> None:
        if saved is not None:
            self.flash(_("The profile is saved; the file is being loaded."), "ok")
