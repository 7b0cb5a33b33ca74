"""Where a file lies that the desk has refused: in a folder that is read, or for a while out of what it came in."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from orderdeck.data.base.config.settings import Settings
    from orderdeck.data.base.paths import DeskPaths
    from orderdeck.data.base.records import Export


def lies_at(export: "Export", paths: "DeskPaths", settings: "Settings | None") -> "Path | None":
    """Where the file of `export` lies by itself; None where it doesn't, or not any more. Looks at the disk."""
    from orderdeck.data.base.config.settings import Settings
    from orderdeck.data.base.folder.found import path_of
    from orderdeck.data.base.folder.reach import reaching

    file = path_of(reaching(paths, (settings or Settings()).folder), export.name)
    return file if file.exists() else None


@contextmanager
def lying(export: "Export", paths: "DeskPaths", settings: "Settings | None") -> "Iterator[Path | None]":
    """The file of `export`, there within; None where it isn't there any more. A member of an archive or a mail is
    unpacked by a process of its own, as for loading, into a private folder of the desk's. Slow: not for the loop."""
    if file := lies_at(export, paths, settings):
        yield file
        return
    from orderdeck.data.base.config.settings import Settings
    from orderdeck.data.base.folder.reach import reaching
    from orderdeck.data.exports.apart.reader import ApartReader
    from orderdeck.data.intake.folder.members import unpacked_again

    settings = settings or Settings()
    paths = reaching(paths, settings.folder)
    with (
        closing(ApartReader.of(paths, settings)) as reader,
        unpacked_again(export.name, export.sha256, paths, reader) as found,
    ):
        reader.close()  # it has done its part; the wizard may stay open for long
        yield found.path if found else None
