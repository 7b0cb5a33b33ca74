"""Files by their bytes: containers, encodings, furniture, refusals."""

import os
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from orderdeck.data.exports.profile.records import Profile
from orderdeck.data.exports.recognise import Limits, Recognised, Refusal, recognise, sha256_of

HEADER = "订单号,订单状态,负责人（业务员）,收货国家"
ROW = "8200000000000001,等待您发货,张三,United States"


def write(path: Path, content: str | bytes, encoding: str = "utf-8") -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def read(path: Path, profiles: list[Profile], **limits: int) -> Recognised:
    found = recognise(path, profiles, Limits(**limits))
    assert isinstance(found, Recognised), found
    return found


def refused(path: Path, profiles: list[Profile], **limits: int) -> Refusal:
    found = recognise(path, profiles, Limits(**limits))
    assert isinstance(found, Refusal), found
    return found


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("gb18030", "gb18030"),
        ("utf-16", "utf-16-le"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
@pytest.mark.parametrize("separator", [",", "\t", ";"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encoding_and_separator_are_told_by_the_bytes(
    tmp_path: Path, profiles: list[Profile], encoding: str, name: str, separator: str, end: str
) -> None:
    text = f"{HEADER}{end}{ROW}{end}".replace(",", separator)
    found = read(write(tmp_path / "orders.xls", text, encoding), profiles)
    assert (found.container, found.encoding, found.profile.name) == ("delimited", name, "ali")
    assert found.dialect
    assert found.dialect.separator == separator
    assert found.columns == ("订单号", "订单状态", "负责人(业务员)", "收货国家")
    assert found.mapping["seller"] == "负责人(业务员)"


@pytest.mark.parametrize(
    ("encoding", "profile", "header"),
    [
        ("cp932", "jp", "注文番号,商品名,個数"),
        ("cp1251", "ru", "Номер заказа,Товар,Количество"),
        ("cp949", "ko", "주문 ID,제품 정보,구매자 이름"),
        ("cp1252", "cafe", "Numéro,Désignation,Quantité"),
        ("gb18030", "ali", "订单号,收货国家,订单备注"),
    ],
)
def test_the_header_decides_between_encodings_that_all_decode(
    tmp_path: Path, profiles: list[Profile], encoding: str, profile: str, header: str
) -> None:
    found = read(write(tmp_path / "a.csv", f"{header}\n1,2,3\n", encoding), profiles)
    assert (found.encoding, found.profile.name) == (encoding, profile)
    assert found.notes == (f"encoding_guessed|{encoding}",)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Müller, Jürgen Straße 5 café".replace(",", ""), "cp1252"),
        ("東京都渋谷区のみどりのおか サクラ", "cp932"),
        ("广东省深圳市福田区", "gb18030"),
        ("Müller 東京", "utf-8"),
    ],
)
def test_with_an_english_header_the_first_text_beyond_ascii_decides(
    tmp_path: Path, profiles: list[Profile], text: str, encoding: str
) -> None:
    lines = "order-id\tsku\tproduct-name\n" + "1\tA\tplain\n" * 200_000 + f"2\tB\t{text}\n" * 30
    assert read(write(tmp_path / "a.txt", lines, encoding), profiles).encoding == encoding


def test_a_header_cell_over_two_lines_and_title_rows_above(tmp_path: Path, profiles: list[Profile]) -> None:
    text = (
        '订单导出 2024-05-01\n\n,,,\n"订单号","产品信息\n（双击单元格展开所有产品信息！）",收货国家\n1,a,b\n'
    )
    found = read(write(tmp_path / "a.csv", text), profiles)
    assert found.header_row == 4
    assert found.columns == ("订单号", "产品信息", "收货国家")
    assert found.headers[1] == "产品信息 （双击单元格展开所有产品信息！）"


def test_a_comma_header_above_tab_separated_rows(tmp_path: Path, profiles: list[Profile]) -> None:
    text = "Order ID,Order Status,Seller SKU,Quantity\n1\tPaid\tA, B\t2\n2\tPaid\tC\t1\n"
    found = read(write(tmp_path / "a.csv", text), profiles)
    assert found.dialect
    assert found.dialect.separator == "\t"


def test_tab_guards_after_values_are_no_separators(tmp_path: Path, profiles: list[Profile]) -> None:
    text = "Order ID,Order Status,Seller SKU,Quantity\n1\t,Paid,A\t,2\t\n2\t,Paid,C\t,1\t\n"
    found = read(write(tmp_path / "a.csv", text), profiles)
    assert found.dialect
    assert found.dialect.separator == ","


def test_a_profile_may_say_that_nothing_is_quoted(tmp_path: Path, profiles: list[Profile]) -> None:
    found = read(write(tmp_path / "a.txt", 'order-id\tsku\tproduct-name\n1\tA\t7" disc\n'), profiles)
    assert found.dialect
    assert not found.dialect.quoting


def workbook(path: Path, sheets: dict[str, list[list[str]]]) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for place, row in enumerate(rows):
                sheet.write_row(place, 0, row)
    return path


TABLE = [HEADER.split(","), ROW.split(",")]


def test_of_a_workbooks_sheets_the_best_is_taken(tmp_path: Path, profiles: list[Profile]) -> None:
    sheets: dict[str, list[list[str]]] = {
        "Cover": [["Report"], ["of May"]],
        "Empty": [],
        "Orders": [["Title"], [], *TABLE],
        "Notes": [["x"]],
    }
    found = read(workbook(tmp_path / "a.csv", sheets), profiles)
    assert (found.container, found.sheet, found.header_row) == ("xlsx", "Orders", 3)


def test_a_link_out_of_the_folder_a_pipe_and_a_folder_are_not_opened(
    tmp_path: Path, profiles: list[Profile]
) -> None:
    folder = tmp_path / "desk"
    folder.mkdir()
    outside = write(tmp_path / "secret.csv", f"{HEADER}\n{ROW}\n")
    (folder / "link.csv").symlink_to(outside)
    inside = write(folder / "real.csv", f"{HEADER}\n{ROW}\n")
    (folder / "alias.csv").symlink_to(inside)
    os.mkfifo(folder / "pipe.csv")
    (folder / "sub.csv").mkdir()
    assert refused(folder / "link.csv", profiles).reason == "outside_folder"
    assert refused(folder / "pipe.csv", profiles).reason == "not_a_file"
    assert refused(folder / "sub.csv", profiles).reason == "not_a_file"
    assert refused(folder / "gone.csv", profiles).reason == "missing"
    assert read(folder / "alias.csv", profiles).profile.name == "ali"
    assert refused(Path("/dev/zero"), profiles).reason == "not_a_file"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n", "empty"),
        (b"\x00" * 4096, "torn"),
        (b"%PDF-1.7 ...", "not_a_table"),
        (b"\x89PNG\r\n\x1a\n", "not_a_table"),
        (bytes(range(256)) * 64, "not_a_table"),
        (b"Dear team,\nplease see below\n", "no_profile"),
        (b"one word\nanother\n", "not_a_table"),
        (b"<html><body>Log in first</body></html>", "empty"),
        (b"<?xml version='1.0'?><feed/>", "not_a_table"),
        (b"PK\x03\x04" + b"\x00" * 400, "torn"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "torn"),
        (b"\x09\x02\x06\x00\x00\x00\x10\x00" + b"\x00" * 40, "unsupported_workbook"),
    ],
)
def test_what_is_no_order_export_is_refused_with_a_reason(
    tmp_path: Path, profiles: list[Profile], content: bytes, reason: str
) -> None:
    assert refused(write(tmp_path / "a.xls", content), profiles).reason == reason


def test_a_refusal_names_headers_nearest_profile_and_what_it_lacked(
    tmp_path: Path, profiles: list[Profile]
) -> None:
    found = refused(write(tmp_path / "a.csv", "Order ID,Order Status,Seller SKU,Colour\n1,2,3,4\n"), profiles)
    assert (found.reason, found.nearest, found.lacked) == ("no_profile", "shop", ("quantity",))
    assert found.headers == ("Order ID", "Order Status", "Seller SKU", "Colour")


def test_a_line_without_end_is_refused_without_being_read(tmp_path: Path, profiles: list[Profile]) -> None:
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.write(b"x" * (3 << 20))
        file.truncate(2 << 30)
    assert refused(path, profiles).reason == "not_a_table"


def test_size_limits(tmp_path: Path, profiles: list[Profile]) -> None:
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.truncate(3 << 20)
    assert refused(path, profiles, max_file_mb=2).reason == "too_large"
    wide = ",".join(["订单号", "订单状态", "收货国家", *(f"c{n}" for n in range(300))])
    assert (
        refused(write(tmp_path / "b.csv", wide + "\n1\n"), profiles, max_columns=200).reason
        == "too_many_columns"
    )


def bomb(path: Path, content: bytes, said: int | None = None) -> Path:
    """A workbook whose shared strings unpack to `content`; `said` is what its directory claims."""
    plain = workbook(path.with_suffix(".plain"), {"S": TABLE})
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, content if name.endswith("sharedStrings.xml") else old.read(name))
    if said is not None:
        data = bytearray(path.read_bytes())
        real = len(content).to_bytes(4, "little")
        data = data.replace(real, said.to_bytes(4, "little"))
        path.write_bytes(data)
    return path


def test_a_workbook_that_unpacks_to_far_too_much_is_refused(tmp_path: Path, profiles: list[Profile]) -> None:
    content = b"<sst>" + b" " * (80 << 20)
    assert refused(bomb(tmp_path / "a.xlsx", content), profiles).reason == "zip_bomb"
    assert refused(bomb(tmp_path / "b.xlsx", content), profiles, max_unpacked_mb=60).reason == "too_large"


def test_a_workbook_that_says_less_than_it_unpacks_to_is_refused(
    tmp_path: Path, profiles: list[Profile]
) -> None:
    path = bomb(tmp_path / "a.xlsx", b"<sst>" + b" " * 3_000_017, said=700)
    assert refused(path, profiles).reason == "zip_bomb"


@pytest.mark.parametrize(
    ("stream", "reason"),
    [("EncryptedPackage", "encrypted"), ("WordDocument", "not_a_table"), ("Workbook", "torn")],
)
def test_compound_files_are_told_by_their_streams(
    tmp_path: Path, profiles: list[Profile], stream: str, reason: str
) -> None:
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    header[30:32] = (9).to_bytes(2, "little")
    directory = b""
    for name in ("Root Entry", stream):
        text = (name + "\0").encode("utf-16-le")
        directory += text.ljust(64, b"\0") + len(text).to_bytes(2, "little") + bytes(62)
    path = write(tmp_path / "a.xlsx", bytes(header) + directory + bytes(512))
    assert refused(path, profiles).reason == reason


def test_a_torn_workbook_is_refused(tmp_path: Path, profiles: list[Profile]) -> None:
    whole = workbook(tmp_path / "a.xlsx", {"S": TABLE}).read_bytes()
    assert refused(write(tmp_path / "b.xlsx", whole[: len(whole) // 2]), profiles).reason == "torn"
    damaged = bytearray(whole)
    damaged[60:90] = bytes(30)
    assert refused(write(tmp_path / "c.xlsx", bytes(damaged)), profiles).reason == "torn"


def test_other_archives_are_no_workbooks(tmp_path: Path, profiles: list[Profile]) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("orders.csv", HEADER)
    found = refused(path, profiles)
    assert (found.reason, found.detail) == ("packed", "archive of orders.csv")


def test_the_digest_is_sha256(tmp_path: Path) -> None:
    path = write(tmp_path / "a", b"abc")
    assert sha256_of(path) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
