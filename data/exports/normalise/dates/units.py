"""The words for units of time in cells."""

from typing import Final

WORDS: Final = {
    "months": r"个?月|months?",
    "weeks": r"周|个?星期|weeks?|wks?|w",
    "days": r"天|日|days?|d|일|дн(?:я|ей|\.)?|день|días?|dias?|jours?|j|tage?n?|tag",
    "hours": r"个?小时|小時|时|hours?|hrs?|h|시간|ч(?:ас(?:а|ов)?)?\.?|horas?|heures?|stunden?|std\.?",
    "minutes": r"分钟?|分鐘|minutes?|mins?|m|분|мин(?:ут[аы]?|\.)?|minutos?|minuten?",
    "seconds": r"秒钟?|seconds?|secs?|s|초|сек(?:унд[аы]?|\.)?|segundos?|secondes?|sekunden?",
}
"""Unit -> a regular expression for its words, for Python as for Polars; case is to be ignored."""

SECONDS: Final = {
    "months": 30 * 86400, "weeks": 7 * 86400, "days": 86400, "hours": 3600, "minutes": 60, "seconds": 1,
}  # fmt: skip
