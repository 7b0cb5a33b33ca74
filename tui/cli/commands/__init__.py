"""The subcommands, one a file; each is imported when it is asked for."""

import os
import sys
from collections.abc import Sequence

import click

from orderdeck.tui.cli.commands.base import Deck, Failure
from orderdeck.tui.cli.commands.click_i18n import speak
from orderdeck.tui.i18n import _, choose, use
from orderdeck.tui.terminal import exit_codes as exits


def run_command(words: Sequence[str]) -> int:
    """Run the command line `words` and return the exit code; errors go to stderr in words."""
    use(choose())
    speak()
    from orderdeck.tui.cli.commands.root import root

    if "_ORDERDECK_COMPLETE" not in os.environ and not words:
        words = ["--help"]
    stdout = sys.stdout
    try:
        code = root.main(args=list(words), prog_name="orderdeck", standalone_mode=False)
    except click.exceptions.Exit as end:
        return end.exit_code
    except (click.Abort, KeyboardInterrupt):
        return exits.INTERRUPTED
    except Failure as failure:
        return _say(failure.message, failure.exit_code)
    except click.UsageError as error:
        hint = _("See: {command} --help", command=error.ctx.command_path if error.ctx else "orderdeck")
        return _say(f"{error.format_message()}\n{hint}", exits.USAGE)
    except click.ClickException as error:
        return _say(error.format_message(), exits.USAGE)
    except SystemExit:
        if sys.stdout is stdout:
            raise
        return exits.OK  # click put its own there: the reader went away (`| head`), and nothing is wrong
    return code if isinstance(code, int) else exits.OK


def _say(message: str, code: int) -> int:
    click.echo(f"orderdeck: {message}", err=True)
    return code


__all__ = ["Deck", "Failure", "run_command"]
