"""Names of keys: which exist, how people write them, how they are shown."""

from typing import Final

from orderdeck.data.base.text.did_you_mean import closest
from orderdeck.tui.i18n import N_, _

NAMED: Final[dict[str, str]] = {
    "slash": "/",
    "backslash": "\\",
    "colon": ":",
    "semicolon": ";",
    "comma": ",",
    "full_stop": ".",
    "question_mark": "?",
    "exclamation_mark": "!",
    "asterisk": "*",
    "underscore": "_",
    "minus": "-",
    "plus": "+",
    "equals_sign": "=",
    "quotation_mark": '"',
    "apostrophe": "'",
    "grave_accent": "`",
    "tilde": "~",
    "at": "@",
    "number_sign": "#",
    "dollar_sign": "$",
    "percent_sign": "%",
    "circumflex_accent": "^",
    "ampersand": "&",
    "vertical_line": "|",
    "left_parenthesis": "(",
    "right_parenthesis": ")",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "left_curly_bracket": "{",
    "right_curly_bracket": "}",
    "less_than_sign": "<",
    "greater_than_sign": ">",
}
"""Textual's name of a key that is a sign -> the sign."""

_SPECIAL: Final[dict[str, str]] = {
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "enter": "⏎",
    "escape": "esc",
    "space": N_("space"),
    "tab": "tab",
    "shift+tab": "S-tab",
    "backspace": "⌫",
    "delete": "del",
    "insert": "ins",
    "home": "home",
    "end": "end",
    "pageup": "pgup",
    "pagedown": "pgdn",
}
_ALIASES: Final = {"esc": "escape", "return": "enter", "pgup": "pageup", "pgdn": "pagedown", "del": "delete"}
_SIGNS: Final = {sign: name for name, sign in NAMED.items()}
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"

UNUSABLE: Final[dict[str, str]] = {
    "ctrl+h": N_("terminals send it as backspace"),
    "ctrl+i": N_("terminals send it as tab"),
    "ctrl+j": N_("terminals send it as enter"),
    "ctrl+m": N_("terminals send it as enter"),
    "ctrl+s": N_("it stops the terminal's output"),
    "ctrl+z": N_("it would stop the deck"),
    "ctrl+c": N_("it is kept for leaving"),
}
"""Keys that no action can be put on -> why (a msgid)."""

KNOWN: Final = frozenset(
    [
        *(*NAMED, *_SPECIAL, *_LETTERS, *_LETTERS.upper(), *"0123456789"),
        *(f"ctrl+{letter}" for letter in _LETTERS),
        *(f"f{number}" for number in range(1, 13)),
        *(f"shift+{name}" for name in ("up", "down", "left", "right", "home", "end")),
    ]
)
"""Every key name that an action may have, in Textual's spelling."""


def canonical(written: str) -> str | None:
    """Textual's name of the key that a person wrote (`/`, `esc`, `Ctrl+R`, `G`), or None where there is none."""
    name = written.strip()
    if len(name) == 1:
        name = _SIGNS.get(name, "space" if name == " " else name)
    else:
        name = name.lower().replace("ctrl-", "ctrl+").replace("shift-", "shift+")
        name = _ALIASES.get(name, name)
    return name if name in KNOWN else None


def nearest(written: str) -> str:
    """The key name most like `written`; "" where none is."""
    return closest(written.strip().lower(), sorted(KNOWN | set(_ALIASES)), 0.5)


def shown(key: str) -> str:
    """How the key `key` (Textual's name) is written in footer and help."""
    if key in NAMED:
        return NAMED[key]
    if key in _SPECIAL:
        return _(_SPECIAL[key])
    if key.startswith("shift+"):
        return f"S-{shown(key[6:])}"
    return f"^{key[5:]}" if key.startswith("ctrl+") else key


TYPING: Final = (
    ("y n", N_("Yes and no; only the key for yes is a yes, enter is a no")),
    ("⏎", N_("Take what is typed, and what stands dim at the cursor")),
    ("esc ^c", N_("Leave it as it was")),
    ("tab", N_("Complete; again: the next that fits")),
    ("↑ ↓", N_("What was typed before, or the line before and after in a list")),
    ("← → home end", N_("Move in the line; ^a and ^e do so too, ^← and ^→ by words")),
    ("^w ^u ^k", N_("Take away the word before the cursor, all before it, all after it")),
)
"""Keys that answer what is asked, and what each does (a msgid). They can't be changed."""
