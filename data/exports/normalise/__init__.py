"""Text frames → orders, lines and rejects, as the profile of their file says."""

from orderdeck.data.exports.normalise.columns.context import Context, DatesAmbiguousError, Frames, Recognised
from orderdeck.data.exports.normalise.dates.date_order import Decision, decide_dates
from orderdeck.data.exports.normalise.dates.dates import DateRules, read_dates
from orderdeck.data.exports.normalise.normaliser import Normaliser, explain, joined, normalise

__all__ = [
    "Context",
    "DateRules",
    "DatesAmbiguousError",
    "Decision",
    "Frames",
    "Normaliser",
    "Recognised",
    "decide_dates",
    "explain",
    "joined",
    "normalise",
    "read_dates",
]
