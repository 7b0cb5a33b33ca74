"""A delimited file as UTF-8 blocks of whole records, whatever its encoding, in bounded memory."""

from collections.abc import Iterator
from typing import Final

from data.recognise.encoding import decoder
from data.recognise.gate import open_file
from data.recognise.model import Dialect, Recognised

BLOCK: Final = 16 << 20
"""Bytes read at a time: measured best of 8, 16, 32 and 64 MB in time, and small enough to keep memory flat."""

_BOM: Final = b"\xef\xbb\xbf"


def utf8_chunks(recognised: Recognised, size: int = BLOCK) -> Iterator[bytes]:
    """The bytes below the header as UTF-8; what can't be decoded from another encoding becomes U+FFFD."""
    assert recognised.dialect is not None
    skip = recognised.dialect.skip
    with open_file(recognised.path) as file:
        if recognised.encoding == "utf-8":
            mark = file.read(len(_BOM)) == _BOM
            file.seek(skip + (len(_BOM) if mark else 0))
            while chunk := file.read(size):
                yield chunk
            return
        decoding = decoder(recognised.encoding)
        first, ended = True, False
        while not ended:
            raw = file.read(size >> 1)  # text in memory takes up to four bytes a character
            ended = not raw
            text = decoding.decode(raw, final=ended)
            if first and text:
                text, first = text.removeprefix("\ufeff"), False
            chunk = text.encode("utf-8", "replace")
            if chunk[skip:]:
                yield chunk[skip:]
            skip = max(skip - len(chunk), 0)


def boundary(block: bytes | bytearray, dialect: Dialect) -> int:
    """Where the last whole record of `block` ends, which begins with a record; 0 where none ends in it.

    A line end is a record's end where the quotes before it are even in number. That holds for well-formed text;
    whether a block is that, is checked before the result is relied on.
    """
    eol = dialect.eol.encode()
    end = len(block)
    odd = block.count(b'"') & 1 if dialect.quoting else 0
    while (at := block.rfind(eol, 0, end)) >= 0:
        if dialect.quoting:
            odd ^= block.count(b'"', at, end) & 1
        if not odd:
            return at + 1
        end = at
    return 0
