"""What a spreadsheet leaves of a code: errors of formulas, and dates that it took codes for.

Excel takes the SKU 1-2 for the second of January and saves 2-Jan, in the letters of its language. Which code it was
nobody can tell, and two SKUs may look the same then, so a ruined code is never matched with any.
"""

from typing import Final

_TITLED: Final = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mrz|Mär|Mai|Okt|Dez"
_LOWER: Final = (
    "janv|févr|mars|avr|mai|juin|juil|août|sept|déc|ene|abr|ago|dic|fev|gen|giu|lug|ott|mrt|mei|okt|sty|lut|kwi|maj|cze|sie"
    "|wrz|paź|gru|янв|фев|мар|апр|май|мая|июн|июл|авг|сен|окт|ноя|дек"
    "|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|dez"
)
"""Abbreviations as Excel writes them. Left out are those that stand in real codes: `10-set`, `2-out`, `1-mag`."""

DATE: Final = (
    rf"^(?:(?:0?[1-9]|[12]\d|3[01])(?:-|/|\.\s?|\s)(?:{_TITLED}|{_LOWER})\.?(?:[-/. ](?:\d{{2}}|(?:19|20)\d{{2}}))?"
    rf"|(?:{_TITLED}|{_LOWER})\.?[-/. ]\d{{2}}"
    r"|(?:\d{4}年)?(?:0?[1-9]|1[0-2])月(?:(?:0?[1-9]|[12]\d|3[01])日)?|(?:0?[1-9]|1[0-2])월 ?(?:[0-3]?\d)일"
    r"|(?:19|20)\d{2}-[01]\d-[0-3]\d[ T]00:00:00(?:\.0+)?)$"
)
"""A whole cell that is a date as spreadsheets show one that they made: 2-Jan, Jan-24, 02-Jan-24, 2. Jan, 02.янв,
1月2日. Case counts: MAR-10 has been written by somebody."""

ERROR: Final = r"^#(?:N/[AD]|NV|Н/Д|[¡¿]?\p{Lu}{2,9}(?:/0)?[!?]|#+)$"
"""A formula that came to nothing, in any language of Excel's: #N/A, #NAME?, #REF!, #VALUE!, #DIV/0!, #ИМЯ?, ######."""
