"""Exit codes of the command line, as `docs/scripts.md` promises them to scripts."""

from typing import Final

OK: Final = 0
"""Done."""
REFUSED: Final = 1
"""Done, but a file was refused (`load`, `check`), an act was (`act`), or nothing was found."""
USAGE: Final = 2
"""The command line or a settings file is wrong; nothing was done."""
DESK: Final = 3
"""The folder or its desk can't be used: missing, not readable, not writable, made by a newer orderdeck."""
BUSY: Final = 4
"""Another process was loading for longer than `--wait`; or the ledger can't be written just now (`act`)."""
CONFLICT: Final = 5
"""`act`: a colleague holds the order, or it has changed; with `--force` it is done all the same."""
INCOMPLETE: Final = 6
"""Done, but not all that the desk should know is on disk as it was written: what is printed lacks it."""
INTERRUPTED: Final = 130
"""Ended by ctrl+c."""
