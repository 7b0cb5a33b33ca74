"""The ship-by column: a time, a date (its end), or the time remaining when the file was made."""

import re
import unicodedata
from typing import Literal

import polars as pl

from orderdeck.data.base.vocabulary.frames import UTC
from orderdeck.data.exports.normalise.dates.dates import DateRules, Times, read_dates
from orderdeck.data.exports.normalise.dates.units import SECONDS, WORDS
from orderdeck.data.exports.normalise.values.text import by_distinct

_UNITS = ("days", "hours", "minutes", "seconds")
"""What a deadline counts in, in the order in which a cell names them."""
_OVERDUE = (
    r"已?超时|已?逾期|已?超期|已?过期|已过|overdue|late(?:\s+by)?|expired|просрочен\w*|지연|초과|vencido|atrasado"
    r"|en retard|überfällig"
)
_LEFT = (
    r"剩余(?:时间)?|还剩|还有|剩|余|remaining|time left|left|남음|남은 시간|осталось|quedan|restam|restante"
    r"|reste|noch"
)
_SPAN = re.compile(
    rf"(?P<sign>-)?\s*(?:(?P<over1>{_OVERDUE})|(?:{_LEFT}))?\s*[:：]?\s*(?P<sign2>-)?\s*"
    + "".join(
        rf"(?:(?P<{unit}>\d+(?:[.,]\d+)?)\s*(?:{WORDS[unit]})(?![^\W\d_]*[a-zа-яё]))?[\s,、]*(?:and\s+|e\s+|et\s+|y\s+|und\s+|и\s+)?"
        for unit in _UNITS
    )
    + r"(?P<clock>\d{1,3}:\d{2}(?::\d{2})?)?"
    + rf"\s*(?:(?P<over2>{_OVERDUE})|(?:{_LEFT}))?",
    re.IGNORECASE,
)

_LONGEST = 366 * 86400
"""Seconds that nobody has longer, or is overdue by more: such a figure stands for something else."""

_AROUND = re.compile(
    r"^(?:请?在|请?于|请)|(?:[之以]?内|[之以]?后)?(?:必须|须|需|请)?(?:发货|发出|到期|截止|关闭)?$"
)
"""What says that something is to happen within the time or after it: "3天12小时内发货", "3天后到期"."""


def read_ship_by(
    text: pl.Series,
    rules: DateRules,
    exported_at: int | pl.Series,
    kind: Literal["auto", "datetime", "remaining"] = "auto",
) -> Times:
    """Deadlines in `text`, UTC. What remained is counted from `exported_at` (microseconds since the epoch; a series
    where each row has its own), the time of the file and not of its reading; a date alone means its last second in
    the zone."""
    if kind == "remaining":
        values, rest = pl.Series([None], dtype=UTC).new_from_index(0, len(text)), text.is_not_null()
    else:
        values, rest = read_dates(text, rules, day_end=True)
    if kind == "datetime" or not rest.any():
        return Times(values, rest)
    rows = rest.arg_true()
    spans = by_distinct(text.gather(rows), lambda cells: [remaining(cell) for cell in cells], pl.Int64)
    moments = exported_at if isinstance(exported_at, int) else exported_at.gather(rows)
    deadlines = (spans + moments).cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
    values = values.scatter(rows, deadlines)
    return Times(values, rest & values.is_null())


def remaining(text: str) -> int | None:
    """Microseconds that `text` says are left, negative where it says overdue; None where it says no such thing.

    "已超时" without a figure is taken as run out just then.
    """
    text = unicodedata.normalize("NFKC", text).replace("−", "-").strip()
    found = _SPAN.fullmatch(_AROUND.sub("", text).strip())
    if not found:
        return None
    over = found["over1"] or found["over2"] or found["sign"] or found["sign2"]
    amounts = [(unit, found[unit]) for unit in _UNITS if found[unit]]
    if not amounts and not found["clock"]:
        return 0 if found["over1"] or found["over2"] else None
    seconds = sum(float(amount.replace(",", ".")) * SECONDS[unit] for unit, amount in amounts)
    if found["clock"]:
        parts = [int(part) for part in found["clock"].split(":")] + [0]
        seconds += parts[0] * 3600 + parts[1] * 60 + parts[2]
    return round(seconds * 1_000_000) * (-1 if over else 1) if seconds <= _LONGEST else None
