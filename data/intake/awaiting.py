"""What a desk that is only read does about new files: it waits for a loader at work, and loads nothing itself."""

import time
from collections.abc import Callable

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.base.folder.reach import reaching
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Waiting
from orderdeck.data.intake.lock import follow_progress, is_free
from orderdeck.data.intake.loop import chosen_now, still_awaited
from orderdeck.data.ledger import Ledger, LedgerDenied


def await_loader(
    paths: DeskPaths, settings: Settings, deadline: float, on_waiting: Callable[[list[Waiting]], None]
) -> bool:
    """Whether a loader is at work and has taken everything that lies in the folder now; False where nobody loads.

    Raises LedgerError, and TimeoutError after `deadline` seconds.
    """
    until = time.monotonic() + deadline
    paths = reaching(paths, settings.folder)
    if _nobody(paths):
        return False
    with Ledger.open(paths) as ledger:
        awaited = chosen_now(paths, settings)
        while awaited := still_awaited(paths, ledger, awaited):
            if _nobody(paths):
                return False
            if time.monotonic() > until:
                raise TimeoutError(f"the running loader has not yet taken {len(awaited)} files")
            time.sleep(0.05)
            ledger.changed()
    told = follow_progress(paths)
    if told:
        on_waiting(told.waiting)
    return True


def _nobody(paths: DeskPaths) -> bool:
    try:
        return is_free(paths)
    except LedgerDenied:
        return True  # who may not know waits for nobody
