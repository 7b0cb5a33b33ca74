"""Queue files: SQL that gives order keys, under a comment head that says what it is."""

import os
import re
import stat
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

import msgspec

LANGUAGES: Final = ("en", "zh")
DEFAULT_SORT: Final = (
    ("asleep", False),
    ("due", True),
    ("priority", False),
    ("deadline", False),
    ("placed_at", False),
    ("order_key", False),
)
"""(Column, descending): awake before asleep; what is late or due before all that has time, or a late order stood below
an express one with five days left; wholesale, express, the rest; then least time left."""
LENSES: Final = ("due", "mine", "gone", "back", "done")
"""Keys of the packaged lenses, in the order in which they are shown."""
LARGEST: Final = 64 * 1024
"""Bytes of the largest queue file that is read."""

_HEAD: Final = re.compile(r"--\s*([a-z]+(?:\.[a-z]{2})?)\s*:\s*(.*?)\s*")
_KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
_CONDITION: Final = re.compile(r"select\s+order_key\s+from\s+(?:facts|standing)\s+where\s+(.+)", re.DOTALL)
_SORT: Final = re.compile(r"([a-z][a-z_]*)(?:\s+(asc|desc))?", re.IGNORECASE)


class QueueFileError(Exception):
    """A queue file can't be used; the message names the file and what is wrong with it."""


class QueueFile(msgspec.Struct, frozen=True, kw_only=True):
    """A queue, a lens or a user's panel: its words, how its rows are sorted, and the SQL that gives its order keys."""

    key: str
    title: dict[str, str]
    why: dict[str, str]
    sort: tuple[tuple[str, bool], ...]  # (BOARD column, descending)
    sql: str
    tables: str = ""  # "sql": the query is over the tables of `orderdeck sql`

    @property
    def condition(self) -> str:
        """What an order must be to stand in this queue or lens, where the query is `select order_key from facts
        where …`, or `from standing`.

        Raises QueueFileError for any other query.
        """
        found = _CONDITION.fullmatch(self.sql)
        if not found:
            raise QueueFileError(f"{self.key}.sql: not of the form `select order_key from facts where …`")
        return f"({found[1]})"


def parse(text: str, name: str, *, columns: frozenset[str] | None = None) -> QueueFile:
    """The queue that `text` describes. `name` (of the file, without ".sql") is its key and title where it says none.

    `columns` are those that it may be sorted by. Raises QueueFileError.
    """
    head, sql = _split(text)
    key = head.pop("key", None) or _key_of(name)
    if not _KEY.fullmatch(key):
        raise QueueFileError(f"{name}.sql: key {key!r} is not small letters, digits and _, 40 at most")
    if not sql:
        raise QueueFileError(f"{name}.sql: there is no query in it")
    tables = head.pop("tables", "")
    if tables not in ("", "sql"):
        raise QueueFileError(f"{name}.sql: tables is {tables!r}; it can be sql, or left out")
    unknown = [field for field in head if field.partition(".")[0] not in ("title", "why", "sort")]
    if unknown:
        raise QueueFileError(
            f"{name}.sql: {unknown[0]!r} is none of key, title, why, sort, tables (title.en, title.zh, …)"
        )
    title = _words(head, "title") or dict.fromkeys(LANGUAGES, name)
    sort = _sort(head.get("sort", ""), name, columns)
    return QueueFile(key=key, title=title, why=_words(head, "why"), sort=sort, sql=sql, tables=tables)


def _split(text: str) -> tuple[dict[str, str], str]:
    head: dict[str, str] = {}
    lines = text.removeprefix("\ufeff").strip().splitlines()
    while lines and (not lines[0].strip() or lines[0].strip().startswith("--")):
        found = _HEAD.fullmatch(lines.pop(0).strip())
        if found:
            head[found[1]] = found[2]
    return head, "\n".join(lines).strip().rstrip(";").strip()


def _words(head: dict[str, str], field: str) -> dict[str, str]:
    plain = head.get(field)
    said = {
        language: head[f"{field}.{language}"] for language in LANGUAGES if head.get(f"{field}.{language}")
    }
    fallback = plain or next(iter(said.values()), "")
    return {language: said.get(language, fallback) for language in LANGUAGES} if fallback else {}


def _sort(text: str, name: str, columns: frozenset[str] | None) -> tuple[tuple[str, bool], ...]:
    chosen = []
    for item in filter(None, (part.strip() for part in text.split(","))):
        found = _SORT.fullmatch(item)
        column = found[1].lower() if found else item
        if not found or (columns is not None and column not in columns):
            raise QueueFileError(f"{name}.sql: can't sort by {item!r}")
        chosen.append((column, (found[2] or "").lower() == "desc"))
    named = {column for column, _ in chosen}
    return (*chosen, *((column, down) for column, down in DEFAULT_SORT if column not in named))


def _key_of(name: str) -> str:
    return re.sub(r"[^a-z0-9_]+", "_", name.lower()).strip("_")[:40] or "panel"


def _packaged(folder: str) -> Iterator[QueueFile]:
    for file in sorted(files("orderdeck.queries").joinpath(folder).iterdir(), key=lambda file: file.name):
        if file.name.endswith(".sql"):
            yield parse(file.read_text(encoding="utf-8"), _stem(file))


def _stem(file: Traversable) -> str:
    return file.name.removesuffix(".sql")


@cache
def queues() -> dict[str, QueueFile]:
    """The packaged queues by key; their precedence is a setting."""
    return {queue.key: queue for queue in _packaged("queues")}


@cache
def lenses() -> dict[str, QueueFile]:
    """The packaged lenses by key: due, mine, gone, back, done."""
    found = {lens.key: lens for lens in _packaged("lenses")}
    return {key: found[key] for key in sorted(found, key=LENSES.index)}


@cache
def view(name: str) -> str:
    """The SELECT in `queries/views/<name>.sql`."""
    return files("orderdeck.queries").joinpath("views", f"{name}.sql").read_text(encoding="utf-8").strip()


def user_files(folder: Path) -> list[Path]:
    """The `*.sql` files in a desk's own queue folder, by name; empty where there is no such folder."""
    try:
        return sorted(
            file for file in folder.iterdir() if file.suffix == ".sql" and not file.name.startswith(".")
        )
    except OSError:
        return []


def read_user_file(file: Path, columns: frozenset[str]) -> QueueFile:
    """The panel in a user's own file. Raises QueueFileError, also where the file can't be read."""
    try:
        # Never through a link, and without waiting for the other end of a pipe.
        handle = os.open(file, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(handle, "rb") as opened:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise QueueFileError(f"{file.name}: not an ordinary file")
            raw = opened.read(LARGEST + 1)
        if len(raw) > LARGEST:
            raise QueueFileError(f"{file.name}: larger than {LARGEST // 1024} kB")
        text = raw.decode("utf-8-sig")
    except OSError as error:
        what = "not an ordinary file" if file.is_symlink() else error.strerror or error
        raise QueueFileError(f"{file.name}: {what}") from error
    except UnicodeDecodeError as error:
        raise QueueFileError(f"{file.name}: {error}") from error
    return parse(text, file.stem, columns=columns)
