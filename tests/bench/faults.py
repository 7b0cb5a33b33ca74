"""Kills loaders, actors, mergers and backups 200 times at random moments and counts the losses.

python -m tests.bench.faults [rounds] [seed]
"""

import sys
import tempfile
import time
from pathlib import Path

from tests.faults.killing import Round

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 120  # some 200 processes killed
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        losses = Round(Path(folder), seed, lambda text: print(text, end="", flush=True)).run(rounds)
    print(f"\n{losses} in {time.monotonic() - begun:.0f} s: {'FAULTS' if losses.any else 'losses: 0'}")
    return int(losses.any)


if __name__ == "__main__":
    sys.exit(main())
