"""What the profiles of a desk say of files that nobody has read: their times, and whether to read them once more."""

import hashlib
import logging
from collections.abc import Callable, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Self

import msgspec

from orderdeck.data import exports
from orderdeck.data.base.config.settings import Folder, Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.exports.containers.records import Limits
from orderdeck.data.exports.dating.export_time import exported_at_of
from orderdeck.data.exports.profile.by_name import zone_of
from orderdeck.data.exports.profile.files import ProfileProblem, load_profiles
from orderdeck.data.exports.profile.records import Profile

_log = logging.getLogger(__name__)

Profiles = Sequence[Profile] | Callable[[], Sequence[Profile]]
"""Profiles, or what reads them once they are asked for."""


class Unread:
    """Files of a desk before they are read; see `data.exports.reading.Reader`."""

    def __init__(self, root: Path, profiles: Profiles, settings: Settings) -> None:
        self.limits = Limits.of(settings.folder)
        self.root, self.settings = root, settings
        self._given = profiles

    @cached_property
    def profiles(self) -> list[Profile]:
        """The profiles, in their order."""
        return list(self._given() if callable(self._given) else self._given)

    @cached_property
    def _by_name(self) -> dict[str, Profile]:
        return {profile.name: profile for profile in self.profiles}

    @cached_property
    def fingerprint(self) -> str:
        """See `data.exports.reading.Reader`."""
        return _fingerprint(self.profiles, self.limits, self.settings.folder)

    @classmethod
    def of(cls, paths: DeskPaths, settings: Settings) -> Self:
        """By the profiles of the desk at `paths`: packaged ones, the user's and the desk's. They are read once they are
        asked for: mostly there is nothing new, and reading them all takes a third of a second."""
        return cls(paths.exports, lambda: _profiles_of(paths), settings)

    def file_time(self, name: str, mtime_us: int) -> int:
        """Time of a file (µs, UTC) before its profile, and so its zone, is known."""
        return exported_at_of(name, mtime_us, "UTC")

    def claimed_by(self, profile: str, name: str, mtime_us: int) -> int:
        """See `data.exports.reading.ZonedReader`; as in UTC where there is no such profile any more."""
        known = self._by_name.get(profile)
        return exported_at_of(name, mtime_us, zone_of(known, self.settings, name) if known else "UTC")


def _profiles_of(paths: DeskPaths) -> list[Profile]:
    problems: list[ProfileProblem] = []
    profiles = load_profiles(paths, problems)
    for problem in problems:
        _log.warning("profile %s can't be used: %s", problem.file, problem.message)
    return profiles


def _fingerprint(profiles: Sequence[Profile], limits: Limits, folder: Folder) -> str:
    """By what was read; what was refused or unpacked is looked at again where it is other. Patterns say what of an
    archive is read."""
    dates, patterns = sorted(folder.dates.items()), [folder.only, folder.ignore]
    told = [list(profiles), limits, *([dates] if dates else []), *([patterns] if any(patterns) else [])]
    return hashlib.sha256(msgspec.json.encode(told) + _code()).hexdigest()[:16]


@cache
def _code() -> bytes:
    """What tells this orderdeck from one that reads files otherwise: a newer one may read what an older one refused."""
    told = hashlib.sha256()
    for file in sorted(Path(exports.__file__).parent.rglob("*.py")):
        told.update(file.name.encode() + b"\0" + file.read_bytes())
    return told.digest()
