"""Blank lines, and lines of nothing but separators, change nothing, wherever they are."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orderdeck.data.exports.read import delimited
from tests.read.whole_files import read, samples

TOP = "订单号,订单状态,下单时间,产品信息,订单备注,收货国家"
ROWS = [f'82000000000000{n:02},等待您发货,2026-03-01 10:00,"【1】a\n\nb",,US' for n in range(8)]
BLANK = st.sampled_from(["", " ", ",,,,,", " , ,,,,", '"",,,,,""', "\t", ",,"])


def _cells(path: Path) -> list[tuple[str | None, ...]]:
    found = read(path)
    assert not found.reason
    assert not found.faults
    return [tuple(cell and cell.replace("\u2028", "\n") for cell in cells) for cells in found.rows.values()]


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
    max_examples=60,
    derandomize=True,
)
@given(
    blanks=st.lists(st.tuples(st.integers(0, 9), st.lists(BLANK, min_size=1, max_size=50)), max_size=4),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.sampled_from(["utf-8", "utf-16", "gb18030"]),
)
def test_blank_lines_change_nothing(
    tmp_path: Path, blanks: list[tuple[int, list[str]]], end: str, encoding: str
) -> None:
    path = tmp_path / "orders"
    lines = [TOP, *ROWS]
    path.write_bytes((end.join(lines) + end).encode(encoding))
    whole = _cells(path)
    for place, blank in sorted(blanks, reverse=True):
        lines[place:place] = blank
    path.write_bytes((end.join(lines) + end).encode(encoding))
    assert _cells(path) == whole
    assert len(whole) == 8


def test_rows_keep_their_numbers(tmp_path: Path) -> None:
    path = tmp_path / "orders"
    path.write_text("\n".join(["", ",,,,,", TOP, "", ROWS[0], "", "", ROWS[1], ""]))
    assert list(read(path).rows) == [5, 8]


@pytest.mark.parametrize("blank", ["\n", "\r\n", "   \n"])
@pytest.mark.parametrize("where", [0, 1, 5, 9])
def test_megabytes_of_blank_lines_are_no_rows_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, blank: str, where: int
) -> None:
    path = tmp_path / "orders"
    end = "\r\n" if "\r" in blank else "\n"
    lines = [f"{line}{end}" for line in (TOP, *ROWS)]
    count = 2_500_000 // len(blank)
    lines.insert(where, blank * count)
    path.write_text("".join(lines), newline="")
    parsed: list[int] = []
    records = delimited._Records._frame

    def frame(self: delimited._Records, block: bytes) -> tuple[pl.DataFrame, int]:
        parsed.append(len(block))
        return records(self, block)

    monkeypatch.setattr(delimited._Records, "_frame", frame)
    found = read(path)
    assert len(found.rows) == 8
    assert list(found.rows)[-1] == 9 + (0 if where == 9 else count)
    assert sum(parsed) < 100_000


def test_blank_rows_of_every_container_change_nothing(tmp_path: Path) -> None:
    """A header below many blank rows is found, in workbooks as well."""
    import xlsxwriter

    path = tmp_path / "orders"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(50, 0, TOP.split(","))
        sheet.write_row(90, 0, ["8200000000000001", "等待您发货", "", "x"])
    assert list(read(path).rows) == [91]


def test_no_sample_holds_blank_rows(tmp_path: Path) -> None:
    for name, content in samples(tmp_path, orders=4):
        (tmp_path / "orders").write_bytes(content)
        assert all(any(cells) for cells in read(tmp_path / "orders").rows.values()), name
