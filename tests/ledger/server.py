"""A PostgreSQL server of the test's own: private socket, no port, an account that isn't root."""

import ctypes
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

NOBODY = 65_534


def binary(name: str) -> str | None:
    """Where a program of PostgreSQL is; Debian keeps the server's own apart from the path."""
    found = shutil.which(name)
    return found or next(
        iter(map(str, sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True))), None
    )


class Server:
    """A server that can be ended, by a signal of its own kind, and started again on the same data."""

    def __init__(self, postgres: str, folder: Path, other: dict[str, Any], settings: list[str]) -> None:
        self._command = [
            postgres,
            "-D",
            str(folder / "data"),
            *(word for one in settings for word in ("-c", one)),
        ]
        self._folder, self._other = folder, other
        self._process: subprocess.Popen[bytes] | None = None
        self.address = f"postgresql://orderdeck@/postgres?host={folder}"

    def start(self) -> bool:
        """Whether it answers."""
        self._process = subprocess.Popen(
            self._command, cwd=self._folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            preexec_fn=_end_with_us, **self._other,
        )  # fmt: skip
        return _answers(self.address)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """SIGINT ends it in order, SIGQUIT as a crash does: no checkpoint, and recovery when it starts again."""
        if self._process is None:
            return
        self._process.send_signal(how)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None


@contextmanager
def server(*, safe: bool = False) -> Iterator[str | None]:
    """The address of a fresh server's database; None where there is no PostgreSQL. `safe` syncs as a real one does."""
    with own_server(safe=safe) as made:
        yield made.address if made else None


@contextmanager
def own_server(*, safe: bool = False) -> Iterator[Server | None]:
    """The same, to be ended and started."""
    postgres, initdb = binary("postgres"), binary("initdb")
    if not postgres or not initdb:
        yield None
        return
    # Not tmp_path: its parents are closed to other accounts, and the server won't run as root.
    folder = Path(tempfile.mkdtemp(prefix="orderdeck-pg-"))
    other: dict[str, Any] = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
    if other:
        os.chown(folder, NOBODY, NOBODY)
    settings = ["listen_addresses=", f"unix_socket_directories={folder}", "max_connections=60"]
    made = Server(postgres, folder, other, settings + ([] if safe else ["fsync=off"]))
    try:
        subprocess.run(
            [initdb, "-D", folder / "data", "-U", "orderdeck", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"],
            cwd=folder, check=True, capture_output=True, **other,
        )  # fmt: skip
        yield made if made.start() else None
    finally:
        made.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _end_with_us() -> None:
    """Where the test run is killed, no server stays behind (Linux: PR_SET_PDEATHSIG; SIGQUIT ends it at once)."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGQUIT)


def _answers(address: str, seconds: float = 30) -> bool:
    import psycopg

    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            psycopg.connect(address).close()
            return True
        except psycopg.OperationalError:
            time.sleep(0.05)
    return False
