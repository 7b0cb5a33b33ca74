"""Lists to choose from about what a view shows: what to sort by, and what its orders have in common."""

from collections.abc import Sequence
from typing import Final

from orderdeck.tui.i18n import N_, _, ngettext, phrases
from orderdeck.tui.present.records import Counted
from orderdeck.tui.present.view import columns
from orderdeck.tui.present.view.query import exactly
from orderdeck.tui.terminal.cell_width import pad
from orderdeck.widgets.model import ListRow, Piece, Sort, plain

OWN: Final = "own"
"""Key of the row that stands for the view's own order."""
_UPWARDS: Final = {
    "left": (N_("least time left first"), N_("most time left first")),
    "pieces": (N_("fewest first"), N_("most first")),
    "total": (N_("smallest first"), N_("largest first")),
}
_TEXT: Final = (N_("from A to Z"), N_("from Z to A"))
_FIELD_TITLES: Final = {"suppliers": N_("Supplier")}


def rows(keys: Sequence[str]) -> list[ListRow]:
    """The view's own order, and each of its columns that can be sorted by, both ways."""
    own = ListRow(key=OWN, pieces=(Piece(_("The queue's own order"), "bold"),))
    sortable = [key for key in keys if key in columns.SORT_COLUMNS]
    return [own, *(_row(key, place) for key in sortable for place in (0, 1))]


def sort_of(key: str) -> Sort:
    """What the row with this key sorts by."""
    column, _colon, place = key.partition(":")
    return Sort(column, place == "1")


def counted(values: Sequence[Counted]) -> list[ListRow]:
    """Values under the headings of their fields; the key of each is the filter for it."""
    found: list[ListRow] = []
    before = ""
    for one in values:
        if one.field != before:
            before = one.field
            name = field_title(one.field)
            found.append(ListRow(key=f"heading {one.field}", pieces=plain(name, "heading"), heading=True))
        count = ngettext("{count} order", "{count} orders", one.count)
        said = phrases.status(one.value) if one.field == "status" else one.value
        found.append(
            ListRow(
                key=exactly(one.field, one.value),
                pieces=(Piece(pad(said, 32), "bold"), Piece(count, "dim")),
                haystack=f"{said} {one.value}",
            )
        )
    return found


def field_title(field: str) -> str:
    """What a field of a filter is called."""
    return _(_FIELD_TITLES[field]) if field in _FIELD_TITLES else columns.title_of(field)


def _row(key: str, place: int) -> ListRow:
    name, way = columns.title_of(key), _(_UPWARDS.get(key, _TEXT)[place])
    return ListRow(
        key=f"{key}:{place}",
        pieces=(Piece(pad(name, 20), "bold"), Piece(way, "dim")),
        haystack=f"{name} {key} {way}",
    )
