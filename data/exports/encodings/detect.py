"""The encodings that a text could be in, most plausible first; the header decides between those that are left.

Byte order marks and NUL patterns are proof, valid UTF-8 beyond ASCII nearly so. The legacy code pages can't be told
apart by bytes alone: each that decodes is offered, ordered by what its letters look like.
"""

import codecs
import re
from collections.abc import Sequence
from typing import BinaryIO, Final

import msgspec

from orderdeck.data.exports.encodings.euro import errors_of
from orderdeck.data.exports.encodings.ranking import ALWAYS, also, sample_of
from orderdeck.data.exports.encodings.torn import is_torn_utf8

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_TOLERATED: Final = 0.02
"""Share of the characters that a text's own encoding may not know: damage."""
_TORN: Final = 0.05
"""The same for UTF-8: a torn character here and there."""
_PROOF: Final = 4
"""Characters beyond ASCII that nothing but UTF-8 happens to be valid UTF-8 with; two of GBK's may."""
_PROBE: Final = 1 << 16
_HIGH_RUN: Final = re.compile(rb"[\x80-\xff]+")
_ESCAPED: Final = re.compile(r"[\udc80-\udcff]+")
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


def readings(
    head: bytes, probe: bytes = b"", *, whole: bool, named: Sequence[str] = (), told: str = ""
) -> list[Reading]:
    """The ways to read `head`; never empty. Several are left where the bytes prove none:
    `data.exports.encodings.ranking` says which is the likeliest.

    `probe` is a later stretch of the file that is not ASCII, for files that start with much ASCII; `whole` says
    that `head` is the whole file, which then ends as it does because that is its end, or because it was cut off there.
    `named` are the encodings that profiles are in, tried as well; `told` is what a person says, tried alone. Neither
    counts where a byte order mark or a good deal of UTF-8 says otherwise, or where it can't decode the text.
    """
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return [_reading(head[len(mark) :], encoding, sure=True)]
    wide = _by_nuls(head)
    if wide:
        return [_reading(head, wide, sure=True)]
    evidence = evidence_of(head, probe)
    decoded = evidence.isascii() or _is_utf8(evidence, whole=whole)
    if decoded and len(_HIGH.findall(evidence.decode("utf-8", "ignore"))) >= _PROOF:
        return [_reading(head, "utf-8", sure=True)]
    if told and _decodes(evidence, told):
        return [_reading(head, told, sure=True)]
    found = ["utf-8"] if decoded else _plausible(evidence)
    found += [encoding for encoding in named if encoding not in found and _decodes(evidence, encoding)]
    return [_reading(head, encoding, sure=decoded and encoding == "utf-8") for encoding in found]


def evidence_of(head: bytes, probe: bytes) -> bytes:
    """The stretch of the file that tells its encoding."""
    return probe if head.isascii() else head


def _decodes(evidence: bytes, encoding: str) -> bool:
    """Whether `evidence` is text in `encoding`, and another one than as UTF-8."""
    if evidence.isascii() and evidence.decode(encoding, "replace") == evidence.decode():
        return False
    return _bad_share(evidence, encoding) <= _TOLERATED


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
    decoding = decoder(encoding)
    decoding.decode(tail)
    return bool(decoding.getstate()[0])


def decoder(encoding: str) -> codecs.IncrementalDecoder:
    """A decoder for streams of `encoding` that puts U+FFFD for what it can't decode."""
    return codecs.getincrementaldecoder(encoding)(errors_of(encoding))


def _reading(head: bytes, encoding: str, *, sure: bool) -> Reading:
    text = codecs.getincrementaldecoder(encoding)(ERRORS.get(encoding, errors_of(encoding))).decode(
        head, final=False
    )
    return Reading(encoding=encoding, text=text.removeprefix("\ufeff"), sure=sure)


def _by_nuls(head: bytes) -> str:
    """UTF-16 without a mark: NULs stand at odd places only (little end first), or at even places only."""
    head = head[:_PROBE]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    most, least = max(even, odd), min(even, odd)
    if most < 2 or most < len(head) // 2 * 0.04 or least > most * 0.1:
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _plausible(evidence: bytes) -> list[str]:
    """UTF-8 and the legacy encodings that decode all but a few bytes; UTF-8 first, the others in no order."""
    looked = (*ALWAYS, *also(sample_of(evidence)))
    found = [encoding for encoding in looked if _bad_share(evidence, encoding) <= _TOLERATED]
    # Nothing else looks like it by accident.
    if _bad_share(evidence, "utf-8") <= _TORN or is_torn_utf8(evidence):
        found.insert(0, "utf-8")
    return found or ["cp1252"]


def _bad_share(evidence: bytes, encoding: str) -> float:
    """Characters of `evidence` that `encoding` can't decode, as a share of those beyond ASCII; one cut off at its end
    is none of them, nor is a U+FFFD that the text has."""
    errors = ERRORS.get(encoding, errors_of(encoding))
    text = codecs.getincrementaldecoder(encoding)(errors).decode(evidence)
    bad = len(_ESCAPED.findall(text)) if encoding in ERRORS else text.count("\ufffd")
    return bad / max(len(_HIGH.findall(text)), 1) if bad else 0.0
