"""The pulse: the desk in one line."""

from collections.abc import Sequence

from textual.strip import Strip

from orderdeck.widgets.cells import cell_len
from orderdeck.widgets.drawn import Drawn
from orderdeck.widgets.glyphs import glyphs
from orderdeck.widgets.model import Piece, PulseView, Stat


class Pulse(Drawn):
    """Stats from the left, arrivals as a sparkline, who and the loader's state at the right; drops what doesn't fit."""

    DEFAULT_CSS = """
    Pulse { height: 1; }
    """

    def __init__(
        self,
        *,
        name: str | None = None,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._view = PulseView()

    def set_pulse(self, view: PulseView) -> None:
        """Show this; nothing is repainted where it is as before."""
        if view != self._view:
            self._view = view
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """The line."""
        if y:
            return self.blank()
        view = self._view
        room = self.content_size.width - sum(cell_len(piece.text) for piece in view.aside) - 2
        pieces: list[Piece] = [Piece(" ")]
        used = 1
        for group in [*(_stat(stat) for stat in view.stats), self._arrivals(room)]:
            size = sum(cell_len(piece.text) for piece in group) + 2
            if group and used + size <= room:
                pieces += [*group, Piece("  ")]
                used += size
        return self.strip(pieces, (*view.aside, Piece(" ")))

    def _arrivals(self, room: int) -> list[Piece]:
        """As many of the newest arrivals as there is room for beside everything else; half the line at most."""
        view = self._view
        if not view.arrivals or not any(view.arrivals):
            return []
        taken = 1 + sum(sum(cell_len(piece.text) for piece in _stat(stat)) + 2 for stat in view.stats)
        label = f"{view.arrivals_label} " if view.arrivals_label else ""
        most = min(room - taken - cell_len(label) - 2, len(view.arrivals))
        return [Piece(label, "dim"), Piece(sparkline(view.arrivals[-most:]), "ok")] if most >= 6 else []


def _stat(stat: Stat) -> list[Piece]:
    return [Piece(f"{stat.label} ", "dim"), Piece(stat.value, stat.tone or "bold")]


def sparkline(values: Sequence[int]) -> str:
    """One bar for each value, the highest full; a lowest bar for none, so that the time axis shows."""
    top = max(values, default=0)
    bars = glyphs.bars
    if top <= 0:
        return bars[0] * len(values)
    # Anything at all stands above nothing, however small beside the highest.
    steps = len(bars) - 1
    return "".join(bars[0 if value <= 0 else max(1, round(value * steps / top))] for value in values)
