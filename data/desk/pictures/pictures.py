"""What each export of orders is a picture of: all of its shop's orders, all open ones, or no full picture of anything.

Its profile says so ([export]), over that the settings ([exports] whole), over that what operators answered: of one
export, or of all of its profile.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import Any, Final

import polars as pl

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Act, Export
from orderdeck.data.base.text.linear_regex import Pattern, PatternError
from orderdeck.data.desk.connection import Connection, column, lent
from orderdeck.data.desk.pictures.marks import counting
from orderdeck.data.exports.dating.export_span import span_of
from orderdeck.data.exports.dating.newer import last_shown
from orderdeck.data.exports.normalise.columns.context import Context
from orderdeck.data.exports.profile.by_name import zone_of
from orderdeck.data.exports.profile.files import profiles_named
from orderdeck.data.exports.profile.records import Profile, Whole

ANSWERS: Final = {"whole": "yes", "partial": "no"}
"""Kind of act -> what it says of an export: it is the full list, or it isn't."""
_WORDS: Final = {True: "yes", False: "no", "ask": "ask"}
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_TIME: Final = pl.Datetime("us", "UTC")
_COLUMNS: Final[dict[str, Any]] = {
    "seq": pl.Int32,
    "export_id": pl.String,
    "name": pl.String,
    "profile": pl.String,
    "whole": pl.String,
    "said": pl.Boolean,
    "lists": pl.String,
    "from_at": _TIME,
    "to_at": _TIME,
    "marketplace": pl.String,
    "shop": pl.String,
    "by_line": pl.Boolean,
}
Row = tuple[Any, ...]


class Pictures:
    """Keeps the tables `pictures`, `copied` and `kin`. For one desk."""

    def __init__(self, con: Connection, paths: DeskPaths, settings: Settings) -> None:
        self._con, self._paths, self._settings = con, paths, settings
        self._profiles: dict[str, Profile | None] = {}
        self._exports: list[Export] = []
        self._acts: list[Act] = []
        self._copied: dict[int, int] = {}  # picture (its seq) -> since when its last copy shows it

    def add(self, exports: Sequence[Export]) -> None:
        """Takes in new exports of orders."""
        self._know({export.profile for export in exports})
        self._exports += exports
        self._write(exports)

    def zone_of(self, export: Export) -> str | None:
        """The zone of the times in an export (IANA): of its profile, or what the settings say; None where its profile
        isn't known."""
        profile = self._profiles.get(export.profile)
        return None if profile is None else zone_of(profile, self._settings, export.name)

    def forget(self, exports: Sequence[Export]) -> None:
        """Takes exports out again that count no more."""
        if not exports:
            return
        seqs = {export.seq for export in exports}
        self._exports = [export for export in self._exports if export.seq not in seqs]
        self._con.execute("delete from pictures where seq in (select unnest($seq))", {"seq": list(seqs)})

    def said_again(self, runs: Iterable[Sequence[Export]]) -> set[str]:
        """Remembers what copies show. Gives the orders that were done here and that one of them shows."""
        copied, before = last_shown(runs), self._copied
        if copied == before:
            return set()
        self._copied = copied
        other = [seq for seq in copied.keys() | before.keys() if copied.get(seq) != before.get(seq)]
        self._con.execute("truncate copied")
        self._con.execute(
            "insert into copied select unnest($seqs::integer[]), make_timestamptz(unnest($times::bigint[]))",
            {"seqs": list(copied), "times": list(copied.values())},
        )
        sql = (
            "select order_key from open_orders semi join (from marks where done) using (order_key) "
            "where seq in (select unnest(?::integer[]))"
        )
        return set(column(self._con, sql, [other]))

    def answered(self, acts: Iterable[Act]) -> bool:
        """Takes in what operators said of exports; whether any of `acts` is such a word, or takes one back."""
        about = [act for act in acts if act.kind in ANSWERS or act.data.get("kind") in ANSWERS]
        if about:
            self._acts += about
            self._con.execute("truncate pictures")
            self._write(self._exports)
        return bool(about)

    def _know(self, names: set[str]) -> None:
        new = names - self._profiles.keys()
        if not new:
            return
        found = profiles_named(new, self._paths)
        self._profiles.update({name: found.get(name) for name in new})
        for name, profile in ((name, found.get(name)) for name in new):
            listed = sorted({name, *(profile.export.also if profile else ())})
            self._con.execute("insert into kin select ?, unnest(?::varchar[])", [name, listed])

    def _write(self, exports: Sequence[Export]) -> None:
        if not exports:
            return
        of_export, of_profile = self._words()
        rows = [self._row(export, of_export, of_profile) for export in exports]
        with lent(self._con, "new_pictures", pl.DataFrame(rows, schema=_COLUMNS, orient="row")):
            self._con.execute("insert into pictures by name from new_pictures")

    def _words(self) -> tuple[dict[str, str], dict[str, str]]:
        """The newest word on each export, and on all exports of a profile."""
        of_export: dict[str, str] = {}
        of_profile: dict[str, str] = {}
        for act in counting(self._acts):
            of_export[str(act.data.get("export", ""))] = ANSWERS[act.kind]
            if act.data.get("always"):
                of_profile[str(act.data.get("profile", ""))] = ANSWERS[act.kind]
        return of_export, of_profile

    def _row(self, export: Export, of_export: dict[str, str], of_profile: dict[str, str]) -> Row:
        profile = self._profiles.get(export.profile)
        whole, lists = _by_profile(profile, export.name)
        told = of_export.get(export.export_id) or of_profile.get(export.profile) or self._set(export)
        context = Context.of(profile, self._settings, export.name, export.exported_at) if profile else None
        span = span_of(export.name, context.zone if context else "UTC")
        rowless = context is not None and profile is not None and not export.orders
        return (
            export.seq,
            export.export_id,
            export.name,
            export.profile,
            told or _WORDS[whole],
            told in ("yes", "no"),
            lists,
            _when(span[0]) if span else None,
            _when(span[1]) if span else None,
            profile.marketplace if rowless and profile else None,
            context.shop if rowless and context else None,
            profile is not None and profile.items.row_shape != "order",
        )

    def _set(self, export: Export) -> str:
        """What the settings say; "" where they say nothing. A pattern for the name of the file goes first."""
        table = self._settings.exports.whole
        named = next((word for glob, word in table.items() if fnmatchcase(export.name, glob)), None)
        word = table.get(export.profile) if named is None else named
        return "" if word is None else _WORDS[word]


def _by_profile(profile: Profile | None, name: str) -> tuple[Whole, str]:
    if profile is None:
        return "ask", ""
    file = PurePosixPath(name).name
    for one in profile.export.named:
        try:
            fits = Pattern(one.match).found_in([file])[0]
        except PatternError:
            continue  # told where the profile is checked
        if fits:
            return one.whole, one.lists
    return profile.export.whole, profile.export.lists


def _when(at: int) -> datetime:
    return _EPOCH + timedelta(microseconds=at)
