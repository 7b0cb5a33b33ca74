"""A question in SQL kept as a panel of the desk: a queue file that is asked anew whenever something changes."""

import os
from pathlib import Path

from orderdeck.data.base.guards.permissions import Rights
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.text.sanitize import clean_text
from orderdeck.queries.loader import QueueFileError, lenses, parse, queues, user_files


class KeepError(Exception):
    """It can't be kept; the code says why: taken (there is such a panel), unusable."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}")
        self.code, self.detail = code, detail


def keep(paths: DeskPaths, title: str, sql: str) -> Path:
    """Writes the queue file of a panel called `title` that asks `sql` over the tables of `orderdeck sql`; where it is.
    Raises KeepError, OSError."""
    title = " ".join(clean_text(title).split())
    lines = sql.strip().rstrip(";").splitlines()
    text = f"-- title: {title}\n-- tables: sql\n" + "\n".join(clean_text(line) for line in lines) + "\n"
    try:
        key = parse(text, title).key
    except QueueFileError as error:
        raise KeepError("unusable", str(error)) from error
    taken = {*queues(), *lenses(), *(file.stem for file in user_files(paths.queues))}
    if key in taken:
        raise KeepError("taken", key)
    rights = Rights.of(paths)
    file = rights.make_folder(paths.queues) / f"{key}.sql"
    try:
        handle = rights.open_new(file)
    except FileExistsError as error:
        raise KeepError("taken", key) from error
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(text)
    return file
