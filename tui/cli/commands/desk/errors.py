"""What doctor, backup, restore and forget share: errors of the desk, each with its exit code."""

from collections.abc import Iterator
from contextlib import contextmanager

from orderdeck.tui.cli.commands.base import Failure
from orderdeck.tui.i18n import _, labelled
from orderdeck.tui.i18n.phrases import failure
from orderdeck.tui.terminal import exit_codes as exits


@contextmanager
def desk_errors() -> Iterator[None]:
    """Turns what keeping a desk raises within into Failures."""
    from orderdeck.data.intake.lock import LoaderBusy
    from orderdeck.data.ledger import LedgerBusy, LedgerError, LedgerFull

    try:
        yield
    except LoaderBusy as error:
        raise Failure(_("another process is loading on this desk; close it first"), exits.BUSY) from error
    except (LedgerBusy, LedgerFull) as error:
        raise Failure(failure(error), exits.BUSY) from error
    except LedgerError as error:
        raise Failure(failure(error)) from error
    except OSError as error:
        why = error.strerror or str(error)
        raise Failure(labelled(error.filename, why) if error.filename else why) from error
