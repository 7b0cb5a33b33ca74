"""What a terminal shows: fed by the thread that takes a program's output, read by the test."""

import threading
from collections.abc import Iterator

import pyte
from pyte.screens import wcwidth


class Screen(pyte.Screen):
    """A screen that is never read amid what is being written to it."""

    def __init__(self, columns: int, rows: int) -> None:
        self._lock = threading.RLock()
        super().__init__(columns, rows)
        self._stream = pyte.ByteStream(self)

    def feed(self, data: bytes) -> None:
        """Take what a program has sent."""
        with self._lock:
            self._stream.feed(data)

    @property
    def display(self) -> list[str]:
        """Its lines. The second half of a wide letter of which the first was written over is a blank: pyte's own
        takes it for a letter and fails."""
        with self._lock:
            return ["".join(self._letters(y)) for y in range(self.lines)]

    def _letters(self, y: int) -> Iterator[str]:
        line, x = self.buffer[y], 0
        while x < self.columns:
            letter = str(line[x].data)
            yield letter or " "
            x += 2 if letter and wcwidth(letter[0]) == 2 else 1

    def cells(self) -> list[list[tuple[object, ...]]]:
        """Each cell of each line: its letter and how that looks."""
        with self._lock:
            return [[tuple(self.buffer[y][x])[:8] for x in range(self.columns)] for y in range(self.lines)]
