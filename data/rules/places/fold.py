"""One spelling of a short text for look-ups: width, case, accents and punctuation told apart no more."""

import re
import unicodedata
from typing import Final

_NOT_WORD: Final = re.compile(r"[\W_]+")


def fold_text(text: str) -> str:
    """`text` in NFKC, lower case, without accents, single spaces: "Côte d’Ivoire" → "cote d ivoire".

    "&" is read as "and". Empty where no letter or digit is left.
    """
    text = unicodedata.normalize("NFKC", text).replace("&", " and ")
    text = unicodedata.normalize("NFD", text.casefold())
    # Marks of the scripts that only decorate a letter go; those of Indic scripts (Mc, and Mn beyond the
    # combining block) are part of the word and stay.
    text = "".join(character for character in text if not "\u0300" <= character <= "\u036f")
    return _NOT_WORD.sub(" ", unicodedata.normalize("NFC", text)).strip()
