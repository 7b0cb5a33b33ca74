"""A table that no profile knows, looked at in a process of its own."""

import os
import pickle
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from orderdeck.data.exports.apart import frames, messages
from orderdeck.data.exports.apart.bounds import size_of
from orderdeck.data.exports.apart.process import Died, dismiss, hire
from orderdeck.data.exports.apart.unpacking import TRIES
from orderdeck.data.exports.containers.records import Limits, Recognised, Refusal
from orderdeck.data.exports.profile.records import Profile
from orderdeck.data.exports.recognise.look import untaught


def look_apart(
    path: Path,
    profiles: Sequence[Profile],
    limits: Limits,
    root: Path | None,
    *,
    encoding: str,
    rows: int,
) -> tuple[Recognised, pl.DataFrame] | Refusal:
    """How the table at `path` is read and its first rows, as `data.exports.apart.serving.head.first_rows` has them. A
    file that ends its reader twice is refused."""
    question = messages.Look(
        path=os.fsencode(path),
        root=os.fsencode(root or path.parent),
        encoding=encoding,
        rows=rows,
        pickled=pickle.dumps((list(profiles), limits)),
    )
    process = hire()
    try:
        for _ in range(TRIES):
            try:
                process.prepare()
                told, beside = process.one_answer(question, size_of(path))
            except Died as died:
                ended = died
                continue
            if isinstance(told, messages.Refused):
                return told.refusal
            if isinstance(told, messages.Table):
                return _table(path, limits, told), frames.read(beside[0])
            raise TypeError(told)
        return ended.refusal
    finally:
        dismiss(process)


def _table(path: Path, limits: Limits, told: messages.Table) -> Recognised:
    return Recognised(
        path=path,
        container=told.container,
        encoding=told.encoding,
        sheet=told.sheet,
        header_row=told.header_row,
        headers=tuple(told.headers),
        columns=tuple(told.columns),
        profile=untaught(),
        mapping={},
        score=told.score,
        limits=limits,
        dialect=told.dialect,
        notes=tuple(told.notes),
    )
