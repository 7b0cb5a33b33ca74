"""Fuzzes recognising, reading, normalising and the product cell for a stated time.

python -m tests.bench.fuzz [whole_file|product_cell|fields] [--seconds 600] [--engine auto|atheris|hypothesis]

By coverage where atheris is installed (`pip install orderdeck[fuzz]`), else by hypothesis. It begins with the corpus in
tests/hostile/corpus and files of every container from the sample generator; an input that finds a fault is kept in the
corpus, where the tests try it again. Says how many inputs were tried and how many faults found; exit code 1 with any.
"""

import argparse
import hashlib
import importlib.util
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = ROOT / "tests" / "hostile"

CORPUS = HOSTILE / "corpus"
MOST_BYTES = 6000


class Tried:
    """A target with a count of what it was given; faults are kept."""

    def __init__(self, name: str) -> None:
        from tests.hostile.targets import TARGETS

        self.name, self._target = name, TARGETS[name]
        self.inputs = 0
        self.faults: dict[str, str] = {}

    def __call__(self, data: bytes) -> None:
        self.inputs += 1
        try:
            self._target(data)
        except Exception as error:
            self._keep(data, error)

    def _keep(self, data: bytes, error: Exception) -> None:
        last = error.__traceback__
        while last and last.tb_next:
            last = last.tb_next
        place = f"{type(error).__name__} {last.tb_frame.f_code.co_name}:{last.tb_lineno}" if last else ""
        if place in self.faults:
            return
        self.faults[place] = str(error)[:200]
        folder = CORPUS / self.name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / hashlib.sha256(data).hexdigest()[:12]).write_bytes(data)
        print(f"\n{self.name}: {place}: {error!s:.200}", flush=True)


def seeds(name: str) -> Iterator[bytes]:
    """Where to begin: what was found before, and a small file of every container."""
    yield from (file.read_bytes() for file in sorted((CORPUS / name).glob("*")))
    from tests.hostile.payloads import ALL

    yield from (text.encode("utf-8", "replace")[:MOST_BYTES] for text in ALL)
    yield "【1】 裙 (产品属性:Color:Red) (商家编码:A-1) (产品数量:2 piece)\n【2】 x（商家编码：B）".encode()
    if name != "whole_file":
        return
    from datetime import UTC, datetime

    from orderdeck.data.sample.files.exports import write_export
    from orderdeck.data.sample.world.style import Style
    from orderdeck.data.sample.world.world import World

    world = World(3, datetime(2026, 9, 1, tzinfo=UTC), orders=3, open_share=1.0)
    shown = [snapshot for order in world.orders if (snapshot := order.at(world.now))]
    with tempfile.TemporaryDirectory() as folder:
        for container in ("csv", "semicolon", "tsv", "utf16", "xlsx", "xls", "html", "xml"):
            encoding = "utf-16" if container == "utf16" else "utf-8"
            path = Path(folder) / f"seed.{container}"
            style = Style(container=container, encoding=encoding)
            yield write_export(path, shown, layout="G2", style=style, at=world.now, seed=1).read_bytes()


def by_hypothesis(tried: Tried, seconds: float) -> None:
    """Bytes, texts and tables as hypothesis thinks of them."""
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import strategies as st

    from tests.hostile.test_corpus import tables

    end = time.monotonic() + seconds
    for data in seeds(tried.name):
        tried(data)
    texts = st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace"))
    while time.monotonic() < end:

        @settings(
            max_examples=200, deadline=None, database=None, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(st.binary(max_size=MOST_BYTES) | tables | texts)
        def run(data: bytes) -> None:
            if time.monotonic() < end:
                tried(data)

        run()


def by_coverage(name: str, seconds: float) -> Tried:
    """By what the input made the readers do; in a process of its own, for libFuzzer does not come back."""
    with tempfile.TemporaryDirectory() as folder:
        tally = Path(folder) / "tally"
        command = [
            sys.executable,
            "-m",
            "tests.bench.fuzz",
            name,
            "--seconds",
            str(seconds),
            "--inner",
            str(tally),
        ]
        subprocess.run(command, cwd=ROOT, check=False, stderr=subprocess.DEVNULL)
        tried = Tried(name)
        tried.inputs, *faults = [int(line) for line in tally.read_text().split()]
        tried.faults = {str(number): "" for number in range(faults[0])}
    return tried


def fuzz(name: str, seconds: float, tally: Path) -> None:
    """The process of `by_coverage`: writes the numbers of inputs and faults into `tally` as it goes."""
    import atheris

    with atheris.instrument_imports(include=["orderdeck.data"], enable_loader_override=False):
        import tests.hostile.targets  # noqa: F401  # and with it what it feeds
    tried = Tried(name)

    def feed(data: bytes) -> None:
        tried(data)
        if tried.inputs % 50 == 0:
            tally.write_text(f"{tried.inputs} {len(tried.faults)}")

    begin = tally.with_name("seeds")
    begin.mkdir()
    for number, data in enumerate(seeds(name)):
        (begin / str(number)).write_bytes(data)
    options = [
        sys.argv[0],
        str(begin),
        f"-max_total_time={int(seconds)}",
        f"-max_len={MOST_BYTES}",
        "-verbosity=0",
    ]
    atheris.Setup(options, feed)
    atheris.Fuzz()


def report(tried: Tried) -> None:
    print(f"\n{tried.name}: {tried.inputs} inputs tried, {len(tried.faults)} faults found", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("target", choices=["whole_file", "product_cell", "fields"])
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--engine", choices=["auto", "atheris", "hypothesis"], default="auto")
    parser.add_argument("--inner", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.inner:
        fuzz(chosen.target, chosen.seconds, chosen.inner)
    has_atheris = importlib.util.find_spec("atheris") is not None
    if chosen.engine == "atheris" or (chosen.engine == "auto" and has_atheris):
        tried = by_coverage(chosen.target, chosen.seconds)
    else:
        tried = Tried(chosen.target)
        by_hypothesis(tried, chosen.seconds)
    report(tried)
    return 1 if tried.faults else 0


if __name__ == "__main__":
    sys.exit(main())
