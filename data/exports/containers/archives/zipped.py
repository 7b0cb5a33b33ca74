"""Members of a zip archive, and what a compressed file holds, written out within limits."""

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from orderdeck.data.exports.containers.archives.members import (
    MOST_MEMBERS,
    Member,
    Names,
    Writer,
    decoded,
    is_wanted,
)
from orderdeck.data.exports.containers.records import MB, Limits, RefusalError
from orderdeck.data.exports.containers.unpack import SMALL, check_sizes, unpacked

_CHUNK: Final = 1 << 20
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Ways of packing that are unpacked within limits; others are rare."""
_UTF8: Final = 0x800
"""Flag of a member whose name is UTF-8."""


def unzip(file: BinaryIO, into: Path, limits: Limits) -> list[Member]:
    """Writes the members of an archive that may be tables to `into`. Raises RefusalError: whole or not at all."""
    try:
        with zipfile.ZipFile(file) as archive:
            names, found = Names(), []
            check_sizes(archive, limits)
            for info in archive.infolist():
                name = names.of(_name(info))
                if not info.is_dir() and is_wanted(name):
                    found.append((info, name))
            if odd := next((info for info, _ in found if info.compress_type not in _METHODS), None):
                raise RefusalError("packed", f"packed by method {odd.compress_type}")
            if len(found) > MOST_MEMBERS:
                raise RefusalError("too_large", f"{len(found)} files, limit {MOST_MEMBERS}")
            writer = Writer(into)
            for info, name in found:
                writer.put(name, _checked(file, info, name))
            return writer.members
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise RefusalError("torn", str(error)) from error


def gunzip(file: BinaryIO, name: str, into: Path, limits: Limits) -> list[Member]:
    """Writes what the compressed file called `name` holds to `into`. Raises RefusalError."""
    own = name.rpartition("/")[2]
    writer = Writer(into)
    member = Names().of(own[:-3] if own.lower().endswith(".gz") else own)
    writer.put(member, _inflated(file, limits))
    return writer.members


def _checked(file: BinaryIO, info: zipfile.ZipInfo, name: str) -> Iterator[bytes]:
    """The bytes of a member. Raises RefusalError, at their end where they aren't those that were packed."""
    checksum = 0
    for chunk in unpacked(file, info):
        checksum = zlib.crc32(chunk, checksum)
        yield chunk
    if checksum != info.CRC:
        raise RefusalError("torn", name)


def _name(info: zipfile.ZipInfo) -> str:
    """What a member is called."""
    if info.flag_bits & _UTF8:
        return info.filename
    try:
        raw = info.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    return decoded(raw) or info.filename


def _inflated(file: BinaryIO, limits: Limits) -> Iterator[bytes]:
    """What a gzip file holds, one stream after another as they may follow each other, zeros at its end aside."""
    taken = given = 0
    inflate: zlib._Decompress | None = None
    packed = file.read(_CHUNK >> 3)
    while packed or (inflate and not inflate.eof):
        if not packed:
            raise RefusalError("torn")
        taken += len(packed)
        while packed:
            if inflate is None or inflate.eof:
                packed = packed.lstrip(b"\0") if inflate else packed
                if not packed:
                    break
                inflate = zlib.decompressobj(31)
            try:
                chunk = inflate.decompress(packed, _CHUNK)
            except zlib.error as error:
                raise RefusalError("torn", str(error)) from error
            packed = inflate.unused_data if inflate.eof else inflate.unconsumed_tail
            given += len(chunk)
            if given > limits.max_unpacked_mb * MB:
                raise RefusalError("too_large", f"unpacks to more than {limits.max_unpacked_mb} MB")
            if given > SMALL and given > taken * limits.max_ratio:
                raise RefusalError("zip_bomb", f"unpacks to more than {limits.max_ratio} times its size")
            if chunk:
                yield chunk
        packed = file.read(_CHUNK >> 3)
