"""Whatever bytes arrive: a file is read, or refused with a reason; nothing else is ever raised."""

import io
from pathlib import Path

import pytest
import xlsxwriter
import xlwt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orderdeck.data.exports.profile.records import Profile
from orderdeck.data.exports.read import batches
from orderdeck.data.exports.recognise import Refusal, RefusalError, recognise

SHARED = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150
)
HEADER = ["订单号", "产品信息", "备注", "数量"]
PROFILE = Profile(
    name="p",
    title={},
    marketplace="p",
    aliases={"order_id": ["订单号"], "items": ["产品信息"], "pieces": ["数量"]},
    required=["order_id"],
)


def _xlsx() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for place in range(20):
            sheet.write_row(place, 0, HEADER if place == 0 else [f"82000{place}", "a\nb", "", place])
    return out.getvalue()


def _xls() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("S")
    for place in range(20):
        for column, cell in enumerate(HEADER if place == 0 else [f"82000{place}", "a\nb", "", place]):
            sheet.write(place, column, cell)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


TABLE = "".join(f'{place},"a\n""b""",x,{place}\r\n' for place in range(20))
WHOLE = {
    "xlsx": _xlsx(),
    "xls": _xls(),
    "csv": f"{','.join(HEADER)}\r\n{TABLE}".encode(),
    "gbk": f"{','.join(HEADER)}\r\n{TABLE}".encode("gb18030"),
    "utf16": f"{','.join(HEADER)}\r\n{TABLE}".encode("utf-16"),
    "html": ("<table><tr><th>" + "<th>".join(HEADER) + "<tr><td>1<td rowspan=2>a<td><td>2</table>").encode(),
}


def taken(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    found = recognise(path, [PROFILE])
    if isinstance(found, Refusal):
        return found.reason
    try:
        return str(sum(frame.height for frame in batches(found)))
    except RefusalError as error:
        return error.refusal.reason


@pytest.mark.parametrize("kind", WHOLE)
def test_the_whole_file_is_read(tmp_path: Path, kind: str) -> None:
    assert taken(tmp_path / "a", WHOLE[kind]) == {"xlsx": "19", "xls": "19", "html": "1"}.get(kind, "20")


@pytest.mark.parametrize("kind", WHOLE)
@SHARED
@given(data=st.data())
def test_damaged_bytes_are_read_or_refused(tmp_path: Path, kind: str, data: st.DataObject) -> None:
    content = bytearray(WHOLE[kind])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(1, 8))] = data.draw(st.binary(max_size=8))
    cut = data.draw(st.one_of(st.none(), st.integers(0, len(content))))
    assert taken(tmp_path / "a", bytes(content[:cut]))


@SHARED
@given(content=st.binary(max_size=600))
def test_any_bytes_are_read_or_refused(tmp_path: Path, content: bytes) -> None:
    assert taken(tmp_path / "a", content)
    assert taken(tmp_path / "a", f"{','.join(HEADER)}\n".encode() + content)
    assert taken(tmp_path / "a", b"\xff\xfe" + content)
