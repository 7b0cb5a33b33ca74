"""What recognising gives: the limits it keeps, how a file is to be read, or why it is refused."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, Literal

import msgspec

from orderdeck.data.base.config.settings import Folder
from orderdeck.data.base.faults import fault_of
from orderdeck.data.exports.profile.records import Profile

Container = Literal["delimited", "xlsx", "xlsb", "xls", "ods", "html", "mhtml", "xml"]
"""What a file is by its bytes; xlsm counts as xlsx, whatever poses as .xls as what it really is."""

RefusalReason = Literal[
    "missing",  # no such file
    "not_a_file",  # a folder, pipe, socket or device
    "outside_folder",  # a link that leads out of the folder
    "unreadable",  # the operating system would not let it be read
    "too_large",  # the file, or what it unpacks to, passes a limit
    "zip_bomb",  # unpacks to absurdly more than it is, or to other than it says
    "encrypted",  # asks for a password
    "torn",  # cut off: a download that has not ended, or a damaged file
    "unsupported_workbook",  # a workbook older than Excel 95 or with things nothing here reads
    "not_a_table",  # something else: a picture, a PDF, a program, prose
    "packed",  # an archive, a compressed file or a mail: what it holds is read, not it
    "empty",  # no text in it
    "too_many_columns",
    "no_profile",  # a table whose header no profile knows
    "no_rows",  # a header, and nothing below to learn a profile from
    "dates_ambiguous",  # day first or month first: nothing in the file tells
    "too_much_memory",  # reading it takes more memory than a file of its size may
    "too_much_time",  # the same of processor time
    "crashed",  # what reads broke off over it, twice
]
"""Codes; the deck has the words."""

ARRIVING: Final[frozenset[RefusalReason]] = frozenset(("torn", "empty"))
"""What a file that is still being written looks like: reasons that waiting may cure."""

MB: Final = 1 << 20


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """How much of a file is looked at and how large it may be."""

    max_file_mb: int = 4096
    max_unpacked_mb: int = 4096
    max_ratio: int = 250
    """Unpacked to packed size beyond which an archive of more than 64 MB unpacked is a bomb; orders reach 10 to 40."""
    max_cell_kb: int = 256
    max_columns: int = 2000
    max_sheets: int = 64
    scan_rows: int = 30
    """Rows among which the header is looked for."""
    scan_kb: int = 1024
    """Bytes of text among which the header is looked for."""

    @classmethod
    def of(cls, folder: Folder) -> "Limits":
        """The limits that a desk's settings ask for."""
        return cls(
            max_file_mb=folder.max_file_mb,
            max_unpacked_mb=folder.max_unpacked_mb,
            max_cell_kb=folder.max_cell_kb,
        )


class Dialect(msgspec.Struct, frozen=True, kw_only=True):
    """How a delimited file is cut into records and cells below its header."""

    separator: str
    quoting: bool = True
    """Whether a double quote at the start of a cell opens a quoted one; where not, it is a character as others."""
    eol: Literal["\n", "\r"] = "\n"
    skip: int = 0
    """Bytes from the start of the text (as UTF-8, without byte order mark) up to the end of the header record."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """A file that can be read: what it is, where its header is and which profile fits it."""

    path: Path
    container: Container
    encoding: str
    """Python codec name; "" for workbooks."""
    sheet: str
    """Name of the sheet that fits best; "" where there are none."""
    header_row: int
    """1-based; for delimited text the ordinal of the record."""
    headers: tuple[str, ...]
    """Header texts as they stand, cleaned for showing."""
    columns: tuple[str, ...]
    """The names of the frame's columns: the headers folded, in the same order, duplicates suffixed `#2`."""
    profile: Profile
    mapping: dict[str, str]
    """Field of the profile -> column."""
    score: float
    """Sum of the weights of the columns that the profile explains."""
    limits: Limits
    dialect: Dialect | None = None
    settled: bool = True
    """Whether waiting for the rest of the file is over: a record that may have been cut off then counts, with the note
    `no_line_end`; before, it is a reason to refuse the file as torn."""
    notes: tuple[str, ...] = ()
    """Doubts as "code|value": encoding_guessed, profile_close, bytes_replaced."""
    parsed: Any = field(default=None, repr=False, compare=False)
    """What recognising had to unpack anyway (an open sheet), so that reading need not do it again."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that can't be read, and why."""

    reason: RefusalReason
    detail: str = ""
    """The value behind the reason, for a person: "5000 MB, limit 4096 MB", "order_id, status"."""
    headers: tuple[str, ...] = ()
    """The header texts seen, cleaned."""
    nearest: str = ""
    """Name of the profile that came nearest."""
    lacked: tuple[str, ...] = ()
    """Required fields of that profile that no column has."""
    fault: str = ""
    """Where it is no fault of the file's and may pass: its code in `data.base.faults`."""


class RefusalError(Exception):
    """Raised inside recognising and reading where a file can't be used; carries the Refusal."""

    def __init__(self, reason: RefusalReason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self._refusal = Refusal(reason, detail)

    @property
    def refusal(self) -> Refusal:
        """Why; with the fault that it was raised for, where that may pass."""
        return self._refusal if self._refusal.fault else replace(self._refusal, fault=fault_of(self))

    @refusal.setter
    def refusal(self, refusal: Refusal) -> None:
        self._refusal = refusal


def refused(refusal: Refusal) -> RefusalError:
    """`refusal` as what is raised."""
    error = RefusalError(refusal.reason, refusal.detail)
    error.refusal = refusal
    return error
