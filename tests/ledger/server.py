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


@contextmanager
def server(*, safe: bool = False) -> Iterator[str | None]:
    """The address of a fresh server's database; None where there is no PostgreSQL. `safe` syncs as a real one does."""
    postgres, initdb = binary("postgres"), binary("initdb")
    if not postgres or not initdb:
        yield None
        return
    # Not tmp_path: its parents are closed to other accounts, and the server won't run as root.
    folder = Path(tempfile.mkdtemp(prefix="orderdeck-pg-"))
    other: dict[str, Any] = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
    if other:
        os.chown(folder, NOBODY, NOBODY)
    data = folder / "data"
    process = None
    try:
        subprocess.run(
            [initdb, "-D", data, "-U", "orderdeck", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"],
            cwd=folder, check=True, capture_output=True, **other,
        )  # fmt: skip
        settings = ["listen_addresses=", f"unix_socket_directories={folder}", "max_connections=60"]
        settings += [] if safe else ["fsync=off"]
        process = subprocess.Popen(
            [postgres, "-D", data, *(word for one in settings for word in ("-c", one))],
            cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=_end_with_us, **other,
        )  # fmt: skip
        address = f"postgresql://orderdeck@/postgres?host={folder}"
        yield address if _answers(address) else None
    finally:
        if process is not None:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
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
