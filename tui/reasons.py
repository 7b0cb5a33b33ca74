"""Why an order stands where it stands, why a row was rejected, why a file was refused: codes put into words.

A reason is a code and the value that fired it; `{value}` in its msgid is that value.
"""

from typing import Final

from tui.words import N_, _

REASONS: Final[dict[str, str]] = {}
"""Reason of a queue -> msgid."""


def reason(code: str, value: str = "") -> str:
    """A reason of the board in words."""
    return spoken(REASONS, code, value)


def spoken(table: dict[str, str], code: str, value: str = "") -> str:
    """`code` by `table`, its value filled in; a code without a word is said as it is, with its value."""
    msgid = table.get(code)
    if msgid is None:
        return " ".join(part for part in (code.replace("_", " "), value) if part)
    return _(msgid, value=value)


REJECTS: Final[dict[str, str]] = {}
"""Why a row was not loaded -> msgid."""

REFUSALS: Final[dict[str, str]] = {
    "missing": N_("the file is gone"),
    "not_a_file": N_("not a file"),
    "outside_folder": N_("a link that leads out of the folder"),
    "unreadable": N_("it can't be read"),
    "too_large": N_("too large"),
    "zip_bomb": N_("it unpacks to absurdly more than it is"),
    "encrypted": N_("it asks for a password"),
    "torn": N_("cut off or damaged"),
    "unsupported_workbook": N_("a kind of workbook that can't be read; save it as .xlsx"),
    "not_a_table": N_("not a table of orders"),
    "empty": N_("empty"),
    "too_many_columns": N_("too many columns"),
    "no_profile": N_("no profile knows these headers"),
    "no_rows": N_("headers, and no rows below"),
}
"""Why a file was refused -> msgid."""


def reject(code: str, detail: str = "") -> str:
    """Why a row was rejected, with the offending value."""
    return _with(REJECTS, code, detail)


def refusal(code: str, detail: str = "") -> str:
    """Why a file was refused, with what was found."""
    return _with(REFUSALS, code, detail)


def _with(table: dict[str, str], code: str, detail: str) -> str:
    msgid = table.get(code)
    said = _(msgid) if msgid else code.replace("_", " ")
    return f"{said}: {detail}" if detail else said
