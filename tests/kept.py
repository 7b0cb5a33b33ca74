"""What is kept in a file beside a test: compared as it is read or drawn now, or written anew by `./dev accept`."""

import difflib
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ACCEPTING = bool(os.environ.get("ORDERDECK_ACCEPT"))
"""Whether this run writes what it makes instead of comparing it."""
CHANGED: list[str] = []
"""What this run has written anew or taken away, one line each."""


def holds(path: Path, made: str) -> None:
    """Assert that the file at `path` says `made`, with the lines that differ; accepting, make it say so."""
    kept = path.read_text(encoding="utf-8") if path.exists() else None
    if kept == made:
        return
    name = path.relative_to(ROOT).as_posix()
    if ACCEPTING:
        CHANGED.append(f"{'new' if kept is None else 'changed'}  {name}")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(made, encoding="utf-8")
        return
    if kept is None:
        raise AssertionError(f"{name} isn't there yet: ./dev accept writes it")
    lines = difflib.unified_diff(kept.splitlines(), made.splitlines(), "kept", "now", lineterm="", n=2)
    raise AssertionError("\n".join((f"{name} (./dev accept, if this is meant)", *lines)))


def only(folder: Path, pattern: str, wanted: set[str]) -> None:
    """Assert that the files of `pattern` under `folder` are those `wanted` (paths from there); accepting, take away the
    others."""
    for path in sorted(folder.rglob(pattern)):
        name = path.relative_to(folder).as_posix()
        if name in wanted:
            continue
        assert ACCEPTING, (
            f"{path.relative_to(ROOT)}: nothing makes this any more (./dev accept takes it away)"
        )
        CHANGED.append(f"gone  {path.relative_to(ROOT).as_posix()}")
        path.unlink()
