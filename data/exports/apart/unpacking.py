"""A file that holds others, unpacked by the process that reads."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

from orderdeck.data.exports.apart import messages
from orderdeck.data.exports.apart.process import Died
from orderdeck.data.exports.containers.archives.members import Member
from orderdeck.data.exports.containers.records import Limits, Refusal

TRIES: Final = 2
"""Processes that a file may end before it is refused."""


def unpack_by(
    ask: Callable[[messages.Unpack], messages.Answer],
    path: Path,
    name: str,
    *,
    root: Path,
    into: Path,
    limits: Limits,
) -> list[Member] | Refusal:
    """What the file at `path` holds, written to the empty folder `into`, as
    `data.exports.containers.archives.open.unpack` does it. `ask` is how the process is asked; it raises Died. A file
    that ends it twice is refused."""
    question = messages.Unpack(
        path=os.fsencode(path),
        name=messages.sendable(name),
        root=os.fsencode(root),
        into=os.fsencode(into),
        limits=limits,
    )
    for _ in range(TRIES):
        try:
            told = ask(question)
        except Died as died:
            ended = died
            for left in into.iterdir():
                shutil.rmtree(left)
            continue
        if isinstance(told, messages.Refused):
            return told.refusal
        if isinstance(told, messages.Unpacked):
            return told.members
        raise TypeError(told)
    return ended.refusal
