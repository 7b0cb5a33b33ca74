"""The catalogues: complete, compiled, with the same placeholders."""

import ast
import re
import string
from collections.abc import Iterable
from pathlib import Path

import pytest

from orderdeck.tui import i18n as words
from orderdeck.tui.i18n import LANGUAGES, choose, use
from orderdeck.tui.i18n.update import compiled, messages, read, translated

OTHERS = [language for language in LANGUAGES if language != "en"]


def _texts(value: str | Iterable[str] | None) -> tuple[str, ...]:
    assert value is not None
    return (value,) if isinstance(value, str) else tuple(value)


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", OTHERS)
def test_every_message_has_its_translation(language: str) -> None:
    catalogue = read(language)
    for message, place in messages():
        found = catalogue.get(message if isinstance(message, str) else message[0])
        assert found is not None, (
            f"{place}: {message!r} is not in {language}.po: python -m orderdeck.tui.i18n.update"
        )
        assert translated(found.string), f"{place}: {message!r} has no translation in {language}"


@pytest.mark.parametrize("language", OTHERS)
def test_placeholders_are_the_same_in_both(language: str) -> None:
    for message in read(language):
        if message.id:
            wanted = set().union(*(_fields(text) for text in _texts(message.id)))
            for text in _texts(message.string):
                assert _fields(text) == wanted, message.id


@pytest.mark.parametrize("language", OTHERS)
def test_compiled_words_are_those_of_the_source(language: str) -> None:
    assert (words.FOLDER / f"{language}.mo").read_bytes() == compiled(read(language)), (
        "run: python -m orderdeck.tui.i18n.update"
    )


def test_chinese_is_chinese() -> None:
    plain = {"中文 / English", ", "}
    for message in read("zh"):
        if message.id and message.id not in plain:
            for text in _texts(message.string):
                left = re.sub(r"\{[^}]*\}", "", text)
                assert re.search(r"[\u3000-\u9fff（）：。]", left) or not re.search(r"[A-Za-z]{4}", left), (
                    message.id
                )


def test_a_message_is_filled_and_counted() -> None:
    use("en")
    assert words.ngettext("{count} order", "{count} orders", 1) == "1 order"
    use("zh")
    assert words.ngettext("{count} order", "{count} orders", 2) == "2 个订单"
    assert words._("Filter") == "筛选"


def test_language_is_chosen_by_setting_then_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORDERDECK_LANGUAGE", "zh")
    assert choose("en") == "en"
    assert choose("auto") == "zh"
    monkeypatch.delenv("ORDERDECK_LANGUAGE")
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert choose() == "zh"
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    assert choose() == "en"


def test_marks_between_words_are_those_of_the_language() -> None:
    """Chinese has a colon, brackets, a comma and a full stop of its own: `labelled`, `noted`, `joined` and msgids know
    them."""
    glued = []
    for file in sorted(Path(words.__file__).parents[1].rglob("*.py")):
        if file.parent.name == "terminal" or file.name in ("update.py", "letter_service.py"):
            continue  # no words of the deck: logs, and headings of a file of letters
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                parts = [
                    "\0" if not isinstance(part, ast.Constant) else str(part.value) for part in node.values
                ]
                if re.search(r"\0: \0|\0 \(\0|\0\. \0", "".join(parts)):
                    glued.append(f"{file.name}:{node.lineno}: {ast.unparse(node)}")
    assert glued == []
