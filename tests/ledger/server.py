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
    def standby(self) -> Iterator["Server | None"]:
        """A replica that has on its disk what this one acknowledges, from now on; None where it can't be made."""
        import psycopg

        copier = binary("pg_basebackup")
        if copier is None:
            yield None
            return
        folder = _new_folder(self._other)
        made = Server(self._command[0], folder, self._other, _settings(folder))
        try:
            subprocess.run(
                [copier, "-d", self.address, "-D", folder / "data", "-R", "-c", "fast", "--no-sync"],
                cwd=folder, check=True, capture_output=True, **self._other,
            )  # fmt: skip
            (folder / "data").chmod(0o700)
            if not made.start():
                yield None
                return
            with psycopg.connect(self.address, autocommit=True) as db:
                db.execute("alter system set synchronous_standby_names = '*'")
                db.execute("select pg_reload_conf()")
            yield made
        finally:
            made.stop()
            shutil.rmtree(folder, ignore_errors=True)

    def promote(self) -> None:
        """A replica takes writes from now on."""
        import psycopg

        with psycopg.connect(self.address, autocommit=True) as db:
            db.execute("select pg_promote()")


def _new_folder(other: dict[str, Any]) -> Path:
    # Not tmp_path: its parents are closed to other accounts, and the server won't run as root.
    folder = Path(tempfile.mkdtemp(prefix="orderdeck-pg-"))
    if other:
        os.chown(folder, NOBODY, NOBODY)
    return folder


def _settings(folder: Path) -> list[str]:
    return [
        "listen_addresses=",
        f"unix_socket_directories={folder}",
        "max_connections=60",
        "fsync=off",
    ]


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
    other: dict[str, Any] = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
    folder = _new_folder(other)
    made = Server(
        postgres, folder, other, [one for one in _settings(folder) if not safe or one != "fsync=off"]
    )
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
