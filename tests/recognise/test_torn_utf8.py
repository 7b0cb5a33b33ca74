"""A damaged byte in a small UTF-8 file costs its cell; small files in legacy encodings are read as they are."""

import random
import tempfile
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orderdeck.data.exports.encodings.detect import readings
from orderdeck.data.exports.profile.files import load_profiles
from orderdeck.data.exports.recognise import Recognised, recognise
from orderdeck.data.exports.recognise.look import look
from tests.recognise.legacy_tables import CASES, LANGUAGES
from tests.recognise.test_legacy import cells, saved

PROFILES: Final = list(load_profiles())
HEADER: Final = ("order_number", "status", "product_name", "sku", "quantity", "shipping_first_name")
WORDS: Final = {
    name: [
        word
        for part in parts[1:]
        for word in part.replace("#", "7").split("|")
        if not word.isascii() and "," not in word
    ]
    for name, parts in LANGUAGES.items()
}
MORE: Final = ["陶瓷", "陶瓷杯 白色", "Чашка белая", "머그컵 화이트", "マグカップ", "แก้วเซรามิก", "☕ Mug ✨"]
texts = st.sampled_from([*sorted({word for words in WORDS.values() for word in words}), *MORE])


def _sequences(text: str) -> int:
    return sum(not one.isascii() for one in text)


@settings(max_examples=150, deadline=None)
@given(
    rows=st.lists(st.tuples(texts, texts), min_size=2, max_size=4, unique=True),
    data=st.data(),
    known=st.booleans(),
)
def test_one_damaged_byte_costs_its_cell(
    rows: list[tuple[str, str]], data: st.DataObject, *, known: bool
) -> None:
    row, column = data.draw(st.integers(0, len(rows) - 1)), data.draw(st.integers(0, 1))
    table = [[f"7{n}", "processing", title, "M1", "1", name] for n, (title, name) in enumerate(rows)]
    raw = rows[row][column].encode()
    high = [at for at, byte in enumerate(raw) if byte > 0x7F]
    at = data.draw(st.sampled_from(high))
    raw = raw[:at] + data.draw(st.sampled_from([b"", b"?", b"\xff", b"\xe9", b"\xc3"])) + raw[at + 1 :]
    others = {text for n, pair in enumerate(rows) for c, text in enumerate(pair) if (n, c) != (row, column)}
    if sum(map(_sequences, others)) < 6:
        return
    lines = [",".join(HEADER).encode()]
    for n, cells_of in enumerate(table):
        encoded = [cell.encode() for cell in cells_of]
        if n == row:
            encoded[2 if column == 0 else 5] = raw
        lines.append(b",".join(encoded))
    with tempfile.TemporaryDirectory() as folder:
        path = saved(folder, b"\n".join(lines) + b"\n")
        found = recognise(path, PROFILES) if known else look(path, [])
        assert isinstance(found, Recognised), found
        assert found.encoding == "utf-8"
        wanted = [list(one) for one in table]
        got = cells(found)
        wanted[row][2 if column == 0 else 5] = got[row][2 if column == 0 else 5]
        assert got == wanted


@pytest.mark.parametrize(
    "rows",
    [
        ["Größe M,Jürgen".encode(), b"Caf\xc3,Ann", "Straße,Zoë".encode()],
        ["Größe M,Ann".encode(), b"Caf\xe9,Ann"],
        ["陶瓷,Ann".encode(), "陶".encode() + b"\xe7\x93,Ann"],
    ],
)
def test_of_very_few_cells(tmp_path: Path, rows: list[bytes]) -> None:
    path = saved(
        tmp_path,
        b"\n".join([b"order_number,product_name,shipping_first_name", *(b"1," + row for row in rows), b""]),
    )
    found = look(path, [])
    assert isinstance(found, Recognised), found
    assert found.encoding == "utf-8"


@pytest.mark.parametrize(("language", "encoding"), CASES)
def test_legacy_text_is_hardly_ever_taken_for_it(language: str, encoding: str) -> None:
    """Of one to six cells each."""
    draw = random.Random(f"{language} {encoding} torn")
    words = [word for part in LANGUAGES[language][1:] for word in part.split("|")]
    beyond = [word for word in words if not word.encode(encoding, "ignore").isascii()]
    taken = 0
    for _ in range(200):
        rows = draw.sample(beyond, min(draw.randint(1, 6), len(beyond)))
        data = ("Order,Name\n" + "".join(f"1,{row}\n" for row in rows)).encode(encoding, "ignore")
        taken += readings(data, whole=True)[0].encoding == "utf-8"
    assert taken <= 4
