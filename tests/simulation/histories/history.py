"""Eight processes at once on one desk, and what of what they did can't have been: lost, doubled, impossible."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from orderdeck.data.base.config.settings import Folder, Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.intake.process import load_once
from orderdeck.data.ledger import Ledger
from orderdeck.data.ledger.recovery.second_copy import SecondCopy
from tests.simulation.model.files import Row
from tests.simulation.model.journal import Act, counting, marks
from tests.simulation.model.stock import given

ROOT = Path(__file__).resolve().parents[3]
OPERATORS = ("li", "wang", "chen")
HANDS = 8
STOCK = {"A": 9, "B": 7}
ORDERS = {
    f"other:S:N{number}": Row(
        "to_ship", "", (("A", 1 + number % 3), *((("B", 2),) if number % 3 == 0 else ()))
    )
    for number in range(1, 13)
}


class Hand:
    """One process, and what it said."""

    def __init__(self, folder: Path, place: int, seed: int, count: int, unmended: str) -> None:
        self.operator = OPERATORS[place % len(OPERATORS)]
        words = [str(folder), self.operator, f"h{place}", str(seed), str(count), *filter(None, [unmended])]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.simulation.histories.worker", *words],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=dict(os.environ),
        )  # fmt: skip
        self.said: list[dict[str, Any]] = []

    def until(self, step: str) -> None:
        """Hears it out until it says `step`."""
        assert self.process.stdout
        for line in self.process.stdout:
            self.said.append(json.loads(line))
            if step in self.said[-1]:
                return
        raise AssertionError(f"{self.operator} ended before it was {step}")

    def go(self) -> None:
        assert self.process.stdin
        self.process.stdin.write(b"\n")
        self.process.stdin.flush()

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            if stream:
                stream.close()


def make_desk(folder: Path) -> DeskPaths:
    """A desk of twelve orders that want more than there is."""
    (folder / "exports").mkdir()
    paths = DeskPaths.of(folder / "exports")
    rows = [
        f"S,{key.rpartition(':')[2]},to_ship,{sku},{n}" for key, row in ORDERS.items() for sku, n in row.lines
    ]
    files = {
        "orders.csv": ["shop,order_id,status,sku,quantity", *rows],
        "stock.csv": ["sku,on_hand", *(f"{sku},{pieces}" for sku, pieces in STOCK.items())],
    }
    for name, lines in files.items():
        (paths.exports / name).write_text("\n".join([*lines, ""]))
        os.utime(paths.exports / name, (time.time() - 60,) * 2)
    load_once(paths, Settings(folder=Folder(settle_seconds=0)))
    return paths


def play(seed: int, count: int, unmended: str = "") -> tuple[list[str], int]:
    """A history of `count` requests of each of eight processes: what is wrong with it, and how many acts it has.

    `unmended`: a fault of `tests.simulation.unmended` that they have.
    """
    with tempfile.TemporaryDirectory() as folder:
        paths = make_desk(Path(folder))
        hands = [Hand(paths.exports, place, seed, count, unmended) for place in range(HANDS)]
        try:
            for step in ("ready", "acted", "end"):
                for hand in hands:
                    hand.until(step)
                for hand in hands if step != "end" else ():
                    hand.go()
        finally:
            for hand in hands:
                hand.close()
        with Ledger.open(paths) as ledger:
            stored = [
                Act(
                    one.id, one.group, one.at // 1_000_000, one.operator, one.kind, one.order_key, one.sku,
                    ORDERS.get(one.order_key or ""), one.data, one.undoes,
                )
                for one in ledger.acts()
            ]  # fmt: skip
        copied = [line.row["id"] for line in SecondCopy(paths).lines() if line and line.table == "journal"]
        wrong = [*_lost(stored, copied, hands), *impossible(stored), *_apart(hands)]
        return wrong, len(stored)


def _lost(stored: list[Act], copied: list[str], hands: list[Hand]) -> Iterator[str]:
    ids = [act.id for act in stored]
    if len(set(ids)) < len(ids) or sorted(copied) != sorted(ids):
        yield "the journal and its second copy are not the same acts, each once"
    told = [one for hand in hands for said in hand.said for one in said.get("told", ())]
    for one in set(told) - set(ids):
        yield f"{one}: told done, and not in the journal"
    # Whoever asks to claim what they hold is told the claim that they have, so that one may be told twice.
    asks = {said["ask"] for hand in hands for said in hand.said if "ask" in said}
    for act in stored:
        if act.group not in asks:
            yield f"{act.id}: in the journal, and nobody asked for it"


def impossible(stored: list[Act]) -> Iterator[str]:
    """What of a journal can't have been allowed when it was written, act by act."""
    for place, act in enumerate(stored):
        before = stored[:place]
        live = {one.id for one in counting(before)}
        match act.kind:
            case "undo" if act.undoes not in live:
                yield f"{act.id}: undoes {act.undoes}, which didn't count any more"
            case "redo" if any(one.undoes == act.undoes for one in before):
                yield f"{act.id}: does again what was done again already"
            case "claim" if (holder := marks(before, str(act.order)).holder) and holder != act.operator:
                yield f"{act.id}: claims {act.order}, which {holder} holds"
    for end in _ends_of_groups(stored):
        live_acts = counting(stored[:end])
        for sku, there in STOCK.items():
            promised = sum(
                min(dict(row.lines).get(sku, 0), given(live_acts, key, sku)) for key, row in ORDERS.items()
            )
            if promised > there:
                yield f"after {stored[end - 1].id} {promised} of {sku} are promised, and there are {there}"
        for key, row in ORDERS.items():
            lacking = [sku for sku, owed in row.lines if given(live_acts, key, sku) < owed]
            if lacking and len(lacking) < len(row.lines):
                yield f"after {stored[end - 1].id} {key} has half of what it wants"


def _ends_of_groups(stored: list[Act]) -> list[int]:
    """Where what was done as one is complete."""
    return [
        n for n in range(1, len(stored) + 1) if n == len(stored) or stored[n].group != stored[n - 1].group
    ]


def _apart(hands: list[Hand]) -> Iterator[str]:
    ends = [hand.said[-1]["end"] for hand in hands]
    if any(end != ends[0] for end in ends):
        yield "desks that have seen the same journal show different things"
