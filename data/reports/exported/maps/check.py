"""Whether a column map can be used: every key, field and format that it names is known, and no amount is touched."""

import re
from collections.abc import Iterator
from typing import Any, Final
from zoneinfo import available_timezones

import msgspec

from orderdeck.data.base.text.did_you_mean import nearest
from orderdeck.data.base.text.sanitize import clean_text
from orderdeck.data.reports.exported.maps.records import (
    ENCODINGS,
    FIELDS,
    FORMATS,
    ORDER_FIELDS,
    PATTERNS,
    SINGLE,
    WORTH,
    Column,
    Map,
)

LANGUAGES: Final = ("en", "zh")
MOST_COLUMNS: Final = 200
_NAME: Final = re.compile(r"\w[\w.-]{0,39}")
_DATE: Final = re.compile(r"(?:[^%]|%[YymdHMSjz%])+")
_NO_SHEET: Final = re.compile(r"[\[\]:*?/\\]|^'|'$")
_CHANGES: Final = frozenset(
    (
        "factor", "multiply", "multiplier", "times", "scale", "percent", "rate", "ratio", "share", "divide", "max",
        "maximum", "most", "cap", "ceiling", "limit", "min", "minimum", "least", "floor", "add", "subtract", "minus",
        "plus", "round", "round_down", "formula", "expression", "value", "amount",
    )
)  # fmt: skip
"""Keys by which people would have an amount be another than it is."""
_PRICED: Final = re.compile(
    r"价值|单价|总价|价格|金额|申报价|\bvalues?\b|\bprices?\b|\bamounts?\b|declared.?value", re.IGNORECASE
)
"""Headers under which an amount stands."""
_DECLARED: Final = re.compile(
    r"申报(价|单价|总价|金额|价值)|(declared|customs).?(value|price|amount)", re.IGNORECASE
)
"""Headers under which customs read what the goods are worth."""
_TRUE: Final = "amounts are written as they were paid, and nothing may change them"


class MapError(Exception):
    """A map can't be used; the message names the key, the reason and the nearest spelling."""


def checked(raw: dict[str, Any], name: str) -> Map:
    """The map that the TOML table `raw` describes, called `name`. Raises MapError."""
    if not _NAME.fullmatch(name) or clean_text(name) != name:
        raise MapError("its name is not letters, digits, `_`, `-` and `.`, 40 at most")
    if "name" in raw:
        raise MapError("`name`: a map is called as its file is; its words are `title`")
    _refuse_unknown(raw)
    if isinstance(raw.get("title"), str):
        raw = raw | {"title": dict.fromkeys(LANGUAGES, raw["title"])}
    columns = [
        one | {"fallback": [one["fallback"]]} if isinstance(one.get("fallback"), str) else one
        for one in raw["columns"]
    ]
    try:
        made = msgspec.convert({**raw, "columns": columns, "name": name}, Map)
    except msgspec.ValidationError as error:
        raise MapError(_place(str(error))) from error
    for problem in _problems(made):
        raise MapError(problem)
    words = {language: clean_text(said) for language, said in made.title.items()}
    return msgspec.structs.replace(made, title={one: said for one, said in words.items() if said})


def _refuse_unknown(raw: dict[str, Any]) -> None:
    known = [field for field in Map.__struct_fields__ if field != "name"]
    for key in raw:
        if key in _CHANGES:
            raise MapError(f"`{key}`: {_TRUE}")
        if key not in known:
            raise MapError(f"`{key}` is no key of a map{nearest(key, known)}")
    columns = raw.get("columns")
    if not isinstance(columns, list) or not columns or not all(isinstance(one, dict) for one in columns):
        raise MapError("`columns`: there is none; each begins with `[[columns]]`")
    if len(columns) > MOST_COLUMNS:
        raise MapError(f"`columns`: more than {MOST_COLUMNS}")
    known = [field.encode_name for field in msgspec.structs.fields(Column)]
    for place, column in enumerate(columns, 1):
        for key in column:
            if key in _CHANGES:
                raise MapError(f"`columns` {place}: `{key}`: {_TRUE}")
            if key not in known:
                raise MapError(f"`columns` {place}: `{key}` is no key of a column{nearest(key, known)}")


def _place(message: str) -> str:
    """What msgspec says, with columns counted from 1."""
    what, _, where = message.partition(" - at `$.")
    where = where.rstrip("`")
    where = re.sub(r"columns\[(\d+)\]\.?", lambda found: f"columns {int(found[1]) + 1} ", where).strip()
    return f"`{where}`: {what}" if where else what


def _problems(made: Map) -> Iterator[str]:
    if made.format not in FORMATS:
        yield f"`format`: no format `{made.format}`{nearest(made.format, FORMATS)}"
    if made.encoding.lower() not in ENCODINGS:
        yield (
            f"`encoding`: `{made.encoding}` is none of {', '.join(ENCODINGS)}, which have all characters"
            f"{nearest(made.encoding, ENCODINGS)}"
        )
    if not 1 <= len(made.sheet) <= 31 or _NO_SHEET.search(made.sheet) or clean_text(made.sheet) != made.sheet:
        yield "`sheet`: a workbook takes 1 to 31 characters, none of [ ] : * ? / \\"
    if made.zone not in available_timezones():
        yield f"`zone`: no zone `{made.zone}`{nearest(made.zone, available_timezones())}"
    for language in made.title:
        if language not in LANGUAGES:
            yield f"`title.{language}`: titles are {' and '.join(LANGUAGES)}"
    if made.split and ORDER_FIELDS.get(made.split) != "text":
        yield f"`split`: `{made.split}` is no text of an order{nearest(made.split, ORDER_FIELDS)}"
    for field in made.only:
        if field not in PATTERNS:
            yield f"`only.{field}`: it can be {', '.join(PATTERNS)}{nearest(field, PATTERNS)}"
    for place, column in enumerate(made.columns, 1):
        for problem in _column(column, made.per):
            yield f"`columns` {place} ({clean_text(column.header)[:40]}): {problem}"


def _column(column: Column, per: str) -> Iterator[str]:
    if not clean_text(column.header):
        yield "`header` is empty"
    if (column.constant is None) == (not column.source):
        yield "it has either `from` or `constant`"
        return
    if column.constant is not None:
        if _PRICED.search(column.header) and re.search(r"\d", column.constant):
            yield f"`constant`: {_TRUE}"
        if column.fallback or column.codes or column.required or column.date or column.decimals is not None:
            yield "`constant` goes with `header` alone"
        if column.number or column.upper or column.cut is not None:
            yield "`constant` goes with `header` alone"
        return
    for field in (column.source, *column.fallback):
        if field not in FIELDS:
            yield f"no field `{field}`{nearest(field, FIELDS)}"
            return
        if per == "order" and field in SINGLE:
            yield f'`{field}` is of a line, and a row is an order: `per = "line"`'
    kind = column.kind
    if column.codes and _PRICED.search(column.header) and kind != "money":
        yield f"`codes`: {_TRUE}"
    if _DECLARED.search(column.header) and (column.source not in WORTH or column.fallback):
        yield f"what is declared comes from {', '.join(WORTH)}: {_TRUE}"
    if kind == "money" and (column.fallback or column.codes or column.cut is not None or column.upper):
        yield f"`fallback`, `codes`, `cut` and `upper` are of texts: {_TRUE}"
    if kind == "number" and (column.fallback or column.codes or column.cut is not None or column.upper):
        yield "`fallback`, `codes`, `cut` and `upper` are of texts; this is a number"
    yield from _formats(column)
    for field in column.fallback:
        if FIELDS[field] != kind:
            yield f"`fallback`: `{field}` is a {FIELDS[field]}, `{column.source}` a {kind}"


def _formats(column: Column) -> Iterator[str]:
    kind = column.kind
    if column.date and kind != "time":
        yield f"`date` is of times; `{column.source}` is a {kind}"
    if column.date and not _DATE.fullmatch(column.date):
        yield "`date`: %Y %m %d %H %M %S %y %j %z and %% are known"
    if (column.decimals is not None or column.number) and kind not in ("money", "number"):
        yield f"`decimals` and `number` are of numbers; `{column.source}` is a {kind}"
    if column.decimals is not None and not 0 <= column.decimals <= 4:
        yield "`decimals` is 0 to 4"
    if column.cut is not None and not 1 <= column.cut <= 32767:
        yield "`cut` is 1 to 32767"
