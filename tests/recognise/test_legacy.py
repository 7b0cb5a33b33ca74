"""Legacy encodings: a table comes back as it was written, whatever it is in, with no header that anybody knows."""

import csv
import io
import tempfile
from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orderdeck.data.exports.encodings.ranking import ranked, sample_of
from orderdeck.data.exports.profile.records import CsvFormat, Profile
from orderdeck.data.exports.read import batches
from orderdeck.data.exports.recognise import Limits, Recognised, recognise
from orderdeck.data.exports.recognise.files import DEFAULT_LIMITS
from orderdeck.data.exports.recognise.look import look
from tests.recognise.legacy_tables import CASES, tables

ENGLISH = ["Order ID", "Order Status", "Seller SKU", "Quantity", "Product Name", "Buyer Username"]


def written(rows: Sequence[Sequence[str]], encoding: str) -> bytes:
    """A CSV of `rows`; what the encoding doesn't have is left out."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue().encode(encoding, "ignore")


def plain(rows: Sequence[Sequence[str]], encoding: str) -> list[list[str]]:
    """`rows` as far as `encoding` has them."""
    return [[cell.encode(encoding, "ignore").decode(encoding) for cell in row] for row in rows]


def cells(found: Recognised) -> list[list[str]]:
    """All rows below the header, as text."""
    frame = pl.concat(list(batches(found)))
    return [[cell or "" for cell in row] for row in frame.select(found.columns).iter_rows()]


def saved(folder: str | Path, data: bytes) -> Path:
    path = Path(folder) / "orders.csv"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(("language", "encoding"), CASES)
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_a_table_without_a_known_header_comes_back_as_it_was_written(
    language: str, encoding: str, data: st.DataObject
) -> None:
    rows = data.draw(tables(language))
    with tempfile.TemporaryDirectory() as folder:
        found = look(saved(folder, written(rows, encoding)), [])
        assert isinstance(found, Recognised), found
        header, *below = plain(rows, encoding)
        assert list(found.headers) == header
        assert cells(found) == below


@pytest.mark.parametrize(("language", "encoding"), CASES)
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_an_english_header_that_a_profile_knows_doesnt_hide_the_encoding(
    language: str, encoding: str, profiles: list[Profile], data: st.DataObject
) -> None:
    _head, *rows = data.draw(tables(language))
    own = [ENGLISH, *([row[0], row[5], row[4], "1", row[3], row[1]] for row in rows)]
    with tempfile.TemporaryDirectory() as folder:
        found = recognise(saved(folder, written(own, encoding)), profiles)
        assert isinstance(found, Recognised), found
        assert cells(found) == plain(own, encoding)[1:]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Größe M", "cp1252"),
        ("Stra\xdfe\nGröße L", "cp1252"),
        ("已发货", "gb18030"),
        ("等待您发货\n已发货", "gb18030"),
        ("결제완료\n배송중", "cp949"),
        ("已出貨\n待出貨", "cp950"),
        ("発送済み\n返品", "cp932"),
        ("Оплачен\nОтправлен", "cp1251"),
        ("café crème", "mac_roman"),
        ("Wysłane\nOpłacone", "cp1250"),
        ("Women’s shirt", "cp1252"),
        ("£12.00\n£13.50", "cp1252"),
        ("¿Cuándo llega?", "cp1252"),
        ("¡Gracias!", "cp1252"),
        ("Portal 3º B", "cp1252"),
        ("als „Geschenk“ einpacken", "cp1252"),
        ("Türcode 12, „Hinterhaus“", "mac_roman"),
        ("Śliczne\nProszę o fakturę", "cp1250"),
    ],
)
def test_a_few_cells_tell(text: str, encoding: str) -> None:
    sample = sample_of(text.encode(encoding))
    every = ["gb18030", "cp932", "cp949", "cp950", "cp1251", "cp1252", "cp1250", "mac_roman"]
    assert ranked(sample, every)[0] == encoding


@pytest.mark.parametrize("header", ["订单号,订单状态,收货国家,金额", "单子,去向,买的人,价"])
def test_excels_euro_sign_in_a_chinese_file_is_a_euro_sign(
    tmp_path: Path, profiles: list[Profile], header: str
) -> None:
    """Windows' code page 936 has it at 0x80, which GB18030 doesn't have at all."""
    rows = "".join(f"82000{row},等待您发货,德国,€{row}.50\n" for row in range(1, 40))
    text = f"{header}\n{rows}"
    path = saved(tmp_path, text.encode("gb18030").replace("€".encode("gb18030"), b"\x80"))
    found = recognise(path, profiles) if header.startswith("订单号") else look(path, profiles)
    assert isinstance(found, Recognised), found
    assert cells(found) == [line.split(",") for line in rows.splitlines()]


def test_a_header_in_mac_roman_is_known(tmp_path: Path, profiles: list[Profile]) -> None:
    text = "Numéro;Désignation;Quantité\r1;Théière émaillée;2\r2;Sœurs – bracelet;1\r"
    found = recognise(saved(tmp_path, text.encode("mac_roman")), profiles)
    assert isinstance(found, Recognised), found
    assert (found.encoding, found.profile.name) == ("mac_roman", "cafe")
    assert cells(found) == [["1", "Théière émaillée", "2"], ["2", "Sœurs – bracelet", "1"]]


def test_a_known_header_decides_against_what_its_rows_look_like(
    tmp_path: Path, profiles: list[Profile]
) -> None:
    text = "订单号,订单状态,收货国家\n" + "1,X,Y\n" * 3
    data = text.encode("gb18030") + b"2,Gr\xf6\xdfe,M\xfcller Stra\xdfe sch\xf6n\n" * 20
    found = recognise(saved(tmp_path, data), profiles)
    assert isinstance(found, Recognised), found
    assert (found.encoding, found.profile.name) == ("gb18030", "ali")


@settings(max_examples=40, deadline=None)
@given(lost=st.lists(st.integers(0, 60), max_size=60), torn=st.booleans())
def test_utf8_whose_letters_were_lost_before_is_utf8(lost: list[int], torn: bool) -> None:
    """U+FFFD is a character like others, also beside one that is torn."""
    names = [f"Müller Größe {row} café" for row in range(60)]
    names = [
        name.replace("ü", "\ufffd").replace("é", "\ufffd") if i in lost else name
        for i, name in enumerate(names)
    ]
    data = "".join(f"{row},{name}\n" for row, name in enumerate(names)).encode()
    data = b"number,name\n" + data + (b"61,caf\xc3\n" if torn else b"")
    with tempfile.TemporaryDirectory() as folder:
        found = look(saved(folder, data), [])
        assert isinstance(found, Recognised), found
        assert found.encoding == "utf-8"
        assert [row[1] for row in cells(found)][:60] == names


def two_names(encoding: str = "") -> list[Profile]:
    """A profile that a header in plain English fits, whose files are in `encoding`."""
    aliases = {"order_id": ["number"], "sku": ["code"], "quantity": ["pieces"]}
    return [
        Profile(name="told", title={}, marketplace="told", aliases=aliases, csv=CsvFormat(encoding=encoding))
    ]


def test_a_profile_says_its_encoding(tmp_path: Path) -> None:
    path = saved(tmp_path, b"number,code,pieces\n" + "1,Kılıç,2\n2,Şapka,1\n".encode("cp1254"))
    found = recognise(path, two_names("windows-1254"))
    assert isinstance(found, Recognised), found
    assert (found.encoding, found.notes) == ("cp1254", ())
    assert cells(found) == [["1", "Kılıç", "2"], ["2", "Şapka", "1"]]


def test_a_header_may_be_known_in_the_encoding_that_a_profile_says_alone(
    tmp_path: Path, profiles: list[Profile]
) -> None:
    aliases = {"order_id": ["Αριθμός"], "sku": ["Κωδικός"], "quantity": ["Τεμάχια"]}
    profile = Profile(
        name="el", title={}, marketplace="el", aliases=aliases, csv=CsvFormat(encoding="cp1253")
    )
    path = saved(tmp_path, "Αριθμός,Κωδικός,Τεμάχια\n1,Κούπα,2\n".encode("cp1253"))
    found = recognise(path, [*profiles, profile])
    assert isinstance(found, Recognised), found
    assert (found.encoding, found.profile.name) == ("cp1253", "el")


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_what_the_bytes_prove_overrules_the_profile(tmp_path: Path, mark: str) -> None:
    path = saved(tmp_path, f"{mark}number,code,pieces\n1,Größe,2\n2,Straße Müller,1\n".encode())
    found = recognise(path, two_names("cp1252"))
    assert isinstance(found, Recognised), found
    assert found.encoding == "utf-8"
    assert cells(found)[0] == ["1", "Größe", "2"]


def test_a_profile_whose_encoding_cant_be_overrules_nothing(tmp_path: Path) -> None:
    path = saved(
        tmp_path, b"number,code,pieces\n" + "1,머그컵 화이트,2\n2,원목 숟가락 세트,1\n".encode("cp949")
    )
    found = recognise(path, two_names("cp932"))
    assert isinstance(found, Recognised), found
    assert found.encoding == "cp949"


def test_a_person_says_the_encoding(tmp_path: Path) -> None:
    rows = "1,Kılıç,2\n2,Şapka,1\n"
    path = saved(tmp_path, ("sayı,ad,adet\n" + rows).encode("cp1254"))
    found = look(path, [], encoding="cp1254")
    assert isinstance(found, Recognised), found
    assert (found.encoding, found.notes) == ("cp1254", ())
    assert cells(found) == [line.split(",") for line in rows.splitlines()]


def test_two_characters_that_happen_to_be_utf8_are_read_as_a_person_says(tmp_path: Path) -> None:
    path = saved(tmp_path, b"id,carrier\n1," + "联通".encode("gbk") + b"\n")
    found = look(path, [], DEFAULT_LIMITS, encoding="gb18030")
    assert isinstance(found, Recognised), found
    assert cells(found) == [["1", "联通"]]


def test_where_the_text_hardly_tells_the_language_of_the_profile_does(tmp_path: Path) -> None:
    """Of 王 alone nothing tells whether it is Chinese or a rare Korean syllable."""
    aliases = {"order_id": ["number", "주문번호"], "sku": ["code"], "quantity": ["pieces"]}
    korean = Profile(name="ko", title={}, marketplace="ko", aliases=aliases)
    path = saved(tmp_path, b"number,code,pieces\n1,\xbf\xd5,2\n")
    found = recognise(path, [korean], Limits())
    assert isinstance(found, Recognised), found
    assert found.encoding == "cp949"
    found = recognise(path, two_names())
    assert isinstance(found, Recognised), found
    assert found.encoding == "gb18030"
