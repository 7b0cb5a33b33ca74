"""The profile written where the loader finds it: whole, checked, and never over another one."""

import os
import tomllib
from datetime import date
from pathlib import Path
from typing import Literal

from orderdeck.data.base.paths import DeskPaths, user_settings
from orderdeck.data.exports.profile.check import ProfileError, check_profile
from orderdeck.data.exports.profile.records import Profile
from orderdeck.data.exports.teach.guess.naming import valid_name
from orderdeck.data.exports.teach.model import Proposal
from orderdeck.data.exports.teach.toml_text import profile_toml, raw_profile

Why = Literal["name_invalid", "name_taken", "file_exists", "not_valid", "not_writable"]


class SaveError(Exception):
    """The profile was not written; `code` says why, `value` which name or file."""

    def __init__(self, code: Why, value: str) -> None:
        super().__init__(f"{code}: {value}")
        self.code: Why = code
        self.value = value


def profile_of(proposal: Proposal, name: str = "") -> Profile:
    """The profile that `proposal` makes. Raises ProfileError where it makes none."""
    return check_profile(raw_profile(proposal, name or proposal.name or "untaught"))


def folder_of(paths: DeskPaths | None) -> Path:
    """Where profiles are saved: the desk's own folder for them, without a desk the user's."""
    return paths.profiles if paths is not None else user_settings().parent / "profiles"


def target_of(paths: DeskPaths | None, name: str) -> Path:
    """Where the profile `name` would be saved."""
    return folder_of(paths) / f"{name}.toml"


def save(proposal: Proposal, paths: DeskPaths | None, name: str = "", *, replace: bool = False) -> Path:
    """Write the profile of `proposal` into the desk's `profiles/` (without `paths` into the user's) as `name`.toml.

    Nothing is overwritten but, with `replace`, the file of that very name. Raises SaveError. A loader that runs reads
    it within seconds, and tries the files that were refused anew.
    """
    name = name or proposal.name
    if not valid_name(name):
        raise SaveError("name_invalid", name)
    target = target_of(paths, name)
    taken = {profile.name: profile.origin for profile in proposal.profiles}
    if name in taken and not (replace and Path(taken[name]) == target):
        raise SaveError("name_taken", name)
    if target.exists() and not replace:
        raise SaveError("file_exists", str(target))
    text = profile_toml(proposal, name, date.today())
    try:
        check_profile(tomllib.loads(text), str(target))
    except (ProfileError, tomllib.TOMLDecodeError) as error:
        raise SaveError("not_valid", str(error)) from error
    try:
        _write(target, text, replace=replace)
    except FileExistsError as error:
        raise SaveError("file_exists", str(target)) from error
    except OSError as error:
        raise SaveError("not_writable", f"{target.parent}: {error.strerror or error}") from error
    return target


def _write(target: Path, text: str, *, replace: bool) -> None:
    """Written aside and put in place, so that no loader reads half of it; by a link, which never overwrites."""
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with aside.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if replace:
            aside.replace(target)
            return
        try:
            os.link(aside, target)
        except FileExistsError:
            raise
        except OSError:  # a file system without links
            with target.open("x", encoding="utf-8") as file:
                file.write(text)
    finally:
        aside.unlink(missing_ok=True)
