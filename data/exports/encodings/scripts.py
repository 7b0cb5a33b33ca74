"""Scripts that a text's bytes show by how letters stand together: Japanese in EUC, Arabic, Hebrew, Thai, Greek."""

import re
from collections.abc import Callable
from typing import Final

_BEYOND: Final = re.compile(r"[^\x00-\x7f]+")
_SIGNS: Final = " \xa0«»„“”‘’…–—•·°©®™،؛؟×₪฿€\u200e\u200f"
_SHARE: Final = 0.85
"""Share of the runs beyond ASCII that must be words of the script."""
_FEWEST: Final = 12
"""Letters from which a text shows anything."""

_ARABIC: Final = re.compile("[\u0621-\u064a\u064b-\u0652پچژگ]+")
_FINAL: Final = "ךםןףץ"
_HEBREW: Final = re.compile(f"[א-ת״׳]*[א-ת{_FINAL}]")
_INNER_FINAL: Final = re.compile(f"[{_FINAL}](?=[א-ת])")
_THAI: Final = re.compile("(?:[เ-ไ]?[ก-ฮ](?:[ะาๅำ]|[ัิ-ฺ็][่-์]?[ะาำ]?|[่-์][ะาำ]?|[ๆฯ])*|[๐-๙ๆฯ])+")
_THAI_MARKS: Final = re.compile("[ัิ-ฺ็-๎เ-ไ]")
_GREEK: Final = re.compile("[Α-ΩΆΈΉΊΌΎΏ]?[α-ωάέήίόύώϊϋΐΰ]+|[Α-ΩΆΈΉΊΌΎΏ]+")
_INNER_SIGMA: Final = re.compile("ς(?=[α-ωάέήίόύώ])")
_KANA: Final = re.compile(r"[\u3041-\u30fa\u30fc]")
_KANA_SHARE: Final = 0.06
"""Kana stand in these rows in EUC; those rows of Chinese and Korean sets hold what hardly any text has."""
_HANGUL: Final = re.compile("[가-힣]")
_HANGUL_SHARE: Final = 0.6


def by_script(sample: bytes) -> str:
    """The encoding in which nearly all that is not ASCII in `sample` is text of its script; "" for none of these.
    Cyrillic is told before."""
    if _is_euc_japanese(sample):
        return "euc_jp"
    tests = (("cp1253", _is_greek), ("cp1256", _is_arabic), ("cp874", _is_thai))
    found = next((encoding for encoding, holds in tests if _holds(sample, encoding, holds)), "")
    return "" if found == "cp874" and not _is_really_thai(sample) else found


def is_hebrew(sample: bytes) -> bool:
    """Whether `sample` is Hebrew in cp1255; told before Cyrillic, of which it is small letters as well."""
    return _holds(sample, "cp1255", _is_hebrew)


def _holds(sample: bytes, encoding: str, holds: Callable[[str], bool]) -> bool:
    words, letters = _words(sample, encoding)
    return letters >= _FEWEST and sum(map(holds, words)) >= _SHARE * len(words)


def _is_really_thai(sample: bytes) -> bool:
    """Whether there are marks above and below, and no Korean comes out instead, some of which is possible Thai."""
    words, _letters = _words(sample, "cp874")
    korean = "".join(_BEYOND.findall(sample.decode("cp949", "replace")))
    hangul = len(_HANGUL.findall(korean))
    return any(_THAI_MARKS.search(word) for word in words) and hangul < _HANGUL_SHARE * len(korean)


def _words(sample: bytes, encoding: str) -> tuple[list[str], int]:
    """The runs beyond ASCII, those inside of ASCII words marked so that no script has them; and how many letters."""
    text = sample.decode(encoding, "replace")
    words = []
    for found in _BEYOND.finditer(text):
        beside = text[max(found.start() - 1, 0) : found.start()] + text[found.end() : found.end() + 1]
        run = found.group()
        words += [
            "\ufffd" if any(map(str.isalpha, beside)) else word
            for word in re.split(f"[{_SIGNS}]+", run)
            if word
        ]
    return words, sum(map(len, words))


def _is_arabic(word: str) -> bool:
    return bool(_ARABIC.fullmatch(word))


def _is_hebrew(word: str) -> bool:
    """Letters alone, with the forms for ends of words nowhere else: as Cyrillic these are among the commonest."""
    return bool(_HEBREW.fullmatch(word)) and not _INNER_FINAL.search(word)


def _is_greek(word: str) -> bool:
    return bool(_GREEK.fullmatch(word)) and not _INNER_SIGMA.search(word)


def _is_thai(word: str) -> bool:
    return bool(_THAI.fullmatch(word))


def _is_euc_japanese(sample: bytes) -> bool:
    text = sample.decode("euc_jp", "replace")
    beyond = sum(map(len, _BEYOND.findall(text)))
    return (
        beyond >= _FEWEST
        and len(_KANA.findall(text)) > _KANA_SHARE * beyond
        and text.count("\ufffd") <= 0.02 * beyond
    )
