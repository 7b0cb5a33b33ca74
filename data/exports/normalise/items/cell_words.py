"""Bracketed lines of a product cell by what their words say, and cells that number their items in another way.

AliExpress has renamed its labels before (产品属性, 商品属性, 属性; the Korean file has 속성), so a line `(…数量:3 件)`
that no profile lists is still a quantity. Only lines that begin with a bracket are looked at: titles may hold brackets
and colons.
"""

import re
from typing import Final

_KINDS: Final = {
    "Q": r"数量|數量|件数|件數|수량|quantity|(?<![a-z])qty|q'ty|кол-?во|количество|cantidad|quantidade|quantité"
    r"|menge|anzahl",
    "S": r"编码|編碼|货号|貨號|코드|(?<![a-z])(?:sku|code)(?![a-z])|артикул|код товара|código",
    "A": r"属性|屬性|规格|規格|속성|옵션|attribut|propert|variant|variation|характеристик|свойств|вариант|propiedad"
    r"|atribut|propriedad|eigenschaft",
    "V": r"物流|배송|logistic|shipping|доставк",
}
"""Letter of a part (as in data.exports.normalise.items.product_cell) -> what its label says; the first kind that is
found."""

_LABEL = r"[^()（）:：\n]{1,28}"
_LINE: Final = re.compile(rf"\n[ ]*[(（]\s?({_LABEL}?)\s?[:：]")
_SAYS: Final = {letter: re.compile(words, re.IGNORECASE) for letter, words in _KINDS.items()}

HINT: Final = r"[(（][^()（）:：\n]{1,28}[:：]"
"""Found in every cell that may hold bracketed lines."""

_INLINE: Final = re.compile(rf"(?<![ \t])[ \t]*(?P<begin>[(（]\s?(?P<label>{_LABEL}?)\s?[:：])")
_BRACKET: Final = re.compile(
    rf"(?<![ \t])[ \t]*[(（]\s?(?P<label>{_LABEL}?)\s?[:：](?P<says>[^()（）]*[)）])"
)
_BEHIND: Final = re.compile(r"(\n[(（][^()（）\n]*[)）])[ \t;；,，]*(?=[^\s\n(（])")

_NUMBER: Final = re.compile(
    r"^ *(?:[\[［【〔]\s*(?P<in>\d{1,4})\s*[\]］】〕]|(?P<bare>\d{1,4})\s*[.、)）](?!\d)) *", re.MULTILINE
)


def kind_of(label: str) -> str:
    """The letter of the part that a bracketed line's label names; "" where it names none."""
    return next((letter for letter, words in _SAYS.items() if words.search(label)), "")


def marked(text: str, mark: str) -> str:
    """`text`, which begins with a line break, with `mark` and a letter in place of each label that words name."""

    def put(found: re.Match[str]) -> str:
        letter = kind_of(found[1])
        return f"{mark}{letter}" if letter else found[0]

    return _LINE.sub(put, text)


def adjoining(text: str, mark: str) -> str:
    """`text`, all in one line, with `mark` and a letter in place of each label that words name and whose bracket ends
    right before a mark, the next item or the end: elsewhere it may be a title's."""
    follows = re.compile(rf"\s*(?:{mark}|【\d|$)")
    found, begins = [], -1  # from the last on: one before one that was found stands before a mark
    for bracket in reversed(list(_BRACKET.finditer(text))):
        letter = kind_of(bracket["label"])
        if letter and (bracket.end() == begins or follows.match(text, bracket.end())):
            found.append((bracket, letter))
            begins = bracket.start()
    pieces, at = [], 0
    for bracket, letter in reversed(found):
        pieces += [text[at : bracket.start()], mark, letter, bracket["says"]]
        at = bracket.end()
    return "".join([*pieces, text[at:]])


def in_standard_form(cell: str) -> str | None:
    """A cell that holds bracketed lines, but does not begin with 【1】, with its items numbered so; None where it holds
    no such line and is a title and nothing else.

    Items may be numbered `[1]`, `1.`, `1、` or not at all: then what follows the quantity of one item and is no
    bracketed line begins the next.
    """
    lines = broken(cell).split("\n")
    kinds = [(kind_of(found[1]) or "?") if (found := _LINE.match("\n" + line)) else "" for line in lines]
    if not any(kind in ("Q", "A", "S") for kind in kinds):
        return None
    starts = _numbered(lines, kinds)
    if starts is None:
        starts = dict.fromkeys(_unnumbered(lines, kinds), "")
    made, count = [], 0
    for place, line in enumerate(lines):
        if place in starts:
            count += 1
            line = f"【{count}】{line.removeprefix(starts[place])}"
        made.append(line)
    return "\n".join(made)


def broken(cell: str) -> str:
    """`cell` with the line breaks back that it has lost: where none of its lines begins with a label, and one within a
    line says a quantity. Other brackets are a title's."""
    if _LINE.search("\n" + cell):
        return cell
    labels = [(found, kind_of(found["label"])) for found in _INLINE.finditer(cell)]
    if not any(kind == "Q" for _, kind in labels):
        return cell
    for found, kind in reversed(labels):
        if kind:
            cell = f"{cell[: found.start()]}\n{cell[found.start('begin') :]}"
    # What follows the last label of an item is the next one's title.
    return _BEHIND.sub("\\1\n", cell)


def _numbered(lines: list[str], kinds: list[str]) -> dict[int, str] | None:
    """The lines that items begin on, with the number that stands before each; None where they bear none."""
    starts: dict[int, str] = {}
    for place, (line, kind) in enumerate(zip(lines, kinds, strict=True)):
        found = None if kind else _NUMBER.match(line)
        # The next number alone, and not before the item above has told something: a title may begin with one.
        told = any(kinds[max(starts, default=0) : place])
        if found and int(found["in"] or found["bare"]) == len(starts) + 1 and (told or not starts):
            if not starts and any(line.strip() for line in lines[:place]):
                return None
            starts[place] = found[0]
    return starts or None


def _unnumbered(lines: list[str], kinds: list[str]) -> list[int]:
    starts, complete = [0], False
    for place, kind in enumerate(kinds):
        if not kind and lines[place].strip() and complete:
            starts.append(place)
            complete = False
        complete = complete or kind == "Q"
    return starts
