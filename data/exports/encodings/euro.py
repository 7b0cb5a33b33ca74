"""The euro sign of Windows' code page 936, which GB18030 doesn't have: Excel writes it as the single byte 0x80."""

import codecs
from typing import Final

_EURO: Final = 0x80
_NAME: Final = "orderdeck.euro"


def _read(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    if error.object[error.start] == _EURO:
        return "€", error.start + 1
    return "\ufffd", error.end


codecs.register_error(_NAME, _read)


def errors_of(encoding: str) -> str:
    """How decoders deal with what `encoding` (a Python codec name) doesn't have: U+FFFD, or the euro sign."""
    return _NAME if codecs.lookup(encoding).name in ("gb18030", "gbk") else "replace"
