"""Texts that a terminal, a spreadsheet or a template must never act on, put where buyers can write."""

from dataclasses import replace
from random import Random
from typing import Final

from orderdeck.data.sample.world.orders import Line, Person, Remark

TEXTS: Final = (
    "\x1b]52;c;cm0gLXJm\x07Nice shop",
    "\x1b[2J\x1b[1;31mred\x1b[0m alert",
    "\x9b31mC1 colour",
    "[red]markup[/red] [@click=app.quit]x[/]",
    "[/foo] unbalanced [bold",
    "\u202eelif.exe\u202c turned round",
    "zero\u200bwidth\u2060and\ufeffmore",
    "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319\u0324\u031ealgo",
    '=HYPERLINK("http://example.com","click")',
    "+1-2+cmd",
    "@SUM(A1:A9)",
    "-2+3",
    "{{ 7 * 7 }} {% raw %}",
    "'; drop table orders; --",
    "<script>alert(1)</script> & <b>bold</b>",
    "tab\there and\rreturn",
    "👩‍👩‍👧‍👦🇺🇳 family",
    "مرحبا بالعالم עברית",
    "ｆｕｌｌ　ｗｉｄｔｈ",
    "x" * 3000,
)
"""Cells as strangers might send them; XML containers can't hold the control characters among them."""


def spoil(
    random: Random, person: Person, lines: tuple[Line, ...], remark: Remark | None
) -> tuple[Person, tuple[Line, ...], Remark | None]:
    """The three with a hostile text in one of them; what the remark asks for stays known."""
    text = random.choice(TEXTS)
    match random.randrange(4):
        case 0:
            return replace(person, name=text), lines, remark
        case 1:
            return replace(person, street=text), lines, remark
        case 2:
            first = replace(
                lines[0],
                item=replace(lines[0].item, title=f"{lines[0].item.title} {text.replace(chr(13), chr(32))}"),
            )
            return person, (first, *lines[1:]), remark
        case _:
            return person, lines, Remark(text, (), "en") if remark is None else remark
