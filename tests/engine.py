"""Where the desks of tests stand: what holds on one engine holds on the other."""

import os
from pathlib import Path
from typing import Final

from orderdeck.data.base.paths import DeskPaths
from tests.ledger.shared_desks import join, new_pointer, stand

ENGINE: Final = os.environ.get("ORDERDECK_ENGINE", "sqlite")
"""`sqlite`, or `postgres`: then desks stand in a database, as several machines share it."""
SERVERS: Final[list[str]] = []
"""The address of this process's own server of PostgreSQL, where desks stand there."""


def new_paths(exports: Path, state: Path | None = None) -> DeskPaths:
    """The places of a desk that isn't there yet; its folder of exports is made."""
    exports.mkdir(exist_ok=True)
    paths = DeskPaths.of(exports, state)
    if ENGINE == "postgres":
        join(paths, stand(new_pointer(SERVERS[0])))
    return paths
