"""What a spreadsheet shows of a number, by its format code: 42 as `0000` is 0042, 90.75 as `0.000` is 90.750.

Only for codes that were typed and taken for numbers (SKUs, zips): thousands marks, currency signs and colours, which
nobody typed, are left out, and whatever is shown in scientific notation comes whole.
"""

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import Final

from orderdeck.data.exports.containers.cells import number_text

BUILT_IN: Final = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
    12: "# ?/?", 13: "# ??/??", 14: "m/d/yyyy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "m/d/yyyy h:mm", 27: 'yyyy"年"m"月"', 28: 'm"月"d"日"',
    29: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"', 36: 'yyyy"年"m"月"', 37: "#,##0", 38: "#,##0",
    39: "#,##0.00", 40: "#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss", 48: "##0.0E+0", 49: "@",
    50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
"""Number of a format that needs no code in the file -> its code (ECMA-376 18.8.30)."""

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_TOKEN: Final = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]|(?P<ampm>AM/PM|A/P)|(?P<word>General|[Ee][+-])'
    r"|(?P<date>[yY]+|[mM]+|[dD]+|[hH]+|[sS]+)|(?P<digits>[0#?])|(?P<other>.)",
    re.DOTALL,
)
_CONDITION: Final = re.compile(r"(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)")
_PLAIN: Final = ("general", "@", "")


@lru_cache(maxsize=65536)
def shown_number(value: float, code: str) -> str | None:
    """`value` as a cell of format `code` shows it; None where that can't be said (fractions)."""
    sections = _sections(code)
    section, negative = _chosen(value, sections)
    if section.strip().lower() in _PLAIN:
        return number_text(value)
    tokens = [found for found in _TOKEN.finditer(section) if found.lastgroup != "bracket"]
    kinds = [found.lastgroup for found in tokens]
    if "word" in kinds or (abs(value) >= 10**15):
        return number_text(value)
    if any(found["other"] == "/" for found in tokens) and "digits" in kinds:
        return None
    if "digits" not in kinds:
        return None
    try:
        text = _filled(Decimal(number_text(abs(value))), tokens)
    except InvalidOperation:  # more digits than anybody shows
        return number_text(value)
    return f"-{text}" if negative and text.strip("0.") else text


def shown_moment(value: dt.datetime | dt.date | dt.time | dt.timedelta, code: str) -> str | None:
    """The same for a date; month names are English ones. None for formats of durations and the like."""
    if isinstance(value, dt.timedelta | dt.time) or "[h" in code.lower() or "[m" in code.lower():
        return None
    moment = value if isinstance(value, dt.datetime) else dt.datetime.combine(value, dt.time())
    section = _sections(code)[0]
    tokens = [found for found in _TOKEN.finditer(section) if found.lastgroup != "bracket"]
    if not any(found["date"] for found in tokens):
        return None
    half = any(found["ampm"] for found in tokens)
    shown, hours = [], False
    for place, found in enumerate(tokens):
        if found["date"]:
            unit = found["date"].lower()
            after = next((one["date"].lower() for one in tokens[place + 1 :] if one["date"]), "")
            minutes = unit[0] == "m" and len(unit) < 3 and (hours or after.startswith("s"))
            shown.append(_part(moment, "n" * len(unit) if minutes else unit, half))
            hours = unit[0] == "h"
        elif found["ampm"]:
            shown.append("PM" if moment.hour >= 12 else "AM")
        else:
            shown.append(_literal(found))
    return "".join(shown).strip()


def _sections(code: str) -> list[str]:
    sections, start, quoted = [], 0, False
    for place, sign in enumerate(code):
        if sign == '"':
            quoted = not quoted
        elif sign == ";" and not quoted and code[place - 1 : place] != "\\":
            sections.append(code[start:place])
            start = place + 1
    return [*sections, code[start:]]


def _chosen(value: float, sections: list[str]) -> tuple[str, bool]:
    """The section for `value`, and whether a minus is still to be written."""
    conditions = [
        _CONDITION.search(section.split("]")[0]) if section.startswith("[") else None for section in sections
    ]
    if any(conditions):
        for section, condition in zip(sections, conditions, strict=True):
            if condition is None or _holds(value, condition[1], float(condition[2])):
                return section, value < 0
        return "General", False
    if value < 0 and len(sections) > 1:
        return sections[1], "-" not in sections[1] and "(" not in sections[1]
    if value == 0 and len(sections) > 2:
        return sections[2], False
    return sections[0], value < 0


def _holds(value: float, sign: str, limit: float) -> bool:
    return {
        "<": value < limit, ">": value > limit, "=": value == limit,
        "<=": value <= limit, ">=": value >= limit, "<>": value != limit,
    }[sign]  # fmt: skip


def _filled(number: Decimal, tokens: list[re.Match[str]]) -> str:
    """The digits of `number` in the places that `tokens` have for them."""
    percent = sum(found["other"] == "%" for found in tokens)
    number *= Decimal(100) ** percent
    point = next((place for place, found in enumerate(tokens) if found["other"] == "."), len(tokens))
    last = max(place for place, found in enumerate(tokens) if found["digits"])
    for found in tokens[last + 1 :]:
        if found["other"] != ",":
            break
        number /= 1000
    places = sum(1 for found in tokens[point:] if found["digits"])
    whole, _, fraction = f"{number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}".partition(".")
    left, right = _integer(whole, tokens[:point]), _fraction(fraction, tokens[point:])
    return f"{left}{right}".strip()


def _integer(digits: str, tokens: list[re.Match[str]]) -> str:
    shown: list[str] = []
    left = digits.lstrip("0")
    most = sum(1 for found in tokens if found["digits"])
    for found in reversed(tokens):
        if not found["digits"]:
            if found["other"] != ",":
                shown.append(_literal(found))
            continue
        most -= 1
        if most == 0:  # the first place has all that is left
            shown.append(left or ("0" if found["digits"] == "0" else ""))
        elif left:
            shown.append(left[-1])
            left = left[:-1]
        elif found["digits"] == "0":
            shown.append("0")
    return "".join(reversed(shown))


def _fraction(digits: str, tokens: list[re.Match[str]]) -> str:
    shown, place = "", 0
    for found in tokens:
        if found["digits"]:
            kept = digits[place] if place < len(digits) else "0"
            if found["digits"] == "0" or digits[place:].strip("0"):
                shown += kept
            place += 1
        elif found["other"] != ",":
            shown += _literal(found)
    return shown.removesuffix(".")


def _literal(found: re.Match[str]) -> str:
    if found["quoted"] is not None:
        return found["quoted"]
    if found["escaped"] is not None:
        return found["escaped"]
    other = found["other"] or ""
    return "" if other in "$€£¥" else other


def _part(moment: dt.datetime, unit: str, half: bool) -> str:
    hour = (moment.hour % 12 or 12) if half else moment.hour
    return {
        "y": f"{moment.year % 100:02}", "yy": f"{moment.year % 100:02}", "m": f"{moment.month}",
        "mm": f"{moment.month:02}", "mmm": _MONTHS[moment.month - 1], "mmmm": f"{moment:%B}",
        "mmmmm": _MONTHS[moment.month - 1][0], "d": f"{moment.day}", "dd": f"{moment.day:02}", "ddd": f"{moment:%a}",
        "dddd": f"{moment:%A}", "h": f"{hour}", "hh": f"{hour:02}", "n": f"{moment.minute}",
        "nn": f"{moment.minute:02}", "s": f"{moment.second}", "ss": f"{moment.second:02}",
    }.get(unit, f"{moment.year}")  # fmt: skip
