"""Things in the folder that are no exports, or that would fill memory: refused with a reason, in bounded time and
memory. Each is looked at by a process of its own, whose peak is measured."""

import json
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from orderdeck.data.base.paths import DeskPaths
from tests.hostile.hostile_files import HEADERS, order, orders, write_csv, write_xlsx

ROOT = Path(__file__).resolve().parents[2]
PEAK_MB = 200
"""Resident memory that the process which loads may take, whatever it is that another one reads."""
READER_MB = 500
"""The same of that: 300 MB and four times the file, and what it takes between two looks."""
SECONDS = 60

MEASURED = """
import json, resource, sys
from pathlib import Path
from orderdeck.data.intake.process import load_once
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.config.settings import Folder, Settings
exports = load_once(DeskPaths.of(Path(sys.argv[1])), Settings(folder=Folder(settle_seconds=0, patience_seconds=0)))
status = Path("/proc/self/status").read_text().splitlines()
[peak] = [int(line.split()[1]) // 1024 for line in status if line.startswith("VmHWM")]  # since it was started
from orderdeck.data.exports.apart import process
for one in process._idle:
    one.end()  # its use is known once it has ended
reader = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
files = {e.name: [e.state, e.reason, e.orders, e.rejected] for e in exports}
print(json.dumps({"peak": peak, "reader": reader, "files": files}))
"""


def load(folder: Path) -> dict[str, list[Any]]:
    """Name -> state, reason, orders and rejected rows, of a load that stayed within its bounds."""
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, str(folder)],
        cwd=ROOT,
        capture_output=True,
        timeout=SECONDS * 2,
        check=True,
    )
    told = json.loads(done.stdout)
    assert told["peak"] < PEAK_MB
    sizes = [file.stat().st_size for file in folder.iterdir() if file.is_file()]
    assert told["reader"] < READER_MB + 4 * max(sizes, default=0) // 2**20
    assert time.monotonic() - begun < SECONDS
    return dict(told["files"])


def test_what_is_no_file_in_the_folder_is_refused_or_passed_over(paths: DeskPaths, tmp_path: Path) -> None:
    folder = paths.exports
    os.mkfifo(folder / "pipe.csv")
    (folder / "orders.csv").mkdir()
    write_csv(tmp_path / "outside.csv", orders(["x"]))
    (folder / "link.csv").symlink_to(tmp_path / "outside.csv")
    (folder / "passwd.csv").symlink_to("/etc/passwd")
    (folder / "loop.csv").symlink_to(folder / "loop.csv")
    (folder / "null.csv").symlink_to("/dev/zero")
    write_csv(folder / "good.csv", orders(["x"]))
    found = load(folder)
    assert found.pop("good.csv")[0] == "loaded"
    assert {name: reason for name, (_, reason, _, _) in found.items()} == {
        "pipe.csv": "not_a_file",
        "orders.csv": "not_a_file",
        "link.csv": "outside_folder",
        "passwd.csv": "outside_folder",
        "null.csv": "outside_folder",
    }


def test_a_line_of_two_gigabytes_fills_no_memory(paths: DeskPaths) -> None:
    file = write_csv(paths.exports / "orders.csv", orders(["x"] * 5))
    with file.open("ab") as out:
        out.write(b'"3031270099999999,')
        for _ in range(256):
            out.write(b"a" * (1 << 20))
    sparse = write_csv(paths.exports / "sparse.csv", orders(["y"] * 5, 100))
    os.truncate(sparse, 2 << 30)
    os.utime(sparse, (0, 0))  # nobody waits for the rest any more
    found = load(paths.exports)
    assert found["orders.csv"][0] == "loaded" or found["orders.csv"][1]
    assert found["orders.csv"][3] >= 1 or found["orders.csv"][0] == "refused"
    assert found["sparse.csv"][:2] == ["refused", "torn"]


def zip_bomb(file: Path) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("xl/workbook.xml", "<workbook><sheets><sheet name='a'/></sheets></workbook>")
        with packed.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(600):
                sheet.write(b" " * (1 << 20))


def deep_xml(file: Path) -> None:
    file.write_bytes(b"<?xml version='1.0'?><Workbook>" + b"<a>" * 2_000_000)


def billion_laughs(file: Path) -> None:
    entities = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 12))
    text = f"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY l0 'ha'>{entities}]><Workbook><c>&l11;</c></Workbook>"
    file.write_text(text)


def external_entity(file: Path) -> None:
    file.write_text(
        "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><Workbook>&e;</Workbook>"
    )


def far_cell(file: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        for column, title in enumerate(HEADERS):
            sheet.write_string(0, column, title)
        for column, text in enumerate(order(1, "x")):
            sheet.write_string(1_048_575, column, text)
        sheet.write_string(1_048_575, 16_383, "far")


def wide(file: Path) -> None:
    write_csv(file, [["x"] * 10_000] * 20, [*HEADERS, *(f"c{n}" for n in range(10_000))])


def torn(file: Path) -> None:
    write_xlsx(file, orders(["x"] * 50), "a")
    file.write_bytes(file.read_bytes()[:-400])


def nested_html(file: Path) -> None:
    file.write_bytes(b"<html><table>" + b"<table><tr><td>" * 100_000)


@pytest.mark.parametrize(
    ("name", "make", "reasons"),
    [
        ("bomb.xlsx", zip_bomb, {"zip_bomb", "too_large"}),
        ("deep.xls", deep_xml, None),
        ("laughs.xls", billion_laughs, None),
        ("entity.xls", external_entity, None),
        ("far.xlsx", far_cell, {"too_much_memory"}),
        ("wide.csv", wide, {"too_many_columns"}),
        ("torn.xlsx", torn, {"torn"}),
        ("nested.xls", nested_html, None),
    ],
)
def test_files_that_would_fill_memory_are_refused(
    paths: DeskPaths, name: str, make: Callable[[Path], None], reasons: set[str] | None
) -> None:
    make(paths.exports / name)
    os.utime(paths.exports / name, (0, 0))  # what looks cut off isn't waited for any more
    state, reason, _, _ = load(paths.exports)[name]
    assert state == "refused"
    assert reason in reasons if reasons else reason
    assert b"root:" not in paths.ledger.read_bytes()


def test_a_cell_of_a_megabyte_is_rejected_by_row_and_the_rest_loaded(paths: DeskPaths) -> None:
    rows = orders(["x"] * 5)
    rows[2][12] = "big " * (1 << 18)
    write_csv(paths.exports / "orders.csv", rows)
    assert load(paths.exports)["orders.csv"] == ["loaded", "", 4, 1]


def test_lone_surrogates_and_broken_bytes_are_read_or_refused_and_never_kept(paths: DeskPaths) -> None:
    file = write_csv(paths.exports / "orders.csv", orders(["\ud83d", "\udc00x", "\x00\x00"]))
    (paths.exports / "broken.csv").write_bytes(file.read_bytes().replace(b"x", b"\xff\xc0\x80"))
    found = load(paths.exports)
    assert all(state in ("loaded", "refused") for state, *_ in found.values())
    import polars as pl

    for part in paths.parts.glob("*/*.parquet"):
        text = pl.read_parquet(part).write_csv()
        assert "\x00" not in text
        assert not any(0xD800 <= ord(c) <= 0xDFFF for c in text)
