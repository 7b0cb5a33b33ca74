"""The footer names the keys that work now, and no others."""

import pytest

from tui.app import Orderdeck

PANEL_KEYS = ("a Claim", "Next queue", "x Done")


@pytest.mark.parametrize(
    ("keys", "named"),
    [
        ("/", ("⏎ Keep", "esc No filter")),
        ("f", ("⏎ Open", "esc Cancel")),
        ("z", ("⏎ OK", "esc Cancel")),
        ("m", ("⏎ OK", "esc Cancel")),
        (":", ("⏎ Do it", "↑ ↓ Choose", "esc Back")),
        ("y", ("a address", "esc Cancel")),
        ("  x", ("y Yes", "n ⏎ esc No")),
    ],
)
async def test_a_question_has_its_own_keys(
    opened, app: Orderdeck, seen, until, keys: str, named: tuple[str, ...]
) -> None:
    def footer() -> str:
        return seen().splitlines()[-1]

    await until(lambda: all(one in footer() for one in PANEL_KEYS))
    await opened.press(*(_KEYS.get(key, key) for key in keys))
    await until(lambda: all(one in footer() for one in named))
    assert not any(one in footer() for one in PANEL_KEYS)
    await opened.press("escape")
    await until(lambda: "Next queue" in footer())


async def test_what_was_typed_before_is_offered_once_there_is_any(opened, seen, until) -> None:
    await opened.press("slash")
    await until(lambda: "⏎ Keep" in seen())
    assert "Typed before" not in seen()
    await opened.press("1", "enter", "slash")
    await until(lambda: "↑ ↓ Typed before" in seen())
    assert "esc As before" in seen()


_KEYS = {"/": "slash", ":": "colon", " ": "space"}
