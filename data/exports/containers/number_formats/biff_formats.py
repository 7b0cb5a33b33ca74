"""The number formats of the cells of a BIFF8 workbook (.xls): FORMAT, XF and cell records of [MS-XLS]."""

from collections.abc import Iterator, Set
from struct import unpack_from
from typing import BinaryIO, Final

from orderdeck.data.exports.containers.number_formats.codes import BUILT_IN

_FREE: Final = 0xFFFFFFF0
"""Sector numbers from here on are none."""
_BOUND_SHEET, _FORMAT, _XF, _END = 0x0085, 0x041E, 0x00E0, 0x000A
_NUMBER, _RK, _MULRK, _FORMULA = 0x0203, 0x027E, 0x00BD, 0x0006


def cell_formats(file: BinaryIO, sheet: str, places: Set[int]) -> Iterator[tuple[int, int, str]]:
    """(row, 1-based; place, 0-based; format code) of the numbers at `places` of `sheet`. Raises ValueError for what is
    no such workbook."""
    stream = _workbook(file)
    formats, styles, start = dict(BUILT_IN), list[int](), -1
    for kind, at, size in _records(stream, 0):
        if kind == _FORMAT and size >= 5:
            formats[unpack_from("<H", stream, at)[0]] = _text(stream, at + 2, wide_count=True)
        elif kind == _XF and size >= 4:
            styles.append(unpack_from("<H", stream, at + 2)[0])
        elif kind == _BOUND_SHEET and size >= 8 and _text(stream, at + 6, wide_count=False) == sheet:
            start = unpack_from("<I", stream, at)[0]
    if not 0 <= start < len(stream):
        raise ValueError(f"no sheet {sheet}")
    codes = [formats.get(number, "General") for number in styles]
    for kind, at, size in _records(stream, start):
        if kind in (_NUMBER, _RK, _FORMULA) and size >= 6:
            row, place, style = unpack_from("<HHH", stream, at)
            if place in places and style < len(codes):
                yield row + 1, place, codes[style]
        elif kind == _MULRK and size >= 6:
            row, first = unpack_from("<HH", stream, at)
            for number in range((size - 6) // 6):
                style = unpack_from("<H", stream, at + 4 + 6 * number)[0]
                if first + number in places and style < len(codes):
                    yield row + 1, first + number, codes[style]


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """(kind, where its data begins, how long they are) of each record up to the end of the substream at `at`."""
    while at + 4 <= len(stream):
        kind, size = unpack_from("<HH", stream, at)
        if kind == _END:
            return
        if at + 4 + size > len(stream):
            raise ValueError("record beyond the end")
        yield kind, at + 4, size
        at += 4 + size


def _text(stream: bytes, at: int, *, wide_count: bool) -> str:
    count, at = (unpack_from("<H", stream, at)[0], at + 2) if wide_count else (stream[at], at + 1)
    if stream[at] & 1:
        return stream[at + 1 : at + 1 + 2 * count].decode("utf-16-le", "replace")
    return stream[at + 1 : at + 1 + count].decode("latin-1")


def _workbook(file: BinaryIO) -> bytes:
    """The stream called Workbook of a compound file ([MS-CFB]), its sectors followed through the allocation table."""
    file.seek(0)
    data = file.read()
    if len(data) < 512:
        raise ValueError("no compound file")
    size = 1 << min(unpack_from("<H", data, 30)[0], 12)
    table: list[int] = []
    listed = list(unpack_from("<109I", data, 76))
    following, left = unpack_from("<II", data, 68)
    while following < _FREE and left:  # lists of table sectors beyond the first 109
        entries = _sector(data, following, size)
        listed += unpack_from(f"<{size // 4 - 1}I", entries, 0)
        following, left = unpack_from("<I", entries, size - 4)[0], left - 1
    for number in listed:
        if number < _FREE:
            table += unpack_from(f"<{size // 4}I", _sector(data, number, size), 0)
    directory = b"".join(_chain(data, unpack_from("<I", data, 48)[0], table, size))
    for at in range(0, len(directory) - 127, 128):
        length = unpack_from("<H", directory, at + 64)[0]
        if directory[at : at + max(length - 2, 0)].decode("utf-16-le", "replace") == "Workbook":
            first, long = unpack_from("<II", directory, at + 116)
            if long < 4096:
                raise ValueError("a stream among the small ones")
            return b"".join(_chain(data, first, table, size))[:long]
    raise ValueError("no workbook")


def _chain(data: bytes, number: int, table: list[int], size: int) -> Iterator[bytes]:
    steps = 0
    while number < _FREE:
        yield _sector(data, number, size)
        steps += 1
        if number >= len(table) or steps > len(table):
            raise ValueError("sectors in a circle")
        number = table[number]


def _sector(data: bytes, number: int, size: int) -> bytes:
    sector = data[(number + 1) * size : (number + 2) * size]
    if len(sector) < size and (number + 1) * size >= len(data):
        raise ValueError("sector beyond the end")
    return sector.ljust(size, b"\0")
