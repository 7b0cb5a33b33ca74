"""Files read by the profiles: recognise, read and normalise as one step of the intake."""

import hashlib
import logging
from collections import Counter
from collections.abc import Generator
from pathlib import Path
from typing import Self

import msgspec
import polars as pl

from data.ahead import Ahead
from data.carry import lacking
from data.export_time import exported_at_of
from data.normalise import Context, DatesAmbiguousError, Frames, Normaliser
from data.normalise.tables import TableReader
from data.paths import DeskPaths
from data.profile import Profile, ProfileProblem, load_profiles
from data.read import batches
from data.recognise import Limits, Recognised, Refusal, RefusalError
from data.recognise.files import recognise_by
from data.recognise.fit import Matcher
from data.settings import Settings

_log = logging.getLogger(__name__)


class ProfileReader:
    """Opens exports by the profiles of a desk; see `data.intake.Reader`."""

    def __init__(self, root: Path, profiles: list[Profile], settings: Settings) -> None:
        self.limits = Limits.of(settings.folder)
        self.fingerprint = _fingerprint(profiles, self.limits)
        self._root, self._settings = root, settings
        self._matcher = Matcher(profiles)

    @classmethod
    def of(cls, paths: DeskPaths, settings: Settings) -> Self:
        """The reader of the desk at `paths`: packaged profiles, the user's and the desk's."""
        problems: list[ProfileProblem] = []
        profiles = load_profiles(paths, problems)
        for problem in problems:
            _log.warning("profile %s can't be used: %s", problem.file, problem.message)
        return cls(paths.exports, profiles, settings)

    def file_time(self, name: str, mtime_us: int) -> int:
        """Time of a file (µs, UTC) before its profile, and so its zone, is known."""
        return exported_at_of(name, mtime_us, "UTC")

    def open(self, path: Path, name: str, mtime_us: int) -> "ProfileOpened | Refusal":
        """Recognises the file at `path`, called `name` in the folder."""
        recognised = recognise_by(path, self._matcher, self.limits, self._root)
        if isinstance(recognised, Refusal):
            return recognised
        return ProfileOpened(recognised, Context.of(recognised.profile, self._settings, name, mtime_us))


class ProfileOpened:
    """A recognised file; see `data.intake.Opened`."""

    def __init__(self, recognised: Recognised, context: Context) -> None:
        self.profile = recognised.profile.name
        self.kind: str = recognised.profile.kind
        self.exported_at = context.exported_at
        orders = self.kind == "orders"
        self.lacks = lacking(recognised.profile, recognised.mapping) if orders else frozenset[str]()
        self._recognised, self._context = recognised, context
        self._notes: Counter[str] = Counter()

    def frames(self) -> Generator[dict[str, pl.DataFrame], None, None]:
        """Its rows in batches: part stem -> frame. Raises RefusalError."""
        reads = Normaliser if self.kind == "orders" else TableReader
        normaliser = reads(self._recognised, self._context)
        ahead = Ahead(batches(self._recognised))
        try:
            for batch in ahead:
                yield self._tables(normaliser.feed(batch))
            yield self._tables(normaliser.finish())
            if isinstance(normaliser, TableReader):
                self._notes += normaliser.notes
        except DatesAmbiguousError as error:
            refused = RefusalError("dates_ambiguous", str(error))
            refused.refusal = Refusal("dates_ambiguous", str(error), self._recognised.headers, self.profile)
            raise refused from error
        finally:
            ahead.close()

    def _tables(self, made: "Frames | dict[str, pl.DataFrame]") -> dict[str, pl.DataFrame]:
        if isinstance(made, dict):
            return made
        self._notes += made.notes
        return {"orders": made.orders, "lines": made.lines, "rejects": made.rejects}

    def notes(self) -> list[str]:
        """Doubts as "code|value"; one that came up more than once with how often: "code|value ×3"."""
        counted = (f"{note} ×{times}" if times > 1 else note for note, times in sorted(self._notes.items()))
        return [*self._recognised.notes, *counted]


def _fingerprint(profiles: list[Profile], limits: Limits) -> str:
    return hashlib.sha256(msgspec.json.encode([profiles, limits])).hexdigest()[:16]
