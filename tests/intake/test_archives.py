"""Exports that arrive in archives, compressed or by mail: the same desk as if each lay in the folder by itself."""

import gzip
import io
import os
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import msgspec
import pytest

from orderdeck.data.base.config.settings import Folder, Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Export
from orderdeck.data.exports.apart.reader import ApartReader
from orderdeck.data.exports.containers.files import sha256_of
from orderdeck.data.exports.profile_reader import ProfileReader
from orderdeck.data.intake.process import load_once
from orderdeck.data.intake.rebuild.by_itself import mend_now
from orderdeck.data.ledger import Ledger

WHEN = 1_790_000_000
ORDERS = {
    "订单/十一月.csv": "Order ID,Order Status,SKU ID,Quantity\n81,Awaiting shipment,A1,2\n82,Awaiting shipment,B2,1\n",
    "orders.csv": "Order ID,Order Status,SKU ID,Quantity\n83,Awaiting shipment,A1,x\n84,Awaiting shipment,C3,1\n",
}
STOCK = {"stock.csv": "SKU,Quantity\nA1,5\nB2,0\n"}
SETTINGS = Settings(folder=Folder(settle_seconds=0, patience_seconds=0))

Files = dict[str, str]
Load = Callable[[], list[Export]]


class _Unmarked(zipfile.ZipInfo):
    """A member whose name is in an encoding that nothing tells, as many programs of Windows write them."""

    encoding = ""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 (Python's own)
        return self.filename.encode(self.encoding), self.flag_bits


def in_zip(files: Files, encoding: str = "", method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive of `files`; their names in `encoding`, unmarked, where one is given."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, text in files.items():
            info = _Unmarked(name) if encoding else zipfile.ZipInfo(name)
            if isinstance(info, _Unmarked):
                info.encoding = encoding
            archive.writestr(info, text, method)
    return out.getvalue()


def damaged(archive: bytes) -> bytes:
    """`archive` with another checksum than that of its first member."""
    with zipfile.ZipFile(io.BytesIO(archive)) as file:
        checksum = file.infolist()[0].CRC.to_bytes(4, "little")
    return archive.replace(checksum, b"\1\2\3\4")


def in_mail(files: dict[str, bytes | str]) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "shop@example.com", "desk@example.com", "导出"
    mail["Date"] = "Mon, 30 Nov 2026 09:00:00 +0000"
    mail.set_content("Order ID,Status\n1,2\n\nYour export is attached.")
    for name, content in files.items():
        held = content.encode() if isinstance(content, str) else content
        mail.add_attachment(held, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()


def put(paths: DeskPaths, name: str, content: bytes | str) -> Path:
    file = paths.exports / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    os.utime(file, (WHEN, WHEN))
    return file


@pytest.fixture
def load(paths: DeskPaths) -> Load:
    reader = ProfileReader.of(paths, SETTINGS)
    return lambda: load_once(paths, SETTINGS, reader=reader)


def told(exports: list[Export], strip: str = "") -> dict[str, tuple[object, ...]]:
    """What was loaded, by name, without where it lay."""
    return {
        one.name.removeprefix(strip): (
            one.sha256, one.state, one.profile, one.exported_at, one.orders, one.lines, one.rejected,
        )
        for one in exports
    }  # fmt: skip


PACKED: dict[str, tuple[str, Callable[[Files], bytes]]] = {
    "zip": ("export.zip/", in_zip),
    "zip called xls": ("export.xls/", in_zip),
    "mail": ("mail.eml/", lambda files: in_mail(dict(files))),
    "zip in a mail": ("mail.eml/all.zip/", lambda files: in_mail({"all.zip": in_zip(files)})),
    "mail in a maildir": ("shop/cur/17.M2.host:2,S/", lambda files: in_mail(dict(files))),
}


@pytest.mark.parametrize("way", PACKED)
def test_what_is_packed_is_read_as_if_it_lay_there(paths: DeskPaths, load: Load, way: str) -> None:
    folder, pack = PACKED[way]
    files = ORDERS | STOCK
    if "mail" in way and "zip" not in way:
        files = {name.replace("/", "-"): text for name, text in files.items()}
    alone = told(
        [one for name, text in files.items() if put(paths, f"alone/{name}", text) for one in load()], "alone/"
    )
    assert {state for _, state, *_ in alone.values()} == {"loaded"}
    assert sum(int(str(one[-1])) for one in alone.values()) == 1
    other = DeskPaths.of(paths.exports.parent / "other")
    file = put(other, folder.split("/all")[0].rstrip("/"), pack(files))
    reader = ProfileReader.of(other, SETTINGS)
    packed = told(load_once(other, SETTINGS, reader=reader), folder)
    assert packed == alone
    assert load_once(other, SETTINGS, reader=reader) == []
    assert not list(other.temp.glob("*"))
    file.unlink()


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", ""])
def test_members_have_the_names_that_whoever_packed_them_saw(
    paths: DeskPaths, load: Load, encoding: str
) -> None:
    put(paths, "export.zip", in_zip(ORDERS, encoding))
    assert {one.name for one in load()} == {f"export.zip/{name}" for name in ORDERS}


def test_a_compressed_file_is_read_under_its_own_name(paths: DeskPaths, load: Load) -> None:
    two = gzip.compress(ORDERS["orders.csv"][:40].encode()) + gzip.compress(
        ORDERS["orders.csv"][40:].encode()
    )
    put(paths, "orders.csv.gz", two + bytes(16))
    [one] = load()
    assert (one.name, one.orders, one.rejected) == ("orders.csv.gz/orders.csv", 1, 1)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        pytest.param("cut.zip", in_zip(ORDERS)[:-30], "torn", id="cut.zip"),
        pytest.param("cut.csv.gz", gzip.compress(ORDERS["orders.csv"].encode() * 9)[:-12], "torn", id="cut.csv.gz"),
        pytest.param("cut.eml", in_mail(dict(STOCK))[:-40], "torn", id="cut.eml"),
        pytest.param("damaged.zip", damaged(in_zip(STOCK)), "torn", id="damaged.zip"),
        pytest.param("odd.zip", in_zip(ORDERS, method=zipfile.ZIP_LZMA), "packed", id="odd.zip"),
        pytest.param("bomb.csv.gz", gzip.compress(bytes(80 << 20)), "zip_bomb", id="bomb.csv.gz"),
        pytest.param("empty.zip", in_zip({}), "not_a_table", id="empty.zip"),
    ],
)  # fmt: skip
def test_what_cant_be_unpacked_whole_is_refused_whole(
    paths: DeskPaths, load: Load, name: str, content: bytes, reason: str
) -> None:
    put(paths, name, content)
    [one] = load()
    assert (one.name, one.state, one.reason) == (name, "refused", reason)
    assert not list(paths.temp.glob("*"))


def test_packed_too_deep_is_said_of_what_lies_there(paths: DeskPaths, load: Load) -> None:
    inner = in_zip(STOCK)
    for name in ("b.zip", "a.zip"):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr(name, inner)
        inner = out.getvalue()
    put(paths, "export.zip", inner)
    [one] = load()
    assert (one.name, one.reason, one.detail) == ("export.zip/a.zip/b.zip", "packed", "packed too deep")
    assert not one.passed_over  # there may be a table in it


def test_hostile_names_lead_nowhere_and_hide_nothing(paths: DeskPaths, load: Load) -> None:
    out = io.BytesIO()
    names = [
        "../../up.csv",
        "/etc/root.csv",
        "a\\..\\b.csv",
        "b.csv",
        "b.csv",
        "\x1b[31mred\u202e.csv",
        "x" * 400 + ".csv",
    ]
    with zipfile.ZipFile(out, "w") as archive:
        for n, name in enumerate(names):
            archive.NameToInfo.clear()  # it warns of what is there twice
            archive.writestr(name, f"SKU,Quantity\nS{n},{n}\n")
    put(paths, "export.zip", out.getvalue())
    before = sorted(paths.exports.parent.rglob("*.csv"))
    exports = load()
    assert sorted(paths.exports.parent.rglob("*.csv")) == before
    assert len({one.name for one in exports}) == len(names) == sum(one.state == "loaded" for one in exports)
    for one in exports:
        assert one.name.startswith("export.zip/")
        assert one.name.isprintable()
        assert ".." not in one.name.split("/")
    assert "export.zip/b (2).csv" in {one.name for one in exports}


def test_what_lies_beside_tables_in_an_archive_is_passed_over(paths: DeskPaths, load: Load) -> None:
    beside = {
        "__MACOSX/._stock.csv": "x",
        "README.txt": "x,y",
        "photo.jpg": "\x89PNG",
        ".hidden.csv": "a,b",
        "~$a.xlsx": "x",
    }
    put(paths, "export.zip", in_zip(STOCK | beside))
    put(paths, "photos.zip", in_zip({"1.jpg": "x", "2.png": "y"}))
    put(paths, "letter.eml", in_mail({}))
    exports = {one.name: one for one in load()}
    assert exports.keys() == {"export.zip/stock.csv", "photos.zip", "letter.eml"}
    assert exports["photos.zip"].passed_over
    assert exports["letter.eml"].passed_over


def test_an_archive_with_newer_bytes_is_a_newer_picture(paths: DeskPaths, load: Load) -> None:
    put(paths, "a.zip", in_zip(STOCK))
    put(paths, "copy.zip", in_zip(STOCK))
    first = load()
    assert sorted(one.state for one in first) == ["duplicate", "loaded"]
    file = put(paths, "a.zip", in_zip({"stock.csv": "SKU,Quantity\nA1,0\n"}))
    os.utime(file, (WHEN + 60, WHEN + 60))
    [second] = load()
    assert (second.name, second.state) == ("a.zip/stock.csv", "loaded")
    assert second.exported_at == first[0].exported_at + 60_000_000


@pytest.mark.parametrize("later", [-60, 0, 60])
def test_a_file_and_the_same_in_an_archive_are_one_picture_also_where_both_come_at_once(
    paths: DeskPaths, load: Load, later: int
) -> None:
    put(paths, "stock.csv", STOCK["stock.csv"])
    file = put(paths, "a.zip", in_zip(STOCK))
    os.utime(file, (WHEN + later, WHEN + later))
    assert sorted(one.state for one in load()) == ["duplicate", "loaded"]
    with Ledger.open(paths) as ledger:
        [part] = ledger.parts()
        for name, checksum in part.checksums.items():
            assert sha256_of(paths.parts / part.name / name) == checksum


def test_a_new_profile_takes_in_what_was_refused_in_an_archive(paths: DeskPaths, load: Load) -> None:
    put(paths, "odd.zip", in_zip({"odd.csv": "Zettelnummer,Zustand,Ware\n81000001,neu,Tasse\n"}))
    assert [one.state for one in load()] == ["refused"]
    assert load() == []
    paths.profiles.mkdir(exist_ok=True)
    (paths.profiles / "odd.toml").write_text(
        'name = "odd"\nmarketplace = "odd"\nrequired = ["order_id"]\n[title]\nen = "Odd"\n'
        '[aliases]\norder_id = ["Zettelnummer"]\nstatus = ["Zustand"]\nitem_title = ["Ware"]\n'
        '[status.labels]\nneu = "to_ship"\n'
    )
    reader = ProfileReader.of(paths, SETTINGS)
    assert [one.state for one in load_once(paths, SETTINGS, reader=reader)] == ["loaded"]


@pytest.mark.one_machine
def test_a_lost_part_of_an_archive_is_made_anew(paths: DeskPaths) -> None:
    put(paths, "mail.eml", in_mail({"all.zip": in_zip(STOCK)}))
    [one] = load_once(paths, SETTINGS)  # by the process that reads
    assert one.name == "mail.eml/all.zip/stock.csv"
    with Ledger.open(paths) as ledger:
        [part] = ledger.parts()
        for file in (paths.parts / part.name).iterdir():
            file.unlink()
    assert mend_now(paths, SETTINGS) == 1
    with Ledger.open(paths) as ledger:
        [part] = ledger.whole_parts()
        assert (part.kind, part.rows) == ("stock", 2)


def test_a_file_that_ends_its_reader_is_refused_and_nothing_else_suffers(
    paths: DeskPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = ApartReader.of(paths, SETTINGS)
    reader.limits = msgspec.structs.replace(reader.limits, max_unpacked_mb=0)
    put(paths, "big.csv.gz", gzip.compress(b"x" * 5000))
    put(paths, "stock.csv", STOCK["stock.csv"])
    exports = {one.name: one for one in load_once(paths, SETTINGS, reader=reader)}
    assert exports["big.csv.gz"].reason == "too_large"
    assert exports["stock.csv"].state == "loaded"
    reader.close()
