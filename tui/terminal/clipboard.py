"""Copying to the operator's own clipboard from wherever the deck runs.

OSC 52 asks the terminal to do it; the terminal never says whether it did. Inside tmux the escape is dropped by
default (tmux 3.3a, also when wrapped), while `tmux load-buffer -w -` works; GNU screen needs it wrapped in DCS, in
pieces. A copy can always be written to the outbox instead.
"""

import base64
import os
import subprocess
from collections.abc import Callable, Mapping
from typing import Final

LIMIT: Final = 74_994
"""Bytes of text that terminals are known to take; xterm's own limit, as k9s has it."""

_SCREEN_PIECE: Final = 768  # GNU screen cuts longer control strings


class TooLong(ValueError):  # noqa: N818  # says what is the matter
    """The text is longer than terminals take."""


def copy(text: str, write: Callable[[str], object], environment: Mapping[str, str] = os.environ) -> str:
    """Send `text`, which must be clean already, to the clipboard; returns the way taken: "tmux", "screen", "osc52".

    `write` writes to the terminal. Raises TooLong. May wait up to two seconds for tmux: not for the event loop.
    """
    raw = text.encode("utf-8", "replace")
    if len(raw) > LIMIT:
        raise TooLong(f"{len(raw)} > {LIMIT}")
    first, last = ways(environment)
    if first == "tmux" and _tmux(raw):
        return "tmux"
    escape = f"\x1b]52;c;{base64.b64encode(raw).decode('ascii')}\a"
    if last == "screen":
        pieces = (escape[at : at + _SCREEN_PIECE] for at in range(0, len(escape), _SCREEN_PIECE))
        write("".join(f"\x1bP{piece}\x1b\\" for piece in pieces))
        return "screen"
    write(escape)
    return "osc52"


def ways(environment: Mapping[str, str] = os.environ) -> tuple[str, str]:
    """What is tried first, and what is taken where that fails: "tmux", "screen", "osc52"; twice the same outside of
    tmux."""
    in_screen = environment.get("TERM", "").startswith("screen") and environment.get("STY")
    last = "screen" if in_screen else "osc52"
    return ("tmux" if environment.get("TMUX") else last), last


def _tmux(raw: bytes) -> bool:
    try:
        done = subprocess.run(
            ["tmux", "load-buffer", "-w", "-"],
            input=raw,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=2,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
