"""Whether a workbook may be unpacked: what its archive says it holds, and what it really holds."""

import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO, Final

import polars as pl

from orderdeck.data.exports.containers.records import MB, Limits, RefusalError

_CHUNK: Final = 1 << 20
SMALL: Final = 64 * MB
"""What unpacks to so much at most is no bomb, whatever it was packed to."""
_OVERLAP: Final = 256
"""Characters of a chunk looked at again with the next, so that no reference is cut in two."""


def check_archive(file: BinaryIO, archive: zipfile.ZipFile, limits: Limits) -> None:
    """Raises RefusalError where the archive unpacks to more than the limits or to other than it says: what reads
    workbooks doesn't look at all of it, and takes damaged parts for good ones.

    How far cells reach is not looked for: what reads them meets its bounds (`data.exports.apart.bounds`).
    """
    check_sizes(archive, limits)
    for member in archive.infolist():
        for _ in unpacked(file, member):
            pass


def check_sizes(archive: zipfile.ZipFile, limits: Limits) -> None:
    """Raises RefusalError where the archive says that it unpacks to more than the limits."""
    members = archive.infolist()
    said = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if said > limits.max_unpacked_mb * MB:
        raise RefusalError("too_large", f"unpacks to {said // MB} MB, limit {limits.max_unpacked_mb} MB")
    if said > SMALL and said > packed * limits.max_ratio:
        raise RefusalError("zip_bomb", f"unpacks to {said // max(packed, 1)} times its size")


def texts_of(file: BinaryIO, member: zipfile.ZipInfo) -> Iterator[pl.Series]:
    """The text of a part, in pieces of one cell each that begin with the end of the one before. Raises RefusalError."""
    tail = ""
    for chunk in unpacked(file, member):
        text = tail + chunk.decode("utf-8", "replace")
        tail = text[-_OVERLAP:]
        yield pl.Series([text])


def unpacked(file: BinaryIO, member: zipfile.ZipInfo) -> Iterator[bytes]:
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
