"""Several actors at once, what each of them said, and what the journal has to say to that."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.ledger import Ledger
from tests.people.decks import wait_for

ACTOR = Path(__file__).with_name("actor.py")


class Talker:
    """An actor as a process of its own; `said` has its lines, whatever became of it."""

    def __init__(self, folder: Path, operator: str, seconds: float, rate: float, seed: int) -> None:
        self.operator = operator
        self.said: list[dict[str, Any]] = []
        self.process = subprocess.Popen(
            [sys.executable, str(ACTOR), str(folder), operator, str(seconds), str(rate), str(seed)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.endswith(b"\n"):
                self.said.append(json.loads(line))

    def has(self, key: str) -> bool:
        """Whether it has said something of that name."""
        return any(key in one for one in self.said)

    def go(self) -> None:
        """Let it go on."""
        assert self.process.stdin is not None
        self.process.stdin.write(b"\n")
        self.process.stdin.flush()

    def ids(self, key: str) -> list[str]:
        """All ids that it sent, or was told were done."""
        return [act_id for one in self.said for act_id in one.get(key, [])]

    def spans(self) -> list[float]:
        """Milliseconds that each act took, done or not."""
        return [one["ms"] for one in self.said if "ms" in one]

    def kill(self) -> None:
        """End it without a word, and hear what it had said."""
        self.process.kill()
        self.process.wait()
        self._reader.join(5)

    def wait(self, step: str, seconds: float) -> None:
        """Until it is at `step`, or has failed; no longer than so many seconds."""
        wait_for(lambda: self.has(step) or self.process.poll(), seconds, step)

    def close(self) -> None:
        """End it."""
        if self.process.poll() is None:
            self.kill()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None and not stream.closed:
                stream.close()


def work_together(
    folder: Path, operators: int, seconds: float, rate: float, before_end: Callable[[], None] | None = None
) -> list[Talker]:
    """Let so many actors act at once for so long, and say what their queues show when all have ended."""
    crowd = [Talker(folder, f"op{number}", seconds, rate, number) for number in range(operators)]
    try:
        for step, patience in (("ready", 90.0), ("acted", seconds + 60), ("end", 60.0)):
            for one in crowd:
                one.wait(step, patience)
            if step == "acted" and before_end:
                before_end()
            if step != "end":
                for one in crowd:
                    one.go()
        for one in crowd:
            one.process.wait(20)
    finally:
        for one in crowd:
            one.close()
    return crowd


def contradictions(paths: DeskPaths, crowd: list[Talker]) -> list[str]:
    """Where the journal and what the actors were told don't agree; empty where all is well."""
    with Ledger.open(paths) as ledger:
        stored = [act.id for act in ledger.acts()]
        damage = ledger.check()
    told = {act_id for one in crowd for act_id in one.ids("done")}
    sent = {act_id for one in crowd for act_id in one.ids("send")}
    lost = told - set(stored)
    doubled = len(stored) - len(set(stored))
    strange = {act_id.split(".")[0] for act_id in stored} - sent
    return (
        [f"told done, not in the journal: {one}" for one in sorted(lost)]
        + ([f"{doubled} acts stand twice in the journal"] if doubled else [])
        + [f"in the journal, never sent: {one}" for one in sorted(strange)]
        + damage
    )


def percentile(values: list[float], share: float) -> float:
    """The value that `share` of `values` do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
