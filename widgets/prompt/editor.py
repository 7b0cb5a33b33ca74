"""A line that is typed: text, cursor, history and completion. No screen in it."""

from collections.abc import Callable, Sequence

from rich.cells import split_graphemes

from orderdeck.widgets.cells import cell_len
from orderdeck.widgets.safe import safe

Complete = Callable[[str], Sequence[str]]
"""From what is typed to what the whole line may become, best first."""


class LineEditor:
    """Text with a cursor before one of its characters, or at its end. Characters are what a reader calls so: an accent
    goes with its letter."""

    def __init__(self, text: str = "", history: Sequence[str] = (), complete: Complete | None = None) -> None:
        self.text = safe(text)
        self.at = len(self.text)
        self._history = list(history)
        self._place = len(self._history)
        self._draft = self.text
        self._complete = complete
        self._options: list[str] = []
        self._option = -1
        self._look_up()

    def key(self, key: str, character: str | None) -> bool:
        """Act on a key as a terminal names it; False for one that means nothing here."""
        action = getattr(self, _KEYS[key]) if key in _KEYS else None
        if action is not None:
            action()
        elif character is not None and len(character) == 1 and character.isprintable():
            self.insert(character)
        else:
            return False
        return True

    def insert(self, text: str) -> None:
        """Put in what was typed or pasted; line breaks become blanks."""
        text = safe(text)
        self._set(self.text[: self.at] + text + self.text[self.at :], self.at + len(text))

    @property
    def ghost(self) -> str:
        """What the best completion would add after the cursor; empty where there is none, or where the text is one."""
        if self.at < len(self.text) or not self.text or not self._options or self._option >= 0:
            return ""
        if self.text in self._options:
            return ""
        best = self._options[0]
        return best[len(self.text) :] if best.startswith(self.text) else ""

    def view(self, width: int) -> tuple[str, str, str]:
        """What stands before the cursor, under it and after it, in at most `width` cells, the cursor in view."""
        spans = split_graphemes(self.text)[0] if self.text else []
        under = next((self.text[start:end] for start, end, _ in spans if start == self.at), " ")
        before, after = self.text[: self.at], self.text[self.at + len(under) :]
        room = width - cell_len(under)
        # A quarter of what follows stays in view, so that one sees there is more.
        keep = room - min(cell_len(after), room // 4)
        while cell_len(before) > keep:
            before = before[split_graphemes(before)[0][0][1] :]
        return before, under, after

    @property
    def remembers(self) -> bool:
        """Whether there is anything to go back to that was typed before."""
        return bool(self._history)

    @property
    def completes(self) -> bool:
        """Whether a line can be completed."""
        return self._complete is not None

    # Keys

    def left(self) -> None:
        """One character back."""
        self.at = max((edge for edge in self._edges() if edge < self.at), default=0)

    def right(self) -> None:
        """One character on; at the end, take the completion."""
        if self.at == len(self.text) and self.ghost:
            self.complete()
        else:
            self.at = min((edge for edge in self._edges() if edge > self.at), default=len(self.text))

    def home(self) -> None:
        """To the beginning."""
        self.at = 0

    def end(self) -> None:
        """To the end."""
        self.at = len(self.text)

    def word_left(self) -> None:
        """To the beginning of the word."""
        self.at = self._word_start()

    def word_right(self) -> None:
        """To the end of the word."""
        rest = self.text[self.at :]
        self.at += len(rest) - len(rest.lstrip(" "))
        self.at += len(self.text[self.at :].split(" ", 1)[0])

    def backspace(self) -> None:
        """Take away the character before the cursor."""
        stop = self.at
        self.left()
        self._set(self.text[: self.at] + self.text[stop:], self.at)

    def delete(self) -> None:
        """Take away the character under the cursor."""
        stop = min((edge for edge in self._edges() if edge > self.at), default=len(self.text))
        self._set(self.text[: self.at] + self.text[stop:], self.at)

    def delete_word(self) -> None:
        """Take away the word before the cursor."""
        start = self._word_start()
        self._set(self.text[:start] + self.text[self.at :], start)

    def delete_to_start(self) -> None:
        """Take away everything before the cursor."""
        self._set(self.text[self.at :], 0)

    def delete_to_end(self) -> None:
        """Take away everything from the cursor on."""
        self._set(self.text[: self.at], self.at)

    def older(self) -> None:
        """The line before in the history."""
        self._recall(self._place - 1)

    def newer(self) -> None:
        """The line after in the history; past the last, what was being typed."""
        self._recall(self._place + 1)

    def complete(self) -> None:
        """Take the best completion; again, the next."""
        if self._options:
            self._option = (self._option + 1) % len(self._options)
            self.text = safe(self._options[self._option])
            self.at = len(self.text)

    # Inside

    def _set(self, text: str, at: int) -> None:
        self.text, self.at = text, at
        self._place, self._draft = len(self._history), text
        self._look_up()

    def _look_up(self) -> None:
        self._option = -1
        self._options = list(self._complete(self.text)) if self._complete is not None else []

    def _recall(self, place: int) -> None:
        if 0 <= place <= len(self._history):
            self._place = place
            self.text = self._draft if place == len(self._history) else safe(self._history[place])
            self.at = len(self.text)

    def _edges(self) -> list[int]:
        return [start for start, _, _ in split_graphemes(self.text)[0]] if self.text else []

    def _word_start(self) -> int:
        before = self.text[: self.at].rstrip(" ")
        return before.rfind(" ") + 1


_KEYS = {
    "left": "left",
    "ctrl+b": "left",
    "right": "right",
    "ctrl+f": "right",
    "home": "home",
    "ctrl+a": "home",
    "end": "end",
    "ctrl+e": "end",
    "ctrl+left": "word_left",
    "ctrl+right": "word_right",
    "backspace": "backspace",
    "ctrl+h": "backspace",
    "delete": "delete",
    "ctrl+d": "delete",
    "ctrl+w": "delete_word",
    "ctrl+u": "delete_to_start",
    "ctrl+k": "delete_to_end",
    "up": "older",
    "down": "newer",
    "ctrl+p": "older",
    "ctrl+n": "newer",
    "tab": "complete",
}
"""As readline has them, where a terminal lets them through."""
