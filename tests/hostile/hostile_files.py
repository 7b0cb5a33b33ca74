"""Exports in which every cell, header, sheet name and file name is hostile."""

import csv
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import quoteattr

from tests.hostile.payloads import ALL, ESCAPES, MARKUP, UNSEEN

HEADERS = (
    "订单号", "订单状态", "买家名称", "买家邮箱", "收货人名称", "收货国家", "州/省", "城市", "地址", "邮编", "手机",
    "税号", "订单备注", "下单时间", "商品信息", "订单金额", "买家选择物流", "负责人",
)  # fmt: skip

FIELDS = len(HEADERS)
_NUMBER, _STATUS, _PLACED, _ITEMS, _MONEY, _SERVICE = 0, 1, 13, 14, 15, 16


def order(number: int, text: str) -> list[str]:
    """The cells of an order that has `text` wherever a buyer or a seller could have put it."""
    cells = [text] * FIELDS
    cells[_NUMBER] = f"30312700{number:08}"
    cells[_STATUS] = ("等待您发货", "等待买家付款", "买家申请取消", text)[number % 4]
    cells[_PLACED] = "2026-09-10 10:00"
    cells[_ITEMS] = (
        f"【1】 {text} (产品属性:Color:{text}) (商家编码:{text[:40]}) (产品数量:{1 + number % 30} piece)"
    )
    cells[_MONEY] = "US $12.50"
    cells[_SERVICE] = ("DHL", text)[number % 2]
    return cells


def orders(texts: Sequence[str] = ALL, first: int = 0) -> list[list[str]]:
    return [order(first + number, text) for number, text in enumerate(texts)]


def write_csv(file: Path, rows: Sequence[Sequence[str]], headers: Sequence[str] = HEADERS) -> Path:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(headers)
    writer.writerows(rows)
    file.write_bytes(b"\xef\xbb\xbf" + buffer.getvalue().encode("utf-8", "surrogatepass"))
    return file


def write_xlsx(
    file: Path, rows: Sequence[Sequence[str]], sheet: str, headers: Sequence[str] = HEADERS
) -> Path:
    """A workbook whose sheet has a name that no spreadsheet would let a person give it."""
    import xlsxwriter

    draft = io.BytesIO()
    with xlsxwriter.Workbook(draft, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        made = book.add_worksheet("NAME")
        for line, row in enumerate([headers, *rows]):
            for column, text in enumerate(row):
                made.write_string(line, column, text[:32000])
    with zipfile.ZipFile(draft) as packed, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out:
        for name in packed.namelist():
            content = packed.read(name)
            if name == "xl/workbook.xml":
                content = content.replace(b'"NAME"', quoteattr(sheet).encode())
            out.writestr(name, content)
    return file


def folder_of_them(folder: Path) -> None:
    """A CSV and a workbook whose orders are hostile throughout, and files refused with hostile words of their own."""
    write_csv(folder / "orders.csv", orders())
    printable = [text.replace("\x00", "") for text in ALL if not any("\ud800" <= c <= "\udfff" for c in text)]
    write_xlsx(folder / "orders.xlsx", orders(printable, 1000), "[@click=app.quit]\u202e\u200bx[/]=1+1")
    write_csv(folder / "\x1b]0;named\x07\u202e[red]x.csv", orders(first=2000))
    (folder / b"\xff\xfe\x1b[31m.csv".decode("utf-8", "surrogateescape")).write_bytes(b"no,table\n")
    for number, text in enumerate([*ESCAPES[:6], *UNSEEN[:4], *MARKUP[:4]]):
        headers = [f"{text}{column}" for column in range(12)]
        write_csv(folder / f"refused{number}.csv", [["x"] * 12] * 3, headers)
    # A header that is known, with payloads beside it, and ids that no row may have.
    write_csv(folder / "rejects.csv", [["3.03E+15", *row[1:]] for row in orders()], HEADERS)
