"""Which folders are read: that of exports, links in it that lead to others, and those that the settings name."""

import fnmatch
import os
import re
import stat
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Final

import msgspec

from orderdeck.data.base.config.settings import Folder
from orderdeck.data.base.paths import DeskPaths

_PACKED: Final = (".zip", ".gz", ".eml")
MAILDIR: Final = ("new", "cur")
"""Folders of a mailbox that mails lie in."""


def reaching(paths: DeskPaths, folder: Folder) -> DeskPaths:
    """`paths` with the folders that the settings name beside that of exports."""
    return msgspec.structs.replace(paths, also=tuple(map(paths.seen_from_exports, folder.also)))


def is_chosen(folder: Folder, name: str, outer: Sequence[str] = ()) -> bool:
    """Whether the settings want the file called `name` (relative, "/" between) to be read.

    `outer` are the names of what it came in, an archive, a mail. A pattern without "/" goes by a file's own name; case
    doesn't count. What is packed is as wanted as what it came in, and by a name of its own besides: so an archive is
    opened, too, where some of what may be in it could be wanted.
    """

    def fits(patterns: Sequence[str], one: str) -> bool:
        whole, own = one.lower(), one.rpartition("/")[2].lower()
        return any(fnmatch.fnmatchcase(whole if "/" in told else own, told.lower()) for told in patterns)

    names = (name, *outer)
    if any(fits(folder.ignore, one) for one in names):
        return False
    if not folder.only or any(fits(folder.only, one) for one in names):
        return True
    return may_hold(name) and any(_may_fit_below(told, name) for told in folder.only)


def _may_fit_below(pattern: str, name: str) -> bool:
    """Whether what is packed in the file `name` may have a name that fits: as far as the pattern has no wildcard."""
    begin, inner = re.split(r"[*?[]", pattern.lower(), maxsplit=1)[0], f"{name.lower()}/"
    return "/" not in pattern or begin.startswith(inner) or inner.startswith(begin)


def may_hold(name: str) -> bool:
    """Whether a file called `name` is by its name an archive, compressed, or a mail."""
    folders = PurePosixPath(name).parts[:-1]
    return is_packed(name) or (len(folders) > 1 and folders[-1] in MAILDIR)


def is_packed(name: str) -> bool:
    """Whether a file called `name` is by its name one that others come in."""
    return name.lower().endswith(_PACKED)


def folder_of(name: str) -> str:
    """The name of the folder that the file called `name` lies in, or what it came in does: no archive, nor a mailbox's
    inner folder. "" where that is the folder of exports itself."""
    parts = list(PurePosixPath(name).parts[:-1])
    for at, part in enumerate(parts):
        if is_packed(part) or (part in MAILDIR and at):
            parts = parts[:at]
            break
    return parts[-1] if parts else ""


def bases(paths: DeskPaths) -> list[tuple[Path, str]]:
    """The folders that are looked through, and what stands in front of the names of their files: nothing for that of
    exports, for others what they are called, told apart from each other and from what lies in that of exports."""
    found, given = [(paths.exports, "")], set[str]()
    for folder in paths.also:
        label = folder.name or "root"
        while label in given or (paths.exports / label).exists():
            label += "+"
        given.add(label)
        found.append((folder, f"{label}/"))
    return found


def base_of(paths: DeskPaths, path: Path) -> tuple[Path, str] | None:
    """The one of them that `path` lies in; None where in none."""
    within = [one for one in bases(paths) if path.is_relative_to(one[0])] if paths.also else []
    if within:
        return max(within, key=lambda one: len(one[0].parts))
    return (paths.exports, "") if path.is_relative_to(paths.exports) else None


def leads_in(paths: DeskPaths, link: Path) -> bool:
    """Whether `link`, which lies in one of them, leads to another folder that is read as if it lay there: only where
    this account or root made it, since whoever may drop files may drop links."""
    try:
        made, target = link.lstat(), link.resolve(strict=True)
        if made.st_uid not in (os.geteuid(), 0) or not target.is_dir():
            return False
    except (OSError, RuntimeError):
        return False
    real = [folder.resolve() for folder, _ in bases(paths)]
    return not any(target.is_relative_to(one) or one.is_relative_to(target) for one in (*real, paths.state))


def root_of(paths: DeskPaths, folder: Path, base: Path) -> Path | None:
    """The real folder that nothing in `folder`, below `base`, may lead out of; None where a link leads to it that is
    not followed."""
    real, top = Path(os.path.realpath(folder)), Path(os.path.realpath(base))
    if real.is_relative_to(top):
        return top
    links = [
        one for one in (folder, *folder.parents) if one.is_relative_to(base) and _is_link(one) and one != base
    ]
    if not links or not all(leads_in(paths, one) for one in links):
        return None
    return Path(os.path.realpath(links[0]))


def _is_link(path: Path) -> bool:
    try:
        return stat.S_ISLNK(path.lstat().st_mode)
    except OSError:
        return False
