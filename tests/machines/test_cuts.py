"""Machines that are cut off, servers that end and a replica that takes over, amid acts: the history agrees. With
ORDERDECK_KILLS=n there are n times as many."""

import os
import random
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

pytest.importorskip("psycopg")

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.ledger.shared.pointer import Pointer
from tests.ledger.server import Server, own_server
from tests.ledger.shared_desks import join, new_pointer, stand
from tests.machines.history import Follower, Writer, contradictions
from tests.machines.machines import machine

TIMES = int(os.environ.get("ORDERDECK_KILLS", "1"))


@pytest.fixture
def own() -> Iterator[Server]:
    with own_server() as made:
        if made is None:
            pytest.skip("PostgreSQL is not installed")
        yield made


class Line:
    """The way from a machine to the server, which can be cut: at any byte, and with what was sent on its way."""

    def __init__(self, folder: Path, server: Path) -> None:
        self._server = server
        self._door = socket.socket(socket.AF_UNIX)
        self._door.bind(str(folder / ".s.PGSQL.5432"))
        self._door.listen(20)
        self._lock = threading.Lock()
        self._open: list[socket.socket] = []
        self._swallowing = False
        self.is_cut = False
        threading.Thread(target=self._accept, daemon=True).start()

    def swallow(self) -> None:
        """What goes to the server from now on still does, and nothing comes back."""
        self._swallowing = True

    def cut(self) -> None:
        """Ends what goes over it; nothing new gets through."""
        with self._lock:
            self.is_cut = True
            left, self._open = self._open, []
        for one in left:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        self.is_cut = self._swallowing = False

    def close(self) -> None:
        self.cut()
        self._door.close()

    def _accept(self) -> None:
        while True:
            try:
                ours, _ = self._door.accept()
            except OSError:
                return
            theirs = socket.socket(socket.AF_UNIX)
            with self._lock:
                try:
                    if self.is_cut:
                        raise OSError
                    theirs.connect(str(self._server / ".s.PGSQL.5432"))
                except OSError:
                    ours.close()
                    theirs.close()
                    continue
                self._open += [ours, theirs]
            for source, target, back in ((ours, theirs, False), (theirs, ours, True)):
                threading.Thread(target=self._carry, args=(source, target, back), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket, back: bool) -> None:
        with suppress(OSError):
            while some := source.recv(65536):
                if not (back and self._swallowing):
                    target.sendall(some)
        for one in (source, target):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


@contextmanager
def at_work(machines: list[DeskPaths]) -> Iterator[tuple[list[Writer], Follower]]:
    """Two writers on each of these machines, and a follower on the last; they have ended afterwards."""
    stop = threading.Event()
    writers = [Writer(machines[number % len(machines)], f"op{number}", stop) for number in range(4)]
    follower = Follower(machines[-1], stop)
    for one in (*writers, follower):
        one.start()
    try:
        yield writers, follower
        for writer in writers:
            goes_on(writer)
    finally:
        stop.set()
        for one in (*writers, follower):
            one.join(60)
            assert not one.is_alive()


def goes_on(writer: Writer, acts: int = 5) -> None:
    """Waits until it has been told of so many more acts."""
    before = len(writer.told)
    while len(writer.told) < before + acts:
        assert writer.is_alive()
        time.sleep(0.01)


def test_a_machine_that_is_cut_off_amid_acts_loses_and_doubles_none(own: Server, tmp_path: Path) -> None:
    dice = random.Random(16)
    pointer = stand(new_pointer(own.address))
    server = Path(own.address.partition("host=")[2])
    near, far = machine(tmp_path, "near"), machine(tmp_path, "far")
    line = Line(far.exports, server)
    join(near, pointer)
    address = own.address.replace(str(server), str(far.exports))
    join(far, Pointer(ledger=address, desk=pointer.desk, folder=pointer.folder, schema=pointer.schema))
    with at_work([near, far]) as (writers, follower):
        for number in range(12 * TIMES):
            goes_on(writers[1], dice.randint(1, 4))
            if number % 2:
                line.swallow()  # answers get lost: whether an act is on record can't be known
                time.sleep(dice.uniform(0, 0.05))
            line.cut()
            goes_on(writers[0])  # the other machine is not in its way
            line.mend()
    line.close()
    assert writers[1].again + writers[3].again >= 12 * TIMES
    assert contradictions(near, writers, follower) == []


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT])
def test_a_server_that_ends_amid_acts_loses_and_doubles_none(
    own: Server, tmp_path: Path, how: signal.Signals
) -> None:
    pointer = stand(new_pointer(own.address))
    machines = [join(machine(tmp_path, name), pointer) for name in ("first", "second")]
    with at_work(machines) as (writers, follower):
        for _ in range(2 * TIMES):
            goes_on(writers[0])
            own.stop(how)
            assert own.start()
    assert contradictions(machines[0], writers, follower) == []


@pytest.mark.parametrize("_", range(TIMES))
def test_a_replica_that_takes_over_amid_acts_has_all_that_was_acknowledged(
    own: Server, tmp_path: Path, _: int
) -> None:
    with own.standby() as replica:
        if replica is None:
            pytest.skip("PostgreSQL has no pg_basebackup here")
        both = f"{own.address},{replica.address.partition('host=')[2]}&target_session_attrs=read-write"
        pointer = stand(new_pointer(both))
        machines = [join(machine(tmp_path, name), pointer) for name in ("first", "second")]
        with at_work(machines) as (writers, follower):
            for writer in writers:
                goes_on(writer, 20)
            own.stop(signal.SIGQUIT)
            replica.promote()
        assert contradictions(machines[0], writers, follower) == []
