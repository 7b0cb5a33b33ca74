"""Marking orders for bulk actions."""

from orderdeck.tui.deck.controllers.base import Controller
from orderdeck.tui.i18n import _, ngettext


class MarksController(Controller):
    """Marks live in the table, by order."""

    def toggle(self) -> None:
        """Mark or unmark the cursor's order and go on."""
        table = self.deck.active_table()
        closes = table.range_open
        table.toggle_mark()
        if closes:
            self._say(len(table.marked))

    def span(self) -> None:
        """Begin a range, or close it."""
        table = self.deck.active_table()
        table.toggle_range()
        if table.range_open:
            self.flash(
                _("Move to the other end of the range, then {key} again.", key=self.deck.key_of("mark.range"))
            )
        else:
            self._say(len(table.marked))

    def all(self) -> None:
        """Mark everything shown."""
        table = self.deck.active_table()
        table.mark_all()
        self._say(len(table.marked))

    def clear(self) -> None:
        """Take all marks away."""
        table = self.deck.active_table()
        if table.range_open:
            self.status.dismiss()  # it said how to go on with the range
        table.clear_marks()

    def _say(self, count: int) -> None:
        self.flash(ngettext("{count} order marked.", "{count} orders marked.", count))
