"""Allocations that fail while files are read, at limits that shrink: what is said of the file at each.

    python -m tests.bench.memory_limits [ORDERS]      # 300 by default
        [--from 40] [--to 240] [--step 4]             # MB that the reader may allocate (RLIMIT_DATA)

At every limit a file of each container is read as without one, or left for later, or refused for the memory that it
takes; the process that asked goes on, and at last the same reader's files are read whole. Prints how often which was
said, and each answer that is none of these; ends with 1 where there is one.
"""

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Final

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.exports.apart.bounds import Bounds
from orderdeck.data.exports.apart.reader import ApartReader
from orderdeck.data.exports.containers.records import MB, Refusal, RefusalError
from orderdeck.data.exports.profile.files import load_profiles
from tests.bench.reading import CONTAINERS, sample

ALLOWED: Final = frozenset(("too_much_memory", "crashed"))


def read(reader: ApartReader, file: Path) -> Refusal | tuple[tuple[str, int], ...]:
    """Part -> a hash of its rows, or why there are none."""
    try:
        opened = reader.open(file, file.name, 0)
        if isinstance(opened, Refusal):
            return opened
        told: Counter[str] = Counter()
        for frames in opened.frames():
            for stem, frame in frames.items():
                told[stem] += int(frame.hash_rows(seed=1).sum() or 0) if frame.width else 0
        return tuple(sorted(told.items()))
    except RefusalError as refused:
        return refused.refusal


def main() -> int:
    """Sweep and print."""
    asked = argparse.ArgumentParser()
    asked.add_argument("orders", type=int, nargs="?", default=300)
    asked.add_argument("--from", type=int, default=40, dest="least")
    asked.add_argument("--to", type=int, default=240, dest="most")
    asked.add_argument("--step", type=int, default=4)
    given = asked.parse_args()
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="orderdeck-bench-") as name:
        files: list[Path] = []
        for container in CONTAINERS:
            (folder := Path(name) / container).mkdir()
            files.append(sample(folder, given.orders, container))
        whole = _read_all(files, Bounds())
        limits = range(given.least, given.most + 1, given.step)
        told: Counter[str] = Counter()
        for limit in limits:
            found = _read_all(files, Bounds(data_bytes=limit * MB, stalled_seconds=20))
            for file, said in found.items():
                answer = _judged(said, whole[file])
                told[answer or "wrong"] += 1
                if answer is None:
                    wrong += 1
                    print(f"{limit} MB, {file.suffix}: {said}", flush=True)
        if _read_all(files, Bounds()) != whole:
            wrong += 1
            print("afterwards, without a limit, something else is read")
    shown = ", ".join(f"{answer} {count}" for answer, count in told.most_common())
    print(f"{len(limits)} limits, {len(files)} containers of {given.orders} orders: {shown}")
    return int(bool(wrong))


def _read_all(files: list[Path], bounds: Bounds) -> "dict[Path, Refusal | tuple[tuple[str, int], ...]]":
    reader = ApartReader(files[0].parents[1], load_profiles(), Settings(), bounds)
    try:
        return {file: read(reader, file) for file in files}
    finally:
        reader.close()


def _judged(said: "Refusal | tuple[tuple[str, int], ...]", whole: object) -> str | None:
    """What was said, where it is one of what may be."""
    if isinstance(said, Refusal):
        if said.fault:
            return f"later ({said.fault})"
        return f"refused ({said.reason})" if said.reason in ALLOWED else None
    return "read" if said == whole else None


if __name__ == "__main__":
    sys.exit(main())
