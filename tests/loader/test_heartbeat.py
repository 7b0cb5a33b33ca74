"""A loader that hangs is said to, since when; one that works or rests is not; and no two ever load."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.intake import lock, process
from orderdeck.data.intake.lock import LEAST_WORK, SILENT_SECONDS, Heartbeat, hold, silent_since
from orderdeck.data.intake.process import LoaderBusy, LoaderSupervisor, who_loads
from orderdeck.data.ledger import Ledger
from orderdeck.tui.i18n.times import stamp
from orderdeck.tui.terminal import exit_codes as exits

Run = Callable[..., tuple[int, str, str]]
AGO = 60


def fall_silent(paths: DeskPaths) -> float:
    then = time.time() - AGO
    os.utime(paths.lock, (then, then))
    return then


def test_the_status_says_since_when_and_ends_with_1(
    paths: DeskPaths, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "BEAT_SECONDS", 1000.0)
    Ledger.open(paths).close()
    assert run("serve", paths.exports, "--status")[0] == exits.REFUSED  # nobody
    with hold(paths, "mei"):
        assert silent_since(paths) is None
        code, out, _ = run("serve", paths.exports, "--status")
        assert (code, "no sign" in out) == (exits.OK, False)
        then = fall_silent(paths)
        code, out, _ = run("serve", paths.exports, "--status")
        assert code == exits.REFUSED
        assert "mei" in out
        assert f"no sign of life since {stamp(int(then * 1e6), None, time.time_ns() // 1000)}" in out
        assert f"kill -9 {os.getpid()}" in out
        code, out, _ = run("serve", paths.exports, "--status", "--json")
        assert code == exits.REFUSED
        assert json.loads(out)["hung_since"] == f"{datetime.fromtimestamp(int(then), UTC):%Y-%m-%dT%H:%M:%SZ}"
        with pytest.raises(LoaderBusy), hold(paths, "li"):
            pass  # it may go on at any moment
    assert silent_since(paths) is None


STEPS = st.lists(st.tuples(st.floats(0.1, 30), st.floats(-0.1, 0.2), st.booleans()), min_size=1, max_size=30)


@given(steps=STEPS)
def test_it_lives_as_long_as_it_rests_or_works(steps: list[tuple[float, float, bool]]) -> None:
    """Against the plain rule: the last moment at which it rested, or had used enough processor since the one before."""
    heart = Heartbeat(-1)
    now, used = time.monotonic(), time.process_time()
    heart.busy = False
    heart.lives(now, used)
    last, then = now, used
    for passes, works, busy in steps:
        heart.busy = busy
        now, used = now + passes, used + works
        if not busy or abs(used - then) >= LEAST_WORK:
            last, then = now, used
        assert heart.lives(now, used) == (now - last < SILENT_SECONDS)


def test_what_another_process_reads_for_it_is_work(paths: DeskPaths) -> None:
    before = lock._processor()
    burn = "sum(range(20_000_000)); print('x', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", burn], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout
        child.stdout.readline()
        own = time.process_time()
        assert lock._processor() - max(before, own) >= LEAST_WORK
        child.kill()


def test_a_deck_ends_the_loader_that_it_has_started_and_starts_another(
    paths: DeskPaths, until: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "LOOK_SECONDS", 0.0)
    monkeypatch.setattr(process, "HUNG_SECONDS", AGO / 2)
    keeper = LoaderSupervisor(paths, "li")
    try:
        keeper.tick()
        first = keeper.pid
        until(lambda: (held := who_loads(paths)) is not None and held.pid == first)
        os.kill(first, signal.SIGSTOP)
        keeper.tick()
        assert keeper.pid == first
        fall_silent(paths)
        keeper.tick()
        fall_silent(paths)

        def another() -> bool:
            keeper.tick()
            held = who_loads(paths)
            return held is not None and held.pid not in (0, first)

        until(another)
    finally:
        keeper.close(patience=10)
