"""Names of what is not, or not yet, an export: half-downloads, files being copied, locks, odds and ends of systems."""

import fnmatch
import os
import re
from pathlib import Path
from typing import Final

UNFINISHED: Final[dict[str, tuple[str, ...]]] = {
    "browsers": (
        "*.part",  # Firefox, and wget, KDE, Transmission, JDownloader; Nextcloud's name.ocTransferId123.part
        "*.crdownload",  # Chrome, Edge, Yandex and most others
        "*.opdownload",  # Opera
        "*.download",  # Safari: a folder
        "*.partial",  # Internet Explorer, rclone
    ),
    "download managers": (
        "*.xltd", "*.xltd.cfg", "*.td", "*.td.cfg",  # Xunlei (Thunder), newer and older, with their control files
        "*.baiduyun.p.downloading", "*.baiduyun.downloading", "*.downloading", "*.downloading.cfg",  # Baidu Netdisk
        "*.qkdownload", "*.qkdownload.cfg",  # QQ
        "*.aria2", "*.aria2__temp",  # aria2's control file: see CONTROL
        "*.lftp-pget-status",  # lftp's
        "*.!ut", "*.bc!", "*.!qb", "*.jc!", "*.ob!",  # µTorrent, BitComet, qBittorrent, FlashGet, Orbit
        "*.fdmdownload", "*.dtapart",  # Free Download Manager, DownThemAll
        "*.mega",
    ),
    "copying and synchronising": (
        "*.filepart",  # WinSCP
        "~syncthing~*",  # on Windows; elsewhere hidden, as those of rsync, Nextcloud and ownCloud
        "*.icloud",  # a place holder for what is in the cloud only
        "@eadir", "@tmp", "#recycle", "#snapshot",  # Synology's own folders
    ),
    "office programs and editors": (
        "~$*",  # Excel's lock on a workbook that is open
        "~*", "*~", "*.lock", "*.tmp", "*.temp", "*.swp", "*.swx",
    ),
    "systems": ("thumbs.db", "desktop.ini"),
}  # fmt: skip
"""Whose names -> patterns (fnmatch, lower case) of names that are passed over, folders with all that is in them.

Whatever is hidden is passed over as well: `.name.csv.Ab12Cd` of rsync, `.syncthing.name.tmp`, `.~lock.name.ods#` of
LibreOffice, `.~name` of Nextcloud, `.name.icloud`.
"""

CONTROL: Final = (
    ".aria2",
    ".td.cfg",
    ".xltd.cfg",
    ".qkdownload.cfg",
    ".downloading.cfg",
    ".lftp-pget-status",
)
"""What a download manager lays beside a file that bears its final name already while it grows: `NAME.aria2`. aria2 and
lftp even give it its final size first, with holes in it, and take the control file away when they are done."""

_PASSED: Final = re.compile(
    "|".join(fnmatch.translate(pattern) for patterns in UNFINISHED.values() for pattern in patterns)
)


def is_passed_over(name: str) -> bool:
    """Whether a file or folder called `name` is hidden, unfinished or no business of ours."""
    return name.startswith(".") or _PASSED.match(name.lower()) is not None


def is_downloading(path: Path, size: int) -> bool:
    """Whether a control file beside the file at `path`, of `size` bytes, says that it is still being downloaded.

    A browser's place holder, an empty file beside `NAME.part` or `NAME.crdownload`, counts too.
    """
    whole = os.fspath(path)
    return any(
        os.path.lexists(whole + ending)
        for ending in (CONTROL if size else (*CONTROL, ".part", ".crdownload", ".opdownload"))
    )
