"""Small files in Latin letters: a few cells tell the encoding, by the letters of one language and what is around."""

import random
from typing import Final

import pytest

from orderdeck.data.exports.encodings.detect import readings
from orderdeck.data.exports.encodings.ranking import ranked, sample_of
from tests.recognise.legacy_tables import CASES, LANGUAGES

LATIN: Final = ("cp1252", "mac_roman", "cp1254", "cp1250", "iso8859_2")
FILES: Final = 20
"""Of each number of cells."""
TOLD: Final = 0.92
"""Share of the files that are told. Of one cell alone, `Ţurcanu` may be the Turkish `Şurcanu`."""


def _texts(language: str, encoding: str) -> list[bytes]:
    """Tables with one to eight cells beyond ASCII below an English header, the same each time."""
    draw = random.Random(f"{language} {encoding}")
    words = [word for part in LANGUAGES[language][1:] for word in part.split("|")]
    cells = [word for word in words if not word.encode(encoding, "ignore").isascii()]
    made = []
    for count in range(1, 9):
        for _ in range(FILES):
            taken = draw.sample(cells, min(count, len(cells)))
            rows = [
                f'{draw.randint(10**7, 10**8)},"{cell.replace("#", str(draw.randint(1, 300)))}",1'
                for cell in taken
            ]
            made.append("\r\n".join(("Order,Name,Qty", *rows)).encode(encoding, "ignore"))
    return made


@pytest.mark.parametrize(("language", "encoding"), [case for case in CASES if case[1] in LATIN])
def test_most_files_of_a_few_cells_are_told(language: str, encoding: str) -> None:
    texts = _texts(language, encoding)
    told = 0
    for text in texts:
        read = {one.encoding: one.text for one in readings(text, whole=True)}
        told += read[ranked(sample_of(text), list(read))[0]] == text.decode(encoding)
    assert told >= TOLD * len(texts)
