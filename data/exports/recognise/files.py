"""One file recognised, or refused with a reason."""

import codecs
import os
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO, Final

import msgspec

from orderdeck.data.base.faults import fault_of
from orderdeck.data.exports.containers.container import kind_of, ole_container, text_container, zip_container
from orderdeck.data.exports.containers.files import check_file, open_file
from orderdeck.data.exports.containers.layout.header import name_columns, shown
from orderdeck.data.exports.containers.markup import MarkupRow, heads
from orderdeck.data.exports.containers.records import Container, Limits, Recognised, Refusal, RefusalError
from orderdeck.data.exports.containers.unpack import check_archive
from orderdeck.data.exports.containers.workbook import Book, Sheet
from orderdeck.data.exports.encodings.detect import Reading, evidence_of, probe_non_ascii, readings
from orderdeck.data.exports.encodings.ranking import near, ranked, sample_of
from orderdeck.data.exports.profile.encoding import native, said_by
from orderdeck.data.exports.profile.records import Profile
from orderdeck.data.exports.recognise.fit import Finder, Fit, Matcher
from orderdeck.data.exports.recognise.text import Layout, layout, widest

DEFAULT_LIMITS: Final = Limits()

_BLANK: Final = b" \t\r\n\xef\xbb\xbf"
_YET: Final = ("no_profile", "not_a_table")
"""What the beginning of a good file may be refused for, by what there is of it."""

Rows = Sequence[Sequence[str]]


def recognise(
    path: Path, profiles: Iterable[Profile], limits: Limits = DEFAULT_LIMITS, root: Path | None = None
) -> Recognised | Refusal:
    """What the file at `path` is and how to read it, or why it is refused.

    `root` is the folder that links must not lead out of, by default the file's own. The file is opened for reading
    only, its name says neither container nor encoding, and memory stays bounded whatever is in it. Raises nothing for
    a bad file.
    """
    return recognise_by(path, Matcher(profiles), limits, root)


def recognise_by(
    path: Path,
    finder: Finder,
    limits: Limits = DEFAULT_LIMITS,
    root: Path | None = None,
    *,
    settled: bool = True,
    encoding: str = "",
) -> Recognised | Refusal:
    """The same with another way to find the header; see `data.exports.recognise.look`.

    `settled` says that the rest of a file that may be cut off isn't waited for any more; see `Recognised.settled`.
    `encoding` is what a person says of text; it doesn't count where the bytes prove another, or aren't text in it.
    """
    try:
        size = check_file(path, root or path.parent, limits)
        with open_file(path) as file:
            return _Recogniser(path, file, size, finder, limits, settled, encoding).run()
    except RefusalError as refused:
        return refused.refusal
    except OSError as error:
        return Refusal("unreadable", error.strerror or str(error), fault=fault_of(error))


class _Recogniser:
    def __init__(
        self,
        path: Path,
        file: BinaryIO,
        size: int,
        matcher: Finder,
        limits: Limits,
        settled: bool,
        encoding: str,
    ) -> None:
        self._told = encoding
        self._path, self._file, self._size, self._settled = path, file, size, settled
        self._matcher, self._limits = matcher.for_file(path.name), limits
        self._head = file.read(limits.scan_kb << 10)
        self._lead, self._lead_lines = 0, 0
        """Bytes and lines passed over at the start, where there are more blank lines than are looked at."""
        if size > len(self._head) and not self._head.strip(_BLANK):
            self._pass_blanks()
        self._whole = size - self._lead <= len(self._head)

    def _pass_blanks(self) -> None:
        """Goes on to the line that the first text is in."""
        mark = codecs.BOM_UTF8 if self._head.startswith(codecs.BOM_UTF8) else b""
        at = len(mark)
        self._file.seek(at)
        while chunk := self._file.read(1 << 20):
            if text := chunk.lstrip(b" \t\r\n"):
                begin = chunk.rfind(b"\n", 0, len(chunk) - len(text)) + 1
                self._lead_lines += chunk.count(b"\n", 0, begin)
                self._lead = at - len(mark) + begin
                self._file.seek(at + begin)
                self._head = mark + self._file.read(self._limits.scan_kb << 10)
                return
            self._lead_lines += chunk.count(b"\n")
            at += len(chunk)

    def run(self) -> Recognised | Refusal:
        try:
            found = self._run()
        except RefusalError as refused:
            found = refused.refusal
        if isinstance(found, Refusal) and found.reason in _YET and self._may_go_on():
            return replace(found, reason="torn")
        return found

    def _may_go_on(self) -> bool:
        """Whether what can't be told yet may be told by more of the file, which is waited for."""
        text = self._head.replace(b"\0", b"").rstrip(b" \t")
        ended = text.endswith((b"\n", b"\r")) or (text.endswith(b">") and b"</" in text[-64:])
        return not self._settled and self._whole and not ended

    def _run(self) -> Recognised | Refusal:
        kind = kind_of(self._head)
        if kind == "zip":
            return self._workbook(self._archive())
        if kind == "ole":
            container = ole_container(self._file)
            return self._workbook(container)
        long = not self._whole and self._head.isascii() and b"\n" in self._head
        probe = probe_non_ascii(self._file) if long else b""
        self._evidence = evidence_of(self._head, probe)
        named = self._matcher.encodings
        ways = readings(self._head, probe, whole=self._whole, named=named, told=self._told)
        container = text_container(ways[0].text)
        return self._delimited(ways) if container == "delimited" else self._markup(container, ways)

    def _archive(self) -> Container:
        try:
            with zipfile.ZipFile(self._file) as archive:
                container = zip_container(archive)
                check_archive(self._file, archive, self._limits)
        except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
            raise RefusalError("torn", str(error)) from error
        return container

    def _workbook(self, container: Container) -> Recognised | Refusal:
        book = Book(self._path, self._limits)
        best: tuple[Fit | None, Sheet, list[tuple[int, list[str]]]] | None = None
        for sheet in book.shown_first():
            head = sheet.head(self._limits.scan_rows)
            fit = self._matcher.find([cells for _, cells in head])
            if best is None or _merit(fit) > _merit(best[0]):  # the first sheet on a tie
                best = (fit, sheet, head)
        if best is None:
            raise RefusalError("empty", "no sheet with cells")
        fit, sheet, head = best
        seen = [cells for _, cells in head]
        if fit is None or not fit.fits:
            return _refusal(fit, seen)
        number, header = head[fit.row]
        return self._recognised(container, fit, header, row=number, sheet=sheet.name, parsed=book)

    def _delimited(self, ways: list[Reading]) -> Recognised | Refusal:
        layouts = [layout(way, self._matcher, self._limits, whole=self._whole) for way in ways]
        best = layouts[self._best([(found.reading, found.fit) for found in layouts])]
        rows = [record.cells for record in best.records]
        self._check_table(best, rows)
        fit = best.fit
        if fit is None or not fit.fits:
            return _refusal(fit, rows)
        header, reading = best.records[fit.row], best.reading
        notes = _doubts(reading, fit.profile)
        if self._whole:
            below = reading.text[header.end :]
            if not below and not reading.text.endswith(("\n", "\r")):
                if not self._settled:
                    raise RefusalError("torn", f"row {header.number}")
                notes += (f"no_line_end|{header.number}",)
        elif not self._settled and self._last_byte() not in b"\r\n\0":
            raise RefusalError("torn")  # the row is found out once it is read
        return self._recognised(
            "delimited",
            fit,
            header.cells,
            row=header.number + self._lead_lines,
            encoding=reading.encoding,
            dialect=msgspec.structs.replace(best.dialect, skip=best.dialect.skip + self._lead),
            notes=notes,
        )

    def _last_byte(self) -> bytes:
        self._file.seek(-1, os.SEEK_END)
        return self._file.read(1)

    def _check_table(self, found: Layout, rows: Rows) -> None:
        if not rows:
            if not found.reading.text.strip():
                raise RefusalError("empty")
            raise RefusalError("not_a_table", f"no line ends within {self._limits.scan_kb} KB")
        if not found.fit and len(widest(rows)) < 2:
            raise RefusalError("not_a_table", "one column of text")

    def _markup(self, container: Container, ways: list[Reading]) -> Recognised | Refusal:
        found: list[tuple[Fit | None, Reading, list[MarkupRow]]] = []
        for way in ways:
            for head in heads(self._path, container, way.encoding, self._limits, self._fits):
                found.append((self._matcher.find([row.cells for row in head]), way, head))
        if not found:
            raise RefusalError("empty", "a table without rows")
        fit, way, head = found[self._best([(way, fit) for fit, way, _ in found])]
        cells = [row.cells for row in head]
        if fit is None or not fit.fits:
            return _refusal(fit, cells)
        at = head[fit.row]
        return self._recognised(
            container,
            fit,
            at.cells,
            row=at.number,
            encoding=way.encoding,
            sheet=at.sheet,
            notes=_doubts(way, fit.profile),
        )

    def _best(self, found: Sequence[tuple[Reading, Fit | None]]) -> int:
        """Which way to read the file is right: where the header fits best; on a tie as the profile says, else the
        likeliest encoding, UTF-8 before all others."""
        merits = [_telling(fit) for _, fit in found]
        tied = [place for place, merit in enumerate(merits) if merit == max(merits)]
        for place in tied:
            reading, fit = found[place]
            if fit is not None and said_by(fit.profile) == reading.encoding:
                return place
        by_encoding = {found[place][0].encoding: place for place in reversed(tied)}
        if len(by_encoding) < 2 or "utf-8" in by_encoding:
            return tied[0]
        sample = sample_of(self._evidence)
        order = ranked(sample, list(by_encoding))
        fit = found[by_encoding[order[0]]][1]
        own = native(fit.profile) if fit is not None else ""
        return by_encoding[own if own in near(sample, order) else order[0]]

    def _fits(self, rows: list[MarkupRow]) -> bool:
        fit = self._matcher.find([row.cells for row in rows])
        return fit is not None and fit.fits

    def _recognised(
        self, container: Container, fit: Fit, header: Sequence[str], row: int = 0, **more: Any
    ) -> Recognised:
        headers = shown(header)
        if len(headers) > self._limits.max_columns:
            raise RefusalError("too_many_columns", f"{len(headers)}, limit {self._limits.max_columns}")
        rivals = (f"profile_close|{', '.join(fit.rivals)}",) if fit.rivals else ()
        return Recognised(
            path=self._path,
            container=container,
            encoding=more.get("encoding", ""),
            sheet=more.get("sheet", ""),
            header_row=row or fit.row + 1,
            headers=headers,
            columns=name_columns(header[: self._limits.max_columns]),
            profile=fit.profile,
            mapping=fit.mapping,
            score=fit.score,
            limits=self._limits,
            settled=self._settled,
            dialect=more.get("dialect"),
            notes=more.get("notes", ()) + rivals,
            parsed=more.get("parsed"),
        )


def _merit(fit: Fit | None) -> tuple[bool, float]:
    return fit.rank[:2] if fit else (False, 0.0)


def _telling(fit: Fit | None) -> tuple[bool, float]:
    """The same for one table in several encodings."""
    return (fit.fits, _merit(fit)[1] if fit.told is None else fit.told) if fit else (False, 0.0)


def _refusal(fit: Fit | None, rows: Rows) -> Refusal:
    if fit is None:
        return Refusal("no_profile", headers=shown(widest(rows)))
    header = rows[fit.row] if fit.known > 1 else widest(rows)
    detail = ", ".join(fit.lacked) or f"{fit.known} of {len(shown(header))} columns known"
    return Refusal("no_profile", detail, shown(header), nearest=fit.profile.name, lacked=fit.lacked)


def _doubts(reading: Reading, profile: Profile) -> tuple[str, ...]:
    sure = reading.sure or reading.encoding == said_by(profile)
    return () if sure else (f"encoding_guessed|{reading.encoding}",)
