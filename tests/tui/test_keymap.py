"""The action registry and users' key maps."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orderdeck.tui.actions import ACTIONS, BY_ID
from orderdeck.tui.actions.docs import FILES, page
from orderdeck.tui.actions.keyboard.keymap import build, default
from orderdeck.tui.actions.keyboard.names import KNOWN, canonical, shown
from orderdeck.tui.deck import handlers
from orderdeck.tui.i18n import LANGUAGES, Language
from orderdeck.tui.teach import handlers as wizard


def test_ids_are_unique_and_default_keys_do_not_clash() -> None:
    assert len(BY_ID) == len(ACTIONS)
    assert build({})[1] == []


def test_every_default_key_is_one_that_users_may_write() -> None:
    for action in ACTIONS:
        for key in action.keys:
            assert canonical(key) == key, action.id


def test_every_action_is_done_by_something_and_nothing_else_is() -> None:
    assert {*handlers.HANDLERS, *wizard.HANDLERS} == set(BY_ID)
    assert not set(handlers.HANDLERS) & set(wizard.HANDLERS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_docs_are_current(language: Language) -> None:
    assert FILES[language].read_text(encoding="utf-8") == page(language), (
        "run: python -m orderdeck.tui.actions.docs"
    )


def test_keys_are_read_as_people_write_them() -> None:
    keymap, errors = build(
        {"order.done": "X, F5, Ctrl+R", "act.redo": "", "list.filter": "/", "app.palette": "comma"}
    )
    assert errors == []
    assert keymap.keys["order.done"] == ("X", "f5", "ctrl+r")
    assert keymap.keys["act.redo"] == ()
    assert keymap.keys["list.filter"] == ("slash",)
    assert keymap.keys["app.palette"] == ("comma",)
    assert keymap.keys["order.claim"] == default().keys["order.claim"]


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"order.dome": "x"}, "keys.order.dome: there is no such action (did you mean `order.done`?)"),
        ({"done": "X"}, "keys.done: there is no such action (did you mean `order.done`?)"),
        ({"order.done": "pgdwn"}, "keys.order.done: there is no key `pgdwn` (did you mean `pgdn`?)"),
        ({"order.done": "ctrl+m"}, "keys.order.done: `ctrl+m` can't be used: terminals send it as enter"),
        ({"order.done": "j"}, "keys.order.done: `j` is the key of `move.down`"),
        ({"app.quit": ""}, "keys.app.quit: a deck that can't be left is of no use; give it a key"),
    ],
)
def test_a_mistake_is_named_with_the_nearest_spelling(keys: dict[str, str], said: str) -> None:
    assert said in build(keys)[1]


def test_two_actions_may_swap_their_keys() -> None:
    keymap, errors = build({"order.done": "a", "order.claim": "x"})
    assert errors == []
    assert keymap.keys["order.claim"] == ("x",)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(BY_ID)), st.text(max_size=12), max_size=4))
def test_a_map_either_is_refused_or_has_no_clash(keys: dict[str, str]) -> None:
    keymap, errors = build(keys)
    if not errors:
        together = [a for a in ACTIONS if a.scope in ("deck", "list", "order")]
        used = [key for action in together for key in keymap.of(action)]
        assert len(used) == len(set(used))
        assert set(used) <= KNOWN


def test_shown_keys_are_short() -> None:
    assert all(len(shown(key)) <= 8 for key in KNOWN)


def test_settings_with_a_wrong_key_stop_the_start_with_file_and_key(tmp_path: Path) -> None:
    state = tmp_path / ".orderdeck"
    state.mkdir()
    (state / "orderdeck.toml").write_text('[keys]\n"order.dome" = "x"\n', encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "orderdeck", str(tmp_path)],
        capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2], timeout=20,
    )  # fmt: skip
    assert done.returncode == 2
    assert "order.dome" in done.stderr
    assert "order.done" in done.stderr
    assert "orderdeck.toml" in done.stderr
