"""Copying: by OSC 52, by tmux, in pieces through screen."""

import base64
import os
from pathlib import Path

import pytest

from orderdeck.tui.terminal.clipboard import LIMIT, TooLong, copy


def test_plain_terminals_get_osc_52() -> None:
    sent: list[str] = []
    assert copy("订单 1", sent.append, {"TERM": "xterm-256color"}) == "osc52"
    assert sent == [f"\x1b]52;c;{base64.b64encode('订单 1'.encode()).decode()}\a"]


def test_screen_gets_it_wrapped_in_short_pieces() -> None:
    sent: list[str] = []
    assert copy("x" * 3000, sent.append, {"TERM": "screen", "STY": "1.pts"}) == "screen"
    pieces = sent[0].split("\x1b\\")[:-1]
    assert all(piece.startswith("\x1bP") and len(piece) <= 770 for piece in pieces)
    assert "".join(piece[2:] for piece in pieces).startswith("\x1b]52;c;")


def test_inside_tmux_its_own_buffer_is_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = tmp_path / "tmux"
    fake.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/args\ncat > {tmp_path}/copied\n')
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    sent: list[str] = []
    assert copy("地址", sent.append, {"TMUX": "/tmp/x,1,0"}) == "tmux"
    assert (tmp_path / "copied").read_text() == "地址"
    assert (tmp_path / "args").read_text() == "load-buffer -w -\n"
    assert sent == []


def test_a_tmux_that_fails_falls_back_to_the_escape(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    sent: list[str] = []
    assert copy("a", sent.append, {"TMUX": "/tmp/x,1,0"}) == "osc52"
    assert sent


def test_more_than_terminals_take_is_refused() -> None:
    with pytest.raises(TooLong):
        copy("x" * (LIMIT + 1), lambda _text: None, {})
