"""Bring the catalogues up to date after a message was added or a translation written.

`python -m orderdeck.tui.i18n.update` does it.

Takes every marked message out of `tui`, adds new ones to each `.po` with an empty translation, drops what is gone,
and compiles `.mo` beside it. A test fails where this was forgotten.
"""

import ast
import io
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from orderdeck.tui.i18n import FOLDER, LANGUAGES

KEYWORDS: Final = {"_": 1, "N_": 1, "ngettext": 2}
"""Functions whose first arguments are messages, and how many of them are."""


def messages() -> Iterator[tuple[str | tuple[str, ...], str]]:
    """Every marked message of `tui` with the file it stands in (POSIX, relative to the project).

    Read from the syntax tree: a tokenizer overlooks messages inside of f-strings.
    """
    root = FOLDER.parents[1]
    for file in sorted(root.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            found = _message(node)
            if found:
                yield found, file.relative_to(root.parent).as_posix()


def _message(node: ast.AST) -> str | tuple[str, ...] | None:
    """The message that a call marks: one text, or the texts of a plural."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS):
        return None
    texts = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
    words = [text for text in texts if isinstance(text, str)][: KEYWORDS[node.func.id]]
    if len(words) < KEYWORDS[node.func.id]:
        return None  # looked up by a variable, marked where that was written
    return words[0] if len(words) == 1 else tuple(words)


def template() -> Catalog:
    """All messages, untranslated, each with the files it is used in."""
    catalogue = Catalog(project="orderdeck", charset="utf-8")
    for message, place in messages():
        catalogue.add(message, locations=[(place, 0)])
    return catalogue


def read(language: str) -> Catalog:
    """The catalogue of `language` as its `.po` has it."""
    with po_file(language).open("rb") as file:
        return read_po(file, locale=language)


def po_file(language: str) -> Path:
    """Where translations of `language` are written by people."""
    return FOLDER / f"{language}.po"


def compiled(catalogue: Catalog) -> bytes:
    """The `.mo` bytes of `catalogue`."""
    # The header's dates would make the file differ at every run.
    catalogue.creation_date = catalogue.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def update(language: str) -> list[str]:
    """Write `.po` and `.mo` of `language` anew; returns the msgids that still want a translation."""
    catalogue = read(language) if po_file(language).exists() else Catalog(locale=language)
    catalogue.update(template(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=110, omit_header=False, sort_output=True, include_lineno=False)
    po_file(language).write_bytes(_without_dates(buffer.getvalue()))
    (FOLDER / f"{language}.mo").write_bytes(compiled(read(language)))
    return [str(message.id) for message in catalogue if message.id and not translated(message.string)]


def translated(words: str | Sequence[str] | None) -> bool:
    """Whether a message has all its translations (a plural has several)."""
    return bool(words) if words is None or isinstance(words, str) else all(words)


def _without_dates(text: bytes) -> bytes:
    """Header lines that change at every run would make each commit touch the catalogue."""
    volatile = (b'"POT-Creation-Date', b'"PO-Revision-Date', b'"Generated-By', b'"Last-Translator')
    return b"\n".join(line for line in text.split(b"\n") if not line.startswith(volatile))


def main() -> int:
    """Update all catalogues; 1 where a message has no translation yet."""
    wanting = [(language, msgid) for language in LANGUAGES if language != "en" for msgid in update(language)]
    for language, msgid in wanting:
        sys.stdout.write(f"{language}: {msgid!r}\n")
    return 1 if wanting else 0


if __name__ == "__main__":
    raise SystemExit(main())
