"""`orderdeck template KIND`: an empty stock, purchase, supplier, product or tracking list to fill in, or a column map
to make one's own."""

import csv
import io
import sys
from pathlib import Path
from typing import Final

import click

from orderdeck.tui.cli.commands.base import Failure, Option, Spoken
from orderdeck.tui.i18n import N_, _
from orderdeck.tui.terminal import exit_codes as exits

ROWS: Final[dict[str, list[dict[str, str]]]] = {
    "stock": [
        {"sku": "0042", "warehouse": "Yiwu", "product_id": "1005000000000001", "title": "Lantern", "on_hand": "3"}
    ],
    "purchases": [
        {
            "purchase_id": "PO-1", "supplier": "Yiwu Bright", "sku": "0042", "supplier_sku": "YB-7", "title": "Lantern",
            "quantity": "50", "quantity_received": "50", "unit_price": "8.50", "currency": "CNY",
            "ordered_at": "2026-01-05", "expected_at": "2026-01-12", "received_at": "2026-01-11", "state": "received",
        }
    ],
    "suppliers": [
        {
            "supplier": "Yiwu Bright", "sku": "0042", "supplier_sku": "YB-7", "unit_price": "8.50", "currency": "CNY",
            "min_quantity": "20", "lead_days": "6", "contact": "Li",
        }
    ],
    "products": [
        {
            "product_id": "1005000000000001", "sku": "0042", "title": "Lantern", "shop": "", "handling_days": "7",
            "customs_name": "Paper lantern", "customs_name_zh": "纸灯笼", "hs_code": "9405610000", "weight_g": "180",
            "origin": "CN",
        }
    ],
    "tracking": [
        {
            "order_id": "3031270000000001", "marketplace": "aliexpress", "shop": "", "carrier": "YunExpress",
            "tracking_number": "YT2600000000000001", "sent_at": "2026-01-05",
        }
    ],
}  # fmt: skip
"""Kind -> an example row; its keys are the header, which the reader knows by the same names."""
MAPS: Final = ("yunexpress", "yanwen", "customs")
"""Column maps, each as TOML."""


@click.command(
    "template",
    cls=Spoken,
    help=N_(
        "Write an empty stock, purchase, supplier, product or tracking list, or a column map for forwarders or customs."
    ),
)
@click.argument("kind", type=click.Choice([*ROWS, *MAPS]), metavar="|".join((*ROWS, *MAPS)))
@click.option(
    "--out",
    cls=Option,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help=N_(
        "Write there, a list as CSV or xlsx by its ending, a map as TOML; without it to standard output, lists as CSV."
    ),
)
@click.option("--example", cls=Option, is_flag=True, help=N_("With one row to show what goes where."))
def command(kind: str, out: Path | None, example: bool) -> int:
    if kind in MAPS:
        return _map(kind, out, example=example)
    row = ROWS[kind][0]
    rows = [list(row), *([list(row.values())] if example else [])]
    if out is None:
        sys.stdout.buffer.write(_csv(rows))
        return exits.OK
    if out.suffix.lower() not in (".csv", ".xlsx"):
        raise click.UsageError(_("{file}: the name has to end in .csv or .xlsx", file=out))
    _put(out, _xlsx(rows) if out.suffix.lower() == ".xlsx" else _csv(rows))
    return exits.OK


def _map(name: str, out: Path | None, *, example: bool) -> int:
    from orderdeck.data.reports.exported.maps.files import example as text_of

    if example:
        raise click.UsageError(_("--example is of lists: a map is an example itself"))
    text = text_of(name)
    if out is None:
        click.echo(text, nl=False)
        return exits.OK
    if out.suffix != ".toml":
        raise click.UsageError(_("{file}: the name has to end in .toml", file=out))
    _put(out, text.encode())
    return exits.OK


def _put(out: Path, content: bytes) -> None:
    if out.exists():
        raise Failure(_("{file} is there already; nothing was written", file=out), exits.USAGE)
    try:
        out.write_bytes(content)
    except OSError as error:
        raise Failure(_("{folder}: {why}", folder=out, why=error.strerror or error)) from error
    click.echo(out)


def _csv(rows: list[list[str]]) -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\r\n").writerows(rows)
    return b"\xef\xbb\xbf" + buffer.getvalue().encode()


def _xlsx(rows: list[list[str]]) -> bytes:
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        text = book.add_format({"num_format": "@"})
        sheet = book.add_worksheet()
        # Every column is text, so that a spreadsheet leaves 0042 and long numbers as they are typed.
        sheet.set_column(0, len(rows[0]) - 1, 18, text)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell, text)
    return buffer.getvalue()
