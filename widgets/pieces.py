"""Toned text over several lines."""

from collections.abc import Sequence

from orderdeck.widgets.cells import cell_len, wrap
from orderdeck.widgets.model import Piece, Pieces
from orderdeck.widgets.safe import safe


def wrap_pieces(pieces: Pieces, width: int) -> list[Pieces]:
    """`pieces` in lines of at most `width` cells, each character in its own tone; at least one line."""
    cleaned = [Piece(_safe_lines(piece.text), piece.tone) for piece in pieces]
    text = "".join(piece.text for piece in cleaned)
    lines = wrap(text, width)
    tones = {piece.tone for piece in cleaned}
    if len(tones) <= 1:
        tone = next(iter(tones), "")
        return [(Piece(line, tone),) for line in lines]
    return _retone(cleaned, text, lines)


def lines_of(pieces: Pieces, width: int) -> list[Pieces]:
    """`pieces` in lines of at most `width` cells, each piece on one line where it fits on one; at least one line."""
    lines: list[list[Piece]] = [[]]
    used = 0
    for piece in pieces:
        size = cell_len(piece.text)
        if used and used + size > width:
            lines.append([])
            used = 0
            if not piece.text.strip():
                continue
        if size <= width - used:
            lines[-1].append(piece)
            used += size
            continue
        *before, last = wrap_pieces((piece,), width)
        lines[-1:] = [list(one) for one in (*before, last)]
        used = sum(cell_len(one.text) for one in last)
    return [tuple(line) for line in lines]


def _safe_lines(text: str) -> str:
    return "\n".join(safe(line) for line in text.replace("\r\n", "\n").split("\n"))


def _retone(pieces: Sequence[Piece], text: str, lines: Sequence[str]) -> list[Pieces]:
    """The tones again, for `lines`, which are parts of `text` in order."""
    bounds: list[tuple[int, str]] = []
    end = 0
    for piece in pieces:
        end += len(piece.text)
        bounds.append((end, piece.tone))
    toned: list[Pieces] = []
    at = 0
    for line in lines:
        start = text.index(line, at)
        at = start + len(line)
        toned.append(tuple(_runs(text, start, at, bounds)) or (Piece(""),))
    return toned


def _runs(text: str, start: int, stop: int, bounds: Sequence[tuple[int, str]]) -> list[Piece]:
    runs: list[Piece] = []
    for end, tone in bounds:
        if end > start and start < stop:
            cut = min(end, stop)
            runs.append(Piece(text[start:cut], tone))
            start = cut
    return runs
