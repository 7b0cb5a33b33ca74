"""Files that leave the deck: CSV, Excel workbook, text. Written whole or not at all, and no cell starts a formula.

A file is written in `staging/` of the same file system, fsynced, then renamed into the outbox, where names never
overwrite one another. Names are made of a stem of ours and the time, never of data. What leaves a desk that is only
read goes to an outbox of the user's own, beside their other data (`platformdirs.user_data_path`).
"""

import csv
import io
import os
import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO, Final

from orderdeck.data.base.guards.own_files import sync_folder
from orderdeck.data.base.guards.permissions import Rights
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.text.sanitize import clean_text

Value = str | int | float | Decimal | datetime | None
"""What a cell may hold. Times need a zone and are written as ISO text."""

SHEET_ROWS: Final = 1_048_576
"""Rows of a sheet, its header among them; what is beyond would be left out without a word."""


class Amount(str):
    """An amount of ours as text: digits, a point and perhaps a sign, which is no formula."""


class Telephone(str):
    """A telephone number as text, `+351 (90) 000-000`: a plus, digits, blanks, brackets, hyphens; five digits at least.

    What a spreadsheet may make of it is a number or a sum of numbers, or nothing at all: without a letter it names no
    cell and no function, and without !, |, quotes or commas no other file and no program. So it can be written as it
    is, as whoever dials it wants it.
    """

    @classmethod
    def of(cls, text: str) -> "Telephone | None":
        """`text` as one, None where it is anything else."""
        return cls(text) if _TELEPHONE.fullmatch(text) and sum(map(_DIGITS.__contains__, text)) >= 5 else None


_DIGITS: Final = "0123456789"
_TELEPHONE: Final = re.compile(r"\+[0-9 ()-]{5,30}")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_STEM: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")


def guard(text: str) -> str:
    """`text` so that no spreadsheet takes it for a formula: a leading = + - @ tab or CR gets an apostrophe.

    The full-width signs count too: some spreadsheets in East Asian settings read them as the plain ones.
    Source: OWASP, CSV injection.
    """
    return f"'{text}" if text.startswith(_FORMULA) else text


def cell(value: Value) -> str:
    """`value` as a cell of a CSV holds it: cleaned, and without the start of a formula."""
    return _text(value)


def write_csv(
    paths: DeskPaths, stem: str, header: Sequence[str], rows: Iterable[Sequence[Value]], now: datetime
) -> Path:
    """Write a CSV (UTF-8 with BOM, which Excel needs for Chinese; CRLF) and return where it is."""
    return write_bytes(paths, stem, ".csv", table_bytes(header, rows), now)


def write_xlsx(
    paths: DeskPaths, stem: str, header: Sequence[str], rows: Iterable[Sequence[Value]], now: datetime
) -> Path:
    """Write an Excel workbook of one sheet and return where it is. Text stays text: ids keep every digit."""
    return _write(paths, stem, ".xlsx", lambda file: fill_workbook(file, header, rows), now)


def table_bytes(
    header: Sequence[str], rows: Iterable[Sequence[Value]], *, tab: bool = False, plain: bool = False
) -> bytes:
    """The same CSV, or with tabs between cells, as bytes; `plain`: without BOM and with LF, as programs want it."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter="\t" if tab else ",", lineterminator="\n" if plain else "\r\n")
    writer.writerow([guard(clean_text(cell)) for cell in header])
    writer.writerows([_text(cell) for cell in row] for row in rows)
    return (b"" if plain else b"\xef\xbb\xbf") + buffer.getvalue().encode("utf-8")


def fill_workbook(
    file: BinaryIO, header: Sequence[str], rows: Iterable[Sequence[Value]], *, sheet_name: str = "orders"
) -> None:
    """The same workbook into `file`. Raises ValueError where a sheet can't hold that many rows."""
    import xlsxwriter

    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet(sheet_name)
        bold = book.add_format({"bold": True})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for column, title in enumerate(header):
            sheet.write_string(0, column, guard(clean_text(title)), bold)
        for line, row in enumerate(rows, 1):
            if line >= SHEET_ROWS:
                raise ValueError(f"a sheet holds {SHEET_ROWS} rows at most")
            for column, value in enumerate(row):
                if isinstance(value, Decimal | int | float) and not isinstance(value, bool):
                    sheet.write_number(line, column, float(value))
                elif isinstance(value, datetime):
                    # A workbook knows no zones: the clock's time in the zone that it was given in.
                    sheet.write_datetime(line, column, value.replace(tzinfo=None, microsecond=0), moment)
                elif value is not None:
                    sheet.write_string(line, column, _text(value)[:32767])
        sheet.freeze_panes(1, 0)


def write_text(paths: DeskPaths, stem: str, text: str, now: datetime) -> Path:
    """Write plain text (UTF-8) and return where it is."""
    return write_bytes(paths, stem, ".txt", clean_text(text, multiline=True).encode("utf-8") + b"\n", now)


def write_bytes(paths: DeskPaths, stem: str, suffix: str, content: bytes, now: datetime) -> Path:
    """Write `content` as `<stem>-<time><suffix>` into the outbox; raises OSError where the disk won't have it."""
    return _write(paths, stem, suffix, lambda file: file.write(content), now)


def _text(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Amount | Telephone) or not isinstance(value, str):
        return str(value)
    return guard(clean_text(value, multiline=True))


def _write(
    paths: DeskPaths, stem: str, suffix: str, fill: Callable[[BinaryIO], object], now: datetime
) -> Path:
    if not _STEM.fullmatch(stem):
        raise ValueError(f"not a name for a file of the outbox: {stem!r}")
    folder, staging, rights = _places(paths)
    rights.make_folder(folder)
    rights.make_folder(staging)
    name = f"{stem}-{now:%Y%m%d-%H%M%S}"
    draft = staging / f"outbox-{os.getpid()}-{name}{suffix}"
    try:
        with os.fdopen(rights.open_new(draft), "wb") as file:
            fill(file)
            file.flush()
            os.fsync(file.fileno())
        return _publish(draft, folder, name, suffix)
    finally:
        draft.unlink(missing_ok=True)


def has_own_place(paths: DeskPaths) -> bool:
    """Whether the user has a place of their own, apart from the desk, that files can be written to."""
    place = _own_place()
    if place is None or any(place.is_relative_to(one) for one in _real(paths.exports, paths.state)):
        return False
    above = next(one for one in (place, *place.parents) if os.path.lexists(one))
    return above.is_dir() and os.access(above, os.W_OK | os.X_OK)


def _places(paths: DeskPaths) -> tuple[Path, Path, Rights]:
    """The outbox, where files of it are begun, and their rights; of a desk that is only read the user's own ones."""
    own = _own_place() if paths.read_only and has_own_place(paths) else None
    if own is None:
        return paths.outbox, paths.staging, Rights.of(paths)
    return own, own / ".staging", Rights()


def _own_place() -> Path | None:
    import platformdirs

    try:
        return (platformdirs.user_data_path("orderdeck") / "outbox").resolve()
    except (RuntimeError, OSError):  # an account without a home
        return None


def _real(*folders: Path) -> list[Path]:
    return [folder.resolve() for folder in folders]


def _publish(draft: Path, folder: Path, name: str, suffix: str) -> Path:
    """Link the draft under the first free name: a link, unlike a rename, never overwrites."""
    for number in range(1, 1000):
        target = folder / (f"{name}{suffix}" if number == 1 else f"{name}-{number}{suffix}")
        try:
            target.hardlink_to(draft)
        except FileExistsError:
            continue
        except OSError:  # a file system without hard links
            if target.exists():
                continue
            draft.replace(target)
        with suppress(OSError):  # some file systems can't sync a folder; the file itself is on disk
            sync_folder(folder)
        return target
    raise FileExistsError(f"no free name for {name}{suffix}")
