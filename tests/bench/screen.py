"""What a terminal shows: fed by the thread that takes a program's output, read by the test."""

import threading

import pyte


class Screen(pyte.Screen):
    """A screen that is never read amid what is being written to it: half a wide letter is no letter."""

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
        """Its lines."""
        with self._lock:
            return list(super().display)

    def cells(self) -> list[list[tuple[object, ...]]]:
        """Each cell of each line: its letter and how that looks."""
        with self._lock:
            return [[tuple(self.buffer[y][x])[:8] for x in range(self.columns)] for y in range(self.lines)]
