"""Keys as an input method for Chinese or Japanese hands them over: full-width signs and letters, or words.

Whoever types a remark in Chinese and goes back to the list leaves the input method on. What it makes of a key is that
key where that is plain (`？` is `?`, `ｊ` is `j`); what it has made words of is no key at all, and has to be said so.
"""

import unicodedata
from typing import Final

from textual.events import Key
from textual.keys import KEY_NAME_REPLACEMENTS

SIGNS: Final = {
    "、": "/",
    "。": ".",
    "「": "[",
    "」": "]",
    "『": "{",
    "』": "}",
    "【": "[",
    "】": "]",
    "《": "<",
    "》": ">",
    "〈": "<",
    "〉": ">",
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "·": "`",
    "￥": "$",
    "¥": "$",
    "…": "^",
    "—": "_",
}
"""The sign that stands on the same key of a keyboard, where Unicode has no full-width form of it."""


def without_input_method(event: Key) -> Key:
    """The key that was struck, as a terminal names it without an input method; `event` itself where it is unknown."""
    typed = event.character
    if typed is None or len(typed) != 1 or typed.isascii():
        return event
    plain = SIGNS.get(typed) or unicodedata.normalize("NFKC", typed)
    return Key(_name(plain), plain) if len(plain) == 1 and plain.isascii() else event


def is_words(event: Key) -> bool:
    """Whether the key is a letter that no key of the deck can be: an input method, or another alphabet, is on."""
    typed = event.character
    return typed is not None and len(typed) == 1 and not typed.isascii() and typed.isprintable()


def _name(sign: str) -> str:
    if sign.isalnum():
        return sign
    name = unicodedata.name(sign).lower().replace("-", "_").replace(" ", "_")
    return KEY_NAME_REPLACEMENTS.get(name, name)
