"""How a file is dressed: container, encoding, and the habits that files of one layout still differ in."""

from dataclasses import dataclass
from typing import Final, Literal

Container = Literal["csv", "tsv", "semicolon", "utf16", "xls", "xlsx", "html", "xml"]
CONTAINERS: Final[tuple[Container, ...]] = (
    "csv", "tsv", "semicolon", "utf16", "xls", "xlsx", "html", "xml",
)  # fmt: skip
"""html and xml pose as .xls; utf16 is the tab-separated "Unicode text" that spreadsheets save."""

SUFFIXES: Final[dict[str, str]] = {
    "csv": ".csv", "tsv": ".tsv", "semicolon": ".csv", "utf16": ".txt", "xls": ".xls", "xlsx": ".xlsx",
    "html": ".xls", "xml": ".xls",
}  # fmt: skip
ENCODINGS: Final = ("utf-8", "utf-8-sig", "gb18030", "utf-16")
"""Of the text containers; the others say theirs inside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """All choices that are the file's and not the orders'."""

    container: Container = "xlsx"
    encoding: str = "utf-8-sig"
    title_row: bool = False
    """A title above the header."""
    subset: float = 1
    """Share of the columns that the seller chose; order number, status, times and products always stay."""
    shuffle: bool = False
    """Columns in an order of the seller's own."""
    width: Literal["as_is", "half", "full"] = "as_is"
    """Brackets and colons of the header in half or full width."""
    header_break: str = "\n"
    """What the line break in a header cell has become: "\\r\\n", or "_" after a detour through a database."""
    guard: str = ""
    """What keeps a spreadsheet off the order number: "'", "`", a tab, a space, or "=" for `="…"`."""
    typed: bool = False
    """Numbers and dates as such in containers that have types; currency is then lost to most readers."""
    money: Literal["$", "US $", "plain"] = "$"
    deadline: Literal["datetime", "remaining"] = "datetime"
    """Ship-by as date and time, or as the time left when the file was made (cut to minutes)."""
    logistics_line: bool = False
    """The fourth line in each block of the product cell that some versions have."""
    ruined_ids: int = 0
    """So many order numbers as Excel leaves them after a careless save; such rows can't be trusted."""
    vocabulary: int = 0
    """Which of the status wordings of the layout is used."""
