"""Purchases of a SKU from the keyboard."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from orderdeck.data.stock.desk import Incoming
from orderdeck.tui.deck.controllers.stock.purchases import PurchasesController
from orderdeck.tui.i18n import use
from orderdeck.widgets.model import Choice
from orderdeck.widgets.prompt.flow import Later


class Asked:
    """A status line that answers with the keys it was given, and keeps what it was asked."""

    def __init__(self, *keys: str) -> None:
        self.keys, self.choices = list(keys), list[list[tuple[str, str]]]()

    def choose(self, _question: str, choices: Sequence[Choice]) -> Later[str | None]:
        self.choices.append([(one.key, one.label) for one in choices])
        return Later(lambda then: then(self.keys.pop(0)))


@pytest.mark.parametrize(("key", "kind"), [("o", "paired"), ("t", "kept_apart")])
@pytest.mark.parametrize("beside", [False, True])
def test_a_purchase_in_doubt_is_asked_about_also_once_it_has_come(key: str, kind: str, beside: bool) -> None:
    use("en")
    came = Incoming(
        purchase_key="F", supplier="S", still_due=0, ordered_at=None, expected_at=None, state="received",
        source="file", late=False, restock_key="R", in_doubt=True,
    )  # fmt: skip
    other = Incoming(
        purchase_key="G", supplier="T", still_due=2, ordered_at=None, expected_at=None, state="ordered",
        source="file", late=False,
    )  # fmt: skip
    status, done = Asked(*(["2"] if beside else []), key), []
    page = SimpleNamespace(incoming=[other] if beside else [], doubted=[came])
    deck: Any = SimpleNamespace(
        controls=SimpleNamespace(
            stock=SimpleNamespace(page=page, sku=lambda: "A"),
            stock_acts=SimpleNamespace(do=lambda what, *_rest: done.append(what)),
        ),
        status_line=status,
        state=SimpleNamespace(zone=None),
        now=lambda: 0,
    )
    PurchasesController(deck).open()
    assert done == [kind]
    assert [one for one, _label in status.choices[-1]] == ["o", "t"], "what has come can't be ended"
    if beside:
        assert status.choices[0] == [("1", "2 · T"), ("2", "received · S")]
