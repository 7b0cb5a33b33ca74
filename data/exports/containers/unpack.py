"""Whether a workbook may be unpacked: what its archive says it holds, what it really holds, how far sheets reach."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO, Final

import polars as pl

from orderdeck.data.exports.containers.records import MB, Limits, RefusalError
from orderdeck.data.exports.prefetch import Ahead

_CHUNK: Final = 1 << 20
_SMALL: Final = 64 * MB
_SHEET: Final = re.compile(r"(?:^|/)worksheets/[^/]+\.xml$", re.IGNORECASE)
_PLACE: Final = r"""<(?:\w+:)?(?:c|row) [^>]*?\br=["']([A-Z]{0,3})0*([1-9][0-9]{0,6})["']"""
_FAR: Final = r"""<(?:\w+:)?(?:c|row) [^>]*?\br=["'](?:[A-Z]{3}|[D-Z][A-Z]|[A-Z]{0,2}0*[1-9][0-9]{5})"""
"""A cell right of CZ (104 columns) or below row 99,999: nearer ones span at most 10.4 million cells."""
_DIMENSIONS: Final = re.compile(rb"\x00\x02\x0e\x00(.{4})(.{4})(..)(..)\x00\x00", re.DOTALL)
_OVERLAP: Final = 256
"""Characters of a chunk looked at again with the next, so that no reference is cut in two."""


def check_archive(file: BinaryIO, archive: zipfile.ZipFile, limits: Limits) -> None:
    """Raises RefusalError where the archive unpacks to more than the limits or to other than it says, or where the
    cells of one of its sheets span a rectangle too large for memory."""
    members = archive.infolist()
    said = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if said > limits.max_unpacked_mb * MB:
        raise RefusalError("too_large", f"unpacks to {said // MB} MB, limit {limits.max_unpacked_mb} MB")
    if said > _SMALL and said > packed * limits.max_ratio:
        raise RefusalError("zip_bomb", f"unpacks to {said // max(packed, 1)} times its size")
    for member in members:
        if _reaches_far(file, member):
            _check_extent(file, member, limits)


def _reaches_far(file: BinaryIO, member: zipfile.ZipInfo) -> bool:
    """Whether it is a sheet with cells far out; read to its end in any case."""
    sheet = bool(_SHEET.search(member.filename))
    texts = Ahead(texts_of(file, member))  # unpacked on one core, looked through on the other
    try:
        far = [sheet and text.str.contains(_FAR)[0] for text in texts]
    finally:
        texts.close()
    return any(far)


def _check_extent(file: BinaryIO, member: zipfile.ZipInfo, limits: Limits) -> None:
    """Raises RefusalError where the rectangle round all cells of a sheet is too large.

    The reader allots memory for that rectangle, whatever is in it: two cells at opposite ends of a sheet are
    17 thousand million. What a sheet says of its own dimension is no evidence.
    """
    rows = columns = 0
    for text in texts_of(file, member):
        found = text.str.extract_all(_PLACE).explode().to_frame("cell").drop_nulls()
        letters = pl.col("cell").str.extract(_PLACE, 1).str.to_lowercase().unique()
        numbers = pl.col("cell").str.extract(_PLACE, 2).cast(pl.Int64).max().fill_null(0)
        rows = max(rows, found.select(numbers).item())
        columns = max([columns, *(_column(name) for name in found.select(letters).to_series())])
    if rows * columns > limits.max_sheet_cells:
        raise RefusalError("too_large", f"a sheet of {rows} rows and {columns} columns")


def check_biff(file: BinaryIO, limits: Limits) -> None:
    """Raises RefusalError where the sheets of a BIFF workbook, by what they say of themselves, are too large.

    The reader allots the rectangles of all sheets at once. DIMENSIONS (MS-XLS 2.4.90): id 0x0200, 14 bytes: first
    row, row after the last, first column, column after the last, reserved.
    """
    file.seek(0)
    cells, tail = 0, b""
    while chunk := file.read(_CHUNK << 4):
        data = tail + chunk
        tail = data[-17:]  # one byte less than a record, so that none counts twice
        for found in _DIMENSIONS.finditer(data):
            top, bottom, left, right = (int.from_bytes(part, "little") for part in found.groups())
            if top <= bottom <= 65536 and left <= right <= 256:
                cells += (bottom - top) * (right - left)
    if cells > limits.max_sheet_cells:
        raise RefusalError("too_large", f"sheets of {cells} cells")


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("a") + 1
    return number


def texts_of(file: BinaryIO, member: zipfile.ZipInfo) -> Iterator[pl.Series]:
    tail = ""
    for chunk in _unpacked(file, member):
        text = tail + chunk.decode("utf-8", "replace")
        tail = text[-_OVERLAP:]
        yield pl.Series([text])


def _unpacked(file: BinaryIO, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes of an archive member in chunks.

    Python's own reader stops at the size that the archive says; others go on, so this does too, and raises RefusalError
    where there is more or less than was said, or where it is damaged.
    """
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise RefusalError("unsupported_workbook", f"packed by method {member.compress_type}")
    file.seek(member.header_offset)
    header = file.read(30)
    if len(header) < 30 or not header.startswith(b"PK\x03\x04"):
        raise RefusalError("torn", member.filename)
    file.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    left, size = member.compress_size, 0
    inflate = zlib.decompressobj(-15) if member.compress_type == zipfile.ZIP_DEFLATED else None
    while left > 0:
        packed = file.read(min(left, _CHUNK >> 3))
        if not packed:
            raise RefusalError("torn", member.filename)
        left -= len(packed)
        while packed:
            chunk, packed = _inflated(inflate, packed, member)
            size += len(chunk)
            if size > member.file_size:
                raise RefusalError("zip_bomb", f"{member.filename} unpacks to more than it says")
            if chunk:
                yield chunk
    if size != member.file_size:
        raise RefusalError("torn", member.filename)


def _inflated(
    inflate: "zlib._Decompress | None", packed: bytes, member: zipfile.ZipInfo
) -> tuple[bytes, bytes]:
    if inflate is None:
        return packed, b""
    try:
        chunk = inflate.decompress(packed, _CHUNK)
    except zlib.error as error:
        raise RefusalError("torn", f"{member.filename}: {error}") from error
    return chunk, inflate.unconsumed_tail
