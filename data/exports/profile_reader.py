"""Files read by the profiles: recognise, read and normalise as one step of the intake."""

import logging
from collections import Counter
from collections.abc import Generator, Hashable, Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Self

import polars as pl

from orderdeck.data.base.prefetch import Ahead
from orderdeck.data.exports.containers.archives.members import Member
from orderdeck.data.exports.containers.archives.open import unpack
from orderdeck.data.exports.containers.layout.sheets import placed_rejects, plain_rows
from orderdeck.data.exports.containers.records import refused
from orderdeck.data.exports.dating.unread import Unread
from orderdeck.data.exports.normalise import Context, DatesAmbiguousError
from orderdeck.data.exports.normalise.columns.tables import TableReader
from orderdeck.data.exports.normalise.normaliser import Normaliser, Recall
from orderdeck.data.exports.normalise.together import normalise_together, shape_of
from orderdeck.data.exports.packing.carry_forward import lacking
from orderdeck.data.exports.read import Told, batches
from orderdeck.data.exports.reading import ApartError
from orderdeck.data.exports.recognise import Recognised, Refusal, RefusalError
from orderdeck.data.exports.recognise.files import recognise_by
from orderdeck.data.exports.recognise.fit import Matcher

_log = logging.getLogger(__name__)


class ProfileReader(Unread):
    """Opens exports by the profiles of a desk; see `data.exports.reading.Reader`."""

    @cached_property
    def _matcher(self) -> Matcher:
        return Matcher(self.profiles)

    def open(
        self, path: Path, name: str, mtime_us: int, *, settled: bool = True, root: Path | None = None
    ) -> "ProfileOpened | Refusal":
        """Recognises the file at `path`, called `name` in the folder."""
        recognised = recognise_by(path, self._matcher, self.limits, root or self.root, settled=settled)
        if isinstance(recognised, Refusal):
            return recognised
        return ProfileOpened(recognised, Context.of(recognised.profile, self.settings, name, mtime_us))

    def unpack(self, path: Path, name: str, root: Path, into: Path) -> list[Member] | Refusal:
        """See `data.exports.reading.Unpacking`."""
        try:
            return unpack(path, name, root, into, self.limits)
        except RefusalError as error:
            return error.refusal


class ProfileOpened:
    """A recognised file; see `data.exports.reading.Opened`."""

    def __init__(self, recognised: Recognised, context: Context) -> None:
        self.profile = recognised.profile.name
        self.kind: str = recognised.profile.kind
        self.exported_at, self.claimed_at = context.exported_at, context.claimed_at
        orders = self.kind == "orders"
        self.lacks = lacking(recognised.profile, recognised.mapping) if orders else frozenset[str]()
        self.recognised, self.context = recognised, context
        self._notes: Counter[str] = Counter()
        self.told = Told()
        self.recall: Recall | None = None
        self._text: pl.DataFrame | None = None

    def shape(self) -> Hashable | None:
        """See `data.exports.reading.Opened`. Where there is one, the file has been read."""
        shape = shape_of(self.recognised, self.context)
        if shape is None:
            return None
        self.told = Told()
        try:
            texts = list(batches(self.recognised, told=self.told))
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException:  # a file by itself gets the reason why, and a trace in the log
            return None
        if len(texts) != 1 or len(self.told.sheets) > 1:
            return None
        self._text = texts[0]
        return (shape, *self._text.columns)

    def frames(
        self, beside: Sequence[Self] = (), *, careful: bool = True
    ) -> Generator[dict[str, pl.DataFrame], None, None]:
        """Its rows in batches, and those of files `beside` it: part stem -> frame. Raises RefusalError, ApartError, and
        unless it is `careful` SeenTooLateError: what was given doesn't count, and it is to be read again."""
        self._notes = Counter()
        if beside:
            yield self._with(beside)
            return
        text, self._text = self._text, None
        if text is None:
            self.told = Told()
        ahead = Ahead(batches(self.recognised, told=self.told) if text is None else iter([text]))
        try:
            yield from self._orders(ahead, careful) if self.kind == "orders" else self._rows(ahead)
        except DatesAmbiguousError as error:
            # The profile stands before the values, for the words to name the setting that decides.
            detail = f"{self.profile}|{error}"
            refusal = Refusal("dates_ambiguous", detail, self.recognised.headers, self.profile)
            raise refused(refusal) from error
        finally:
            ahead.close()

    def _with(self, beside: Sequence[Self]) -> dict[str, pl.DataFrame]:
        files = [self, *beside]
        texts = [one._text for one in files if one._text is not None]
        made = normalise_together(texts, self.recognised, [one.context for one in files])
        if made is None:
            raise ApartError
        for one, notes in zip(files, made.notes, strict=True):
            one._notes = Counter(notes)
        return {"orders": made.orders, "lines": made.lines, "rejects": made.rejects}

    def _orders(
        self, texts: Iterable[pl.DataFrame], careful: bool
    ) -> Generator[dict[str, pl.DataFrame], None, None]:
        normaliser = Normaliser(self.recognised, self.context, self.recall, careful=careful)
        for made in normaliser.frames(texts):
            self._notes += made.notes
            yield {
                "orders": plain_rows(made.orders, self.told),
                "lines": made.lines,
                "rejects": placed_rejects(made.rejects, self.told),
            }

    def _rows(self, texts: Iterable[pl.DataFrame]) -> Generator[dict[str, pl.DataFrame], None, None]:
        reader, rows = TableReader(self.recognised, self.context), 0
        if self.kind in ("stock", "purchases") and (all_of := list(texts)):
            texts = [pl.concat(all_of, how="diagonal")]
        for text in texts:
            rows += text.height
            made = reader.feed(text)
            rejects = placed_rejects(made.pop("rejects"), self.told)
            yield {stem: plain_rows(frame, self.told) for stem, frame in made.items()} | {"rejects": rejects}
        self._notes += reader.notes
        if not rows:
            self._notes["no_rows"] += 1

    def notes(self) -> list[str]:
        """Doubts as "code|value"; one that came up more than once with how often: "code|value ×3"."""
        counted = sorted(self.told.notes.items()) + sorted(self._notes.items())
        told = (f"{note} ×{times}" if times > 1 else note for note, times in counted)
        return [*self.recognised.notes, *told]
