"""Where users' SQL runs: a process of its own that holds a copy of the open orders and can do nothing but answer.

A query within one function (`repeat('x', 2000000000)`) can be neither interrupted nor kept to DuckDB's memory limit;
a process can be. Its standard input and output are lines of JSON: `{"folder": …}` to fill it, `{"sql": …, "seconds":
…}` to ask; back comes `{"keys": […]}` or `{"error": …}`.
"""

import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import duckdb

MEMORY: Final = "256MB"
"""Memory that DuckDB may take for users' queries."""
ADDRESS_SPACE: Final = 3 * 2**30
"""Bytes that the process may map at all: Python, DuckDB, its code, and what escapes its memory limit."""
SLACK: Final = 1.0
"""Seconds beyond a query's own after which the process is ended."""
MOST_KEYS: Final = 1_000_000
LONGEST_KEY: Final = 400
_START: Final = 30.0


class BoxError(Exception):
    """The query was refused, failed or was stopped; the message says why."""


class BoxStoppedError(BoxError):
    """The query took longer than it may."""


class Box:
    """The process, seen from the desk. `close` it at the end."""

    def __init__(self, tables: Mapping[str, Any]) -> None:
        """Starts it with `tables` (name -> Polars frame) in it. Raises BoxError, OSError."""
        folder = tempfile.mkdtemp(prefix="orderdeck-box-")
        # -P: a folder called "orderdeck" where the deck was started must not be taken for ours.
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "orderdeck.data.desk.views.query_sandbox"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True,
            env={"PYTHONPATH": os.environ.get("PYTHONPATH", "")},
        )  # fmt: skip
        try:
            for name, frame in tables.items():
                frame.write_parquet(Path(folder) / f"{name}.parquet", compression="uncompressed")
            self._answer({"folder": folder}, _START)
        except BaseException:
            self.close()
            raise
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    @property
    def lives(self) -> bool:
        return self._process.poll() is None

    def ask(self, sql: str, seconds: float) -> list[str]:
        """The order keys that the SELECT `sql` gives. Raises BoxError; after BoxStoppedError it may live no more."""
        return list(self._answer({"sql": sql, "seconds": seconds}, seconds + SLACK)["keys"])

    def close(self) -> None:
        """Ends the process."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                try:
                    pipe.close()
                except OSError:
                    pass

    def _answer(self, question: dict[str, Any], seconds: float) -> dict[str, Any]:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(question).encode() + b"\n")
            self._process.stdin.flush()
            line = self._line(time.monotonic() + seconds)
        except OSError as error:
            raise BoxError("ended without an answer: it took too much memory") from error
        if line is None:
            self.close()
            raise BoxStoppedError("stopped")
        if not line:
            raise BoxError("ended without an answer: it took too much memory")
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise (BoxStoppedError if answer.get("stopped") else BoxError)(str(answer["error"]))
        return answer

    def _line(self, deadline: float) -> bytes | None:
        """The next line; empty where the process ended, None where the deadline came first."""
        assert self._process.stdout is not None
        handle = self._process.stdout.fileno()
        pieces = b""
        while not pieces.endswith(b"\n"):
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([handle], [], [], left)[0]:
                return None
            piece = os.read(handle, 1 << 20)
            if not piece:
                return b""
            pieces += piece
        return pieces


# The process itself


def main() -> None:
    """Answers until standard input ends."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(5)
    from orderdeck.data.desk.connection import connect

    con = connect(threads=1)
    for line in sys.stdin.buffer:
        question = json.loads(line)
        try:
            answer = _fill(con, question["folder"]) if "folder" in question else _ask(con, question)
        except MemoryError:
            answer = {"error": "took too much memory"}
        except Exception as error:
            answer = {"error": str(error), "stopped": type(error).__name__ == "InterruptException"}
        sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
        sys.stdout.buffer.flush()


def _fill(con: Any, folder: str) -> dict[str, Any]:
    con.execute(f"set memory_limit = '{MEMORY}'")
    for file in sorted(Path(folder).glob("*.parquet")):
        con.execute(f"create table {file.stem} as from read_parquet(?)", [str(file)])
    # From here on no file, no network, no extension, no setting: for this process, for good.
    con.execute("set enable_external_access = false")
    con.execute("set lock_configuration = true")
    return {"keys": []}


def _ask(con: Any, question: dict[str, Any]) -> dict[str, Any]:
    statements = con.extract_statements(question["sql"])
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise duckdb.InvalidInputException("a queue is one SELECT that gives order_key")
    timer = threading.Timer(question["seconds"], con.interrupt)
    timer.daemon = True
    timer.start()
    try:
        sql = f"select left(order_key::varchar, {LONGEST_KEY}) from ({question['sql']}\n) limit {MOST_KEYS}"
        rows = con.execute(sql).fetchall()
    finally:
        timer.cancel()
    return {"keys": list(dict.fromkeys(row[0] for row in rows if row[0] is not None))}


if __name__ == "__main__":
    main()
