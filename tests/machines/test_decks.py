"""Decks on two machines: who is here, and a server that goes and comes back while they are at work."""

import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("psycopg")

from textual.message import Message

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Export, Progress
from orderdeck.data.desk.pictures.pictures import Pictures
from orderdeck.data.intake.loop import run as run_loader
from orderdeck.data.ledger import Ledger, LedgerAway
from orderdeck.data.ledger.shared import on_postgres
from orderdeck.data.ledger.shared.on_postgres import PostgresEngine
from orderdeck.data.maintenance.doctor import examine
from orderdeck.data.maintenance.sharing import join, share
from orderdeck.tui.present.records import ActionRequest, named
from orderdeck.tui.service import session
from orderdeck.tui.service.desk_service import DeskService
from orderdeck.tui.service.options import Start
from orderdeck.tui.service.session import DeskFollower
from orderdeck.tui.service.threads.messages import ActsSettled, DeskBack, DeskFailed
from tests.keep.kept_desk import SETTINGS, arrive
from tests.ledger.server import Server, own_server
from tests.machines.machines import machine


@pytest.fixture
def own() -> Iterator[Server]:
    """A server of the test's own."""
    with own_server() as made:
        if made is None:
            pytest.skip("PostgreSQL is not installed")
        yield made


@pytest.fixture
def pair(own: Server, tmp_path: Path) -> tuple[DeskPaths, DeskPaths]:
    """Two machines with orders 0 to 4, in a desk on that server."""
    first, second = machine(tmp_path, "first"), machine(tmp_path, "second")
    arrive(first, "a.csv", range(5))
    share(first, own.address, "orderdeck", "")
    join(second, own.address, "orderdeck")
    return first, second


class Deck:
    """A deck without its screen and without a loader."""

    def __init__(self, paths: DeskPaths, operator: str) -> None:
        self.told: list[Message] = []
        self.follower = DeskFollower(
            Start(paths.exports, operator=operator), operator, SETTINGS, self.told.append
        )
        self.follower._keeper.tick = lambda: None  # type: ignore[method-assign]  # nobody loads here
        self.service = self.follower.open()

    def act(self, kind: str, order: int) -> ActionRequest:
        request = named(ActionRequest(kind, (f"aliexpress:30312700{order:08}",)))
        self.service.perform(request)
        return request

    def here(self) -> tuple[str, ...]:
        self.follower._look_at = 0.0
        self.follower._told = None
        found = self.follower.loader()
        assert found
        return found.here

    def clock(self) -> int:
        engine = self.service.desk.ledger._engine
        assert isinstance(engine, PostgresEngine)
        engine._notified = True  # as each time that somebody wrote, and every ten seconds
        self.follow()
        self.follower._told = None
        found = self.follower.loader()
        assert found
        return found.clock

    def follow(self) -> None:
        self.follower._again_at = 0.0
        self.follower.follow()

    def holders(self) -> dict[str, str]:
        board = self.service.desk.board([f"aliexpress:30312700{order:08}" for order in range(5)])
        return {row["order_key"][-1]: row["claimed_by"] for row in board.to_dicts() if row["claimed_by"]}


@pytest.fixture
def decks(pair: tuple[DeskPaths, DeskPaths]) -> Iterator[tuple[Deck, Deck]]:
    first, second = Deck(pair[0], "li"), Deck(pair[1], "mei")
    yield first, second
    first.follower.close()
    second.follower.close()


def test_each_sees_who_is_on_the_other_machine(decks: tuple[Deck, Deck]) -> None:
    li, mei = decks
    while (li.here(), mei.here()) != (("mei",), ("li",)):
        li.follow()
        mei.follow()
    mei.follower.close()
    while li.here():
        li.follow()


def amid_a_catch_up(monkeypatch: pytest.MonkeyPatch) -> tuple[threading.Event, threading.Event]:
    """A desk that takes new exports in stops half-way: it sets the first, and goes on once the second is set."""
    there, gone = threading.Event(), threading.Event()
    as_it_is = Pictures.add

    def add(pictures: Pictures, exports: list[Export]) -> None:
        there.set()
        gone.wait()
        as_it_is(pictures, exports)

    monkeypatch.setattr(Pictures, "add", add)
    return there, gone


def test_a_server_that_goes_while_a_deck_follows_leaves_it_whole(
    own: Server, decks: tuple[Deck, Deck], pair: tuple[DeskPaths, DeskPaths], monkeypatch: pytest.MonkeyPatch
) -> None:
    li, _ = decks
    arrive(pair[1], "b.csv", range(5, 8))
    engine = li.service.desk.ledger._engine
    assert isinstance(engine, PostgresEngine)
    reader = engine._reader
    reader.patience = 0.0
    there, gone = amid_a_catch_up(monkeypatch)
    following = threading.Thread(target=li.service.desk.catch_up)
    following.start()
    there.wait()
    own.stop()
    gone.set()
    while reader._failed is None:  # it has asked, and nobody was there
        assert following.is_alive()
    assert own.start()
    following.join()
    li.service.desk.check()
    assert li.service.desk.open_count() == 8


def test_an_outage_of_any_length_amid_a_catch_up_is_told_and_sat_out(
    own: Server, decks: tuple[Deck, Deck], pair: tuple[DeskPaths, DeskPaths], monkeypatch: pytest.MonkeyPatch
) -> None:
    li, _ = decks
    arrive(pair[1], "b.csv", range(5, 8))
    monkeypatch.setattr(
        on_postgres, "PATIENCE", 0.0
    )  # what it is without somebody to tell: this has passed at once
    engine = li.service.desk.ledger._engine
    assert isinstance(engine, PostgresEngine)
    engine._reader._busy_seconds = 0.0
    there, gone = amid_a_catch_up(monkeypatch)

    def follow() -> None:
        while li.service.desk.open_count() < 8:
            li.follow()

    following = threading.Thread(target=follow)
    following.start()
    there.wait()
    own.stop()
    gone.set()
    while not any(isinstance(one, DeskFailed) for one in li.told):
        assert following.is_alive()
    [told] = [one for one in li.told if isinstance(one, DeskFailed)]
    assert isinstance(told.error, LedgerAway)
    assert not told.fatal
    assert own.start()
    following.join()
    assert any(isinstance(one, DeskBack) for one in li.told)
    li.service.desk.check()
    assert li.service.desk.open_count() == 8
    li.act("claim", 6)
    assert li.service.acting.kept == []


def test_a_deck_that_opens_while_the_server_is_away_says_so_and_opens_once_it_is_back(
    own: Server, pair: tuple[DeskPaths, DeskPaths], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "BUSY_SECONDS", 0.1)
    monkeypatch.setattr(on_postgres, "PATIENCE", 0.0)  # a minute has passed at once
    there, gone = amid_a_catch_up(monkeypatch)
    told: list[Message] = []
    follower = DeskFollower(Start(pair[1].exports, operator="li"), "li", SETTINGS, told.append)
    opened: list[DeskService] = []

    def outages() -> int:
        return sum(isinstance(one, DeskFailed) for one in told)

    own.stop()
    opening = threading.Thread(target=lambda: opened.append(follower.open()))
    opening.start()
    while not outages():
        assert opening.is_alive()
    assert own.start()
    there.wait()  # it has begun to read, when the server goes once more
    own.stop()
    gone.set()
    while outages() < 2:
        assert opening.is_alive()
    assert own.start()
    opening.join()
    try:
        assert opened[0].desk.open_count() == 5
        assert all(not one.fatal for one in told if isinstance(one, DeskFailed))
        assert isinstance(told[-1], DeskBack)
    finally:
        follower.close()


def test_a_loader_at_rest_says_that_the_server_is_away_and_that_it_is_back(
    own: Server, pair: tuple[DeskPaths, DeskPaths], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orderdeck.data.intake.loop.IDLE_SECONDS", 0.05)
    stop, told = threading.Event(), [Progress(state="scanning")]
    loader = threading.Thread(
        target=run_loader, args=(pair[0], SETTINGS), kwargs={"stop": stop, "on_progress": told.append}
    )
    loader.start()

    def until(state: str, notice: str) -> None:
        while (told[-1].state, told[-1].notice) != (state, notice):
            assert loader.is_alive()
            time.sleep(0.01)

    until("idle", "")
    own.stop()
    until("waiting", "ledger_away")
    assert own.start()
    until("idle", "")
    stop.set()
    loader.join()


class _Clock:
    """Stands in for `time` on a machine whose clock is off."""

    monotonic = staticmethod(time.monotonic)

    def __init__(self, minutes: int) -> None:
        self._minutes = minutes

    def time_ns(self) -> int:
        return time.time_ns() + self._minutes * 60_000_000_000


def test_a_clock_that_is_off_is_said(
    decks: tuple[Deck, Deck], pair: tuple[DeskPaths, DeskPaths], monkeypatch: pytest.MonkeyPatch
) -> None:
    li, _ = decks
    assert [deck.clock() for deck in decks] == [0, 0]
    for minutes, code in ((5, "clock_ahead"), (-5, "clock_behind")):
        with monkeypatch.context() as patch:
            patch.setattr(on_postgres, "time", _Clock(minutes))
            assert abs(li.clock() - minutes) <= 1  # a busy machine may be slow to ask
            assert [finding.code for finding in examine(pair[0])] == [code]
    assert examine(pair[0]) == []


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT])
def test_acts_wait_for_a_server_and_go_through_once_it_is_back(
    own: Server, decks: tuple[Deck, Deck], pair: tuple[DeskPaths, DeskPaths], how: signal.Signals
) -> None:
    li, mei = decks
    li.act("claim", 0)
    while mei.holders() != {"0": "li"}:
        mei.follow()
    own.stop(how)
    li.act("claim", 1)
    mei.act("claim", 1)  # and the other at the same order
    mei.act("claim", 2)
    for deck in decks:
        assert deck.service.acting.trouble == "ledger_away"
        with pytest.raises(LedgerAway):
            deck.follow()
    assert (len(li.service.acting.kept), len(mei.service.acting.kept)) == (1, 2)
    assert own.start()
    for deck in decks:
        while deck.service.acting.kept:
            try:
                deck.follow()
            except LedgerAway:
                pass  # not at once: it is not asked all the time
    for deck in decks:
        while deck.holders() != {"0": "li", "1": "li", "2": "mei"}:
            deck.follow()
    for deck in decks:
        deck.service.desk.check()
        assert any(isinstance(one, ActsSettled) for one in deck.told)
    with Ledger.open(pair[0]) as ledger:
        assert [(act.operator, act.kind) for act in ledger.acts()] == [("li", "claim")] * 2 + [
            ("mei", "claim")
        ]
