"""Why a desk can only be read, as a code: "asked" (by the user), "denied", "mount", "full" or "fault"."""

import os

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.ledger.errors import LedgerError, LedgerFaulty, LedgerFull


def why_read_only(paths: DeskPaths, error: LedgerError) -> str:
    """Which of them `error` was that the desk at `paths` could not be opened with, to write to it."""
    if isinstance(error, LedgerFaulty):
        return "fault"
    if isinstance(error, LedgerFull):
        return "full"
    folder = paths.state if paths.state.is_dir() else paths.exports
    try:
        mounted = os.statvfs(folder).f_flag & os.ST_RDONLY
    except OSError:
        mounted = 0
    return "mount" if mounted else "denied"
