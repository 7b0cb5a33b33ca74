"""Calling an operator who looks elsewhere: the bell, and the notices that terminals pass on to the desktop."""

from collections.abc import Collection, Mapping
from typing import Final

TITLE: Final = "orderdeck"
LONGEST: Final = 120
"""Characters of a notice at most: terminals cut it, and it is sent over the line."""


def sequence(text: str, ways: Collection[str], environment: Mapping[str, str]) -> str:
    """What is written to the terminal to tell `text`, without its control characters, in these ways: "bell", "osc9"
    (iTerm2, WezTerm, Windows Terminal), "osc777" (urxvt, foot, Ghostty).

    tmux passes what is wrapped in DCS on to the terminal around it (where `allow-passthrough` is on), and rings the
    bell itself.
    """
    told = "".join(one for one in text if one.isprintable()).replace(";", ",")[:LONGEST]
    escapes = []
    if "osc9" in ways:
        escapes.append(f"\x1b]9;{TITLE}: {told}\x1b\\")
    if "osc777" in ways:
        escapes.append(f"\x1b]777;notify;{TITLE};{told}\x1b\\")
    if environment.get("TMUX"):
        escapes = [f"\x1bPtmux;{one.replace(chr(27), chr(27) * 2)}\x1b\\" for one in escapes]
    return "".join(["\a" if "bell" in ways else "", *escapes])
