"""Kills loaders, actors, mergers and backups with SIGKILL at random moments, and counts what is lost."""

import csv
import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

import msgspec

ROOT = Path(__file__).resolve().parents[2]
HEADER = "订单号,订单状态,收货人名称,详细地址,商品信息,订单金额,下单时间\n"


class Losses(msgspec.Struct):
    """What a round of killing came to."""

    kills: int = 0
    files: int = 0
    orders: int = 0
    acts: int = 0
    outbox: int = 0
    backups: int = 0
    refused: int = 0
    lost_acts: int = 0
    lost_orders: int = 0
    doubled_orders: int = 0
    torn_outbox: int = 0
    lost_outbox: int = 0
    bad_backups: int = 0
    unsound: int = 0

    @property
    def any(self) -> bool:
        return any(
            (self.refused, self.lost_acts, self.lost_orders, self.doubled_orders, self.torn_outbox, self.lost_outbox,
             self.bad_backups, self.unsound)
        )  # fmt: skip


class Round:
    """One desk, and processes on it that never end by themselves."""

    def __init__(self, folder: Path, seed: int, tell: Callable[[str], object] = lambda _text: None) -> None:
        from tests.engine import new_paths

        self.paths = new_paths(folder / "exports")
        self.dice = random.Random(seed)
        self.tell = tell
        self.told: dict[str, list[str]] = {"act": [], "file": [], "backup": [], "merged": []}
        self.losses = Losses()
        self.ids: list[str] = []

    def run(self, kills: int) -> Losses:
        from orderdeck.data.ledger import Ledger

        Ledger.open(self.paths).close()
        for number in range(kills):
            self._arrivals()
            victims = [(kind, *self._start(kind)) for kind in self.dice.choice(_PARTIES)]
            self._wait_for_work([kind for kind, _, _ in victims])
            time.sleep(self.dice.uniform(0, 1.2))
            for _, victim, _ in victims:
                victim.kill()
            for _, victim, reader in victims:
                victim.wait()
                reader.join(5)
            self.losses.kills += len(victims)
            self._look()
            self.tell(f"\r{number + 1} rounds, {self.losses.kills} kills, {len(self.told['act'])} acts")
        self._last_load()
        self._count()
        return self.losses

    def _arrivals(self) -> None:
        for _ in range(self.dice.choice([0, 1, 3])):
            number = self.losses.files
            first = number * 1000
            ids = [f"30312700{first + row:08}" for row in range(self.dice.choice([3, 60, 400]))]
            lines = [
                f"{one},等待您发货,Name {one},Street {one},【1】 Lamp (商家编码:A1) (数量:1 piece),"
                "US $3.50,2026-09-01 10:00\n"
                for one in ids
            ]
            draft = self.paths.exports / f".{number:05}"
            draft.write_text(HEADER + "".join(lines), encoding="utf-8-sig")
            os.utime(draft, (time.time() - 60, time.time() - 60))
            draft.rename(self.paths.exports / f"{number:05}.csv")
            self.ids += ids
            self.losses.files += 1

    def _wait_for_work(self, kinds: list[str]) -> None:
        """Python takes its time to start on a busy machine; a process that does nothing yet is no victim."""
        from orderdeck.data.intake.lock import is_free

        before = sum(map(len, self.told.values()))
        end = time.monotonic() + 20
        while time.monotonic() < end:
            if kinds == ["loader"]:
                if not is_free(self.paths):
                    return
            elif sum(map(len, self.told.values())) > before:
                return
            time.sleep(0.01)

    def _start(self, kind: str) -> "tuple[subprocess.Popen[bytes], threading.Thread]":
        if kind == "loader":
            command = [sys.executable, "-m", "orderdeck.data.intake.process", str(self.paths.exports)]
        else:
            command = [
                sys.executable,
                "-m",
                "tests.faults.victims",
                kind,
                str(self.paths.exports),
                f"{kind}{self.losses.kills}",
            ]
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=dict(os.environ),
        )
        assert process.stdout
        reader = threading.Thread(target=self._hear, args=(process.stdout,), daemon=True)
        reader.start()
        return process, reader

    def _hear(self, told: "IO[bytes]") -> None:
        for line in told:
            what, _, value = line.decode().rstrip("\n").partition(" ")
            if line.endswith(b"\n") and what in self.told:
                self.told[what].append(value)

    def _look(self) -> None:
        """After each kill: the desk opens, is sound, and has all that was acknowledged."""
        from orderdeck.data.ledger import Ledger
        from orderdeck.data.ledger.recovery.second_copy import SecondCopy
        from orderdeck.data.maintenance.doctor import examine

        with Ledger.open(self.paths) as ledger:
            acts = {act.id for act in ledger.acts()}
            shared = ledger.is_shared
        if not shared:  # one that is has its own ways to lose nothing
            acts &= {
                line.row["id"] for line in SecondCopy(self.paths).lines() if line and line.table == "journal"
            }
        self.losses.lost_acts += len(set(self.told["act"]) - acts)
        allowed = {
            "leftover",
            "copy_torn",
        }  # a half-written last line is what a kill leaves; the next writer ends it
        self.losses.unsound += sum(finding.code not in allowed for finding in examine(self.paths))

    def _last_load(self) -> None:
        from orderdeck.data.base.config.settings import Folder, Settings
        from orderdeck.data.intake.process import load_once

        load_once(self.paths, Settings(folder=Folder(settle_seconds=0)))

    def _count(self) -> None:
        from orderdeck.data.base.paths import DeskPaths
        from orderdeck.data.ledger import Ledger
        from orderdeck.data.ledger.parts.writer import read_part
        from orderdeck.data.maintenance.backup import restore

        with Ledger.open(self.paths) as ledger:
            refused = [export for export in ledger.exports() if export.state != "loaded"]
            keys = [
                key for part in ledger.parts() for key in read_part(self.paths, part)["orders"]["order_id"]
            ]
        self.losses.refused = len(refused)
        for export in refused[:3]:
            self.tell(f"\n{export.name}: {export.state} {export.reason} {export.detail}\n")
        self.losses.orders, self.losses.acts = len(self.ids), len(self.told["act"])
        self.losses.lost_orders = len(set(self.ids) - set(keys))
        self.losses.doubled_orders = len(keys) - len(set(keys))
        written = {file.name for file in self.paths.outbox.iterdir()}
        self.losses.outbox = len(written)
        self.losses.lost_outbox = len(set(self.told["file"]) - written)
        self.losses.torn_outbox = sum(not _whole(self.paths.outbox / name) for name in written)
        for number, file in enumerate(self.told["backup"]):
            folder = self.paths.exports.parent / f"restored-{number}"
            folder.mkdir()
            self.losses.backups += 1
            try:
                restore(Path(file), DeskPaths.of(folder))
            except Exception:
                self.losses.bad_backups += 1


_PARTIES = [
    ("loader",), ("actor",), ("loader", "actor"), ("merger", "actor"), ("actor", "actor", "loader"),
    ("keeper", "actor"), ("merger",),
]  # fmt: skip


def _whole(file: Path) -> bool:
    with file.open(encoding="utf-8-sig", newline="") as text:
        rows = list(csv.reader(text))
    return len(rows) == 401 and all(len(row) == 2 for row in rows)
