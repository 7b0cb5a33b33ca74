"""Delimited text: whatever can be told apart is read, the rest is marked, nothing is lost."""

import csv
import io
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orderdeck.data.exports.read import Told, batches
from orderdeck.data.exports.read.delimited import delimited_batches
from tests.read.reader import Quoting, Reader

HEADER = ["订单号", "产品信息", "备注", "数量"]
TOP = ",".join(HEADER)

CELL = st.text(
    st.one_of(
        st.sampled_from("a1\",;\t\n'=【】（ 、é"),
        st.characters(codec="gb18030", exclude_categories=("Cs", "Cc")),
    ),
    max_size=12,
)
TABLE = st.lists(st.lists(CELL, min_size=4, max_size=4), min_size=1, max_size=12)
SHARED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)


def written(
    table: list[list[str]], separator: str = ",", end: str = "\n", quoting: Quoting = csv.QUOTE_MINIMAL
) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator, lineterminator=end, quoting=quoting)
    writer.writerows([HEADER, *table])
    return out.getvalue()


def filled(table: list[list[str]]) -> list[list[str]]:
    return [row for row in table if any(cell.strip() for cell in row)]


@SHARED
@given(
    table=TABLE,
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
    separator=st.sampled_from([",", "\t", ";"]),
    end=st.sampled_from(["\n", "\r\n"]),
    everything=st.booleans(),
)
def test_what_is_written_is_read_back(
    reader: Reader, table: list[list[str]], encoding: str, separator: str, end: str, everything: bool
) -> None:
    if not filled(table):
        table = [["1", "", "", ""]]
    text = written(table, separator, end, csv.QUOTE_ALL if everything else csv.QUOTE_MINIMAL)
    assert reader.cells(text.encode(encoding)) == filled(table)


@SHARED
@given(table=TABLE, block=st.integers(20, 200))
def test_blocks_of_any_size_give_the_same(reader: Reader, table: list[list[str]], block: int) -> None:
    # A byte order mark where a block begins is taken for that; cleaning takes it out of any cell anyway.
    table = [["1", "x", "", ""], *([cell.lstrip("\ufeff") for cell in row] for row in table)]
    found = reader.recognised(written(table).encode())
    frame = pl.concat(list(delimited_batches(found, 3, block)))
    numbers = [place for place, row in enumerate(table, 2) if filled([row])]
    assert frame["__row"].to_list() == numbers
    assert [[cell or "" for cell in row[:4]] for row in frame.rows()] == filled(table)


@SHARED
@given(text=st.text(st.sampled_from('ab,"\n\r '), max_size=60), block=st.integers(5, 80))
def test_any_text_is_read_as_pythons_reader_would_or_marked(reader: Reader, text: str, block: int) -> None:
    body = "1,x,,\n" + text + "\n9,y,,\n"
    found = reader.recognised((TOP + "\n" + body).encode())
    frame = pl.concat(list(delimited_batches(found, 1000, block)))
    if '"' in text or "\r" in text.replace("\r\n", ""):
        return  # what stray quotes mean is a matter of taste; that they break nothing has been seen
    expected = [row for row in csv.reader(io.StringIO(body)) if any(cell.strip() for cell in row)]
    assert frame.height == len(expected)
    for row, cells in zip(frame.rows(named=True), expected, strict=True):
        assert (row["__fault"] == "extra_cells") == any(cell.strip() for cell in cells[4:])
        assert [row[name] or "" for name in HEADER] == (cells + [""] * 4)[:4]


def test_batches_are_cut_to_size_and_all_text(reader: Reader) -> None:
    content = (TOP + "\n" + "".join(f"{n},x,,0{n}\n" for n in range(25))).encode()
    frames = list(batches(reader.recognised(content), batch_rows=10))
    assert [frame.height for frame in frames] == [10, 10, 5]
    assert frames[0].schema == {**dict.fromkeys(HEADER, pl.String), "__row": pl.Int64, "__fault": pl.String}
    assert frames[0]["数量"][7] == "07"


def test_ids_and_ruined_ids_stay_as_they_are_written(reader: Reader) -> None:
    cells = reader.cells(f'{TOP}\n8200000000000001,a,,\n3.03127E+15,b,,\n"=""820""",c,,\n`820,d,,\n'.encode())
    assert [row[0] for row in cells] == ["8200000000000001", "3.03127E+15", '="820"', "`820"]


def test_rows_short_long_and_blank(reader: Reader) -> None:
    content = f"{TOP}\n1,a\n\n2,b,c,4,\n3,b,c,4,5\n,,,\n4,b,c,4,,,6\n5\n".encode()
    frame = reader.frame(content)
    assert frame["__row"].to_list() == [2, 4, 5, 7, 8]
    assert frame["__fault"].to_list() == [None, None, "extra_cells", "extra_cells", "few_cells"]
    assert frame["数量"].to_list() == [None, "4", "4", "4", None]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_stray_quote_costs_no_row(reader: Reader, end: str) -> None:
    rows = [
        '1,LP 7" SINGLE,,1',
        "2,b,,2",
        '3,12" x 7",,3',
        '4,"5" x 7",,4',
        '5,"b, c",,5',
        '6,"5" x 9",,6',
        "7,z,,7",
    ]
    frame = reader.frame((end.join([TOP, *rows]) + end).encode())
    assert frame["订单号"].to_list() == list("1234567")
    assert frame["数量"].to_list() == list("1234567")


def test_quotes_that_a_fast_reader_takes_for_one_long_cell_cost_no_row(reader: Reader) -> None:
    rows = ['1,"LED 12"","size "L"",1', "2,x,,2", '3,"LED 12"",,3']
    frame = reader.frame("\n".join([TOP, *rows, ""]).encode())
    assert frame["订单号"].to_list() == list("123")


def test_a_quote_never_closed_costs_one_row(reader: Reader) -> None:
    rows = [f"{n},plain,,{n}" for n in range(3000)]
    rows[5] = '5,"never closed,,5'
    frame = reader.frame("\n".join([TOP, *rows, ""]).encode(), max_cell_kb=16)
    assert frame["订单号"].to_list() == [str(n) for n in range(3000)]
    assert frame.filter(pl.col("__fault").is_not_null())["订单号"].to_list() == ["5"]
    assert frame["__fault"][5] == "unclosed_quote"


@pytest.mark.parametrize("end", ["", "\n"])
def test_a_quote_never_closed_in_the_last_row(reader: Reader, end: str) -> None:
    frame = reader.frame(f'{TOP}\n1,a,,1\n2,"b,,2{end}'.encode())
    assert frame["订单号"].to_list() == ["1", "2"]
    assert frame["__fault"].to_list() == [None, "unclosed_quote"]


def test_bytes_that_are_no_utf8_cost_no_row(reader: Reader) -> None:
    good = "\n".join(f"{n},订单{n},备注,1" for n in range(200))
    content = f"{TOP}\n{good}\n".encode() + b"x,\xff\xfe,c,1\n" + "y,好,c,1\n".encode()
    frame = reader.frame(content)
    assert frame.height == 202
    assert frame["产品信息"][200] == "\ufffd\ufffd"
    assert frame["产品信息"][201] == "好"


def test_a_cell_too_large_is_cut_and_marked(reader: Reader) -> None:
    content = f"{TOP}\n1,{'x' * 5000},,1\n2,b,,2\n".encode()
    frame = reader.frame(content, max_cell_kb=4)
    assert frame["__fault"].to_list() == ["cell_too_large", None]
    assert len(frame["产品信息"][0]) == 1000


def test_a_line_of_many_megabytes_is_passed_over_in_bounded_memory(reader: Reader) -> None:
    content = f"{TOP}\n1,a,,1\n2,".encode() + b"x" * (3 << 20) + b",,2\n3,c,,3\n"
    found = reader.recognised(content, max_cell_kb=64)
    frame = pl.concat(list(delimited_batches(found, 1000, 1 << 18)))
    assert frame["订单号"].to_list() == ["1", "2", "3"]
    assert frame["__fault"].to_list() == [None, "row_too_long", None]
    assert len(frame["产品信息"][1]) <= 1000


def test_nul_bytes_are_kept_for_cleaning(reader: Reader) -> None:
    assert reader.cells(f"{TOP}\n1,a\x00b,,1\n".encode()) == [["1", "a\x00b", "", "1"]]


def test_without_quoting_a_quote_is_a_character(reader: Reader) -> None:
    content = "\t".join(HEADER) + '\n1\t"5\tx\t1\n2\t"a" b"\ty\t2\n3\t"\t"\t3\n'
    cells = reader.cells(content.encode(), quoting="none")
    assert cells == [["1", '"5', "x", "1"], ["2", '"a" b"', "y", "2"], ["3", '"', '"', "3"]]


def test_old_mac_line_ends(reader: Reader) -> None:
    content = TOP + '\r1,"a\nb",,1\r\r2,c"d,,2\r3,e,,3'
    frame = reader.frame(content.encode())
    assert frame["订单号"].to_list() == ["1", "2", "3"]
    assert frame["__row"].to_list() == [2, 4, 5]


def test_rows_are_numbered_with_furniture_and_records_of_many_lines(reader: Reader) -> None:
    content = 'Orders of May\n\n"订单号","产品信息\n（双击单元格展开）",备注,数量\n1,"a\nb\nc",,1\n2,d,,2\n'
    assert reader.frame(content.encode())["__row"].to_list() == [4, 5]


def test_a_header_that_comes_again_is_no_row(reader: Reader) -> None:
    frame = reader.frame(f"{TOP}\n1,a,,1\n{TOP}\n2,b,,2\n订单号,a,,\n".encode())
    assert frame["订单号"].to_list() == ["1", "2", "订单号"]


def test_line_breaks_within_cells_survive_another_encoding(reader: Reader) -> None:
    content = f'{TOP}\r\n1,"【1】a\r\n【2】b",,1\r\n'.encode("gb18030")
    assert reader.cells(content)[0][1].splitlines() == ["【1】a", "【2】b"]


def test_every_row_of_a_file_of_several_blocks_comes_once(reader: Reader) -> None:
    rows = "".join(f'{n},"a\n""b"" {n}",x,{n % 7}\n' for n in range(40_000))
    found = reader.recognised((TOP + "\n" + rows).encode())
    frame = pl.concat(list(delimited_batches(found, 50_000, 1 << 16)))
    assert frame["订单号"].to_list() == [str(n) for n in range(40_000)]
    assert frame["__row"].to_list() == list(range(2, 40_002))
    assert frame["__fault"].null_count() == 40_000


def test_the_file_is_not_written_to(reader: Reader) -> None:
    found = reader.recognised(f"{TOP}\n1,a,,1\n".encode())
    reader.path.chmod(0o444)
    before = (
        reader.path.stat().st_mtime_ns,
        reader.path.read_bytes(),
        sorted(Path(reader.path.parent).iterdir()),
    )
    list(batches(found))
    after = (
        reader.path.stat().st_mtime_ns,
        reader.path.read_bytes(),
        sorted(Path(reader.path.parent).iterdir()),
    )
    assert before == after


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_blocks_are_joined_to_batches_of_the_rows_asked_for(reader: Reader, ending: str) -> None:
    table = [[str(number), f"a\nb {number}", "x" * (number % 7), ""] for number in range(500)]
    found = reader.recognised(written(table, end=ending).encode())
    whole = pl.concat(list(delimited_batches(found, 1000)))
    frames = list(delimited_batches(found, 40, 256))
    assert max(frame.height for frame in frames) <= 40
    assert pl.concat(frames).equals(whole)
    assert whole["__row"].to_list() == list(range(2, 502))
    assert all(frame.n_chunks() == 1 for frame in frames)


def test_rows_below_a_header_with_other_columns_are_marked(reader: Reader) -> None:
    other = "产品信息,订单号,备注,数量"
    frame = reader.frame(f"{TOP}\n1,a,,1\n{other}\nb,2,,2\nc,3,,3\n{TOP}\n4,d,,4\n".encode())
    assert frame["__row"].to_list() == [2, 3, 4, 5, 7]
    assert frame["__fault"].to_list() == [None, "other_header", "other_header", "other_header", None]


def test_bytes_that_had_to_be_replaced_are_told(reader: Reader) -> None:
    rows = "".join(f"{n},订单,备注,1\n" for n in range(200))
    for encoding in ("utf-8", "gb18030"):
        content = f"{TOP}\n{rows}x,".encode(encoding) + b"\xff,c,1\n" + "y,好,c,1\n".encode(encoding)
        told = Told()
        frame = pl.concat(list(batches(reader.recognised(content), told=told)))
        assert frame.height == 202
        assert told.notes == {f"bytes_replaced|{encoding}": 1}
