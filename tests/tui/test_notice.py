"""Calling an operator who looks elsewhere: where the settings ask for it, by what the terminal passes on."""

from pathlib import Path

import msgspec
import pytest

from orderdeck.data.base.records import Act, Changes, Pulse
from orderdeck.tui.deck.app import Orderdeck
from orderdeck.tui.service.options import Looks, Start
from orderdeck.tui.terminal.notice import sequence
from tests.tui.fake_desk import FakeDesk, FakeFollower, Until


def test_each_terminal_gets_what_was_asked_for_and_tmux_passes_it_on() -> None:
    assert sequence("2 orders", ("bell",), {}) == "\a"
    assert sequence("2 orders", ("osc9",), {}) == "\x1b]9;orderdeck: 2 orders\x1b\\"
    assert sequence("a;b", ("osc777", "bell"), {}) == "\a\x1b]777;notify;orderdeck;a,b\x1b\\"
    wrapped = sequence("2 orders", ("bell", "osc9"), {"TMUX": "/tmp/x,1,0"})
    assert wrapped == "\a\x1bPtmux;\x1b\x1b]9;orderdeck: 2 orders\x1b\x1b\\\x1b\\"


def test_nothing_in_the_text_ends_or_begins_an_escape() -> None:
    told = sequence("li\x1b]52;c;eA==\a \x9c\n" + "x" * 500, ("osc9",), {})
    assert told.count("\x1b") == 2
    assert not set(told[1:-2]) & {"\x1b", "\a", "\x9c", "\n"}
    assert len(told) < 200


@pytest.mark.parametrize("asked", [("due", "stock_out", "hand_over"), ()])
async def test_the_operator_is_called_where_the_settings_ask_for_it(
    desk: FakeDesk,
    follower: FakeFollower,
    tmp_path: Path,
    until: Until,
    monkeypatch: pytest.MonkeyPatch,
    asked: tuple[str, ...],
) -> None:
    monkeypatch.delenv("TMUX", raising=False)
    looks = Looks(zone="UTC", notice_on=asked, notice_ways=("osc9",))
    app = Orderdeck(Start(tmp_path, operator="me"), looks, follower=follower)
    written: list[str] = []
    monkeypatch.setattr(app, "write_raw", written.append)
    async with app.run_test(size=(80, 24)):
        await until(lambda: app.state.ready)
        assert not written, "what is there at the start calls nobody"
        pulse, views = desk.pulse(), desk.views()
        now = msgspec.structs.replace(pulse, due=pulse.due + 2)
        short = [
            msgspec.structs.replace(view, count=view.count + (view.key == "stockouts")) for view in views
        ]
        monkeypatch.setattr(desk, "pulse", lambda: now)
        monkeypatch.setattr(desk, "views", lambda: short)
        handed = Act(
            id="h", kind="hand_over", operator="li", at=1, order_key="a:1", data={"to": "me", "note": "x"}
        )
        follower.changes.append(Changes(acts=[handed], everything=True))
        await until(lambda: app.state.pulse.due == now.due)
        await until(lambda: "li hands over to you" in app.deck.status_line.shown)
        told = "".join(written)
        assert told.count("\x1b]9;") == len(asked)
        for event, said in (
            ("due", "2 orders turn due"),
            ("stock_out", "1 more order"),
            ("hand_over", "li hands"),
        ):
            assert (said in told) == (event in asked)
        written.clear()
        monkeypatch.setattr(desk, "pulse", lambda: Pulse(due=0, known=9))
        follower.changes.append(Changes(everything=True))
        await until(lambda: app.state.pulse.due == 0)
        assert not written
