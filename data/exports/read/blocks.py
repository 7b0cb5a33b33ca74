"""A delimited file as UTF-8 blocks of whole records, whatever its encoding, in bounded memory."""

import os
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import BinaryIO, Final

from orderdeck.data.exports.containers.files import open_file
from orderdeck.data.exports.containers.records import Dialect, Recognised
from orderdeck.data.exports.encodings.detect import decoder, is_cut

BLOCK: Final = 6 << 20
"""Bytes read at a time. Of buffers of 8 MB and more the allocator gives the memory back at once, to get it anew for the
next block: with blocks of 16 MB that took a quarter of the time of reading."""

_BOM: Final = b"\xef\xbb\xbf"
_GAP: Final = 1 << 12
"""Blank bytes in a row of which at least four times as many are no rows."""
_TAIL: Final = 64 << 10
"""Bytes at the end of what is read next that are looked through for a record's end."""


class CutCharacterError(Exception):
    """The file ends within a character."""


def utf8_chunks(
    recognised: Recognised, size: int = BLOCK, notes: Counter[str] | None = None
) -> Iterator[bytes]:
    """The bytes below the header as UTF-8; what can't be decoded from another encoding becomes U+FFFD, with a note.

    A chunk ends where a record probably does, so that as a rule it needn't be copied to be cut or joined. Raises
    CutCharacterError at the end.
    """
    assert recognised.dialect is not None
    skip = recognised.dialect.skip
    with open_file(recognised.path) as file:
        if recognised.encoding == "utf-8":
            mark = file.read(len(_BOM)) == _BOM
            file.seek(skip + (len(_BOM) if mark else 0))
            last = b""
            while chunk := file.read(_likely_end(file, size, recognised.dialect)):
                yield chunk
                last = (last + chunk[-4:])[-4:]
            if is_cut(last[_begin(last) :], "utf-8"):
                raise CutCharacterError
            return
        decoding = decoder(recognised.encoding)
        first, ended = True, False
        while not ended:
            raw = file.read(size >> 1)  # text in memory takes up to four bytes a character
            ended = not raw
            if ended and decoding.getstate()[0]:
                raise CutCharacterError
            text = decoding.decode(raw, final=ended)
            if notes is not None and (bad := text.count("\ufffd")):
                notes[f"bytes_replaced|{recognised.encoding}"] += bad
            if first and text:
                text, first = text.removeprefix("\ufeff"), False
            chunk = text.encode("utf-8", "replace")
            if chunk[skip:]:
                yield chunk[skip:]
            skip = max(skip - len(chunk), 0)


def _begin(tail: bytes) -> int:
    """Where the last character of UTF-8 begins in `tail`."""
    at = len(tail) - 1
    while at > 0 and tail[at] & 0xC0 == 0x80:
        at -= 1
    return max(at, 0)


def blank_run(block: bytes, dialect: Dialect) -> tuple[int, int] | None:
    """Start and end of a long run of lines in `block` that are blank, or nothing but separators, the line end before it
    left out; None where there is none. Looks at a few bytes in each stretch of its length."""
    eol = dialect.eol.encode()
    one_blank, all_blank = _blanks(dialect.separator)
    # One byte of each stretch tells of most that they are not blank, all of them taken in one go.
    for one in one_blank.finditer(block[: max(len(block) - _GAP, 0) : _GAP]):
        at = one.start() * _GAP
        found = all_blank.match(block, at)
        if found and found.end() - at >= _GAP:
            begin = at
            while begin and one_blank.match(block, begin - 1):
                begin -= 1
            start = block.find(eol, begin, found.end()) + 1 if begin else 0
            end = block.rfind(eol, begin, found.end()) + 1
            if start < end and (start or not begin):
                return start, end
    return None


@cache
def _blanks(separator: str) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    """A byte that no filled cell begins with, and any number of them."""
    byte = rb"[ \t\r\n\v\f" + re.escape(separator.encode()) + b"]"
    return re.compile(byte), re.compile(byte + b"*")


def _likely_end(file: BinaryIO, size: int, dialect: Dialect) -> int:
    """How many bytes to read next, `size` at most, for the last to be a line end, one of CR and LF where there is such:
    those end records, also where cells have LF in them."""
    before = max(size - _TAIL, 0)
    tail = os.pread(file.fileno(), size - before, file.tell() + before)
    if len(tail) == size - before:  # else all that is left
        for end in (b"\r\n", b"\n") if dialect.eol == "\n" else (b"\r",):
            if (at := tail.rfind(end)) >= 0:
                return before + at + len(end)
    return size


def likely_boundary(block: bytes, dialect: Dialect) -> int:
    """Where the last whole record of `block` probably ends, told by CR and LF alone; 0 where nothing tells."""
    at = block.rfind(b"\r\n") if dialect.eol == "\n" else -1
    return at + 2 if at >= 0 else 0


def boundary(block: bytes, dialect: Dialect) -> int:
    """Where the last whole record of `block` ends, which begins with a record; else 0.

    A line end is a record's end where the quotes before it are even in number. That holds for well-formed text;
    whether a block is that, is checked before the result is relied on.
    """
    eol = dialect.eol.encode()
    end = len(block)
    quotes = block.count(b'"') if dialect.quoting else 0
    while (at := block.rfind(eol, 0, end)) >= 0:
        if dialect.quoting:
            quotes -= block.count(b'"', at, end)
        if not quotes & 1:
            return at + 1
        end = at
    return 0
