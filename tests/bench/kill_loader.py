"""Kills the loader with SIGKILL at random moments, again and again, and checks that nothing is lost or doubled.

python -m tests.bench.kill_loader [kills] [seed]
"""

import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.intake.process import is_free
from orderdeck.data.ledger import Ledger
from orderdeck.data.ledger.parts.folder import damaged_files
from orderdeck.data.ledger.parts.writer import read_part

ROOT = Path(__file__).resolve().parents[2]

FAKE = ROOT / "tests" / "loader" / "fake_reader.py"


def start(paths: DeskPaths) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, str(FAKE), str(paths.exports), "0.003", "0.02"])


def wait_for_lock(paths: DeskPaths, child: "subprocess.Popen[bytes]") -> None:
    while is_free(paths) and child.poll() is None:
        time.sleep(0.005)


def main() -> None:
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    dice = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    ids: list[str] = []
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        paths = DeskPaths.of(Path(folder))
        files, recorded, faults = 0, 0, 0
        with Ledger.open(paths) as ledger:
            for number in range(kills):
                # Files keep coming, so that a kill meets scans, loads, records and merges alike.
                for _ in range(dice.choice([0, 2, 8])):
                    rows = [f"{files}-{row}" for row in range(dice.choice([3, 120, 2000]))]
                    (paths.exports / f"{files:05}.csv").write_text(
                        "\n".join(["order_id,status", *(f"{row},to_ship" for row in rows)])
                    )
                    ids += [f"fake:{row}" for row in rows]
                    files += 1
                child = start(paths)
                wait_for_lock(paths, child)
                time.sleep(dice.uniform(0, 1.2))
                child.kill()
                child.wait()
                exports = len(ledger.exports())
                faults += exports < recorded
                faults += sum(bool(damaged_files(paths, part)) for part in ledger.parts())
                recorded = exports
                print(f"\r{number + 1} kills, {exports} of {files} files", end="", flush=True)
            last = start(paths)
            while len(ledger.exports()) < files and last.poll() is None:
                time.sleep(0.1)
            last.terminate()
            last.wait()
            keys = [
                key for p in ledger.parts() for key in read_part(paths, p)["orders"]["order_key"].to_list()
            ]
            states = [export.state for export in ledger.exports()]
            sound = not ledger.check()
    lost, doubled = len(set(ids) - set(keys)), len(keys) - len(set(keys))
    refused = len(states) - states.count("loaded")
    print(
        f"\n{kills} kills, {files} files, {len(ids)} orders: lost {lost}, doubled {doubled}, files refused {refused},"
    )
    print(f"damaged parts or vanished records {faults}, database sound: {sound}")
    sys.exit(bool(lost or doubled or refused or faults or not sound))


if __name__ == "__main__":
    main()
