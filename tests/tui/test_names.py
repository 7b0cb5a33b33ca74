"""One name for one thing, in the language that is spoken."""

from collections.abc import Iterator

import pytest

from orderdeck.data.messages import title_of
from orderdeck.queries.loader import queues
from orderdeck.tui import i18n
from orderdeck.tui.i18n import _, act_phrases, phrases, reasons


@pytest.fixture(autouse=True)
def _chinese() -> Iterator[None]:
    i18n.use("zh")
    yield
    i18n.use("en")


def test_a_letter_is_called_the_same_wherever_it_stands() -> None:
    for template in ("wholesale_unpaid_first", "wholesale_unpaid_second"):
        assert title_of(template, "zh") == _(act_phrases.LETTERS[template])


def test_a_queue_is_called_the_same_wherever_it_stands() -> None:
    assert queues()["wholesale"].title["zh"] == _(phrases.QUEUES["wholesale"])


@pytest.mark.parametrize("code", ["customs_missing", "customs_wrong"])
def test_what_customs_ask_for_is_said_in_words_of_the_language(code: str) -> None:
    assert "15 位" in reasons.reason(f"{code}|VAT / ID (15 digits)")
    assert "CPF / CNPJ" in reasons.reason(f"{code}|CPF / CNPJ")
