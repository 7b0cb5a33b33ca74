"""Manual pages (roff, man(7)) made from the commands themselves: their help, arguments and options."""

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

import click

from orderdeck import __version__
from orderdeck.tui.i18n import N_, _

NAME: Final = "orderdeck"
CODES: Final = (
    ("0", N_("Done.")),
    ("1", N_("Done, but something was refused, was not found or is left.")),
    ("2", N_("The command line or a settings file is wrong; nothing was done.")),
    ("3", N_("The folder or its desk can't be used.")),
    (
        "4",
        N_(
            "Another process is loading, or the ledger can't be written just now; the same command can be sent again."
        ),
    ),
    ("5", N_("Of act alone: a colleague holds the order, or it has changed.")),
    (
        "6",
        N_("Done, but something that the desk should know is lost or damaged and not in what was printed."),
    ),
    ("130", N_("Ended by ctrl+c.")),
)
"""Exit codes in short; docs/scripts.md says which command means what by each."""


def pages(root: click.Group) -> Iterator[tuple[str, str]]:
    """Name of each page and its text, in the language spoken: of `root` ("orderdeck"), of each command
    ("orderdeck-load") and of the commands of those that have some ("orderdeck-profiles-list")."""
    context = click.Context(root, info_name=NAME, color=False)
    found = [(NAME, context), *_below(root, context)]
    names = [name for name, _context in found]
    for name, one in found:
        yield name, page(name, one, [other for other in names if other != name and _is_near(other, name)])


def page(name: str, context: click.Context, near: list[str]) -> str:
    """The page of the command of `context`; `near` are pages to be seen, too."""
    command = context.command
    paragraphs = _(command.help or "").split("\n\n")
    lines = [
        f".TH {quoted(name.upper())} 1 {quoted(_date())} {quoted(f'orderdeck {__version__}')} {quoted('orderdeck')}",
        f".SH {quoted(_('NAME'))}",
        rf"{escaped(name)} \- {escaped(_short(paragraphs[0]))}",
        f".SH {quoted(_('SYNOPSIS'))}",
        rf"\fB{escaped(context.command_path)}\fR {escaped(' '.join(command.collect_usage_pieces(context)))}",
        f".SH {quoted(_('DESCRIPTION'))}",
    ]
    for paragraph in paragraphs:
        lines += _paragraph(paragraph)
    if isinstance(command, click.Group):
        lines.append(f".SH {quoted(_('COMMANDS'))}")
        for inner in command.list_commands(context):
            found = command.get_command(context, inner)
            if found is not None:
                lines += _item(inner, found.get_short_help_str())
    records = [
        record
        for option in command.get_params(context)
        if isinstance(option, click.Option) and (record := option.get_help_record(context))
    ]
    lines.append(f".SH {quoted(_('OPTIONS'))}")
    for told, said in records:
        lines += _item(told, said)
    lines.append(f".SH {quoted(_('EXIT STATUS'))}")
    for code, said in CODES:
        lines += _item(code, _(said))
    lines.append(f".SH {quoted(_('SEE ALSO'))}")
    lines.append(
        ", ".join([*(rf"\fB{escaped(other)}\fR(1)" for other in near), rf"\fB{escaped('orderdeck docs')}\fR"])
    )
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """`text` as a line of roff that says just that: no escape, no hyphen that a reader can't copy, no request."""
    said = (
        text.replace("\\", "\\e")
        .replace("-", "\\-")
        .replace("~", "\\(ti")
        .replace("^", "\\(ha")
        .replace("`", "\\(ga")
        .replace("'", "\\(aq")
    )
    return f"\\&{said}" if said.startswith(".") else said


def quoted(text: str) -> str:
    """The same as one argument of a request."""
    return '"' + escaped(text).replace('"', "\\(dq") + '"'


def _below(group: click.Group, context: click.Context) -> Iterator[tuple[str, click.Context]]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None:
            continue
        inner = click.Context(command, parent=context, info_name=name, color=False)
        yield inner.command_path.replace(" ", "-"), inner
        if isinstance(command, click.Group):
            yield from _below(command, inner)


def _is_near(other: str, name: str) -> bool:
    """Whether a page names another: all of commands that it is above of, and that which it is below."""
    return other.rpartition("-")[0] == name or name.rpartition("-")[0] == other


def _paragraph(text: str) -> list[str]:
    r"""A paragraph of a help text; one that begins with \b is kept as it is laid out."""
    if text.startswith("\b\n"):
        return [".PP", ".nf", *(escaped(line) for line in text.removeprefix("\b\n").splitlines()), ".fi"]
    return [".PP", escaped(_line(text))]


def _item(term: str, said: str) -> list[str]:
    return [".TP", rf"\fB{escaped(_line(term))}\fR", escaped(_line(said))]


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _short(text: str) -> str:
    """What a command does in one breath: up to the first stop or colon."""
    return re.split(r"[:.](?:\s|$)|[：。]", _line(text), maxsplit=1)[0]


def _date() -> str:
    """By SOURCE_DATE_EPOCH, so that who packages gets the same pages each time; else no day."""
    at = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(at), UTC).date().isoformat() if at.isdigit() else ""
