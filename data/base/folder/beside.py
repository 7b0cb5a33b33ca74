"""What lies beside exports and is none, by its name."""

from typing import Final

_BESIDE: Final = frozenset((
    "md", "rst", "log", "pdf", "png", "jpg", "jpeg", "gif", "webp", "svg", "doc", "docx", "ppt", "pptx", "ini",
    "toml", "py", "sql", "sh", "bat", "exe", "msi", "dmg", "apk", "iso", "js", "css", "json", "mp3", "mp4",
    "mov", "avi", "psd", "ai", "ttf", "otf",
))  # fmt: skip
_NOTES: Final = frozenset(
    {"readme", "source", "sources", "licence", "license", "copying", "changelog", "notes"}
)
"""Ends of names, and names, of what lies beside exports and is none."""
_MEANT: Final = frozenset((
    "csv", "tsv", "tab", "txt", "dat", "xls", "xlsx", "xlsm", "xlsb", "et", "ods", "htm", "html", "xml", "mht",
    "mhtml", "numbers", "rar", "7z",
))  # fmt: skip
"""Ends of names of what is meant as a table, or holds one: that such a file isn't read is worth saying."""


def is_no_table(name: str) -> bool:
    """Whether a file of that name was never meant as a table. A workbook called README may be one to be taught."""
    own = name.rpartition("/")[2].lower()
    stem, dot, suffix = own.rpartition(".")
    return (bool(dot) and suffix in _BESIDE) or own in _NOTES or (suffix == "txt" and stem in _NOTES)


def is_meant(name: str) -> bool:
    """Whether its name says that it is a table, or holds one."""
    _, dot, suffix = name.rpartition("/")[2].lower().rpartition(".")
    return bool(dot) and suffix in _MEANT
