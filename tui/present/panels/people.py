"""The panel of operators in words: who is here, who loads, what each holds, when they last acted."""

from collections.abc import Sequence
from datetime import tzinfo

from orderdeck.tui.i18n import _, ngettext, times
from orderdeck.tui.present.records import Person
from orderdeck.tui.present.view.rows import RenderOptions
from orderdeck.tui.terminal.cell_width import cut, pad
from orderdeck.widgets.model import ListRow, Piece, Pieces, plain


def header() -> Pieces:
    """Over the operators."""
    return plain(
        _("Operators. ⏎ shows what they hold, H hands yours over to them, K takes theirs over."), "dim"
    )


def loader(operator: str, machine: str, folder: str, since: int, zone: tzinfo | None) -> str:
    """A loader at work on another machine, as a sentence; `since` in µs (UTC)."""
    return _(
        "{operator} loads {folder} on {machine} since {time}.",
        operator=operator or "?",
        folder=folder or "?",
        machine=machine or "?",
        time=times.full_stamp(since, zone),
    )


def rows(found: Sequence[Person], options: RenderOptions) -> list[ListRow]:
    """One line an operator, what they hold under it."""
    return [_row(person, options) for person in found]


def _row(person: Person, options: RenderOptions) -> ListRow:
    mine = person.operator == options.operator
    state = _("you") if mine else _("here") if person.here else ""
    last = _("last active {time}", time=times.stamp(person.last_act, options.zone, options.now))
    return ListRow(
        key=f"person {person.operator}",
        pieces=(
            Piece("● " if person.here else "○ ", "ok" if person.here else "dim"),
            Piece(pad(cut(person.operator, 16), 17), "accent" if mine else "bold"),
            Piece(pad(state, 6), "dim"),
            Piece(pad(ngettext("holds {count} order", "holds {count} orders", len(person.holds)), 17)),
            Piece(pad(_("{count} done today", count=person.done), 15), "dim"),
            Piece(last if person.last_act else _("has not acted yet"), "dim"),
            Piece("  " + _("loads") if person.loads else "", "ok"),
            *(
                Piece("  " + _("loads on {machine}", machine=one.machine or "?"), "ok")
                for one in person.elsewhere
            ),
        ),
        detail=(
            *(
                plain(loader(person.operator, one.machine, one.folder, one.since, options.zone))
                for one in person.elsewhere
            ),
            *(plain(order_id) for order_id in person.holds),
        ),
    )
