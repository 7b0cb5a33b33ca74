"""Where a file lies that the desk has refused: in a folder that is read, or for a while out of what it came in."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from orderdeck.data.base.paths import DeskPaths
    from orderdeck.data.base.records import Export
    from orderdeck.data.base.settings import Settings


@contextmanager
def lying(export: "Export", paths: "DeskPaths", settings: "Settings | None") -> "Iterator[Path | None]":
    """The file of `export`, there within; None where it isn't there any more. A member of an archive or a mail is
    unpacked by a process of its own, as for loading, into a private folder of the desk's. Slow: not for the loop."""
    from orderdeck.data.base.folder.found import path_of
    from orderdeck.data.base.folder.reach import reaching
    from orderdeck.data.base.settings import Settings
    from orderdeck.data.exports.apart.reader import ApartReader
    from orderdeck.data.intake.folder.members import unpacked_again

    settings = settings or Settings()
    paths = reaching(paths, settings.folder)
    file = path_of(paths, export.name)
    if file.exists():
        yield file
        return
    with (
        closing(ApartReader.of(paths, settings)) as reader,
        unpacked_again(export.name, export.sha256, paths, reader) as found,
    ):
        reader.close()  # it has done its part; the wizard may stay open for long
        yield found.path if found else None
