"""Faults at the n-th call to the kernel, over all that a desk does, and what doesn't hold afterwards.

python -m tests.bench.fault_calls [--only act …] [--share 1.0] [--seed 1]

`--share` of the points of each are tried, drawn from the seed.
"""

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.faults.calls import points, prepared, strace, tried
from tests.faults.operation import OPERATIONS


def main() -> int:
    asked = argparse.ArgumentParser()
    asked.add_argument("--only", nargs="+", choices=OPERATIONS, default=list(OPERATIONS))
    asked.add_argument("--share", type=float, default=1.0)
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    tool = strace()
    if tool is None:
        print("strace is not here, or may not be used")
        return 2
    dice, faults, begun = random.Random(given.seed), 0, time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        for operation in given.only:
            made = Path(folder) / operation
            prepared(made, operation)
            every = points(tool, _copy(made, Path(folder) / "counted"), operation)
            chosen = [one for one in every if dice.random() < given.share]
            told: Counter[str] = Counter()
            for point in chosen:
                place = _copy(made, Path(folder) / "tried")
                try:
                    wrong = tried(tool, place, point)
                except Exception as error:
                    wrong = [f"{type(error).__name__}: {error}"]
                told[point.fault] += 1
                faults += bool(wrong)
                for one in wrong:
                    print(f"{point}: {one}", flush=True)
            shown = ", ".join(f"{fault} {count}" for fault, count in sorted(told.items()))
            print(f"{operation}: {len(chosen)} of {len(every)} points ({shown})", flush=True)
    print(f"points at which something didn't hold: {faults}, in {time.monotonic() - begun:.0f} s")
    return int(bool(faults))


def _copy(made: Path, place: Path) -> Path:
    shutil.rmtree(place, ignore_errors=True)
    return Path(shutil.copytree(made, place))


if __name__ == "__main__":
    sys.exit(main())
