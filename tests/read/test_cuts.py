"""A file cut off anywhere gives no wrong order in silence: it is refused as torn, or it says what it doubts."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from tests.cases import EXAMPLES
from tests.read.whole_files import Outcome, read, samples

CUTS = 12 if EXAMPLES >= 1 else 4
"""Of each sample; places differ from sample to sample."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cuts")


def _wrong(cut: Outcome, whole: Outcome) -> list[int]:
    """Rows that would become orders, and are not what the whole file has there."""
    return [number for number, cells in cut.rows.items() if whole.rows.get(number) != cells]


def _telling(cut: Outcome, whole: Outcome) -> Iterator[int]:
    """Those of them that are wrong in a column that the profile reads."""
    for number in _wrong(cut, whole):
        pairs = zip(cut.rows[number], whole.rows.get(number, ()), strict=False)
        if any(now != was for place, (now, was) in enumerate(pairs) if place in whole.telling):
            yield number


def _places(content: bytes, name: str) -> Iterator[int]:
    random = Random(name)
    return (random.randrange(1, len(content)) for _ in range(CUTS))


def test_a_cut_anywhere_gives_no_wrong_row_in_silence(folder: Path) -> None:
    path = folder / "orders"
    for name, content in list(samples(folder)):
        path.write_bytes(content)
        whole = read(path, settled=False)
        if whole.reason:  # it has no line end at its end
            whole = read(path)
        assert whole.rows, name
        for at in _places(content, name):
            path.write_bytes(content[:at])
            early, late = read(path, settled=False), read(path)
            assert not _wrong(early, whole), (name, at)
            assert late.doubted >= {*_telling(late, whole)}, (name, at)
            if not late.reason and early.reason:  # what is loaded after all says that it may be cut off
                assert early.reason == "torn", (name, at)
                assert "no_line_end" in late.notes or late.faults, (name, at)


TOP = "订单号,订单状态,下单时间,产品信息,订单备注,收货国家"
ROW = "82000000000000{:02},等待您发货,2026-03-01 10:00,{},,US"


def _row(number: int, product: str = "x") -> str:
    return ROW.format(number, product)


@pytest.mark.few(4)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_cut_of_the_last_record(tmp_path: Path, encoding: str, end: str) -> None:
    rows = [_row(1), _row(2, '"【1】a, b' + end + "(产品数量:2 piece)" + '"'), _row(3, '"【1】“c”, d"')]
    content = end.join([TOP, *rows, ""]).encode(encoding)
    without = len(end.join([TOP, *rows[:2], ""]).encode(encoding))
    path = tmp_path / "orders"
    path.write_bytes(content)
    whole = read(path, settled=False)
    assert list(whole.rows) == [2, 3, 4]
    for at in range(without, len(content)):
        path.write_bytes(content[:at])
        early, late = read(path, settled=False), read(path)
        if at == without:
            assert list(early.rows) == list(late.rows) == [2, 3]
            continue
        assert early.reason == "torn", content[without:at]
        assert late.reason == "torn" or "no_line_end" in late.notes, content[without:at]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_a_cut_within_a_cell_of_many_lines(tmp_path: Path, encoding: str) -> None:
    cell = (
        '"'
        + "\n".join(f"【{n}】a title\n(产品属性: Color:Red)\n(产品数量:{n} piece)" for n in range(1, 6))
        + '"'
    )
    content = "\n".join([TOP, _row(1), _row(2, cell)]).encode(encoding)
    path = tmp_path / "orders"
    opened = content.index('"'.encode(encoding.replace("utf-16", "utf-16-le"))) + 2
    for at in range(opened, len(content) - len(",,US".encode(encoding)) - 2):
        path.write_bytes(content[:at])
        assert read(path).reason == "torn", at


def test_a_file_without_a_final_line_end_loads_once_it_has_settled(tmp_path: Path) -> None:
    path = tmp_path / "orders"
    path.write_text("\n".join([TOP, _row(1), _row(2)]))
    assert read(path, settled=False).reason == "torn"
    late = read(path)
    assert (list(late.rows), late.notes) == ([2, 3], frozenset({"no_line_end"}))


def test_a_last_cell_shorter_than_all_others_of_one_form_is_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "orders"
    rows = [f"{_row(number)},2026-03-{number:02}" for number in range(1, 20)]
    path.write_text("\n".join([f"{TOP},发货期限", *rows]))
    assert "no_line_end" in read(path).notes
    path.write_text("\n".join([f"{TOP},发货期限", *rows])[:-1])
    assert read(path).reason == "torn"


@pytest.mark.parametrize("hole", [b"\0" * 64, b"\0" * 4096])
def test_a_hole_where_a_download_has_yet_to_write_is_no_text(tmp_path: Path, hole: bytes) -> None:
    path = tmp_path / "orders"
    rows = "\n".join([TOP, *map(_row, range(1, 9)), ""]).encode()
    for content in (rows + hole, rows[:-80] + hole + rows[-20:]):
        path.write_bytes(content)
        assert read(path).reason == "torn"


def _page(*rows: str, end: str = "</table></body></html>") -> str:
    head = "".join(f"<th>{name}</th>" for name in TOP.split(","))
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row.split(",")) + "</tr>" for row in rows)
    return f"<html><body><table><tr>{head}</tr>{body}{end}"


def test_a_page_whose_table_does_not_end_is_torn(tmp_path: Path) -> None:
    path = tmp_path / "orders"
    path.write_text(_page(_row(1), _row(2)))
    assert list(read(path, settled=False).rows) == [2, 3]
    for end in ("", "</tab", "<tr><td>8200000000000003</td>"):
        path.write_text(_page(_row(1), _row(2), end=end))
        assert read(path).reason == read(path, settled=False).reason == "torn"


def test_a_page_saved_as_one_file_without_its_last_boundary_is_torn(tmp_path: Path) -> None:
    path = tmp_path / "orders"
    part = f"Content-Type: text/html; charset=utf-8\n\n{_page(_row(1))}\n"
    mime = f'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n--b\n{part}--b'
    path.write_text(f"{mime}--\n")
    assert list(read(path).rows) == [2]
    path.write_text(mime)
    assert read(path).reason == "torn"


@pytest.mark.parametrize(
    "content", [b"", b"\n", "订单".encode(), TOP.encode(), b"<html><bo", b"<?xml version='1.0'?>"]
)
def test_the_beginning_of_a_file_is_waited_for(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "orders"
    path.write_bytes(content)
    assert read(path, settled=False).reason in ("torn", "empty")
