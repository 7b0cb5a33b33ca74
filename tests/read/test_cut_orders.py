"""A file that ends within its last cell gives no wrong order in silence, whatever column stands last.

Not told can be a file cut between two rows of one order: it ends as a whole file does.
"""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.exports.normalise import Context, DatesAmbiguousError, Frames
from orderdeck.data.exports.normalise.normaliser import normalise
from orderdeck.data.exports.profile.records import Profile
from orderdeck.data.exports.read import Told, batches
from orderdeck.data.exports.recognise import Recognised, Refusal, RefusalError
from orderdeck.data.exports.recognise.files import recognise_by
from orderdeck.data.exports.recognise.fit import Matcher
from orderdeck.data.sample.marketplaces.folder import LAYOUTS
from tests.read.reader import Quoting
from tests.read.whole_files import NOW, matcher, samples

MOMENT = int(NOW.timestamp()) * 1_000_000
COLUMNS = 2
"""Of each layout so many of the columns that say something stand last in turn."""
CUTS = 3
"""Places within the last cell, its end among them."""

FILLED = 5
"""Cells that a row of an order has at least, and one that says something of the file has not."""


Write = Callable[[bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def run(content: bytes) -> Path:
        path = tmp_path / "orders"
        path.write_bytes(content)
        return path

    return run


def loaded(path: Path, profile: Profile) -> Frames | None:
    """What the file at `path`, of `profile`, gives; None where it is refused."""
    found = recognise_by(path, Matcher([profile]))
    if isinstance(found, Refusal):
        return None
    try:
        context = Context(zone="UTC", exported_at=MOMENT, shop="", settings=Settings())
        return normalise(batches(found, told=Told()), found, context)
    except (RefusalError, DatesAmbiguousError):
        return None


def said(frames: Frames) -> dict[str, Any]:
    """Order number -> all that is loaded of the order."""
    lines: dict[str, list[dict[str, Any]]] = {}
    for line in frames.lines.to_dicts():
        lines.setdefault(line["order_key"], []).append(line)
    rows = frames.orders.drop("doubts", "source_row").to_dicts()
    return {row["order_id"]: (row, lines.get(row["order_key"])) for row in rows}


def wrong_in_silence(cut: Frames, whole: Frames) -> list[str]:
    """Orders that are not what the whole file says of them, with neither doubt nor reject."""
    doubted = cut.orders.filter(
        cut.orders["doubts"].str.contains("may_be_cut|", literal=True).fill_null(False)
    )
    told = {*doubted["order_id"], *cut.rejects["order_id"]}
    before = said(whole)
    found = [number for number, now in said(cut).items() if now != before.get(number) and number not in told]
    missing = before.keys() - said(cut).keys() - told
    return found + ([] if cut.rejects.height else sorted(missing))


Table = tuple[Recognised, list[list[str]]]


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Table]:
    """Every delimited sample as records, up to the last that is an order's."""
    folder, found = tmp_path_factory.mktemp("tables"), {}
    for name, content in samples(folder):
        path = folder / "whole"
        path.write_bytes(content)
        known = recognise_by(path, matcher())
        if isinstance(known, Recognised) and known.dialect is not None:
            found[name] = known, records(content, known)
    return found


def records(content: bytes, known: Recognised) -> list[list[str]]:
    assert known.dialect is not None
    text = io.StringIO(content.decode(known.encoding).removeprefix("\ufeff"))
    quoting: Quoting = csv.QUOTE_MINIMAL if known.dialect.quoting else csv.QUOTE_NONE
    rows = [row for row in csv.reader(text, delimiter=known.dialect.separator, quoting=quoting) if any(row)]
    while len(rows[-1]) < len(known.headers) or sum(map(bool, rows[-1])) < FILLED:
        rows.pop()
    return rows


def joined(rows: Sequence[Sequence[str]], known: Recognised, *, quoted: bool = False) -> str:
    """`rows` as text without a line end at its end."""
    assert known.dialect is not None
    if not known.dialect.quoting:
        return "\n".join(known.dialect.separator.join(row) for row in rows)
    out = io.StringIO()
    how: Quoting = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    csv.writer(out, delimiter=known.dialect.separator, lineterminator="\n", quoting=how).writerows(rows)
    return out.getvalue().removesuffix("\n")


def with_last(rows: list[list[str]], column: int) -> list[list[str]]:
    """`rows` with their cell of `column` at the end."""
    return [[*row[:column], *row[column + 1 :], row[column]] if len(row) > column else row for row in rows]


def cuts(text: str, cell: str, random: Random) -> Iterator[str]:
    """`text`, which ends in `cell`, cut within it."""
    ends = range(len(text) - len(cell), len(text))
    if not cell:
        return
    yield from (text[:end] for end in {*random.choices(ends, k=CUTS - 2), ends[0], ends[-1]})


@pytest.mark.few(12)
@pytest.mark.parametrize("name", ["aliexpress csv", "aliexpress utf16", "aliexpress gb18030", *LAYOUTS])
def test_a_cut_within_any_last_cell(name: str, tables: dict[str, Table], write: Write) -> None:
    if name not in tables:
        return  # a workbook: torn wherever it is cut
    known, rows = tables[name]
    random = Random(name)
    telling = sorted({*known.mapping.values()} & {*known.columns[: len(known.headers)]})
    full = [one for one in telling if rows[-1][known.columns.index(one)]]
    for column in random.sample(full, min(COLUMNS, len(full))):
        moved = with_last(rows, known.columns.index(column))
        text = joined(moved, known)
        whole = loaded(write(f"{text}\n".encode(known.encoding)), known.profile)
        if whole is None:
            continue  # its columns in this order are no such export
        open_end = loaded(write(text.encode(known.encoding)), known.profile)
        assert open_end is not None, column
        assert said(open_end) == said(whole), column
        for part in cuts(text, moved[-1][-1], random):
            cut = loaded(write(part.encode(known.encoding)), known.profile)
            assert cut is None or not wrong_in_silence(cut, whole), (column, part[-40:])
