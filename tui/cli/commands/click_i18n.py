"""What click says of a wrong command line, in the language spoken.

Click looks its messages up by gettext's functions, in a catalogue that it has not; here it is given our own.
"""

from typing import Any, Final

import click.core
import click.exceptions
import click.parser
import click.types

from orderdeck.tui.i18n import N_, _

MESSAGES: Final = (
    N_("Missing argument"),
    N_("Missing option"),
    N_("Missing command."),
    N_("No such option {name!r}."),
    N_("No such command {name!r}."),
    N_("Did you mean {possibility}?"),
    N_("(Did you mean one of: {possibilities}?)"),
    N_("Invalid value: {message}"),
    N_("Invalid value for {param_hint}: {message}"),
    N_("Choose from:\n\t{choices}"),
    N_("{value!r} is not {choice}."),
    N_("{value!r} is not one of {choices}."),
    N_("{value!r} is not a valid {number_type}."),
    N_("{value} is not in the range {range}."),
    N_("Option {name!r} requires an argument."),
    N_("Option {name!r} requires {nargs} arguments."),
    N_("Option {name!r} does not take a value."),
    N_("Got unexpected extra argument ({args})"),
    N_("Got unexpected extra arguments ({args})"),
    N_("{name} {filename!r} is a directory."),
    N_("file"),
    N_("directory"),
    N_("path"),
)
"""Click's messages that a person at the command line may see; others stay English."""


def speak() -> None:
    """Let click say these in the language spoken."""
    modules: tuple[Any, ...] = (click.core, click.exceptions, click.parser, click.types)
    for module in modules:
        for name, said in (("_", _translate), ("ngettext", _translate_plural)):
            if hasattr(module, name):
                setattr(module, name, said)


def _translate(message: str) -> str:
    return _(message)


def _translate_plural(one: str, many: str, count: int) -> str:
    return _(one if count == 1 else many)
