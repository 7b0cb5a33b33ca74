"""Fields, looks, row shapes and doubts of teaching in words."""

from typing import TYPE_CHECKING, Final

from orderdeck.tui.i18n import N_, _, labelled, phrases, reasons
from orderdeck.tui.i18n.field_names import field

if TYPE_CHECKING:
    from orderdeck.data.exports.teach.model import Doubt, Proposal


KINDS: Final = phrases.FILE_KINDS

SHAPES: Final[dict[str, str]] = {
    "order": N_("one row an order"),
    "item": N_("one row an item, order columns repeated"),
    "item_fill_down": N_("one row an item, order columns on the first"),
    "unit": N_("one row a piece"),
    "summary_then_items": N_("a row for the order, then its items"),
}
"""How rows make orders -> words, in the order in which the key goes round."""

DATE_ORDERS: Final[dict[str, str]] = {
    "": N_("day or month first? not known"),
    "auto": N_("as each file shows"),
    "ymd": N_("year first"),
    "dmy": N_("day first"),
    "mdy": N_("month first"),
}
"""Order of day and month -> words."""

LOOKS: Final[dict[str, str]] = {
    "empty": N_("empty"),
    "id": N_("numbers or ids"),
    "code": N_("codes"),
    "integer": N_("whole numbers"),
    "money": N_("amounts"),
    "date": N_("times"),
    "time": N_("times of day"),
    "span": N_("time remaining"),
    "country": N_("countries"),
    "country_code": N_("country codes"),
    "currency": N_("currencies"),
    "email": N_("e-mails"),
    "phone": N_("telephones"),
    "url": N_("links"),
    "boolean": N_("yes or no"),
    "words": N_("a few words"),
    "name": N_("names"),
    "text": N_("text"),
    "cell": N_("all items of an order"),
    "list": N_("lists"),
}
"""What a column's values look like -> words."""

PURCHASE_STATES: Final[dict[str, str]] = {
    "ordered": N_("ordered"),
    "paid": N_("paid"),
    "sent": N_("sent"),
    "received": N_("received"),
    "cancelled": N_("cancelled"),
    "unrecognised": N_("status not known"),
}
"""Status of a purchase -> word."""

ENCODINGS: Final[dict[str, str]] = {
    "utf-8": N_("all languages"),
    "utf-16-le": N_("all languages"),
    "utf-16-be": N_("all languages"),
    "gb18030": N_("Chinese, simplified (GBK)"),
    "cp950": N_("Chinese, traditional (Big5)"),
    "big5hkscs": N_("Chinese, Hong Kong"),
    "cp932": N_("Japanese (Shift JIS)"),
    "euc_jp": N_("Japanese (EUC)"),
    "iso2022_jp": N_("Japanese (JIS)"),
    "cp949": N_("Korean (EUC-KR)"),
    "cp1252": N_("Western European (Windows)"),
    "mac_roman": N_("Western European (Mac)"),
    "cp1250": N_("Central European"),
    "cp1251": N_("Cyrillic (Windows)"),
    "koi8_r": N_("Cyrillic (KOI8-R)"),
    "cp866": N_("Cyrillic (DOS)"),
    "cp1253": N_("Greek"),
    "cp1254": N_("Turkish"),
    "cp1255": N_("Hebrew"),
    "cp1256": N_("Arabic"),
    "cp1257": N_("Baltic"),
    "cp1258": N_("Vietnamese"),
    "cp874": N_("Thai"),
}
"""Encoding by Python's name -> what is written in it."""

_DOUBTS: Final[dict[str, str]] = {
    "encoding_guessed": N_(
        "encoding guessed: {value}; where letters are wrong, choose another with {encoding_key}"
    ),
    "encoding_unfit": N_(
        "by its bytes the file is in another encoding than you chose: {value} ({encoding_key})"
    ),
    "zone_unknown": N_("time zone not known: choose it with {zone_key}"),
    "dates_ambiguous": N_("day or month first? choose with {dates_key}: {value}"),
    "currency_unknown": N_("currency not known: choose it with {currency_key}"),
    "decimal_doubtful": N_("a thousand or decimals? {value}: say so with {decimal_key}"),
    "currency_guessed": N_("currency guessed by its sign: {value}"),
    "status_unknown": N_("status not known: {value} ({statuses_key})"),
    "no_quantity": N_("no column for the pieces: each row counts as one ({shape_key})"),
    "no_item": N_("no column for what is sold, neither code nor title ({shape_key})"),
    "not_valid": N_("no valid profile: {value}"),
}
"""Doubt -> msgid."""

_SAVING: Final[dict[str, str]] = {
    "name_invalid": N_("“{value}” can't be a profile's name: letters, digits, - and _ only"),
    "name_taken": N_("there is a profile {value} already: choose another name with {name_key}"),
    "file_exists": N_("{value} is there already: choose another name with {name_key}"),
    "not_valid": N_("no valid profile: {value}"),
    "not_writable": N_("{value}"),
}
"""Why a profile was not written -> msgid."""


def encoding(name: str) -> str:
    """An encoding in words."""
    return phrases.joined((name, phrases.phrase(ENCODINGS, name))) if name in ENCODINGS else name


def status(code: str, kind: str) -> str:
    """A status in words, for orders or purchases."""
    return phrases.phrase(PURCHASE_STATES, code) if kind == "purchases" else phrases.status(code)


def reason(told: str) -> str:
    """Why a column is taken for a field ("code|value") in words."""
    code, _bar, value = told.partition("|")
    if code == "header_same":
        return _("its header is known: {value}", value=value)
    if code == "header_alike":
        return _("its header is like {value}", value=value)
    if code == "values":
        return _("by its values: {value}", value=phrases.phrase(LOOKS, value))
    return _("chosen by you") if code == "chosen" else ""


def doubt(told: "Doubt", proposal: "Proposal", keys: dict[str, str]) -> str:
    """A doubt about `proposal` in words; `keys`: name in a msgid -> key."""
    column = proposal.header_of(told.column)
    if told.code == "field_missing":
        return _("no column for: {field}", field=field(told.value))
    if told.code == "column_doubtful":
        return _("{column} taken for {field}: is it?", column=column, field=field(told.value))
    if told.code == "no_status":
        return _(
            "no status column: all are “{status}” ({statuses_key})", status=phrases.status(told.value), **keys
        )
    if told.code == "rejected":
        count, _blank, why = told.value.partition(" ")
        return _("rows rejected: {count}, {why}", count=count, why=reasons.reject(why))
    msgid = _DOUBTS.get(told.code)
    if msgid is not None:
        return _(msgid, value=told.value, **keys)
    said = reasons.note(f"{told.code}|{told.value}")
    return labelled(column, said) if column else said


def not_saved(code: str, value: str, keys: dict[str, str]) -> str:
    """Why a profile was not written, in words."""
    msgid = _SAVING.get(code)
    return _(msgid, value=value, **keys) if msgid is not None else f"{code.replace('_', ' ')} {value}"
