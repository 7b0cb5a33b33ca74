"""Commands as another account: python -m tests.people.account USER GROUP UMASK

Becomes the account, then takes a JSON list of words a line and answers with {"code", "out", "err"}. Everything is
imported, by using it once as root, before: the interpreter itself may lie where the account can't read.
"""

import io
import json
import os
import sys
import tempfile
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime, timedelta
from pathlib import Path

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.messages.outbox import write_csv
from orderdeck.data.sample import generate
from orderdeck.tui.cli.commands import run_command

ROOT = Path(__file__).resolve().parents[2]


def readable(files: list[str]) -> list[str]:
    """Those of these files and folders that this account can open."""
    found = []
    for file in files:
        try:
            os.close(os.open(file, os.O_RDONLY))
        except OSError:
            continue
        found.append(file)
    return found


def answer(words: list[str]) -> dict[str, object]:
    """What became of one command."""
    if words[0] == "readable":
        return {"code": 0, "out": json.dumps(readable(words[1:])), "err": ""}
    if words[0] == "write":
        file = write_csv(DeskPaths.of(Path(words[1])), "orders", ["a"], [["b"]], datetime.now(UTC))
        return {"code": 0, "out": str(file), "err": ""}
    written, err = io.BytesIO(), io.StringIO()
    out = io.TextIOWrapper(written, "utf-8")
    with redirect_stdout(out), redirect_stderr(err):
        code = run_command(words)
    out.flush()
    return {"code": code, "out": written.getvalue().decode(), "err": err.getvalue()}


def warm_up() -> None:
    """Has every module imported that the commands import on their way."""
    with tempfile.TemporaryDirectory() as folder:
        now = datetime.now(UTC) - timedelta(seconds=5)
        generate(Path(folder), orders=20, files=1, seed=1, container="csv", now=now, open_share=1)
        for words in (["load"], ["queues"], ["act", "take-next", "standard"], ["journal"], ["write"]):
            answer([words[0], folder, *words[1:]])
        answer(["journal", "/nonexistent"])


def main() -> None:
    user, group, umask = (int(word) for word in sys.argv[1:])
    warm_up()
    os.setgroups([])
    os.setgid(group)
    os.setuid(user)
    os.umask(umask)
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
