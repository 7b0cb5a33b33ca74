"""What is wrong with a settings file, in words: the file, the key, and what was expected there."""

import re
from typing import Final

from orderdeck.data.base.config.settings import SettingsError
from orderdeck.data.base.text.expected import Fault
from orderdeck.tui.i18n import N_, _, labelled, phrases
from orderdeck.tui.i18n.did_you_mean import hint

KINDS: Final[dict[str, str]] = {
    "int": N_("a whole number"),
    "float": N_("a number"),
    "decimal": N_("an amount"),
    "str": N_("text in quotes"),
    "bool": N_("true or false"),
    "array": N_("a list in [ ]"),
    "object": N_("a table of names and values"),
    "null": N_("nothing"),
    "datetime": N_("a date"),
    "date": N_("a date"),
    "time": N_("a time"),
}
"""Kind of a value as msgspec calls it -> what one writes."""
BOUNDS: Final[dict[str, str]] = {
    ">=": N_("{bound} or more"),
    "<=": N_("{bound} or less"),
    ">": N_("more than {bound}"),
    "<": N_("less than {bound}"),
}


def settings_wrong(error: SettingsError) -> str:
    """The error in words: file, key and what was expected; as it is where it says so itself."""
    return labelled(error.fault.file, fault_words(error.fault)) if error.fault else str(error)


def fault_words(fault: Fault) -> str:
    """The same without the file."""
    said = _said(fault)
    return labelled(fault.key, said) if fault.key else said


def _said(fault: Fault) -> str:
    match fault.code, fault.values:
        case "type", (wanted, got):
            return _("{wanted} is expected, not {got}", wanted=_kinds(wanted), got=_kinds(got))
        case "number", (kind, sign, bound):
            bounded = _bounded(sign, bound.removesuffix(".0"))
            return _("{wanted} is expected, {bound}", wanted=_kinds(kind), bound=bounded)
        case "length", ("str", sign, bound):
            return _("text of {bound} characters is expected", bound=_bounded(sign, bound))
        case "length", (_kind, sign, bound):
            return _("{bound} entries are expected", bound=_bounded(sign, bound))
        case "choice", (told,):
            if not fault.choices:
                return _("{value} is none of what it may be", value=told)
            return _("{value} is none of {choices}", value=told, choices=", ".join(fault.choices))
        case "missing", (name,):
            return _("`{field}` is missing", field=name)
        case "unknown", (name,):
            return _("there is no setting `{field}`", field=name) + hint("".join(fault.choices))
    return " ".join(fault.values)


def _kinds(told: str) -> str:
    words = [_(KINDS[one]) if one in KINDS else f"`{one}`" for one in re.split(r"\s*\|\s*", told)]
    return phrases.joined(dict.fromkeys(words))


def _bounded(sign: str, bound: str) -> str:
    return _(BOUNDS[sign], bound=bound)
