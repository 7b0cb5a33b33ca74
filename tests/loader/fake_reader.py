"""A reader of plain CSV (order_id,status) that stands in for recognising and normalising; also a loader process.

python fake_reader.py DIR [pause between batches]
"""

import signal
import sys
import threading
import time
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Self

import polars as pl

from orderdeck.data.base.config.settings import Folder, Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.vocabulary.frames import LINES, ORDERS, REJECTS, conform, empty
from orderdeck.data.exports.containers.records import Limits, Refusal

BATCH = 50


class PanicException(BaseException):
    """As Rust libraries raise: no Exception."""


class FakeOpened:
    profile = "fake"
    kind = "orders"
    lacks: frozenset[str] = frozenset()

    def __init__(self, path: Path, mtime_us: int, pause: float) -> None:
        self.exported_at = mtime_us
        self._path, self._pause = path, pause

    def shape(self) -> None:
        """It is read by itself."""

    def frames(self, beside: Sequence[Self] = ()) -> Generator[dict[str, pl.DataFrame], None, None]:
        rows = [line.split(",") for line in self._path.read_text().splitlines()[1:]]
        for start in range(0, len(rows), BATCH):
            chunk = rows[start : start + BATCH]
            if any(row[0] == "BOOM" for row in chunk):
                raise ValueError("secret of Maria Lopez")
            if any(row[0] == "PANIC" for row in chunk):
                raise PanicException("secret of Maria Lopez")
            good = [row for row in chunk if row[0]]
            orders = pl.DataFrame(
                {"order_key": [f"fake:{row[0]}" for row in good], "order_id": [row[0] for row in good],
                 "status": [row[1] for row in good]}
            )  # fmt: skip
            rejects = pl.DataFrame({"row": [start + n + 2 for n, row in enumerate(chunk) if not row[0]]})
            time.sleep(self._pause)
            yield {
                "orders": conform(orders, ORDERS),
                "lines": conform(orders.select("order_key"), LINES),
                "rejects": conform(rejects, REJECTS) if rejects.height else empty(REJECTS),
            }

    def notes(self) -> list[str]:
        return ["fake"]


class FakeReader:
    def __init__(self, pause: float = 0.0, headers: tuple[str, ...] = ("order_id",)) -> None:
        self.fingerprint = ",".join(headers)
        self.limits = Limits()
        self.opened: list[str] = []
        self._headers, self._pause = headers, pause

    def file_time(self, name: str, mtime_us: int) -> int:
        return mtime_us

    def open(
        self, path: Path, name: str, mtime_us: int, *, settled: bool = True, root: Path | None = None
    ) -> FakeOpened | Refusal:
        self.opened.append(name)
        header = path.read_text().split("\n", 1)[0].split(",")
        if header[0] not in self._headers:
            return Refusal("no_profile", headers=tuple(header), nearest="fake")
        return FakeOpened(path, mtime_us, self._pause)


def main() -> None:
    from orderdeck.data.intake import loop as loading

    if len(sys.argv) > 3:
        loading.IDLE_SECONDS = float(sys.argv[3])  # type: ignore[misc]  # a constant, set on purpose
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    settings = Settings(folder=Folder(settle_seconds=0.1))
    loading.run(
        DeskPaths.of(Path(sys.argv[1])),
        settings,
        stop=stop,
        reader=FakeReader(float(sys.argv[2])),
        patience=5,
    )


if __name__ == "__main__":
    main()
