"""What strangers write, and a strict reading of what a deck writes to its terminal."""

import re
import unicodedata

ESCAPES = [
    "\x1b]52;c;cm0gLXJm\x07osc52", "\x1b]0;title\x07osc0", "\x1b]8;;http://evil.example\x07link\x1b]8;;\x07",
    "\x1bP+q544e\x1b\\dcs", "\x1b_apc\x1b\\", "\x1b^pm\x1b\\", "\x1b[2J\x1b[Hclear", "\x1b[?1049l", "\x1b[6n\x1b[c",
    "\x1b[31mred\x1b[0m", "\x1bc", "\x9b31mC1", "\x9d0;t\x9c", "\x90x\x9c", "\x07\x08\x0e\x0f", "a\rb", "a\nb", "t\tt",
    "\x00nul\x00", "\x7fdel", "\x85nel",
]  # fmt: skip
"""Controls and escape sequences, of seven and of eight bits."""

UNSEEN = [
    "\u202egnp.exe\u202c", "\u2066iso\u2069", "\u200f\u200e\u061c", "\u200b" * 500 + "zwsp", "\u2060\ufeff\u00ad",
    "a" + "\u0301" * 400, "e\u0489" * 50, "\U000e0041tag", "\ue000private", "\u2028ls\u2029ps", "\ufff9anno\ufffb",
    "\u115f\u1160\u3164\uffa0",
]  # fmt: skip
"""Bidi overrides and isolates, floods of what takes no width, private use."""

MARKUP = [
    "[red]red[/red]", "[@click=app.quit]x[/]", "[/nope]", "[bold", "[link=http://evil.example]x[/link]", "\\[x",
    "$text [$accent]x", "{{ 7*7 }}", "{% for %}", "<script>alert(1)</script>", "&lt;b&gt;", "![x](http://evil.example/x)",
    "`code` **b** # h", "%s %n {0} {x}", "'; drop table orders; --", '"quote',
]  # fmt: skip
"""Markup of Textual, Rich, Jinja, HTML and Markdown, format strings, SQL."""

FORMULAS = [
    "=cmd|'/C calc'!A0", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "＋1", "－1", "＠x", " =1", "'=1",
    '=HYPERLINK("http://evil.example")',
]  # fmt: skip
"""Starts of formulas, plain, full-width and behind blanks."""

WIDE = ["订单" * 200, "👩‍👩‍👧‍👦" * 30, "مرحبا עברית", "ｆｕｌｌ", "x" * 5000, "Ω≈ç√∫˜µ≤≥÷"]
"""Wide, joined and right-to-left text."""

ALL = [*ESCAPES, *UNSEEN, *MARKUP, *FORMULAS, *WIDE]

SEQUENCE = re.compile(
    rb"\x1b\[[?>=]?[0-9;:]*[ \"$'!]?[A-Za-z]"  # CSI
    rb"|\x1b\[>[0-9;]*u|\x1b\[<u"
    rb"|\x1b\]22;[a-z-]*\x1b\\|\x1b\]22;[a-z-]*\x07"  # shape of the mouse pointer
    rb"|\x1b\]52;c;(?P<clip>[A-Za-z0-9+/=]*)\x07"
    rb"|\x1b[=>78M]"
)
"""The sequences that a deck has any reason to send; everything else in its output has to be printable text."""

_TORN = re.compile(
    rb"(?:\x1b(?:\[[0-9;:?>=< \"$'!]*|\][0-9]*;[^\x07\x1b]*\x1b?)?|[\xc0-\xff][\x80-\xbf]{0,2})\Z"
)
CSI_FINALS = set(b"ABCDEFGHJKXLMPSTdfhlmnpqrtu")
_PLAIN = {"\r", "\n"}


def clips(written: bytes) -> list[bytes]:
    """What was sent to the clipboard."""
    import base64

    return [
        base64.b64decode(found["clip"]) for found in SEQUENCE.finditer(written) if found["clip"] is not None
    ]


def faults(written: bytes, *, more: bool = False) -> list[str]:
    """What of the bytes written to a terminal is neither a sequence of ours nor printable text.

    With `more` to come, a sequence or a character of which only the beginning is there yet is left for later.
    """
    found = []
    if more:
        written = _TORN.sub(b"", written)
    for match in SEQUENCE.finditer(written):
        last = match[0][-1]
        if match[0].startswith(b"\x1b[") and last not in CSI_FINALS:
            found.append(f"sequence {match[0]!r}")
    text = SEQUENCE.sub(b"", written).decode("utf-8", "surrogateescape")
    found += unprintable(text, _PLAIN)
    return found


def whole(written: bytes) -> int:
    """How many bytes of `written` are whole characters and sequences; behind them is the beginning of one at most."""
    torn = _TORN.search(written)
    return torn.start() if torn else len(written)


def unprintable(text: str, allowed: set[str] | frozenset[str] = frozenset()) -> list[str]:
    """The characters of `text` that could steer a terminal or hide something, each with what is around it."""
    found = []
    marks = 0
    for at, character in enumerate(text):
        kind = unicodedata.category(character)
        marks = marks + 1 if kind.startswith("M") else 0
        bad = kind in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") and character not in allowed
        if bad or marks > 3:
            found.append(f"U+{ord(character):04X} in {text[max(0, at - 15) : at + 15]!r}")
    return found
