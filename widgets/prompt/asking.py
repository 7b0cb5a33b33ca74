"""What the status line can ask: each knows how it looks, what a key means to it, and what becomes of the answer."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Generic, TypeVar

from orderdeck.widgets.cells import cell_len, clip, wrap
from orderdeck.widgets.glyphs import glyphs
from orderdeck.widgets.model import Choice, Level, Piece, Pieces
from orderdeck.widgets.prompt.editor import LineEditor
from orderdeck.widgets.safe import safe

Answer = TypeVar("Answer")


class Question(Generic[Answer]):
    """Something that is open on the status line until it is answered or cancelled; `then` gets the answer by `tell`,
    once the line is free again: it may ask the next question."""

    def __init__(self, then: Callable[[Answer], object]) -> None:
        self._then = then
        self._pass_on: Callable[[], object] | None = None
        self.note: Pieces = ()
        """A word at the right: how many match, why a key wasn't taken."""

    @property
    def done(self) -> bool:
        """Whether it has its answer."""
        return self._pass_on is not None

    def tell(self) -> None:
        """Pass the answer on."""
        if self._pass_on is not None:
            self._pass_on()

    def answer(self, answer: Answer) -> None:
        """The answer; only the first counts."""
        if self._pass_on is None:
            self._pass_on = partial(self._then, answer)

    def pieces(self, width: int) -> tuple[Pieces, Pieces]:
        """Left and right of the line, for a width in cells."""
        raise NotImplementedError

    def lines(self, width: int, most: int) -> list[tuple[Pieces, Pieces]]:
        """The same in at most so many lines; most need but one."""
        del most
        return [self.pieces(width)]

    def key(self, key: str, character: str | None) -> None:
        """Act on a key; calls `answer` where it is one."""
        raise NotImplementedError

    def paste(self, text: str) -> None:
        """Text that was pasted; most take none."""

    def cursor_cell(self, width: int) -> int | None:
        """Where one types, for the input method's window; None where one doesn't."""
        return None

    def cancel(self) -> None:
        """As esc does."""
        raise NotImplementedError


class Confirm(Question[bool]):
    """Yes or no; no unless the one key says yes."""

    def __init__(
        self,
        question: str,
        then: Callable[[bool], object],
        yes: str = "y",
        no: str = "n",
        danger: bool = False,
    ) -> None:
        super().__init__(then)
        self._question = question
        self.yes, self.no = yes, no
        self._tone = "error" if danger else "bold"

    def pieces(self, width: int) -> tuple[Pieces, Pieces]:
        """The question, then `(y/N)`, which stays in view however long the question."""
        question = clip(self._question, width - cell_len(self._keys))
        return (Piece(question, self._tone), Piece(self._keys, "key")), self.note

    def lines(self, width: int, most: int) -> list[tuple[Pieces, Pieces]]:
        """The question whole, where there is room for it: nobody can say yes to what can't be read."""
        told = wrap(self._question, width)
        if cell_len(told[-1]) + cell_len(self._keys) > width:
            told.append("")
        if len(told) > most:
            rest = clip(" ".join(told[most - 1 :]), width - cell_len(self._keys))
            told = [*told[: most - 1], rest]
        last: Pieces = (Piece(told[-1], self._tone), Piece(self._keys, "key"))
        return [*(((Piece(line, self._tone),), ()) for line in told[:-1]), (last, self.note)]

    @property
    def _keys(self) -> str:
        return f" ({self.yes}/{self.no.upper()}) "

    def key(self, key: str, character: str | None) -> None:
        """Only the yes key is a yes. Keys that mean neither are passed over, so that a slip answers nothing."""
        typed = character or key
        if typed.lower() == self.yes.lower():
            self.answer(True)
        elif key in ("escape", "enter", "q", "ctrl+c") or typed.lower() == self.no.lower():
            self.answer(False)

    def cancel(self) -> None:
        """A no."""
        self.answer(False)


def _sign(choice: Choice) -> str:
    return "⏎" if choice.key == "enter" else choice.key


class OneOf(Question[str | None]):
    """One of several, each by its key."""

    def __init__(
        self, question: str, choices: Sequence[Choice], then: Callable[[str | None], object]
    ) -> None:
        super().__init__(then)
        self._question, self.choices = question, tuple(choices)

    def pieces(self, width: int) -> tuple[Pieces, Pieces]:
        """The question, then each key with its name."""
        pieces = [Piece(self._question, "bold"), Piece(" ")]
        for choice in self.choices:
            pieces += [Piece(f" {_sign(choice)}", "key"), Piece(f" {choice.label} ")]
        return tuple(pieces), self.note or (Piece("esc ", "dim"),)

    def lines(self, width: int, most: int) -> list[tuple[Pieces, Pieces]]:
        """The same, every choice whole: one that doesn't fit beside the others begins a line."""
        _pieces, escape = self.pieces(width)
        room = width - sum(cell_len(piece.text) for piece in escape) - 1
        *told, start = wrap(self._question, room)
        made: list[list[Piece]] = [[Piece(line, "bold")] for line in told]
        made.append([Piece(start, "bold"), Piece(" ")])
        used = cell_len(start) + 1
        for choice in self.choices:
            needed = cell_len(_sign(choice)) + cell_len(choice.label) + 3
            if used + needed > room and used > 1:
                made.append([])
                used = 0
            made[-1] += [Piece(f" {_sign(choice)}", "key"), Piece(f" {choice.label} ")]
            used += needed
        if len(made) > most:
            made = [*made[: most - 1], [piece for line in made[most - 1 :] for piece in line]]
        return [(tuple(line), escape if at == len(made) - 1 else ()) for at, line in enumerate(made)]

    def key(self, key: str, character: str | None) -> None:
        """A choice's key, exactly; esc for none."""
        for choice in self.choices:
            if choice.key in (character, key):
                self.answer(choice.key)
                return
        if key in ("escape", "ctrl+c"):
            self.answer(None)

    def cancel(self) -> None:
        """None of them."""
        self.answer(None)


class TextInput(Question[str | None]):
    """A line to type, with history, completion, and a word about it at the right.

    What stands dim right at the cursor is proposed, and enter takes it: the rest of a word, or `proposal` while nothing
    is typed. A `placeholder` says what can be typed, in brackets, and enter doesn't take it.
    """

    def __init__(
        self,
        label: str,
        editor: LineEditor,
        then: Callable[[str | None], object],
        placeholder: str = "",
        on_change: Callable[[str], object] | None = None,
        wrong: Callable[[str], str] | None = None,
        verbs: tuple[str, str] = ("", ""),
        proposal: str = "",
    ) -> None:
        super().__init__(then)
        self.verbs = verbs
        self.proposal = safe(proposal)
        self._label, self.editor = label, editor
        self._placeholder, self._on_change, self._wrong = placeholder, on_change, wrong
        self._told_wrong = False

    def pieces(self, width: int) -> tuple[Pieces, Pieces]:
        """Label, text with the cursor in reverse video, what enter would add, the note."""
        before, under, after = self.editor.view(self._room(width))
        ghost = self._proposed
        if not ghost and not self.editor.text:
            after_piece = Piece(f" ({self._placeholder})" if self._placeholder else "", "dim")
        elif ghost and not after and under == " ":
            under, after_piece = ghost[0], Piece(ghost[1:], "dim")
        else:
            after_piece = Piece(after)
        caret = Piece(under, "caret-dim" if ghost else "caret")
        return (Piece(self._label, "key"), Piece(" "), Piece(before), caret, after_piece), self.note

    def cursor_cell(self, width: int) -> int | None:
        """Cells before the cursor."""
        return cell_len(self._label) + 1 + cell_len(self.editor.view(self._room(width))[0])

    def key(self, key: str, character: str | None) -> None:
        """Enter gives the line where nothing is wrong with it, esc gives none, the rest is the editor's."""
        if key == "enter":
            self._enter()
        elif key in ("escape", "ctrl+c"):
            self.answer(None)
        else:
            before = self.editor.text
            self.editor.key(key, character)
            self._tell(before)

    def paste(self, text: str) -> None:
        """Put in at the cursor, on one line."""
        before = self.editor.text
        self.editor.insert(" ".join(text.split()) if "\n" in text else text)
        self._tell(before)

    def cancel(self) -> None:
        """Nothing was typed."""
        self.answer(None)

    @property
    def _proposed(self) -> str:
        """What enter adds to the text."""
        return self.editor.ghost if self.editor.text else self.proposal

    def _enter(self) -> None:
        text = self.editor.text + self._proposed
        said = self._wrong(text) if self._wrong is not None else ""
        if said:
            self.note, self._told_wrong = (Piece(f"{said} ", "warning"),), True
        else:
            self.answer(text)

    def _room(self, width: int) -> int:
        note = sum(cell_len(piece.text) for piece in self.note)
        return max(8, width - cell_len(self._label) - 2 - (note + 1 if note else 0))

    def _tell(self, before: str) -> None:
        if self.editor.text == before:
            return
        if self._told_wrong:
            self.note, self._told_wrong = (), False
        if self._on_change is not None:
            self._on_change(self.editor.text)


def flash_pieces(text: str, level: Level) -> Pieces:
    """A flash as it stands on the line; a sign goes before it, so that colour isn't all that tells levels apart."""
    sign = {"info": "", "ok": f"{glyphs.mark} ", "warning": f"{glyphs.late} ", "error": f"{glyphs.failed} "}[
        level
    ]
    return (Piece(sign + text, "" if level == "info" else level),)
