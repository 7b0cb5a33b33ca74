"""Encodings by name: those that people are offered, and the one that a profile's files are likely to be in."""

import codecs
import re
from typing import Final

from orderdeck.data.exports.profile.records import Profile

OFFERED: Final = (
    "utf-8", "gb18030", "cp950", "cp932", "cp949", "cp1252", "mac_roman", "cp1250", "iso8859_2", "cp1251", "koi8_r",
    "cp866", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874", "big5hkscs", "euc_jp", "iso2022_jp",
    "utf-16-le", "utf-16-be",
)  # fmt: skip
"""Encodings that a person may choose from, the common ones first."""

_NO_FILES: Final = frozenset(
    ("idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "utf-7")
)
"""Codecs that no file is in."""
_DASHED: Final = ("mac-", "koi8-", "euc-", "iso2022-")
"""What names begin with that are written with an underscore here, as most are."""

_HANGUL: Final = re.compile(r"[\uac00-\ud7a3]")
_KANA: Final = re.compile(r"[\u3041-\u30fa]")
_HAN: Final = re.compile(r"[\u4e00-\u9fff]")
_TRADITIONAL: Final = re.compile(r"[訂單號數買賣貨]")
_SIMPLIFIED: Final = re.compile(r"[订单号数买卖货]")


def codec(name: str) -> str:
    """The encoding of text that `name` means, by the name that it goes by here; "" where there is none."""
    try:
        found = codecs.lookup(name)
        text = "a".encode(name)
    except (LookupError, UnicodeError, ValueError):
        return ""
    if found.name in _NO_FILES or not text or found.incrementaldecoder is None:
        return ""
    usual = found.name.replace("-", "_") if found.name.startswith(_DASHED) else found.name
    return usual.removesuffix("-sig")


def said_by(profile: Profile) -> str:
    """The encoding that the profile says its files are in; "" where it says none."""
    return codec(profile.csv.encoding) if profile.csv.encoding else ""


def native(profile: Profile) -> str:
    """The multi-byte encoding of the language that the profile's headers are in; "" where they are in none of those."""
    text = "".join(name for names in profile.headers().values() for name in names)
    if _HANGUL.search(text):
        return "cp949"
    if _KANA.search(text):
        return "cp932"
    if not _HAN.search(text):
        return ""
    return "cp950" if _TRADITIONAL.search(text) and not _SIMPLIFIED.search(text) else "gb18030"
