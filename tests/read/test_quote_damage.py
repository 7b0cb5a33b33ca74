"""Quotes lost, added or put in the wrong place cost the records that they are in, and no other."""

import io
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.read.whole_files import Outcome, read, samples

SHARED = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
    max_examples=100,
    derandomize=True,
)


class Text(NamedTuple):
    """A whole file, taken apart."""

    encoding: str
    head: str
    """Up to the first row."""
    records: list[str]
    whole: Outcome


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("quotes")


@pytest.fixture(scope="module")
def texts(folder: Path) -> list[Text]:
    names = (
        "aliexpress csv",
        "aliexpress semicolon",
        "aliexpress tsv",
        "shopify",
        "ebay_uk",
        "tiktok",
        "etsy_items",
    )
    found = []
    for name, content in samples(folder):
        if name in names:
            encoding = "utf-8-sig" if content.startswith(b"\xef\xbb\xbf") else "utf-8"
            records = _records(content.decode(encoding))
            (folder / "orders").write_bytes(content)
            whole = read(folder / "orders")
            first = min(whole.rows) - 1
            found.append(Text(encoding, "".join(records[:first]), records[first:], whole))
    assert len(found) == len(names)
    return found


def _records(text: str) -> list[str]:
    records, held = [], ""
    for line in io.StringIO(text, newline=""):
        held += line
        if held.count('"') % 2 == 0:
            records.append(held)
            held = ""
    return records


def _damaged(record: str, data: st.DataObject) -> str:
    """`record` with a quote more or less, more often where it hurts."""
    marks = [place for place, letter in enumerate(record) if letter in '",;\t'] or [0]
    at = data.draw(st.one_of(st.sampled_from(marks), st.integers(0, len(record.rstrip()) - 1)))
    if record[at] == '"' and data.draw(st.booleans()):
        return record[:at] + record[at + 1 :]
    at += data.draw(st.integers(0, 1))
    return record[:at] + '"' + record[at:] if at < len(record.rstrip()) else record


@SHARED
@given(data=st.data())
def test_rows_in_are_rows_of_orders_and_rejects(folder: Path, texts: list[Text], data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(texts))
    records = list(text.records)
    touched = data.draw(st.sets(st.integers(0, len(records) - 1), min_size=1, max_size=3))
    for place in touched:
        records[place] = _damaged(records[place], data)
    (folder / "orders").write_bytes((text.head + "".join(records)).encode(text.encoding))
    got, whole = read(folder / "orders"), text.whole
    if got.reason == "torn":
        assert len(records) - 1 in touched or max(whole.rows) - min(whole.rows) in touched
        return
    assert not got.reason
    assert len(got.rows) + len(got.faults) >= len(whole.rows)
    assert len(got.rows) <= len(whole.rows)
    first = min(whole.rows)
    untouched = Counter(cells for number, cells in whole.rows.items() if number - first not in touched)
    # A footer below a broken record may be taken for a piece of it.
    lost = [cells for cells in untouched - Counter(got.rows.values()) if sum(map(bool, cells)) > 3]
    assert lost == []


TOP = "Name,Title,Price,Quantity,Remark"


def _read(path: Path, *rows: str) -> Outcome:
    path.write_text("\n".join(["订单号,产品信息,订单状态,收货国家,订单备注", *rows, ""]))
    return read(path)


def _ids(got: Outcome) -> list[str | None]:
    return [cells[0] for cells in got.rows.values()]


def test_a_quote_never_closed_before_quoted_titles_costs_its_own_row(tmp_path: Path) -> None:
    rows = [
        '1001,"5 inch lamp,10,US,',
        '1002,"Lamp, red",10,US,',
        '1003,"Lamp, blue",10,US,',
        "1004,plain,10,US,",
    ]
    got = _read(tmp_path / "a", *rows)
    assert _ids(got) == ["1002", "1003", "1004"]
    assert got.faults == {2: "unclosed_quote"}


def test_stray_quotes_of_two_rows_do_not_swallow_what_is_between(tmp_path: Path) -> None:
    rows = ['1001,"5 inch lamp,10,US,', "1002,b,10,US,", '1003,LED 12",10,US,', "1004,c,10,US,"]
    got = _read(tmp_path / "a", *rows)
    assert _ids(got) == ["1002", "1003", "1004"]
    assert got.faults == {2: "unclosed_quote"}


def test_stray_quotes_do_not_swallow_rows_of_a_long_file_either(tmp_path: Path) -> None:
    rows = [f"{number},b,10,US,gift" for number in range(1000, 6000)]
    rows[3000], rows[3002] = '4000,"5 inch lamp,10,US,gift', '4002,LED 12",10,US,gift'
    got = _read(tmp_path / "a", *rows)
    assert got.faults == {3002: "unclosed_quote"}
    assert len(got.rows) == 4999


def test_a_quote_that_joins_cells_makes_no_order(tmp_path: Path) -> None:
    got = _read(tmp_path / "a", '1001,"5 inch lamp,10,"US,', "1002,b,10,US,", "1003,c,10,US,")
    assert _ids(got) == ["1002", "1003"]
    assert got.faults == {2: "stray_quote"}


def test_a_quote_lost_from_a_cell_of_many_lines_makes_no_orders_of_its_lines(tmp_path: Path) -> None:
    cell = "【1】a title\n(产品属性: Color:Red)\n(产品数量:2 piece)"
    whole = [f'100{number},"{cell}",10,US,' for number in range(1, 5)]
    for broken in (f'1002,{cell}",10,US,', f'1002,"{cell},10,US,'):
        got = _read(tmp_path / "a", whole[0], broken, *whole[2:])
        assert _ids(got) == ["1001", "1003", "1004"]
        assert set(got.faults) == {3, 4, 5}


def test_inch_marks_and_cells_of_many_lines_still_read(tmp_path: Path) -> None:
    rows = ['1001,LP 7" SINGLE,10,US,', '1002,"a\n""b"", c",10,US,"x\ny"', '1003,5" x 7",10,US,']
    got = _read(tmp_path / "a", *rows)
    assert [cells[1] for cells in got.rows.values()] == ['LP 7" SINGLE', 'a\n"b", c', '5" x 7"']
    assert not got.faults


def test_an_excel_guard_is_no_stray_quote(tmp_path: Path) -> None:
    assert _ids(_read(tmp_path / "a", '="1001",b,10,US,', '="1002",c,10,US,')) == ['="1001"', '="1002"']
    assert _read(tmp_path / "a", '10"01,b,10,US,').faults == {2: "stray_quote"}


def test_a_line_break_without_quotes_costs_both_pieces(tmp_path: Path) -> None:
    rows = [f"{number},b,10,US," for number in range(1001, 1020)]
    rows[4] = "1005,please call\nbefore 18:00,10,US,"
    got = _read(tmp_path / "a", *rows)
    assert got.faults == {6: "few_cells", 7: "few_cells"}
    assert len(got.rows) == 18


def test_rows_without_their_blank_cells_at_the_end_load_with_a_note(tmp_path: Path) -> None:
    # Excel leaves them out in stretches of sixteen rows where nothing is in them.
    rows = [f"{number},b,10,US,gift" for number in range(1001, 1016)] + [
        f'{n},"b, c",10' for n in range(1016, 1024)
    ]
    got = _read(tmp_path / "a", *rows)
    assert (len(got.rows), got.notes) == (23, frozenset({"short_rows"}))
    assert got.faults == {}
    assert got.rows[20] == ("1019", "b, c", "10", None, None)
