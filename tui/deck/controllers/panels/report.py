"""The report of a shift as a panel, and as a file of the outbox."""

from typing import TYPE_CHECKING

from orderdeck.tui.deck.controllers.base import Controller
from orderdeck.tui.deck.ports import Deck
from orderdeck.tui.i18n import _, times
from orderdeck.tui.i18n.since import moment
from orderdeck.widgets.model import Choice, ListRow, Piece, plain
from orderdeck.widgets.prompt.flow import flow

if TYPE_CHECKING:
    from orderdeck.data.reports.shift import Shift
    from orderdeck.tui.present.report.terminal import Line

HOURS = 8
"""How long a shift is unless told otherwise."""
TONES = {"title": "bold", "heading": "heading", "header": "dim"}
"""Role of a line -> its tone."""


class ReportController(Controller):
    """Begins eight hours ago unless told otherwise; stays as it was asked for until asked again."""

    def __init__(self, deck: Deck) -> None:
        super().__init__(deck)
        self._since = 0

    def open(self) -> None:
        """Show the report."""
        since = self._begin()
        self.deck.controls.panels.list(
            "report",
            lambda desk: desk.report(since),
            lambda made, _options: self._rows(made),
            plain(_("Shift report. s says since when, E writes it to a file."), "dim"),
        )

    @flow
    async def since(self) -> None:
        """Ask since when, then report anew."""
        text = await self.status.prompt(
            _("Report since"),
            placeholder=_("8h · 06:00 · yesterday · 2026-09-18"),
            wrong=self._no_past,
        )
        found = self._moment(text) if text and text.strip() else None
        if found is not None:
            self._since = found
            self.open()

    @flow
    async def export(self) -> None:
        """Write it to the outbox."""
        choices = [Choice("h", "HTML"), Choice("m", "Markdown"), Choice("t", _("text"))]
        key = await self.status.choose(_("Write the report as"), choices)
        since, zone = self._begin(), self.state.zone
        if key is not None:
            how = {"h": "html", "m": "markdown", "t": "text"}[key]
            path = await self.desk("", lambda desk: desk.export_report(since, zone, how))
            self.flash(_("Written: {path}", path=path), "ok")

    def _begin(self) -> int:
        return self._since or self.now() - HOURS * times.HOUR

    def _no_past(self, text: str) -> str:
        if not text.strip() or self._moment(text) is not None:
            return ""
        return _("No time gone by. Try 8h, 06:00 or yesterday.")

    def _moment(self, text: str) -> int | None:
        found = moment(text, self.now(), self.state.zone)
        return found if found is not None and found <= self.now() else None

    def _rows(self, made: "Shift") -> list[ListRow]:
        from orderdeck.tui.present import report

        document = report.document(made, self.deck.folder.rstrip("/").rpartition("/")[2], self.state.zone)
        return [_row(f"line {at}", line) for at, line in enumerate(report.lines(document))]


def _row(key: str, line: "Line") -> ListRow:
    tone = TONES.get(line.role, "")
    before, last = line.text[: line.hang], line.text[line.hang :]
    pieces = (Piece(before, tone), Piece(last, tone)) if line.hang else plain(line.text, tone)
    return ListRow(key=key, pieces=pieces, heading=line.role == "heading", hang=1 if line.hang else 0)
