"""An eight-hour day, compressed: exports keep arriving, colleagues act, an operator types in a real pseudo-terminal.

python -m tests.bench.long_day [--exports 2000] [--orders 100] [--acts 5000] [--seconds 1800]

Says: memory of deck and loader by quarter of the day, how long a key takes in the first and the last tenth, how large
the desk is, and whether the deck's own counts, and those for scripts, are those of a recount in plain Python of the
CSV files and the journal's plain copy. Exit code 1 where they are not.
"""

import argparse
import csv
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

import psutil
import pyte

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Act
from orderdeck.data.ledger import Ledger
from tests.bench.terminal import Terminal

ROOT = Path(__file__).resolve().parents[2]

HEADER = ["订单号", "订单状态", "收货人名称", "收货国家", "下单时间", "商品信息", "订单金额", "买家选择物流"]
OPEN, UNPAID, CANCEL, CLOSED = "等待您发货", "等待买家付款", "买家申请取消", "交易完成"
SERVICES = ["DHL", "UPS Express Saver", "AliExpress Standard Shipping", "China Post Registered Air Mail"]
RAIL = {
    "cancel_requests": "1 Cancel", "wholesale_unpaid": "3 Whole", "wholesale": "5 Whole",
    "express": "6 Express", "standard": "7 Stand", "awaiting_payment": "9 Await",
}  # fmt: skip
"""Queue -> how its line begins, however much of its name is cut."""


class Day:
    """The folder, and what arrives in it."""

    def __init__(self, folder: Path, orders: int) -> None:
        self.folder, self.per_file, self.dice = folder, orders, random.Random(5)
        self.waiting: list[list[str]] = []
        self.made = self.files = 0
        self.at = datetime(2026, 9, 1, 8)

    def export(self) -> None:
        """One export: new orders, and most of those before shipped by now."""
        self.at += timedelta(seconds=14)
        rows = [self._order() for _ in range(self.per_file)]
        arrived = [row for row in rows if row[1] != CLOSED]
        self.dice.shuffle(self.waiting)
        keep = 3000 - len(arrived)
        rows += [[row[0], CLOSED, *row[2:]] for row in self.waiting[keep:]]
        self.waiting = self.waiting[:keep] + arrived
        draft = self.folder / f".draft{self.files}"
        with draft.open("w", encoding="utf-8-sig", newline="") as out:
            csv.writer(out).writerows([HEADER, *rows])
        os.utime(draft, (time.time() - 5, time.time() - 5))
        draft.rename(self.folder / f"orders_{self.at:%Y%m%d%H%M%S}.csv")
        self.files += 1

    def _order(self) -> list[str]:
        self.made += 1
        pieces = self.dice.choice([1, 1, 2, 3, 12])
        status = self.dice.choices([OPEN, UNPAID, CANCEL, CLOSED], [70, 12, 3, 15])[0]
        items = f"【1】 Lamp (商家编码:L{self.made % 50:03}) (产品数量:{pieces} piece)"
        return [
            f"30312{self.made:011}", status, f"Buyer {self.made}", "Brazil", f"{self.at:%Y-%m-%d %H:%M}", items,
            f"US ${pieces * 3}.50", self.dice.choice(SERVICES),
        ]  # fmt: skip


def recount(folder: Path, journal: Path) -> dict[str, int]:
    """Queue -> open orders, from the files and the journal's plain copy alone."""
    newest: dict[str, dict[str, str]] = {}
    for file in sorted(folder.glob("orders_*.csv")):  # their names are their times
        with file.open(encoding="utf-8-sig", newline="") as text:
            for row in csv.DictReader(text):
                newest[row["订单号"]] = row
    done: dict[str, str] = {}
    for line in journal.read_text(encoding="utf-8").splitlines():
        act = json.loads(line).get("journal")
        if act and act["kind"] == "done":
            done[act["id"]] = act["order_key"].split(":")[-1]
        elif act and act["kind"] == "undo":
            done.pop(act["undoes"], None)
    counts = dict.fromkeys(RAIL, 0)
    for number, row in newest.items():
        if row["订单状态"] != CLOSED and number not in set(done.values()):
            counts[_queue(row)] += 1
    return counts


def _queue(row: dict[str, str]) -> str:
    wholesale = "产品数量:12 " in row["商品信息"]
    if row["订单状态"] == CANCEL:
        return "cancel_requests"
    if row["订单状态"] == UNPAID:
        return "wholesale_unpaid" if wholesale else "awaiting_payment"
    if wholesale:
        return "wholesale"
    return "express" if row["买家选择物流"] in SERVICES[:2] else "standard"


class Operator:
    """Somebody at the deck, whose keys are timed."""

    def __init__(self, folder: Path) -> None:
        self._written = bytearray()
        command = [sys.executable, "-m", "orderdeck", str(folder)]
        self.terminal = Terminal(
            command, 140, 40, environment={"ORDERDECK_LANGUAGE": "en"}, feed=self._written.extend
        )
        self.keys: list[tuple[float, float]] = []
        self.acts = self.unanswered = 0

    def rail(self) -> dict[str, int]:
        """Queue -> the count that the deck shows, once it has drawn its screen anew."""
        # Emulating a terminal all day long would slow down what is measured.
        self.terminal.send("\x1b")
        self.terminal.settle(0.4, 5)
        del self._written[:]
        self.terminal.send("\x0c")
        self.terminal.settle(0.3, 5)
        screen = pyte.Screen(140, 40)
        pyte.ByteStream(screen).feed(bytes(self._written))
        lines = [line.split("│")[0] for line in screen.display]
        found = {}
        for key, title in RAIL.items():
            for line in lines:
                if line[1:].startswith(title) and line.split()[-1].isdigit():
                    found[key] = int(line.split()[-1])
        return found

    def work(self, share: float, dice: random.Random) -> None:
        """Some keys; now and then an order is done with."""
        self.terminal.send("\x1b")  # out of a question that came late
        self.terminal.settle(0.4, 3)
        self.terminal.send(dice.choice("567"))
        self.terminal.settle(0.05, 2)
        for key in ("j", "j", "k", "j"):
            before, at = self.terminal.received, time.monotonic()
            self.terminal.send(key)
            while self.terminal.received == before and time.monotonic() - at < 3:
                time.sleep(0.0005)
            if self.terminal.received == before:
                self.unanswered += 1  # at the end of a list there is nothing to draw
            else:
                self.keys.append((share, time.monotonic() - at))
            time.sleep(0.02)
        if len(self._written) > 4_000_000:
            del self._written[:]
        if dice.random() < 0.3:
            self.terminal.send("x")
            self.acts += 1
            self.terminal.settle(0.1, 3)
            # Where a colleague holds the order, the deck asks; this operator leaves it to them.
            self.terminal.send("\x1b")
            self.terminal.settle(0.4, 3)


def memory(pid: int) -> tuple[float, float]:
    """MB resident of the deck, and of its children (the loader)."""
    deck = psutil.Process(pid)
    rss = deck.memory_info().rss
    children = sum(child.memory_info().rss for child in deck.children(recursive=True))
    return rss / 1e6, children / 1e6


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--exports", type=int, default=2000)
    parser.add_argument("--orders", type=int, default=100)
    parser.add_argument("--acts", type=int, default=5000)
    parser.add_argument("--seconds", type=float, default=1800)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        return _day(chosen, DeskPaths.of(folder), Day(folder, chosen.orders))


def _day(chosen: argparse.Namespace, paths: DeskPaths, day: Day) -> int:
    dice = random.Random(1)
    day.export()
    operator = Operator(paths.exports)
    operator.terminal.wait_for(lambda: bool(operator.rail()), 60)
    sizes: list[tuple[float, float, float]] = []
    begun = time.monotonic()
    acted = 0
    with Ledger.open(paths, busy_seconds=30) as ledger:
        while (share := (time.monotonic() - begun) / chosen.seconds) < 1 or day.files < chosen.exports:
            while day.files < min(chosen.exports, chosen.exports * share):
                day.export()
            while acted < min(chosen.acts, chosen.acts * share):
                number = dice.randrange(day.made) + 1
                act = Act(
                    id=f"c{acted}", kind=dice.choice(["note", "claim", "release"]), operator="wang",
                    at=time.time_ns() // 1000, order_key=f"aliexpress:30312{number:011}", data={},
                )  # fmt: skip
                ledger.append([act])
                acted += 1
            operator.work(share, dice)
            sizes.append((share, *memory(operator.terminal.pid)))
    return _tell(chosen, paths, day, operator, sizes, acted)


def _tell(
    chosen: argparse.Namespace,
    paths: DeskPaths,
    day: Day,
    operator: Operator,
    sizes: list[tuple[float, float, float]],
    acted: int,
) -> int:
    def loaded() -> bool:
        with Ledger.open(paths) as ledger:
            return len(ledger.exports()) >= day.files

    kept_up = operator.terminal.wait_for(loaded, 600)
    truth = recount(paths.exports, paths.journal_copy)
    times = psutil.Process(operator.terminal.pid).cpu_times()
    agreed = operator.terminal.wait_for(lambda: operator.rail() == truth, 60)
    shown = operator.rail()
    wal = paths.ledger.with_name("ledger.sqlite-wal").stat().st_size
    operator.terminal.end()
    command = [sys.executable, "-m", "orderdeck", "queues", str(paths.exports), "--json", "--counts"]
    told = json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout)
    scripts = {one["key"]: one["count"] for one in told["queues"] if one["key"] in RAIL}
    state = sum(file.stat().st_size for file in paths.state.rglob("*") if file.is_file())
    folders = sum(1 for one in paths.parts.iterdir())
    print(f"{day.files} exports, {day.made} orders, {acted} + {operator.acts} acts, all loaded: {kept_up}")
    for quarter in range(4):
        part = [one for one in sizes if quarter / 4 <= one[0] < (quarter + 1) / 4] or sizes[-1:]
        deck, loader = statistics.median(one[1] for one in part), statistics.median(one[2] for one in part)
        print(f"  quarter {quarter + 1}: deck {deck:.0f} MB, loader {loader:.0f} MB")
    for name, low, high in (("first", 0.0, 0.1), ("last", 0.9, 9.9)):
        keys = sorted(took for share, took in operator.keys if low <= share < high) or [0.0]
        print(
            f"  {name} tenth: {len(keys)} keys, median {statistics.median(keys) * 1e3:.0f} ms, "
            f"p95 {keys[int(len(keys) * 0.95)] * 1e3:.0f} ms"
        )
    print(f"  desk {state / 1e6:.1f} MB in {folders} part folders, write-ahead log {wal / 1e6:.1f} MB")
    print(
        f"  deck's own processor time {times.user + times.system:.0f} s; load of the machine {os.getloadavg()[0]:.0f}"
    )
    print(f"  recount {truth}\n  deck    {shown}\n  scripts {scripts}")
    right = agreed and scripts == truth and kept_up
    print("counts right" if right else "COUNTS DIFFER")
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
