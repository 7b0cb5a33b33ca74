"""The status line at rest: where one is, what is to be done, and what there is room for beside it, nothing in part."""

import msgspec

from orderdeck.widgets.cells import cell_len
from orderdeck.widgets.model import Piece, Pieces


class Rest(msgspec.Struct, frozen=True, kw_only=True):
    """What the line says while nothing else is to be said."""

    title: Pieces = ()
    """Where one is. It is on the screen elsewhere too, and makes room where `said` would not be whole beside it."""
    said: Pieces = ()
    more: tuple[Pieces, ...] = ()
    """What else is known, in parts: each as far as its pieces are whole, and left out where its first isn't."""
    right: Pieces = ()

    def left(self, width: int, said: int = 0) -> Pieces:
        """What stands at the left, in `width` cells, as if `said` took so many at least: what is known of one order
        after the other changes in its place, and nothing beside it comes, goes or moves."""
        room = width - (_cells(self.right) + 1 if self.right else 0)
        said = max(said, _cells(self.said))
        if said <= room < _cells(self.title) + said:
            shown = list(_flush(self.said))
            used = said - _cells(self.said) + _cells(shown)
        else:
            shown, used = [*self.title, *self.said], _cells(self.title) + said
        for part in self.more:
            for piece in part:
                if used + cell_len(piece.text) > room:
                    break
                shown += [Piece(" " * (used - _cells(shown))), piece]
                used += cell_len(piece.text)
        return tuple(piece for piece in shown if piece.text)

    @property
    def cells(self) -> int:
        """Cells of what is said."""
        return _cells(self.said)


def _cells(pieces: list[Piece] | Pieces) -> int:
    return sum(cell_len(piece.text) for piece in pieces)


def _flush(pieces: Pieces) -> Pieces:
    """`pieces` without the blanks that keep them apart from what stood before."""
    if not pieces:
        return ()
    return (Piece(pieces[0].text.lstrip(), pieces[0].tone), *pieces[1:])
