"""The command `orderdeck`.

Opening the deck on a folder takes a short way that imports nothing but what paints the first screen; every other
command goes through click.
"""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from orderdeck.tui.cli.command_names import COMMANDS


def main(arguments: Sequence[str] | None = None) -> None:
    """Run `orderdeck` with `arguments` (default: the process's own) and leave with its exit code."""
    from orderdeck.tui.terminal import crash

    crash.install()
    alone = arguments is None
    words = list(sys.argv[1:] if arguments is None else arguments)
    command = meant(words)
    if command:
        leave(_mistyped(words[0], command), alone=alone)
    folder = plain_folder(words)
    if folder is not None:
        from orderdeck.tui.cli.launch import run
        from orderdeck.tui.service.options import Start

        leave(run(Start(folder=folder)), alone=alone)
    from orderdeck.tui.cli.commands import run_command

    try:
        code = run_command(words)
    except SystemExit as end:  # what a shell completes by is printed and left by click itself
        code = end.code if isinstance(end.code, int) else 1
    leave(code, alone=alone)


def leave(code: int, *, alone: bool) -> NoReturn:
    """End with `code`: the process `alone`, at once where it was a deck or asked a desk, which is closed or deep in
    native code by now.

    Python would take the interpreter away from under such a thread, which ends in an abort, and otherwise spend
    some tenths of a second on taking Polars and DuckDB apart; in an order that DuckDB's bindings complain of by
    fifty lines on stderr, as the garbage happens to lie.
    """
    if "orderdeck.tui.deck.app" in sys.modules or (alone and "duckdb" in sys.modules):
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):
                stream.flush()
        os._exit(code)
    raise SystemExit(code)


def plain_folder(words: Sequence[str]) -> Path | None:
    """The folder where the command is just `orderdeck DIR` or `orderdeck watch DIR`, else None."""
    rest = words[1:] if words[:1] == ["watch"] else words
    if len(rest) != 1 or rest[0].startswith("-") or not rest[0] or (rest == words and rest[0] in COMMANDS):
        return None
    return Path(rest[0])


_FOLDERS = ("exports",)
"""What people call their folder, and is nearly a command."""


def meant(words: Sequence[str]) -> str:
    """The command that the first word is nearly, where it is none and no folder either; else empty."""
    first = words[0] if words else ""
    if (
        not first
        or first in COMMANDS
        or first.startswith("-")
        or not first.isalpha()
        or first in _FOLDERS
        or os.path.lexists(first)
    ):
        return ""
    from orderdeck.data.base.text.did_you_mean import closest

    word = first.lower()
    swapped = [command for command in COMMANDS if sorted(command) == sorted(word)]
    return swapped[0] if swapped else closest(word, list(COMMANDS), 0.8)


def _mistyped(word: str, command: str) -> int:
    from orderdeck.tui.i18n import _, choose, use
    from orderdeck.tui.i18n.did_you_mean import hint
    from orderdeck.tui.terminal import exit_codes as exits

    use(choose())
    said = _("{folder}: there is no such folder", folder=word)
    sys.stderr.write(f"orderdeck: {said}{hint(f'orderdeck {command}')}\n")
    return exits.USAGE


if __name__ == "__main__":
    main()
