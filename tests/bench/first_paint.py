"""How long from the start of the process to the first painted screen, in a pseudo-terminal.

    python -m tests.bench.first_paint [DIR] [--runs 7] [--width 80] [--height 24] [--until TEXT]

Prints the median, best and worst in milliseconds; with --until also those until TEXT was drawn, such as how the
numbers of DIR's orders begin.
"""

import argparse
import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAINTED = (b"Queues", "队列".encode())


def once(folder: Path, width: int, height: int, until: bytes) -> tuple[float, float]:
    """Seconds until the rail's heading has been drawn, and until `until` has; the deck is ended then."""
    began = time.perf_counter()
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(ROOT)
        os.environ.update(TERM="xterm-256color", COLUMNS=str(width), LINES=str(height))
        os.execv(sys.executable, [sys.executable, "-m", "orderdeck", str(folder)])
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
    seen, painted = b"", 0.0
    try:
        while not painted or until not in seen:
            if not select.select([terminal], [], [], 20)[0]:
                raise TimeoutError(seen[-200:])
            seen += os.read(terminal, 65536)
            if not painted and any(mark in seen for mark in PAINTED):
                painted = time.perf_counter() - began
        return painted, time.perf_counter() - began
    finally:
        os.kill(child, signal.SIGTERM)
        _drain(terminal)
        os.waitpid(child, 0)
        os.close(terminal)


def _drain(terminal: int) -> None:
    """Read what the deck still writes while it ends: a full pty would hold it up."""
    while select.select([terminal], [], [], 2)[0]:
        try:
            if not os.read(terminal, 65536):
                return
        except OSError:
            return


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--width", type=int, default=80)
    parser.add_argument("--height", type=int, default=24)
    parser.add_argument("--until", default="")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as empty:
        folder = options.folder or Path(empty)
        runs = [
            once(folder, options.width, options.height, options.until.encode()) for _ in range(options.runs)
        ]
    painted, shown = zip(*runs, strict=True)
    _tell(f"first paint {options.width}x{options.height}", painted)
    if options.until:
        _tell(f"{options.until!r} drawn", shown)


def _tell(what: str, seconds: tuple[float, ...]) -> None:
    times = [1000 * one for one in seconds]
    sys.stdout.write(
        f"{what}: median {statistics.median(times):.0f} ms, "
        f"best {min(times):.0f} ms, worst {max(times):.0f} ms of {len(times)}\n"
    )


if __name__ == "__main__":
    main()
