"""`orderdeck serve` as a service manager runs it: loads, says so, stops cleanly."""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from orderdeck.data.intake.process import who_loads
from orderdeck.data.ledger import Ledger
from orderdeck.data.sample import generate
from tests.engine import new_paths
from tests.people.decks import ROOT, wait_for

pytestmark = pytest.mark.luck


def orderdeck(*words: object) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "orderdeck", *map(str, words)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "ORDERDECK_LANGUAGE": "en"},
    )


def status(folder: Path) -> tuple[int, dict[str, object]]:
    process = orderdeck("serve", folder, "--status", "--json")
    out, _err = process.communicate(timeout=30)
    return process.returncode, json.loads(out)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_loads_says_so_and_stops_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    paths = new_paths(tmp_path)
    assert status(tmp_path)[0] == 1
    now = datetime.now(UTC) - timedelta(seconds=5)
    generate(tmp_path, orders=20, files=2, seed=4, container="csv", now=now)
    process = orderdeck("serve", tmp_path, "--as", "service")
    try:
        wait_for(lambda: who_loads(paths), 20)
        with Ledger.open(paths) as ledger:
            wait_for(lambda: len(ledger.exports()) == 2, 20)
        code, told = status(tmp_path)
        assert code == 0
        assert (told["loading"], told["operator"], told["pid"]) == (True, "service", process.pid)
        began = time.monotonic()
        process.send_signal(number)
        _out, err = process.communicate(timeout=10)
        assert process.returncode == 0, err
        assert "Traceback" not in err
        assert time.monotonic() - began < 5
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()
    assert who_loads(paths) is None
    assert status(tmp_path)[1]["loading"] is False
