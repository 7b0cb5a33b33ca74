"""A typed line: the cursor keeps to characters, and what was typed is there."""

from hypothesis import given
from hypothesis import strategies as st

from orderdeck.widgets.cells import cell_len
from orderdeck.widgets.prompt.editor import LineEditor

KEYS = [
    "left",
    "right",
    "home",
    "end",
    "backspace",
    "delete",
    "ctrl+w",
    "ctrl+u",
    "ctrl+k",
    "ctrl+left",
    "ctrl+right",
]


def typed(editor: LineEditor, *keys: str) -> str:
    for key in keys:
        editor.key(key, key if len(key) == 1 else None)
    return editor.text


@given(
    st.lists(st.one_of(st.sampled_from(KEYS), st.sampled_from("ab é中ж")), max_size=40), st.integers(8, 30)
)
def test_whatever_is_typed_the_cursor_is_in_view(keys: list[str], width: int) -> None:
    editor = LineEditor("начало 文")
    typed(editor, *keys)
    before, under, after = editor.view(width)
    assert 0 <= editor.at <= len(editor.text)
    assert cell_len(before) + cell_len(under) <= width
    assert (before + (under if editor.at < len(editor.text) else "") + after) in editor.text


def test_editing() -> None:
    editor = LineEditor()
    assert typed(editor, *"copy id") == "copy id"
    assert typed(editor, "ctrl+w") == "copy "
    assert typed(editor, "home", "delete", "c") == "copy "
    assert typed(editor, "end", "x", "left", "ctrl+u") == "x"
    assert typed(editor, "ctrl+k") == ""


def test_an_accent_goes_with_its_letter() -> None:
    editor = LineEditor("cafe\u0301")
    assert typed(editor, "backspace") == "caf"


def test_completion_is_shown_and_taken() -> None:
    words = ["country:RU", "country:ES", "late"]
    editor = LineEditor(complete=lambda text: [word for word in words if word.startswith(text)])
    assert editor.ghost == ""
    typed(editor, "c", "o")
    assert editor.ghost == "untry:RU"
    assert typed(editor, "tab") == "country:RU"
    assert typed(editor, "tab") == "country:ES"
    assert editor.ghost == ""


def test_history_keeps_what_was_being_typed() -> None:
    editor = LineEditor(history=["one", "two"])
    typed(editor, "d")
    assert typed(editor, "up") == "two"
    assert typed(editor, "up", "up") == "one"
    assert typed(editor, "down", "down") == "d"


def test_keys_that_mean_nothing_are_left() -> None:
    assert not LineEditor().key("f5", None)
