"""Files that are exported: no formula, nothing hostile, ids as text, and never where they would be read as exports."""

import csv
import io
import json
import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.text.sanitize import clean_text
from orderdeck.data.reports.exported import target
from orderdeck.data.reports.exported.formats import FORMATS, written
from orderdeck.data.reports.exported.target import TargetError
from tests.hostile.payloads import ALL, unprintable

STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
AT = datetime(2026, 9, 18, 1, 2, 3, tzinfo=UTC)


FUZZED = [
    part[:400]
    for file in sorted((Path(__file__).parents[1] / "hostile" / "corpus").glob("*/*"))
    for part in file.read_bytes().decode("utf-8", "replace").split("\n")[:200]
]
"""What the fuzzer kept, as texts of cells."""


def frame(texts: list[str]) -> pl.DataFrame:
    """A row a text, which stands in a column of its own, in an order's list and behind an id."""
    return pl.DataFrame(
        {
            "order_id": [f"{place:016}" for place in range(len(texts))],
            "title": texts,
            "total": [Decimal("-3.5")] * len(texts),
            "ship_by": [AT] * len(texts),
            "pieces": [7] * len(texts),
            "done": [True] * len(texts),
            "orders": [[{"order_id": text, "order_key": text, "quantity": 2}] for text in texts],
        },
        schema_overrides={"total": pl.Decimal(18, 4)},
    )


def cells(content: bytes, how: str) -> Sequence[Sequence[object]]:
    """The rows below the header, as a spreadsheet or a reader of that format finds them."""
    if how in ("csv", "tsv"):
        text = io.StringIO(content.decode("utf-8-sig"), newline="")
        return [[*row] for row in csv.reader(text, delimiter="\t" if how == "tsv" else ",")][1:]
    if how == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        assert sheet is not None
        assert all(cell.data_type in ("s", "n") for row in sheet.iter_rows() for cell in row)
        return [list(row) for row in sheet.iter_rows(min_row=2, values_only=True)]
    if how == "jsonl":
        return [list(json.loads(line).values()) for line in content.decode().splitlines()]
    if how == "json":
        return [list(row.values()) for row in json.loads(content)["orders"]]
    return [list(row) for row in pl.read_parquet(io.BytesIO(content)).iter_rows()]


def strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for one in value.values() for text in strings(one)]
    return [text for one in value for text in strings(one)] if isinstance(value, list) else []


@pytest.mark.parametrize("how", FORMATS)
@settings(max_examples=15)
@given(texts=st.lists(st.text(max_size=12) | st.sampled_from(ALL), min_size=1, max_size=12))
def test_no_cell_is_a_formula_and_nothing_hostile_is_in_any_file(how: str, texts: list[str]) -> None:
    for to_file in (True, False):
        safe(frame([*texts, *ALL]), how, to_file=to_file)


def safe(rows: pl.DataFrame, how: str, *, to_file: bool) -> None:
    """Every text of `rows` is there, as text that harms nobody."""
    found = cells(written("orders", rows, how, to_file=to_file), how)
    assert len(found) == rows.height
    for place, row in enumerate(found):
        assert row[0] == f"{place:016}", "an id is text, with every digit"
        for text in strings(list(row)):
            assert unprintable(text, {"\n"}) == []
            if how in ("csv", "tsv", "xlsx") and text != "-3.50":
                assert not text.startswith(STARTS)
        kept = clean_text(rows["title"][place], multiline=True)
        assert (row[1] or "") in (kept, f"'{kept}", kept[:32767])


@pytest.mark.parametrize("how", FORMATS)
def test_nothing_that_the_fuzzer_found_leaves_by_a_file(how: str) -> None:
    assert FUZZED
    safe(frame(FUZZED), how, to_file=True)


@pytest.mark.parametrize("how", FORMATS)
def test_amounts_are_decimal_and_times_have_their_zone(how: str) -> None:
    row = cells(written("orders", frame(["a"]), how, to_file=True), how)[0]
    if how == "parquet":
        assert row[2:6] == [Decimal("-3.5000"), AT, 7, True]
        return
    plain = how in ("csv", "tsv")
    assert row[2:6] == [
        "-3.50", "2026-09-18T01:02:03Z", "7" if plain else 7, True if how in ("json", "jsonl") else "true",
    ]  # fmt: skip


def test_a_pipe_gets_no_mark_and_excel_does() -> None:
    rows = frame(["灯笼"])
    assert written("orders", rows, "csv", to_file=True).startswith(b"\xef\xbb\xbf")
    piped = written("orders", rows, "csv", to_file=False)
    assert piped.startswith(b"order_id,")
    assert b"\r" not in piped


@pytest.fixture
def placed(paths: DeskPaths, tmp_path: Path) -> DeskPaths:
    for folder in (paths.exports / "shop", paths.outbox, tmp_path / "elsewhere"):
        folder.mkdir(parents=True)
    return paths


def refused(paths: DeskPaths, file: Path, **how: bool) -> str:
    """Why nothing is written there; that nothing is, is looked at."""

    def all_there() -> list[tuple[str, int]]:
        return sorted((str(one), one.lstat().st_mtime_ns) for one in paths.exports.parent.rglob("*"))

    before = all_there()
    with pytest.raises(TargetError) as told:
        target.write(paths, file, b"x", **how)
    assert all_there() == before
    return told.value.code


def test_no_file_lies_where_it_would_be_read_as_an_export(placed: DeskPaths, tmp_path: Path) -> None:
    exports, elsewhere = placed.exports, tmp_path / "elsewhere"
    (elsewhere / "way").symlink_to(exports / "shop", target_is_directory=True)
    (elsewhere / "other" / ".orderdeck").mkdir(parents=True)
    (elsewhere / "other" / ".orderdeck" / "ledger.sqlite").touch()
    for where in (
        exports, exports / "shop", elsewhere / "way", elsewhere / ".." / "exports", elsewhere / "other",
    ):  # fmt: skip
        for replace in (False, True):
            assert refused(placed, where / "orders.csv", replace=replace) == "watched", where
    for where in (placed.state, placed.state / "staging"):
        where.mkdir(exist_ok=True)
        assert refused(placed, where / "ledger.sqlite", replace=True) == "state"
    assert refused(placed, elsewhere / "none" / "x.csv") == "no_folder"
    assert refused(placed, elsewhere / "..") == "no_folder"
    file = target.write(placed, placed.outbox / "orders.csv", b"x")
    assert file.read_bytes() == b"x"


def test_no_link_is_followed_and_no_file_is_lost(placed: DeskPaths, tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"
    kept = folder / "kept.csv"
    kept.write_bytes(b"old")
    (folder / "link.csv").symlink_to(kept)
    os.mkfifo(folder / "pipe.csv")
    (folder / "folder.csv").mkdir()
    for name in ("link.csv", "pipe.csv", "folder.csv"):
        for replace in (False, True):
            assert refused(placed, folder / name, replace=replace) == "no_file"
    assert refused(placed, kept) == "exists"
    assert kept.read_bytes() == b"old"
    kept.chmod(0o644)
    assert target.write(placed, kept, b"new", replace=True).read_bytes() == b"new"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert {one.name for one in folder.iterdir()} == {"kept.csv", "link.csv", "pipe.csv", "folder.csv"}, (
        "no draft is left"
    )


def test_a_file_is_its_owners_alone_whatever_the_umask(placed: DeskPaths, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        file = target.write(placed, tmp_path / "elsewhere" / "x.csv", b"x")
    finally:
        os.umask(before)
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    from orderdeck.data.sample import generate

    generate(tmp_path / "in", orders=12, seed=5, container="csv", now=datetime.now(UTC), open_share=0.8)
    return tmp_path / "in"


def test_the_command_writes_what_it_prints(
    run: Callable[..., tuple[int, str, str]], folder: Path, tmp_path: Path
) -> None:
    code, printed, said = run("export", folder, "orders")
    assert (code, said) == (0, "")
    assert run("export", folder, "orders", "--out", tmp_path / "o.jsonl")[:2] == (
        0,
        f"{tmp_path / 'o.jsonl'}\n",
    )
    in_file = [json.loads(line) for line in (tmp_path / "o.jsonl").read_text("utf-8").splitlines()]
    assert [row["order_id"] for row in in_file] == [
        row["order_id"] for row in csv.DictReader(io.StringIO(printed, newline=""))
    ]
    for words, complaint in (
        (("orders", "--out", folder / "o.csv"), "folder of exports"),
        (("orders", "--out", tmp_path / "o.jsonl"), "--replace"),
        (("orders", "--queue", "expres"), "express"),
        (("orders", "--format", "xlsx"), "--out"),
        (("picking", "--all"), "--all"),
        (("order",), "orders"),
    ):
        code, out, said = run("export", folder, *words)
        assert (code, out) == (2, ""), words
        assert complaint in said
