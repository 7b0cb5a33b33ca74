"""A page in Chinese and its page in English tell of the same things, so that one isn't changed without the other."""

import re
from pathlib import Path

import pytest

from orderdeck.queries.loader import lenses, queues
from orderdeck.tui.i18n.update import read
from tests.docs.pages import CHINESE, DOCS, PAIRS, Parts, parts

Pair = tuple[Parts, Parts]


@pytest.fixture(params=sorted(PAIRS))
def pair(request: pytest.FixtureRequest) -> Pair:
    """A page in English and in Chinese."""
    english, chinese = PAIRS[request.param]
    assert english.is_file(), f"{chinese} has no English page"
    return parts(english), parts(chinese)


def test_headings_are_the_same(pair: Pair) -> None:
    english, chinese = pair
    assert chinese.headings == english.headings


def test_every_key_command_and_setting_is_named_in_both(pair: Pair) -> None:
    english, chinese = pair
    assert english.spans - chinese.spans == set(), "named in English alone"
    assert {span for span in chinese.spans - english.spans if not CHINESE.search(span)} == set(), (
        "named in Chinese alone"
    )


def test_tables_have_the_same_rows(pair: Pair) -> None:
    english, chinese = pair

    def shape(page: Parts) -> list[list[tuple[int, list[str]]]]:
        """Of each row how many cells it has, and the code in the first."""
        return [[(len(row), re.findall(r"`[^`]+`|^\d+$", row[0])) for row in rows] for rows in page.tables]

    assert shape(chinese) == shape(english)


def test_code_is_the_same(pair: Pair) -> None:
    english, chinese = pair
    assert chinese.code == english.code


def test_links_lead_to_the_same_pages_the_chinese_ones_where_there_are_any(pair: Pair) -> None:
    english, chinese = pair

    def named(page: Parts) -> set[str]:
        return {re.sub(r"\.(en|zh)\.", ".", Path(link.partition("#")[0]).name) for link in page.links}

    assert named(chinese) == named(english)


@pytest.mark.parametrize("name", sorted(PAIRS))
def test_chinese_pages_link_to_chinese_pages(name: str) -> None:
    file = PAIRS[name][1]
    own = {one.resolve() for one in (DOCS / "zh").glob("*.md")}
    for link in parts(file).links:
        target = (file.parent / link.partition("#")[0]).resolve()
        assert target.parent != DOCS or (DOCS / "zh" / target.name) not in own, f"{name}: {link}"


def deck_words() -> dict[str, set[str]]:
    """Words of the deck in English, in small letters -> what the deck says for them in Chinese."""
    found: dict[str, set[str]] = {}
    for message in read("zh"):
        if isinstance(message.id, str) and message.id and "{" not in message.id:
            found.setdefault(message.id.lower(), set()).add(str(message.string))
    for view in (*queues().values(), *lenses().values()):
        found.setdefault(view.title["en"].lower(), set()).add(view.title["zh"])
    return found


def test_the_words_are_those_of_the_deck(pair: Pair) -> None:
    english, chinese = pair
    words = deck_words()
    # *Emphasised* words of an English page are what the deck writes.
    quoted = {word.lower() for word in re.findall(r"(?<!\*)\*([^*\n]+)\*(?!\*)", english.prose)}
    assert {
        word: words[word]
        for word in quoted & words.keys()
        if not any(w in chinese.prose for w in words[word])
    } == {}
