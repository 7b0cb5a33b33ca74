"""A file that holds others, unpacked into a folder."""

from pathlib import Path

from orderdeck.data.exports.containers.archives.mail import attachments
from orderdeck.data.exports.containers.archives.members import Member
from orderdeck.data.exports.containers.archives.zipped import gunzip, unzip
from orderdeck.data.exports.containers.files import check_file, open_file
from orderdeck.data.exports.containers.records import Limits


def unpack(path: Path, name: str, root: Path, into: Path, limits: Limits) -> list[Member]:
    """What the file at `path`, called `name`, holds that may be tables, written to the empty folder `into`: members of
    an archive, the one of a compressed file, files attached to a mail. Whatever it is by its bytes.

    `root` is the folder that links must not lead out of. Raises RefusalError, with something left in `into` or not,
    and OSError where that can't be written.
    """
    check_file(path, root, limits)
    with open_file(path) as file:
        head = file.read(64)
        file.seek(0)
        if head.startswith(b"\x1f\x8b"):
            return gunzip(file, name, into, limits)
        if head.startswith(b"PK"):
            return unzip(file, into, limits)
        return attachments(file, into)
