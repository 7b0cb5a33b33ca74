"""Keeps a small desk as this orderdeck makes it, for later ones to open: run once when a schema is released.

python -m tests.desks.keep
"""

import json
import shutil
import sqlite3
import tarfile
import tempfile
from pathlib import Path

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Act
from orderdeck.data.ledger import Ledger
from orderdeck.data.ledger.database.schema import VERSION
from tests.keep.kept_desk import everything, load, write_orders

HERE = Path(__file__).resolve().parent


def main() -> None:
    folder = Path(tempfile.mkdtemp())
    paths = DeskPaths.of(folder)
    write_orders(paths, "one.csv", range(6))
    write_orders(paths, "two.csv", range(4, 9), "交易完成")
    (folder / "no orders.csv").write_text("a,b,c\n1,2,3\n")
    load(paths)
    with Ledger.open(paths) as ledger:
        kinds = [
            ("claim", {}),
            ("note", {"text": "等补货"}),
            ("done", {}),
            ("snooze", {"until": 1_900_000_000_000_000}),
        ]
        ledger.append(
            Act(
                id=f"a{n}",
                kind=kind,
                operator="li",
                at=1_790_000_000_000_000 + n,
                data=data,
                order_key=f"aliexpress:30312700{n:08}",
            )
            for n, (kind, data) in enumerate(kinds)
        )
        told = {
            "orders": sorted(everything(paths)),
            "acts": [[act.seq, act.id, act.kind, act.order_key, act.data] for act in ledger.acts()],
            "exports": [[one.seq, one.name, one.state, one.orders] for one in ledger.exports()],
        }
    db = sqlite3.connect(paths.ledger, isolation_level=None)
    db.execute("pragma journal_mode = delete")
    db.execute("vacuum")
    db.close()
    for name in ("orderdeck.log", "loader.lock", "ledger.lock", "loader.json"):
        (paths.state / name).unlink(missing_ok=True)
    with tarfile.open(HERE / f"v{VERSION}.tar.xz", "w:xz") as tar:
        tar.add(paths.state, "desk", filter=_plain)
    (HERE / f"v{VERSION}.json").write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n")
    shutil.rmtree(folder, ignore_errors=True)


def _plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


if __name__ == "__main__":
    main()
