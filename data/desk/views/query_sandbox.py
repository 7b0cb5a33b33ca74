"""Where users' SQL runs: a process of its own that holds a copy of the open orders and can do nothing but answer.

A query within one function (`repeat('x', 2000000000)`) can be neither interrupted nor kept to DuckDB's memory limit;
a process can be. Its standard input and output are lines of JSON: `{"tables": …}` to fill it from files without a name
that it was started with, `{"sql": …, "seconds": …}` to ask for order keys, with `"most"` for rows; back comes
`{"keys": […]}`, or `{"bytes": …}` with as many bytes of Arrow behind it, or `{"error": …}`.
"""

import io
import json
import os
import re
import select
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import IO, Any, Final

import duckdb
import polars as pl

from orderdeck.data.exports.apart.wire import filled

MEMORY_MB: Final = 256
"""Memory that DuckDB may take for users' queries, where nobody allows more."""
ADDRESS_SPACE: Final = 3 * 2**30
"""Bytes that the process may map beyond that: Python, DuckDB, its code, and what escapes its memory limit."""
SLACK: Final = 1.0
"""Seconds beyond a query's own after which the process is ended."""
MOST_KEYS: Final = 1_000_000
MOST_BYTES: Final = 1 << 30
"""Bytes of an answer's rows."""
LONGEST_KEY: Final = 400
_START: Final = 30.0


class BoxError(Exception):
    """The query was refused, failed or was stopped; the message says why."""


class BoxStoppedError(BoxError):
    """The query took longer than it may."""


class Box:
    """The process, seen from the desk. `close` it at the end."""

    def __init__(self, tables: Mapping[str, pl.DataFrame], *, memory_mb: int = MEMORY_MB) -> None:
        """Starts it with `tables` in it, handed over in files without a name; its queries may take `memory_mb`.
        Raises BoxError, OSError."""
        self._rest = b""
        with ExitStack() as held:
            files = {name: held.enter_context(filled(_writing(frame))) for name, frame in tables.items()}
            self._start({name: file.fileno() for name, file in files.items()}, memory_mb)

    def _start(self, tables: Mapping[str, int], memory_mb: int) -> None:
        # -P: a folder called "orderdeck" where the deck was started must not be taken for ours.
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "orderdeck.data.desk.views.query_sandbox", str(memory_mb)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True,
            env={"PYTHONPATH": os.environ.get("PYTHONPATH", "")}, pass_fds=tuple(tables.values()),
        )  # fmt: skip
        try:
            self._answer({"tables": tables}, _START)
        except BaseException:
            self.close()
            raise

    @property
    def lives(self) -> bool:
        return self._process.poll() is None

    def ask(self, sql: str, seconds: float) -> list[str]:
        """The order keys that the SELECT `sql` gives. Raises BoxError; after BoxStoppedError it may live no more."""
        return list(self._answer({"sql": sql, "seconds": seconds}, seconds + SLACK)["keys"])

    def rows(self, sql: str, seconds: float, most: int) -> pl.DataFrame:
        """The rows that the SELECT `sql` gives, one more than `most` at most: columns of plain types, whatever else is
        in them as text. Raises BoxError; after BoxStoppedError it may live no more."""
        answer = self._answer({"sql": sql, "seconds": seconds, "most": most + 1}, seconds + SLACK)
        content = self._read(time.monotonic() + _START, lambda held: len(held) >= answer["bytes"])
        if not content:
            raise BoxError("ended without an answer: it took too much memory")
        self._rest = content[answer["bytes"] :]
        return pl.read_ipc(content[: answer["bytes"]])

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
        held = self._read(deadline, lambda held: b"\n" in held)
        if not held:
            return held
        line, _, self._rest = held.partition(b"\n")
        return line

    def _read(self, deadline: float, enough: Callable[[bytearray], bool]) -> bytes | None:
        """What it writes until that is `enough`; empty where the process ended, None where the deadline came first."""
        assert self._process.stdout is not None
        handle = self._process.stdout.fileno()
        held, self._rest = bytearray(self._rest), b""
        while not enough(held):
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([handle], [], [], left)[0]:
                return None
            piece = os.read(handle, 1 << 20)
            if not piece:
                return b""
            held += piece
        return bytes(held)


def _writing(frame: pl.DataFrame) -> Callable[[IO[bytes]], object]:
    return lambda file: frame.write_parquet(file, compression="uncompressed")


# The process itself


def main() -> None:
    """Answers until standard input ends."""
    import resource

    memory_mb = int(sys.argv[1])
    most = ADDRESS_SPACE + (memory_mb << 20)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(5)
    from orderdeck.data.desk.connection import connect

    con = connect(threads=1)
    for line in sys.stdin.buffer:
        question, content = json.loads(line), b""
        try:
            if "tables" in question:
                answer = _fill(con, question["tables"], memory_mb)
            elif "most" in question:
                content = _rows(con, question)
                answer = {"bytes": len(content)}
            else:
                answer = _ask(con, question)
        except MemoryError:
            answer = {"error": "took too much memory"}
        except Exception as error:
            answer = {"error": str(error), "stopped": type(error).__name__ == "InterruptException"}
        sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + content)
        sys.stdout.buffer.flush()


def _fill(con: Any, tables: dict[str, int], memory_mb: int) -> dict[str, Any]:
    con.execute(f"set memory_limit = '{memory_mb}MB'")
    for name, handle in sorted(tables.items()):
        con.execute(f"create table {name} as from read_parquet(?)", [f"/dev/fd/{handle}"])
        os.close(handle)
    # From here on no file, no network, no extension, no setting: for this process, for good.
    con.execute("set enable_external_access = false")
    con.execute("set lock_configuration = true")
    return {"keys": []}


def _ask(con: Any, question: dict[str, Any]) -> dict[str, Any]:
    _check(con, question["sql"], "a queue is one SELECT that gives order_key")
    sql = f"select left(order_key::varchar, {LONGEST_KEY}) from ({question['sql']}\n) limit {MOST_KEYS}"
    with _stopped_after(con, question["seconds"]):
        rows = con.execute(sql).fetchall()
    return {"keys": list(dict.fromkeys(row[0] for row in rows if row[0] is not None))}


def _rows(con: Any, question: dict[str, Any]) -> bytes:
    from orderdeck.data.desk.connection import frame

    _check(con, question["sql"], "one SELECT can be asked")
    asked = f"({question['sql']}\n)"
    with _stopped_after(con, question["seconds"]):
        columns = con.execute(f"select * from {asked} limit 0").description
        told = ", ".join(
            f"{_quoted(name)}{_cast(str(kind))} as {_quoted(name)}" for name, kind, *_ in columns
        )
        found = frame(con, f"select {told} from {asked} limit {int(question['most'])}")
    made = io.BytesIO()
    found.write_ipc(made)
    if made.tell() > MOST_BYTES:
        raise MemoryError
    return made.getvalue()


_CASTS: Final = {"HUGEINT": "::bigint", "UHUGEINT": "::bigint", "FLOAT": "::double"}
"""Types of DuckDB's that nothing else knows -> what they are given as. A sum of whole numbers is one."""
_PLAIN: Final = re.compile(
    r"BOOLEAN|U?(?:TINY|SMALL|BIG)INT|U?INTEGER|DOUBLE|DECIMAL\(.*\)|VARCHAR|TIMESTAMP WITH TIME ZONE"
)


def _cast(kind: str) -> str:
    return "" if _PLAIN.fullmatch(kind) else _CASTS.get(kind, "::varchar")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _check(con: Any, sql: str, what: str) -> None:
    statements = con.extract_statements(sql)
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise duckdb.InvalidInputException(what)


@contextmanager
def _stopped_after(con: Any, seconds: float) -> Iterator[None]:
    timer = threading.Timer(seconds, con.interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


if __name__ == "__main__":
    main()
