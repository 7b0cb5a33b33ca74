"""A fault of ours: one line on standard error, kind and place in the log, and nothing of anybody's data in either.

Python's own traceback quotes the exception's message, Textual's every local variable: either may hold an address.
"""

import sys
import threading
from pathlib import Path
from types import TracebackType

from orderdeck.data.base.paths import DeskPaths
from orderdeck.tui.i18n import _

# What is needed only once something has failed is imported there: this file is part of every start.


def place_of(error: BaseException) -> str:
    """Kind of `error` and the lines it came through, innermost first; not what it says."""
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in reversed(frames[-6:])]
    return f"{type(error).__name__} ({' < '.join(places)})"


def line(error: BaseException, log_file: Path | None = None) -> str:
    """What is said of `error` to whoever ran the command."""
    if log_file is not None and log_file.exists():
        return _("a fault of its own: {what}; more in {log}", what=type(error).__name__, log=log_file)
    return _("a fault of its own: {what}", what=place_of(error))


def keep(error: BaseException, folder: Path, state: Path | None) -> Path | None:
    """Puts `error` into the desk's log, where there can be one; the log."""
    import logging

    from orderdeck.data.intake import log as desk_log
    from orderdeck.data.ledger import LedgerError

    paths = DeskPaths.of(folder, state)
    try:
        handler = desk_log.to_file(paths)
    except (OSError, LedgerError):
        return None
    logging.getLogger(__name__).critical("the deck failed", exc_info=error)
    desk_log.stop(handler)
    return paths.log


def install() -> None:
    """From here on no uncaught exception of this process prints more than one line of its own."""
    sys.excepthook = _uncaught
    threading.excepthook = _in_thread


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    sys.stderr.write(f"orderdeck: {line(error)}\n")


def _in_thread(told: threading.ExceptHookArgs) -> None:
    import logging

    # A screen may be up: into the log, if that is there, and nowhere else.
    if told.exc_value is not None and logging.getLogger().handlers:
        logging.getLogger(__name__).critical("a thread failed", exc_info=told.exc_value)
