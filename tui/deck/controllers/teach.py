"""Teaching a refused file, from the list of files that arrived."""

import asyncio
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from orderdeck.data.base.paths import DeskPaths
from orderdeck.tui.deck.controllers.base import Controller
from orderdeck.tui.deck.ports import Deck
from orderdeck.tui.i18n import _, labelled
from orderdeck.tui.teach.lying import lies_at, lying
from orderdeck.widgets.prompt.flow import Later, flow

if TYPE_CHECKING:
    from orderdeck.data.base.records import Export


class TeachController(Controller):
    """Opens the wizard over the deck; keys of the wizard itself are `tui.teach.steps`."""

    def __init__(self, deck: Deck) -> None:
        super().__init__(deck)
        self._there: ExitStack | None = None
        """What was unpacked for the wizard, or is being; it goes when that ends."""

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
        if self._there is not None:
            return
        app = self.deck.app
        paths = DeskPaths.of(app.start.folder, app.start.state)
        place = await self.desk("", lambda _desk: lies_at(export, paths, app.settings))
        if place is not None:
            self._teach(place)
            return
        found = await self._found(export)
        if isinstance(found, Path):
            self._teach(found)
            return
        self._away()
        said = _("It is no longer there: {file}", file=export.name)
        self.flash(labelled(export.name, found) if found else said, "warning")

    def _teach(self, file: Path) -> None:
        from orderdeck.tui.teach.screen import TeachScreen
        from orderdeck.tui.teach.session import Session

        app = self.deck.app
        session = Session(file, DeskPaths.of(app.start.folder, app.start.state), app.settings)
        app.push_screen(TeachScreen(session, self.deck.keymap), self._ended)

    def _found(self, export: "Export") -> Later[Path | str]:
        """Where its file lies, unpacked where it came in another; in words why not, "" where it is gone."""
        app = self.deck.app
        paths = DeskPaths.of(app.start.folder, app.start.state)
        there = self._there = ExitStack()

        def look() -> Path | str:
            try:
                return there.enter_context(lying(export, paths, app.settings)) or ""
            except OSError as error:
                return error.strerror or str(error)

        async def work(then: Callable[[Path | str], object]) -> None:
            then(await asyncio.to_thread(look))

        return Later(lambda then: self.deck.run_worker(work(then), group="teach"))

    def _away(self) -> None:
        """What was unpacked goes."""
        if self._there is not None:
            self.deck.run_worker(asyncio.to_thread(self._there.close), group="teach")
            self._there = None

    def _ended(self, saved: Path | None) -> None:
        self._away()
        if saved is not None:
            self.flash(_("The profile is saved; the file is being loaded."), "ok")
