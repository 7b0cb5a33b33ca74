"""Whether what lies in a desk's state folder may be believed: as git asks of a repository (`safe.directory`).

Whoever may write to the state folder says what the desk shows and does. So it has to be the operator's own, root's, or
that of the group which shares the desk (`data.base.guards.permissions`); everybody else could have put there what they
like.
That an account may write to the exports folder is not enough: it may make a state folder there, which inherits group
and setgid bit of the exports folder.
"""

import os
import stat
import tomllib
from collections.abc import Iterator
from grp import getgrgid
from pathlib import Path
from pwd import getpwuid
from typing import Final

from orderdeck.data.base.guards.account import login_of
from orderdeck.data.base.guards.own_files import read_text
from orderdeck.data.base.paths import STATE_FOLDER, DeskPaths, user_settings

_ACL: Final = "system.posix_acl_access"


class UntrustedError(PermissionError):
    """What lies in the state folder is not believed; the message says why and what to do about it."""

    code = "desk_untrusted"

    def __str__(self) -> str:
        return str(self.args[0])


def refuse_untrusted(paths: DeskPaths) -> None:
    """Raises UntrustedError where others than the operator and the desk's group may have written what lies in the state
    folder, or where a link, pipe or device lies in the place of a file or folder of ours. A folder that isn't there yet
    is trusted."""
    try:
        found = paths.state.lstat()
    except OSError:
        return  # not there, or not for this account: whoever opens it says so
    own = paths.state == paths.exports / STATE_FOLDER
    if stat.S_ISLNK(found.st_mode):
        if own:
            raise UntrustedError(
                f"{paths.state} is a link; if you know where it leads, name that with --desk {paths.state.resolve()}"
            )
        try:
            found = paths.state.stat()
        except OSError:
            return
    if not stat.S_ISDIR(found.st_mode):
        return
    why = _foreign(paths, found) or _open_to_others(paths, found)
    if why and str(paths.state.resolve()) not in _named():
        raise UntrustedError(
            f'{paths.state} {why}; or, if you trust everything in it, put desks = ["{paths.state.resolve()}"] '
            f"under [trust] in your own settings, {user_settings()}"
        )
    for name, wrong in _odd(paths, reachable=bool(found.st_mode & stat.S_IXOTH) and not why):
        raise UntrustedError(f"{paths.state / name} {wrong}; take it away, or see who put it there")


def _foreign(paths: DeskPaths, found: os.stat_result) -> str:
    """Why the owner of the state folder isn't to be trusted; "" where they are."""
    me, owner = os.geteuid(), found.st_uid
    if owner in (me, 0):
        return ""
    login = login_of(owner)
    name = login or f"account {owner}"
    if me == 0:
        login = login or f"'#{owner}'"
        return f"belongs to {name}: run orderdeck as that account (sudo -u {login} orderdeck …), not as root"
    if _is_shared(found) and _shares(paths, found):
        return ""
    return f"belongs to {name}, not to you: ask them to share it with a group (orderdeck docs operators)"


def _shares(paths: DeskPaths, found: os.stat_result) -> bool:
    """Whether a shared state folder was made by one of its group."""
    if _is_member(found.st_uid, found.st_gid):
        return True
    try:
        around = paths.state.parent.stat()
        acl = _ACL in os.listxattr(paths.state.parent)
    except OSError:
        return False
    # Where the group alone may write, one of the group has made it: under a group of its service's, say.
    alone = around.st_gid == found.st_gid or not around.st_mode & stat.S_IWGRP
    others = bool(around.st_mode & stat.S_IWOTH) or acl
    keeper = around.st_uid in (0, os.geteuid()) or _is_member(around.st_uid, found.st_gid)
    # Of an account that has no name here nobody can say which groups it is in: whose folder it is says enough then.
    keeper = keeper or (around.st_uid == found.st_uid and not login_of(found.st_uid))
    return alone and keeper and not others


def _open_to_others(paths: DeskPaths, found: os.stat_result) -> str:
    """Why others than the owner and the desk's group may write to the state folder; "" where they may not."""
    if found.st_mode & stat.S_IWOTH:
        return f"may be written to by everybody: look through it, then chmod -R o-w {paths.state}"
    group = found.st_mode & stat.S_IWGRP and not found.st_mode & stat.S_ISGID
    if group and not _is_own_group(found):
        return (
            f"may be written to by the group {_group(found.st_gid)}: chmod -R go-w {paths.state}, or chmod g+s "
            "where that group shares the desk"
        )
    return ""


def _is_shared(found: os.stat_result) -> bool:
    return bool(found.st_mode & stat.S_ISGID and found.st_mode & stat.S_IWGRP)


def _is_own_group(found: os.stat_result) -> bool:
    """Whether the group is its owner's alone, as most systems give each account one of its name (umask 002)."""
    try:
        account, group = getpwuid(found.st_uid), getgrgid(found.st_gid)
    except KeyError:
        return False
    return (
        account.pw_gid == group.gr_gid
        and account.pw_name == group.gr_name
        and {*group.gr_mem} <= {account.pw_name}
    )


def _is_member(uid: int, gid: int) -> bool:
    try:
        account = getpwuid(uid)
        return gid in os.getgrouplist(account.pw_name, account.pw_gid)
    except (KeyError, OSError):
        return False


def _group(gid: int) -> str:
    try:
        return getgrgid(gid).gr_name
    except KeyError:
        return str(gid)


def _named() -> set[str]:
    """The state folders that the user's own settings name as trusted; the desk's settings have no say in it."""
    try:
        told = tomllib.loads(read_text(user_settings(), links=True)).get("trust", {}).get("desks", [])
    except (OSError, ValueError, AttributeError):
        return set()
    desks = [one for one in told if isinstance(one, str)] if isinstance(told, list) else []
    return {str(Path(one).expanduser().resolve()) for one in desks}


def _odd(paths: DeskPaths, *, reachable: bool) -> Iterator[tuple[str, str]]:
    """Names in the state folder that should be files or folders of ours and are something else, or where everybody can
    reach them may be written to by everybody; each with what is wrong."""
    try:
        with os.scandir(paths.state) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except OSError:
        return
    folders = {one.name for one in paths.folders}
    for entry in entries:
        is_folder = entry.name in folders
        if not is_folder and not entry.name.startswith(paths.FILES):
            continue
        try:
            mode = entry.stat(follow_symlinks=False).st_mode
        except OSError:
            continue  # gone by now
        if stat.S_ISLNK(mode):
            yield entry.name, "is a link"
        elif not (stat.S_ISDIR(mode) if is_folder else stat.S_ISREG(mode)):
            yield entry.name, "is not a folder" if is_folder else "is not a file"
        elif reachable and mode & stat.S_IWOTH:
            yield entry.name, f"may be written to by everybody: chmod -R o-w {paths.state / entry.name}"
