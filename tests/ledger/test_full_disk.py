"""A disk, quota or file size limit that is used up: said plainly, nothing lost, goes on when there is space."""

import subprocess
import sys
from pathlib import Path

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.ledger import Ledger

ROOT = Path(__file__).resolve().parents[2]

SCRIPT = """
import resource, sys
from pathlib import Path
from orderdeck.data.ledger import Ledger, LedgerFull
from orderdeck.data.base.records import Act
from orderdeck.data.base.paths import DeskPaths

ledger = Ledger.open(DeskPaths.of(Path(sys.argv[1])))
soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, hard))
told = 0
try:
    for number in range(10_000):
        ledger.append([Act(id=str(number), kind="note", operator="li", at=1, data={"text": "x" * 2000})])
        told = number + 1
except LedgerFull as error:
    print(error, file=sys.stderr)
    assert told and [act.id for act in ledger.acts()] == [str(n) for n in range(told)]
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    ledger.append([Act(id="after", kind="note", operator="li", at=1)])
    print(told)
"""


def test_it_is_said_and_what_was_told_done_is_kept(paths: DeskPaths) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(paths.exports)],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert "free some space" in done.stderr
    told = int(done.stdout)
    with Ledger.open(DeskPaths.of(paths.exports)) as ledger:
        assert [act.id for act in ledger.acts()] == [*map(str, range(told)), "after"]
        assert ledger.check() == []


PART = """
import resource, sys
from pathlib import Path
import polars as pl
from orderdeck.data.ledger import Ledger, LedgerFull
from orderdeck.data.ledger.parts.writer import PartWriter
from orderdeck.data.base.paths import DeskPaths

paths = DeskPaths.of(Path(sys.argv[1]))
ledger = Ledger.open(paths)
frame = pl.DataFrame({"text": [str(hash(str(n))) for n in range(50_000)]})
soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
writer = PartWriter(paths, "p", "stock", ["p"])
writer.add({"stock": frame})
try:
    writer.publish()
except LedgerFull as error:
    writer.discard()
    print(error)
assert not list(paths.parts.iterdir()) and not list(paths.staging.iterdir())
resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
writer = PartWriter(paths, "p", "stock", ["p"])
writer.add({"stock": frame})
writer.publish()
"""


def test_a_part_is_written_whole_or_not_at_all(paths: DeskPaths) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PART, str(paths.exports)],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert "free some space" in done.stdout
    assert [file.name for file in (paths.parts / "p").iterdir()] == ["stock.parquet"]
