"""Which legacy encoding a text is most likely in, told by a small sample of what is not ASCII in it.

First by look: kana that stand together, whole Cyrillic words, accented letters inside ASCII words. What is left are the
multi-byte encodings, by how many of their characters are everyday ones: the national standards put those first.
charset-normalizer was tried for that, and for the Latin code pages: on short tables it is wrong far more often.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from orderdeck.data.exports.encodings.euro import errors_of
from orderdeck.data.exports.encodings.scripts import by_script, is_hebrew
from orderdeck.data.exports.encodings.spellings import BY_ENCODING, in_place

ALWAYS: Final = ("gb18030", "cp932", "cp949", "cp950", "cp1251", "cp1252")
"""Encodings that any text may be in."""

_SAMPLE: Final = 2 << 10
_STRETCH: Final = 1 << 16
"""Bytes of the text among which the sample is taken."""
_BETWEEN: Final = re.compile(rb'[,;\t\r\n"]+')
"""What is between cells; none of it is part of a character in any of these encodings."""
_AMOUNT: Final = re.compile(rb"[^A-Za-z\x80-\xff]*[\x80-\xff][^A-Za-z\x80-\xff]*")
"""A number and a sign."""
_HIGH: Final = re.compile(rb"[\x80-\xff]")
_ASCII_LETTER: Final = re.compile(rb"[A-Za-z]")
_BEYOND: Final = re.compile(r"[^\x00-\x7f]+")


class _Everyday(NamedTuple):
    """The everyday characters of a multi-byte encoding."""

    ranges: tuple[tuple[int, int], ...]
    """Of codes: punctuation and kana, then the characters that the national standard ranks first."""
    trail: int
    """The least second byte of those."""
    size: int
    others: int
    """How many characters the encoding has beside them."""


_EVERYDAY: Final[dict[str, _Everyday]] = {
    "gb18030": _Everyday(((0xA1A1, 0xA3FE), (0xB0A1, 0xD7F9)), 0xA1, 4037, 19_900),
    "cp932": _Everyday(((0x8140, 0x8396), (0x889F, 0x9872)), 0x40, 3343, 14_900),
    "cp949": _Everyday(((0xA1A1, 0xA3FE), (0xB0A1, 0xC8FE)), 0xA1, 2632, 14_400),
    "cp950": _Everyday(((0xA140, 0xA3BF), (0xA440, 0xC67E)), 0x40, 5809, 7_900),
}
_SYLLABLES: Final = frozenset(
    "이다는을에의고가하지로사은도자한기시어를대스나리인정수해서아제그부일보으들구라장전과만주상여것있원조"
    "게면국적성공트소동비선안신무세경중관생모용오미계방금진산우유물식통학치연분입회영실년발마행교력화문간"
    "드크본업개월당차히거등호양달니되재단민감박김최윤강임남북군읍길번층배송품취완료결반환불예약색블랙컵터"
    "코타카파프래레네노데디티팀플추출판포표피필합향허현형혜희준훈석철숙순옥애명광규권"
)
"""Syllables of which most Korean text is made. Every text in Korean is one of everyday Chinese characters too."""
_LIKELY: Final = {"everyday": 0.97, "other": 0.03, "syllable": 0.7, "rare syllable": 0.27}
_BAD: Final = math.log(1e-7)
_USUAL: Final = {"gb18030": 1.0}
"""What an encoding has in advance, as a logarithm: files here are mostly Chinese sellers'."""
_NEAR: Final = 3.0
"""How far behind the likeliest one, as a logarithm, another encoding may be the right one none the less."""

_JAPANESE: Final = re.compile(r"[\u3041-\u30ff\u4e00-\u9fff]{2,}")
_KANA: Final = re.compile(r"[\u3041-\u30fa\u30fc]")
_KANA_SHARE: Final = 0.2

_CYRILLIC: Final = ("cp1251", "koi8_r", "cp866")
_WORD: Final = re.compile(r"[А-ЯЁІЇЄҐЎ]?[а-яёіїєґў]+|[А-ЯЁІЇЄҐЎ]+")
_SIGNS: Final = " \xa0«»„“”‘’…–—№·•°©®™"
_WORDS_SHARE: Final = 0.8

_LATIN: Final = ("cp1252", "cp1254", "cp1250", "iso8859_2", "mac_roman")
_USUAL_SIGNS: Final = frozenset("\xa0£°–—‘’“”€«»¡¿ºª®™×½´…•·©„‚§²³±")
_OPENING: Final = frozenset("¿¡„‚")
_CLOSING: Final = frozenset("“”")
"""Signs before a word, and after one; “ opens one as well."""
_LETTER: Final = 0.2
"""What a letter counts for that its language doesn't have, or not there."""
_LONGEST: Final = 3
"""Accented letters that may follow one another: żół."""
_LATIN_SHARE: Final = 0.6


def sample_of(evidence: bytes) -> bytes:
    """The distinct cells of `evidence` that are not ASCII, 2 KB of them at most, a line each."""
    stretch = evidence[:_STRETCH]
    cells = [cell for cell in dict.fromkeys(_BETWEEN.split(stretch)) if not cell.isascii()]
    if len(evidence) >= _STRETCH and len(cells) > 1:
        cells.pop()  # it may be cut off within a character
    # Of amounts in euros there are many in a file in any encoding.
    cells = [cell for cell in cells if not _AMOUNT.fullmatch(cell)] or cells
    taken: list[bytes] = []
    size = 0
    for cell in cells:
        if taken and size + len(cell) > _SAMPLE:
            break
        taken.append(cell[:_SAMPLE])
        size += len(cell)
    return b"\n".join(taken)


def also(sample: bytes) -> list[str]:
    """The rarer encodings that `sample` looks like."""
    return [encoding for encoding in _by_look(sample) if encoding not in ALWAYS]


def ranked(sample: bytes, among: Sequence[str]) -> list[str]:
    """The encodings `among` which the text is, most likely first. `sample`: see `sample_of`."""
    looked = _by_look(sample)
    order = [encoding for encoding in looked if encoding in among]
    if not looked:
        likely = _likelihoods(sample, among)
        order = sorted(likely, key=lambda encoding: -likely[encoding])  # stable
    return order + [encoding for encoding in among if encoding not in order]


def near(sample: bytes, among: Sequence[str]) -> list[str]:
    """Those of `among` between which the sample hardly tells: what a profile is in may decide."""
    likely = {} if _by_look(sample) else _likelihoods(sample, among)
    return [encoding for encoding in likely if likely[encoding] >= max(likely.values()) - _NEAR]


@lru_cache(maxsize=4)
def _by_look(sample: bytes) -> tuple[str, ...]:
    if _is_japanese(sample):
        return ("cp932",)
    if is_hebrew(sample):
        return ("cp1255",)
    told = _cyrillic(sample) or by_script(sample)
    return (told,) if told else tuple(_latin(sample))


def _is_japanese(sample: bytes) -> bool:
    """Kana beside other Japanese characters, which hardly any text in another encoding happens to decode to."""
    text = sample.decode("cp932", "replace")
    beyond = sum(map(len, _BEYOND.findall(text)))
    kana = sum(len(_KANA.findall(found)) for found in _JAPANESE.findall(text))
    return kana > _KANA_SHARE * beyond and text.count("\ufffd") <= 0.02 * beyond


def _cyrillic(sample: bytes) -> str:
    """The encoding in which nearly all that is not ASCII are Cyrillic words, capitals where they belong; "" where
    there is none."""
    shares = {encoding: _cyrillic_share(sample, encoding) for encoding in _CYRILLIC}
    best = max(shares, key=lambda encoding: shares[encoding])  # the commoner one on a tie
    return best if shares[best] >= _WORDS_SHARE else ""


def _cyrillic_share(sample: bytes, encoding: str) -> float:
    text = sample.decode(encoding, "replace")
    words = good = 0
    longest = 0
    for found in _BEYOND.finditer(text):
        word = found.group().strip(_SIGNS)
        if not word:
            continue
        words += 1
        if _WORD.fullmatch(word) and not _beside_letters(text, found):
            good += 1
            longest = max(longest, len(word))
    return good / words if longest >= 3 else 0.0


def _beside_letters(text: str, found: re.Match[str]) -> bool:
    before, after = text[max(found.start() - 1, 0) : found.start()], text[found.end() : found.end() + 1]
    return before.isalpha() or after.isalpha()


def _latin(sample: bytes) -> list[str]:
    """The Latin encodings, most likely first, where most of what is not ASCII are accented letters in words of ASCII
    ones, or single signs; else none."""
    beyond, letters = len(_HIGH.findall(sample)), len(_ASCII_LETTER.findall(sample))
    if beyond > letters and not all(_AMOUNT.fullmatch(cell) for cell in sample.split(b"\n")):
        return []  # no Latin language has more accented letters than others; signs beside numbers are in any
    merits = {encoding: _latin_merit(sample, encoding) for encoding in _LATIN}
    share = max(share for share, _ in merits.values())
    if share < _LATIN_SHARE:
        return []
    return sorted(_LATIN, key=lambda encoding: -merits[encoding][1])  # stable: the commoner one on a tie


def _latin_merit(sample: bytes, encoding: str) -> tuple[float, float]:
    """The share of runs beyond ASCII that look like letters and signs of a Latin text; and how common those are in
    the likeliest of the languages that are written in `encoding`."""
    text = sample.decode(encoding, "replace")
    runs = alike = 0
    signs = 0.0
    merits = [0.0] * len(BY_ENCODING[encoding])
    for found in _BEYOND.finditer(text):
        run = found.group()
        before, after = text[max(found.start() - 1, 0) : found.start()], text[found.end() : found.end() + 2]
        beside = before.isalpha() or after[:1].isalpha()
        least = 1.0
        around = zip(
            run, (before or " ") + run, run[1:] + after.ljust(2), (run + after.ljust(2))[2:], strict=False
        )
        for letter, left, right, behind in around:
            told = _standing(letter, left, right, beside or len(run) > 1)
            least = min(least, told)
            if told != _LETTER:
                signs += told
                continue
            for place, spelling in enumerate(BY_ENCODING[encoding]):
                merits[place] += 1.0 if in_place(letter, left, right + behind, spelling) else _LETTER
        runs += 1
        alike += len(run) <= _LONGEST and least > 0 and (beside or len(run) == 1)
    return (alike / runs if runs else 0.0), signs + max(merits)


def _standing(letter: str, before: str, after: str, within: bool) -> float:
    """How well a character stands between `before` and `after`, `within` a word or not: _LETTER for a letter that
    may stand there in some language, 1 for a sign that hardly stands elsewhere, less for others."""
    if not letter.isalpha() or letter in "ªº":
        if (letter == "’" and within and before.isalpha()) or (
            letter in "ªº" and (before.isdigit() or before in "Nn")
        ):
            return 1.0
        if letter in _OPENING:
            return 1.0 if after.isalnum() and not before.isalnum() else -1.0
        if letter in _CLOSING:
            return 1.0 if before.isalnum() and not after.isalnum() else 0.5 if not before.isalnum() else -1.0
        inside = before.isalpha() and letter not in "’‘\xa0®™ªº"
        return 0.5 if letter in _USUAL_SIGNS and not inside else -1.0
    if letter.isupper() and (before.islower() or (before.isalpha() and after.islower())):
        return -1.0  # déÈ, KŠufer
    if before.isdigit() or (letter.islower() and after.isupper()):  # żCuándo, 3ş
        return -1.0
    if letter in "Œœ" and after.isalpha() and after.lower() not in "uist":  # Œwieca
        return -1.0
    if letter == "İ":  # whose small form is the plain i
        return 1.0
    return _LETTER if within else 0.1


def _likelihoods(sample: bytes, among: Sequence[str]) -> dict[str, float]:
    return {encoding: _likelihood(sample, encoding) for encoding in among if encoding in _EVERYDAY}


def _likelihood(sample: bytes, encoding: str) -> float:
    """The logarithm of how likely it is that a text in `encoding` is made of just these characters: everyday ones are,
    and the fewer an encoding has the more each says for it."""
    text = "".join(_BEYOND.findall(sample.decode(encoding, errors_of(encoding))))
    own = _EVERYDAY[encoding]
    likely = _USUAL.get(encoding, 0.0)
    for character, times in Counter(text).items():
        code = int.from_bytes(character.encode(encoding, "ignore"))
        if not code or character == "\ufffd":
            each = _BAD
        elif not _is_everyday(code, own):
            each = math.log(_LIKELY["other"] / own.others)
        elif encoding != "cp949" or code < own.ranges[1][0]:
            each = math.log(_LIKELY["everyday"] / own.size)
        elif character in _SYLLABLES:
            each = math.log(_LIKELY["syllable"] / len(_SYLLABLES))
        else:
            each = math.log(_LIKELY["rare syllable"] / own.size)
        likely += times * each
    return likely


def _is_everyday(code: int, own: _Everyday) -> bool:
    return code & 0xFF >= own.trail and any(first <= code <= last for first, last in own.ranges)
