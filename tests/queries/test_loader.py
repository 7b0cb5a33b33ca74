"""Queue files as packaged, and as people write them."""

import pytest

from orderdeck.data.base.config.settings import PRECEDENCE
from orderdeck.queries import QueueFileError, lenses, parse, queues


def test_every_queue_of_the_precedence_is_one_file_with_words_in_both_languages() -> None:
    assert set(queues()) == set(PRECEDENCE)
    for queue in [*queues().values(), *lenses().values()]:
        assert queue.title["en"] != queue.title["zh"]
        assert queue.why["en"] != queue.why["zh"]


def test_packaged_queues_are_conditions_on_facts() -> None:
    for queue in queues().values():
        assert queue.condition.startswith("(")


def test_a_plain_query_takes_its_name_from_the_file() -> None:
    queue = parse("\ufeffselect order_key from facts;\n", "My Panel 1")
    assert (queue.key, queue.title, queue.sql) == (
        "my_panel_1",
        {"en": "My Panel 1", "zh": "My Panel 1"},
        "select order_key from facts",
    )


def test_a_head_says_the_rest() -> None:
    text = "-- key: late_br\n-- title.en: Late\n-- any remark of the author\n-- sort: total DESC, deadline\n\nselect 1"
    queue = parse(text, "x", columns=frozenset({"total", "deadline"}))
    assert (queue.key, queue.title["zh"], queue.sort[:2]) == (
        "late_br",
        "Late",
        (("total", True), ("deadline", False)),
    )
    assert queue.sort[-1][0] == "order_key", "rows never change places without a reason"


@pytest.mark.parametrize(
    "text", ["", "-- title: x", "-- key: 1x\nselect 1", "-- sort: a b c\nselect 1", "-- nope: x\nselect 1"]
)
def test_what_cannot_be_used_is_said(text: str) -> None:
    with pytest.raises(QueueFileError, match=r"x\.sql"):
        parse(text, "x", columns=frozenset("ab"))
