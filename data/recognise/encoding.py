"""The encodings that a text could be in, most plausible first; the header decides between those that are left.

Byte order marks and NUL patterns are proof, valid UTF-8 beyond ASCII nearly so. The legacy code pages can't be told
apart by bytes alone: each that decodes is offered, ordered by what its letters look like.
"""

import codecs
import re
from typing import BinaryIO, Final

import msgspec

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_LEGACY: Final = ("gb18030", "cp932", "cp949", "big5", "cp1251", "cp1252")
_PROBE: Final = 1 << 16
_HIGH_RUN: Final = re.compile(rb"[\x80-\xff]+")
_CYRILLIC_RUN: Final = re.compile(rb"[\xc0-\xff\xa8\xb8]{3,}")
_KANA: Final = re.compile(r"[\u3041-\u30fa]")
_HIGH: Final = re.compile(r"[^\x00-\x7f]")

ERRORS: Final = {"utf-8": "surrogateescape"}
"""How bytes that can't be decoded are kept while recognising: for UTF-8 so that byte offsets stay true."""


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """One way to read the start of a file as text."""

    encoding: str
    text: str
    """Without byte order mark."""
    sure: bool
    """Whether the bytes prove it."""


def readings(head: bytes, probe: bytes = b"", *, whole: bool) -> list[Reading]:
    """The ways to read `head`, most plausible first; never empty.

    `probe` is a later stretch of the file that is not ASCII, for files that start with much ASCII; `whole` says
    that `head` is the whole file, which then ends as it does because that is its end, or because it was cut off there.
    """
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return [_reading(head[len(mark) :], encoding, sure=True)]
    wide = _by_nuls(head)
    if wide:
        return [_reading(head, wide, sure=True)]
    evidence = probe if head.isascii() else head
    if evidence.isascii() or _is_utf8(evidence, whole=whole):
        return [_reading(head, "utf-8", sure=True)]
    return [_reading(head, encoding, sure=False) for encoding in _ordered(evidence)]


def _is_utf8(evidence: bytes, *, whole: bool) -> bool:
    """Whether `evidence` is UTF-8; a character cut off at its end is none the less, where there are whole ones."""
    decoding = codecs.getincrementaldecoder("utf-8")("strict")
    try:
        text = decoding.decode(evidence)
    except UnicodeDecodeError:
        return False
    return not whole or not decoding.getstate()[0] or not text.isascii()


def probe_non_ascii(file: BinaryIO) -> bytes:
    """The first stretch of at most 64 KB, from where `file` stands, that begins with a byte that is not ASCII.

    Empty where all is ASCII. Reads a gigabyte in about a fifth of a second.
    """
    while chunk := file.read(1 << 22):
        if not chunk.isascii():
            found = _HIGH_RUN.search(chunk)
            start = found.start() if found else 0
            return chunk[start : start + _PROBE]
    return b""


def is_cut(tail: bytes, encoding: str) -> bool:
    """Whether text in `encoding` that ends in `tail` (which begins with a character) ends within a character."""
    decoding = codecs.getincrementaldecoder(encoding)("replace")
    decoding.decode(tail)
    return bool(decoding.getstate()[0])


def decoder(encoding: str) -> codecs.IncrementalDecoder:
    """A decoder for streams of `encoding` that puts U+FFFD for what it can't decode."""
    return codecs.getincrementaldecoder(encoding)("replace")


def _reading(head: bytes, encoding: str, *, sure: bool) -> Reading:
    text = codecs.getincrementaldecoder(encoding)(ERRORS.get(encoding, "replace")).decode(head, final=False)
    return Reading(encoding=encoding, text=text.removeprefix("\ufeff"), sure=sure)


def _by_nuls(head: bytes) -> str:
    """UTF-16 without a mark: NULs stand at odd places only (little end first), or at even places only."""
    head = head[:_PROBE]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    most, least = max(even, odd), min(even, odd)
    if most < 2 or most < len(head) // 2 * 0.04 or least > most * 0.1:
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _ordered(evidence: bytes) -> list[str]:
    """UTF-8 and the legacy encodings that decode all but a few bytes, the most plausible first."""
    bad = {encoding: _bad_share(evidence, encoding) for encoding in ("utf-8", *_LEGACY)}
    plausible = [encoding for encoding in _by_look(evidence) if bad[encoding] <= 0.02]
    clean = [encoding for encoding in plausible if bad[encoding] == 0 or encoding == "cp1252"]
    if (
        bad["utf-8"] <= 0.05
    ):  # UTF-8 with a torn character here and there: nothing else looks like it by accident
        clean.insert(0, "utf-8")
    return clean + [encoding for encoding in plausible if encoding not in clean] or ["cp1252"]


def _by_look(evidence: bytes) -> list[str]:
    """The legacy encodings, ordered by what the bytes beyond ASCII look like.

    Letters with accents stand alone between ASCII ones, Cyrillic words are runs of any length of certain bytes, and
    the multi-byte encodings have runs of even length.
    """
    evidence = evidence[:_PROBE]
    runs = [found.group() for found in _HIGH_RUN.finditer(evidence)]
    if _is_japanese(evidence):
        first = "cp932"
    elif sum(len(run) == 1 for run in runs) * 2 > len(runs):
        first = "cp1252"
    elif sum(len(run) % 2 for run in runs) * 4 > len(runs) and _is_cyrillic(evidence, runs):
        first = "cp1251"
    else:
        first = "gb18030"
    return [first, *(encoding for encoding in _LEGACY if encoding != first)]


def _is_japanese(evidence: bytes) -> bool:
    """Kana, which hardly any text in another encoding happens to decode to."""
    text = evidence.decode("cp932", "replace")
    beyond = len(_HIGH.findall(text))
    return len(_KANA.findall(text)) > 0.2 * beyond and text.count("\ufffd") < 0.02 * beyond


def _is_cyrillic(evidence: bytes, runs: list[bytes]) -> bool:
    return sum(map(len, _CYRILLIC_RUN.findall(evidence))) * 2 > sum(map(len, runs))


def _bad_share(evidence: bytes, encoding: str) -> float:
    """Characters of `evidence` that `encoding` can't decode, as a share of those beyond ASCII; one cut off at its end
    is none of them."""
    decoding = codecs.getincrementaldecoder(encoding)("replace")
    text = decoding.decode(evidence)
    bad = text.count("\ufffd")
    return bad / max(len(_HIGH.findall(text)), 1) if bad else 0.0
