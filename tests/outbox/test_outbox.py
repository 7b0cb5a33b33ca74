"""Files that leave: whole, without formulas, never over one another, for the desk's people alone."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.messages import outbox

NOW = datetime(2026, 9, 18, 10, 5, tzinfo=UTC)


@pytest.fixture
def paths(tmp_path: Path) -> DeskPaths:
    return DeskPaths.of(tmp_path)


def _rows(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def test_csv_keeps_ids_money_and_times(paths: DeskPaths) -> None:
    row: list[str | Decimal | datetime | None] = ["3031270000000001", "0042", Decimal("12.30"), NOW, None]
    path = outbox.write_csv(paths, "orders", ["订单号", "SKU", "金额", "t", "n"], [row], NOW)
    assert path.name == "orders-20260918-100500.csv"
    assert _rows(path) == [
        ["订单号", "SKU", "金额", "t", "n"],
        ["3031270000000001", "0042", "12.30", "2026-09-18 10:05:00+00:00", ""],
    ]


@given(st.text(max_size=30))
def test_no_text_starts_a_formula(text: str) -> None:
    guarded = outbox.guard(text)
    assert not guarded.startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"))
    assert guarded.endswith(text)


def test_formulas_stay_text_in_csv_and_workbook(paths: DeskPaths) -> None:
    rows = [["=1+1", "@SUM(A1)", "-2", "+3", "https://x.y", "\t=1"]]
    head = list("abcdef")
    cells = _rows(outbox.write_csv(paths, "orders", head, rows, NOW))[1]
    assert cells == ["'=1+1", "'@SUM(A1)", "'-2", "'+3", "https://x.y", "'=1"]
    sheet = openpyxl.load_workbook(outbox.write_xlsx(paths, "orders", head, rows, NOW)).active
    assert sheet is not None
    assert [cell.data_type for cell in sheet[2]] == ["s"] * 6


def test_workbook_keeps_long_ids_as_text_and_money_as_number(paths: DeskPaths) -> None:
    path = outbox.write_xlsx(paths, "orders", ["id", "amount"], [["3031270000000001", Decimal("12.30")]], NOW)
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]] == ["3031270000000001", 12.3]


def test_escapes_and_overrides_are_taken_out(paths: DeskPaths) -> None:
    path = outbox.write_text(paths, "message", "a\x1b]52;c;x\x07b\u202ec\nd", NOW)
    assert path.read_text(encoding="utf-8") == "a]52;c;xbc\nd\n"


def test_names_never_overwrite_one_another(paths: DeskPaths) -> None:
    first = outbox.write_text(paths, "message", "1", NOW)
    second = outbox.write_text(paths, "message", "2", NOW)
    assert first != second
    assert first.read_text() == "1\n"


def test_a_write_that_fails_leaves_nothing_behind(paths: DeskPaths) -> None:
    def rows() -> Iterator[list[str]]:
        yield ["a"]
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        outbox.write_csv(paths, "orders", ["x"], rows(), NOW)
    with pytest.raises(OSError, match="disk full"):
        outbox.write_xlsx(paths, "orders", ["x"], rows(), NOW)
    left = [file for folder in (paths.outbox, paths.staging) if folder.exists() for file in folder.iterdir()]
    assert left == []


def test_files_are_the_owners_alone(paths: DeskPaths) -> None:
    assert outbox.write_text(paths, "message", "x", NOW).stat().st_mode & 0o777 == 0o600


def test_a_name_from_data_is_refused(paths: DeskPaths) -> None:
    with pytest.raises(ValueError, match="not a name"):
        outbox.write_text(paths, "../../x", "x", NOW)
