"""The footer: which keys do what here."""

from collections.abc import Sequence

from textual.strip import Strip

from orderdeck.widgets.cells import cell_len
from orderdeck.widgets.drawn import Drawn
from orderdeck.widgets.model import KeyHint, Piece


class KeyFooter(Drawn):
    """Key hints on one line (or as many as its height), whole ones only, in the order given."""

    DEFAULT_CSS = """
    KeyFooter { height: 1; }
    """

    def __init__(
        self,
        *,
        name: str | None = None,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._hints: tuple[KeyHint, ...] = ()
        self._last: KeyHint | None = None

    def set_hints(self, hints: Sequence[KeyHint], *, last: KeyHint | None = None) -> None:
        """Show as many as fit; `last` (help) keeps its place at the right end."""
        if (tuple(hints), last) != (self._hints, self._last):
            self._hints, self._last = tuple(hints), last
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line of hints."""
        last = (*_hint(self._last), Piece(" ")) if self._last is not None else ()
        width, height = self.content_size
        tail = sum(cell_len(piece.text) for piece in last)
        lines: list[list[Piece]] = [[]]
        used = 1
        for hint in self._hints:
            pieces = _hint(hint)
            size = sum(cell_len(piece.text) for piece in pieces) + 2
            room = width - (tail + 1 if len(lines) == height else 0)
            if used + size > room + 2:
                if len(lines) == height:
                    break
                lines.append([])
                used = 1
            lines[-1] += [*pieces, Piece("  ")]
            used += size
        shown = lines[y][:-1] if y < len(lines) else []
        return self.strip((Piece(" "), *shown), last if y == height - 1 else ())


def _hint(hint: KeyHint) -> tuple[Piece, ...]:
    if hint.enabled:
        return (Piece(hint.key, "key"), Piece(f" {hint.label}"))
    return (Piece(f"({hint.key} {hint.label})", "dim"),)
