"""What a file is, by its bytes: the extension is never asked, since many an `.xls` is a table in HTML or text."""

import re
import zipfile
from typing import BinaryIO, Final, Literal

from orderdeck.data.exports.containers.archives.mail import is_mail
from orderdeck.data.exports.containers.records import Container, RefusalError

Kind = Literal["zip", "ole", "text"]
"""How the bytes are packed: archive of XML, Microsoft's compound file, or text of some sort."""

_NOT_TABLES: Final = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"7z\xbc\xaf", "7z archive"),
    (b"Rar!", "RAR archive"),
    (b"SQLite format 3\x00", "database"),
    (b"PAR1", "Parquet"),
    (b"\x7fELF", "program"),
    (b"MZ\x90", "program"),
    (b"{\\rtf", "RTF"),
)
_BARE_BIFF: Final = re.compile(rb"\x09[\x00\x02\x04\x08][\x04-\x10]\x00")
_MARKUP: Final = re.compile(
    r"\s*(?:<\?xml|<!--|<!doctype|<html|<head|<meta|<style|<body|<table|<(?:ss:)?workbook)", re.IGNORECASE
)
_MIME: Final = re.compile(r"\s*(?:MIME-Version|From|Content-Type|X-Document-Type)\s*:", re.IGNORECASE)
_SPREADSHEET_ML: Final = "urn:schemas-microsoft-com:office:spreadsheet"
_TABLE: Final = re.compile(r"<(?:html|table|tr|td)\b", re.IGNORECASE)
_CONTROLS: Final = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f]")


def kind_of(head: bytes) -> Kind:
    """How the bytes starting with `head` are packed. Raises RefusalError for what is known not to be a table, or holds
    other files ("packed")."""
    if not head.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        raise RefusalError(
            "torn" if b"\x00" in head else "empty", "nothing but NUL bytes" if b"\x00" in head else ""
        )
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "ole"
    if head.startswith(b"\x1f\x8b"):
        raise RefusalError("packed", "gzip")
    for magic, name in _NOT_TABLES:
        if head.startswith(magic):
            raise RefusalError("not_a_table", name)
    if _BARE_BIFF.match(head):
        raise RefusalError("unsupported_workbook", "Excel 4 or older")
    return "text"


def text_container(text: str) -> Container:
    """Which table in text `text` is the start of. Raises RefusalError where it is binary, other markup or a mail
    ("packed")."""
    sample = text[:65536]
    if len(_CONTROLS.findall(sample)) > max(8, len(sample) // 50):
        raise RefusalError("not_a_table", "binary")
    if is_mail(sample):
        raise RefusalError("packed", "mail")
    if _MIME.match(sample) and "multipart/" in sample[:4096].lower():
        return "mhtml"
    if not _MARKUP.match(sample):
        return "delimited"
    if _SPREADSHEET_ML in sample:
        return "xml"
    if _TABLE.search(text):
        return "html"
    raise RefusalError("not_a_table", "markup without a table")


def zip_container(archive: zipfile.ZipFile) -> Container:
    """Which workbook an archive holds. Raises RefusalError where it is another archive ("packed"), or asks
    for a password."""
    members = {member.filename.lower(): member for member in archive.infolist()}
    if any(member.flag_bits & 1 for member in members.values()):
        raise RefusalError("encrypted", "archive with a password")
    if "xl/workbook.bin" in members:
        return "xlsb"
    if any(name.endswith("workbook.xml") for name in members):
        return "xlsx"
    if "content.xml" in members and "mimetype" in members:
        return "ods"
    if "[content_types].xml" in members:
        raise RefusalError("not_a_table", "Office file that is no workbook")
    if not members:
        raise RefusalError("not_a_table", "empty archive")
    raise RefusalError("packed", f"archive of {', '.join(sorted(members)[:3])}")


def ole_container(file: BinaryIO) -> Container:
    """Which workbook a compound file holds, by the names of its streams. Raises RefusalError."""
    names = _stream_names(file)
    if "EncryptedPackage" in names:
        raise RefusalError("encrypted", "workbook with a password")
    if "Workbook" in names or "Book" in names:
        return "xls"
    if not names:
        raise RefusalError("torn", "directory of streams missing")
    raise RefusalError("not_a_table", "Office file that is no workbook")


def _stream_names(file: BinaryIO) -> set[str]:
    """Names in the directory of a compound file (MS-CFB 2.6): 128 bytes each, UTF-16, length at byte 64.

    The directory is looked for where the header says it begins, and followed for one stretch only: the names that
    matter stand in front.
    """
    file.seek(0)
    header = file.read(512)
    if len(header) < 512:
        return set()
    sector = 1 << min(int.from_bytes(header[30:32], "little"), 12)
    file.seek((int.from_bytes(header[48:52], "little") + 1) * sector)
    directory = file.read(max(sector, 2048))
    names: set[str] = set()
    for start in range(0, len(directory) - 127, 128):
        length = int.from_bytes(directory[start + 64 : start + 66], "little")
        if 2 < length <= 64:
            names.add(directory[start : start + length - 2].decode("utf-16-le", "replace"))
    return names
