"""The screen as cells: what it should show, what the terminal shows, and the least text that makes them agree.

Pure: no terminal, no Textual. A wide character takes its cell and an empty one after it.
"""

from typing import Final

from rich.cells import split_graphemes

_BLANK: Final = " "
_BRIDGE: Final = 4
"""Unchanged cells between two changed ones up to which it is shorter to send them again than to jump."""

_ERASE: Final = 4
"""Blank cells at the end of a line from which it is shorter to erase than to send them."""


class Picture:
    """A grid of cells, each a character and the SGR codes it is drawn with ("" for the terminal's own)."""

    def __init__(self, width: int = 0, height: int = 0) -> None:
        self.resize(width, height)

    def resize(self, width: int, height: int) -> None:
        """Another size: empty, and what the terminal shows is unknown."""
        self.width, self.height = width, height
        self._text = [[_BLANK] * width for _ in range(height)]
        self._codes = [[""] * width for _ in range(height)]
        self.forget()

    def forget(self) -> None:
        """What the terminal shows is unknown: the next `changes` clears it and sends everything."""
        self._shown_text = [[_BLANK] * self.width for _ in range(self.height)]
        self._shown_codes = [[""] * self.width for _ in range(self.height)]
        self._known = False
        self._cursor: tuple[int, int] | None = None
        self._touched = set(range(self.height))

    def put(self, x: int, y: int, text: str, codes: str) -> int:
        """Set cells from `x` on in line `y`; returns where they end. What lies outside the grid is cut off."""
        if not 0 <= y < self.height:
            return x
        self._touched.add(y)
        row, styles = self._text[y], self._codes[y]
        start = x
        x = self._put_narrow(row, x, text) if text.isascii() else self._put_wide(row, x, text)
        first, last = max(start, 0), min(x, self.width)
        styles[first:last] = [codes] * (last - first)
        # Half a wide character can't stay: where one was cut through, its other half is blank.
        if 0 < first < self.width and row[first] and not self._whole(row, first - 1):
            row[first - 1] = _BLANK
        if last < self.width and row[last] == "":
            row[last] = _BLANK
        return x

    def _put_narrow(self, row: list[str], x: int, text: str) -> int:
        end = x + len(text)
        if x < 0:
            text, x = text[-x:], 0
        row[x : min(end, self.width)] = text[: max(0, self.width - x)]
        return end

    def _put_wide(self, row: list[str], x: int, text: str) -> int:
        for start, stop, cells in split_graphemes(text)[0]:
            if not cells:
                continue
            if x >= 0 and x + cells <= self.width:
                row[x] = text[start:stop]
                if cells == 2:
                    row[x + 1] = ""
            elif 0 <= x < self.width:
                row[x] = _BLANK
            x += cells
        return x

    @staticmethod
    def _whole(row: list[str], x: int) -> bool:
        """Whether the cell at `x` isn't the left half of a wide character whose right half is gone."""
        return row[x] == "" or row[x].isascii() or split_graphemes(row[x])[1] == 1

    def changes(self, cursor: tuple[int, int] | None = None) -> str:
        """What to send so that the terminal shows this picture, its cursor at `cursor` (x, y); "" where it does."""
        pen = _Pen(self._cursor)
        if not self._known:
            pen.out.append("\x1b[m\x1b[2J")
            self._known = True
        for y in sorted(self._touched):
            if self._text[y] != self._shown_text[y] or self._codes[y] != self._shown_codes[y]:
                self._line(pen, y)
                self._shown_text[y] = self._text[y][:]
                self._shown_codes[y] = self._codes[y][:]
        self._touched.clear()
        pen.style("")
        if cursor is not None and cursor != pen.at:
            pen.move(*cursor)
        self._cursor = pen.at
        return "".join(pen.out)

    def _line(self, pen: "_Pen", y: int) -> None:
        text, codes = self._text[y], self._codes[y]
        shown_text, shown_codes = self._shown_text[y], self._shown_codes[y]
        end = self._blank_from(y)
        x = 0
        while x < self.width:
            if text[x] == shown_text[x] and codes[x] == shown_codes[x]:
                x += 1
                continue
            if x >= end:
                pen.go(x, y, text, codes)
                pen.style("")
                pen.out.append("\x1b[K")
                return
            pen.go(x, y, text, codes)
            x = pen.draw(x, y, text, codes, self.width)

    def _blank_from(self, y: int) -> int:
        """Where the line's unstyled blank end begins; past the line's end where it isn't worth erasing."""
        text, codes = self._text[y], self._codes[y]
        x = self.width
        while x and text[x - 1] == _BLANK and not codes[x - 1]:
            x -= 1
        return x if self.width - x >= _ERASE else self.width

    def text(self) -> list[str]:
        """The lines as text, for tests."""
        return ["".join(row) for row in self._text]


class _Pen:
    """Where the terminal's cursor is and how it writes, with what has been sent so far."""

    def __init__(self, at: tuple[int, int] | None) -> None:
        self.at = at
        self.codes = ""
        self.out: list[str] = []

    def style(self, codes: str) -> None:
        """Write in these SGR codes from now on."""
        if codes != self.codes:
            self.out.append(f"\x1b[{'0;' if self.codes and codes else ''}{codes}m")
            self.codes = codes

    def move(self, x: int, y: int) -> None:
        """Jump."""
        self.out.append(f"\x1b[{y + 1};{x + 1}H" if x else f"\x1b[{y + 1}H" if y else "\x1b[H")
        self.at = (x, y)

    def go(self, x: int, y: int, text: list[str], codes: list[str]) -> None:
        """Get to a cell: by writing what lies between once more where that is short, else by a jump."""
        if self.at == (x, y):
            return
        if self.at is not None and self.at[1] == y and x - self.at[0] > 0:
            here = self.at[0]
            between = text[here:x]
            if x - here <= _BRIDGE and all(code == self.codes for code in codes[here:x]) and _plain(between):
                self.out.extend(between)
            else:
                self.out.append(f"\x1b[{x - here}C" if x - here > 1 else "\x1b[C")
            self.at = (x, y)
        else:
            self.move(x, y)

    def draw(self, x: int, y: int, text: list[str], codes: list[str], width: int) -> int:
        """Write the character at `x`; returns where the next one is."""
        self.style(codes[x])
        character = text[x]
        self.out.append(character or _BLANK)
        end = x + 2 if x + 1 < width and text[x + 1] == "" else x + 1
        # Terminals differ on where the cursor is past the last column, and on how wide a cluster is.
        self.at = None if end >= width or len(character) > 1 or character >= "\U0001f000" else (end, y)
        return end


def _plain(characters: list[str]) -> bool:
    return all(len(character) == 1 and character < "\u2e80" for character in characters)
