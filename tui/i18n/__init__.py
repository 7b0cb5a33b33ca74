"""Words of the deck in English and Chinese: English msgids in `tui`, `catalogues/zh.po`, switched while running.

`_` and `ngettext` look a message up when they are called; `N_` only marks one for the catalogue, for tables that are
built before the language is known.
"""

import gettext as _gettext
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final, Literal

Language = Literal["en", "zh"]

LANGUAGES: Final[tuple[Language, ...]] = ("en", "zh")
"""Languages of the deck, in the order in which the switch goes round."""

NAMES: Final[dict[Language, str]] = {"en": "English", "zh": "中文"}
"""What each language calls itself."""

FOLDER: Final = Path(__file__).parent / "catalogues"
"""Where the catalogues lie."""

_catalogue: _gettext.NullTranslations = _gettext.NullTranslations()
_language: Language = "en"


def use(wanted: Language) -> None:
    """Speak `wanted` from now on, everywhere in this process."""
    global _catalogue, _language
    if wanted == "en":
        _catalogue = _gettext.NullTranslations()
    else:
        with (FOLDER / f"{wanted}.mo").open("rb") as file:
            _catalogue = _gettext.GNUTranslations(file)
    _language = wanted


def language() -> Language:
    """The language spoken now."""
    return _language


def choose(setting: str = "auto") -> Language:
    """The language to speak: `setting` unless "auto", else ORDERDECK_LANGUAGE, else the locale's."""
    asked = (setting, os.environ.get("ORDERDECK_LANGUAGE", ""))
    for name in asked:
        if name in LANGUAGES:
            return name
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable, "")
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"


def following() -> Language:
    """The language that the switch goes to next."""
    return LANGUAGES[(LANGUAGES.index(_language) + 1) % len(LANGUAGES)]


def _(message: str, **values: object) -> str:
    """`message` in the language spoken, its {placeholders} filled from `values`."""
    text = _catalogue.gettext(message)
    return text.format(**values) if values else text


def ngettext(one: str, many: str, count: int, **values: object) -> str:
    """`one` or `many` in the language spoken, as `count` asks for; {count} and {placeholders} are filled."""
    return _catalogue.ngettext(one, many, count).format(count=count, **values)


def labelled(label: object, text: object) -> str:
    """`text` behind its label, with the colon of the language spoken."""
    return _("{label}: {text}", label=label, text=text)


def sentence(text: object) -> str:
    """`text` with the full stop of the language spoken, unless it ends with a mark of its own."""
    said = str(text)
    return said if said.endswith((*"?!.…？！。",)) else _("{text}.", text=said)


def sentences(texts: Iterable[str]) -> str:
    """Sentences one after another, as the language spoken parts them."""
    said = ""
    for text in texts:
        said = _("{before} {after}", before=said, after=text) if said and text else said or text
    return said


def noted(text: object, note: object) -> str:
    """`text` with a note in the brackets of the language spoken."""
    return _("{text} ({note})", text=text, note=note)


def bracketed(note: object) -> str:
    """A note that stands alone, in the brackets of the language spoken."""
    return _("({note})", note=note)


def N_(message: str) -> str:  # noqa: N802  # gettext's own name for it
    """`message` as it is, marked for the catalogue."""
    return message
