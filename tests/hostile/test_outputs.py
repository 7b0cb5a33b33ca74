"""What leaves the desk: no cell starts a formula, no control or hidden character, no name made of data."""

import csv
import io
import itertools
import re
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orderdeck.data.base.config.settings import Folder, Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.text.sanitize import clean_text
from orderdeck.data.intake.process import load_once
from orderdeck.data.messages.outbox import write_csv as write_outbox_csv
from orderdeck.data.messages.outbox import write_text, write_xlsx
from orderdeck.data.reports.exported.lists import chosen, made
from orderdeck.data.stock.open_desk import open_desk
from orderdeck.tui.present.exported.written import BINARY, WAYS, content
from tests.hostile.hostile_files import HEADERS, orders, write_csv
from tests.hostile.payloads import ALL, FORMULAS, unprintable

NOW = datetime(2026, 9, 7, 12, tzinfo=UTC)
STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
NAME = re.compile(r"[a-z0-9-]+\.(csv|xlsx|txt)")


def cells_of_csv(file: Path) -> list[str]:
    with file.open(encoding="utf-8-sig", newline="") as text:
        return [cell for row in csv.reader(text) for cell in row]


def cells_of_xlsx(file: Path) -> list[str]:
    import openpyxl

    book = openpyxl.load_workbook(file)
    with zipfile.ZipFile(file) as packed:
        sheets = b"".join(packed.read(name) for name in packed.namelist() if "sheet" in name)
    assert b"<f>" not in sheets
    assert b"hyperlink" not in sheets
    return [str(cell.value) for row in book.active.iter_rows() for cell in row if cell.value is not None]


def check(cells: list[str]) -> None:
    for cell in cells:
        assert not cell.startswith(STARTS), cell
        assert unprintable(cell, {"\n"}) == []


@pytest.mark.parametrize("write", [write_outbox_csv, write_xlsx])
def test_no_cell_is_a_formula_or_hides_anything(paths: DeskPaths, write: Callable[..., Path]) -> None:
    rows = [[text, f" {text}", text.strip()] for text in [*ALL, *FORMULAS]]
    file = write(paths, "orders", ["=x", *FORMULAS[:2]], rows, NOW)
    assert NAME.fullmatch(file.name)
    check((cells_of_csv if file.suffix == ".csv" else cells_of_xlsx)(file))


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=20).map(lambda text: text), st.sampled_from(STARTS))
def test_whatever_stands_before_a_sign_is_not_taken_away_to_make_a_formula(text: str, sign: str) -> None:
    from orderdeck.data.messages.outbox import cell

    for whole in (text, sign + text, f"\u200b{sign}{text}", f" {sign}{text}", f"\x00\x1b{sign}{text}"):
        check([cell(whole)])


def test_text_files_have_no_controls(paths: DeskPaths) -> None:
    file = write_text(paths, "message", "\n".join(ALL), NOW)
    assert unprintable(file.read_text(encoding="utf-8"), {"\n"}) == []


@pytest.mark.parametrize("stem", ["../x", "a/b", "", "x" * 200, "\x1b[31m", "con.csv", "[red]"])
def test_a_name_is_never_made_of_data(paths: DeskPaths, stem: str) -> None:
    with pytest.raises(ValueError, match="not a name"):
        write_text(paths, stem, "x", NOW)


def test_the_desks_own_words_are_clean_in_every_column(paths: DeskPaths) -> None:
    write_csv(paths.exports / "orders.csv", orders())
    sent = [[row[HEADERS.index("订单号")], text, f"{text}1"] for row, text in zip(orders(), ALL, strict=True)]
    write_csv(paths.exports / "sent.csv", sent[::8], ("order_id", "carrier", "tracking_number"))
    at_once = Settings(folder=Folder(settle_seconds=0))
    load_once(paths, at_once)
    desk = open_desk(paths, at_once)
    try:
        for view in desk.views():
            rows = desk.rows(view.key)
            for name in rows.columns:
                for value in rows[name].to_list():
                    for text in value if isinstance(value, list) else [value]:
                        if isinstance(text, str):
                            assert unprintable(text, {"\n"}) == [], (view.key, name)
        keys = chosen(desk)
        assert keys
        for name, ways in WAYS.items():
            found = made(desk, name, keys, named=True)
            assert found.rows.height or name in ("acts", "stockouts")
            for how in ways:
                if how not in BINARY:
                    told = content(found, how, UTC, to_file=False).decode()
                    assert unprintable(told, {"\n", *("\t" if how == "tsv" else "")}) == [], (name, how)
            check(
                list(
                    itertools.chain(
                        *csv.reader(
                            io.StringIO(content(found, "csv", UTC, to_file=False).decode(), newline="")
                        )
                    )
                )
            )
    finally:
        desk.close()


def test_cleaning_is_the_same_for_frames_and_for_single_texts() -> None:
    import polars as pl

    from orderdeck.data.base.text.sanitize import clean

    texts = [text for text in ALL if not any("\ud800" <= c <= "\udfff" for c in text)]
    frame = pl.DataFrame({"text": texts}).select(clean(pl.col("text"), multiline=True)).to_series()
    assert [text or "" for text in frame] == [clean_text(text, multiline=True) for text in texts]
