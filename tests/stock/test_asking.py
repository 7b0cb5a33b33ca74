"""What a buyer may be asked hangs on the marketplace, by one table for the plan, the letters and scripts."""

from typing import Any, Final

import pytest

from orderdeck.data import actions
from orderdeck.data.actions import Request
from orderdeck.data.base.settings import Settings
from orderdeck.data.stock.acts.facade import Message, StockActs
from orderdeck.data.stock.acts.kinds import ASKS
from orderdeck.data.stock.acts.scripted import act
from orderdeck.data.stock.cases import ASK_OF, may_ask
from orderdeck.data.stock.desk import StockDesk
from orderdeck.data.stock.plan.allowed import allowed
from orderdeck.tui.i18n import act_phrases
from orderdeck.tui.service.letters.subjects import asked_by
from tests.desk.make_desk import NOON, Bench, order

ENDS: Final = {"buyer_applies": "cancel", "seller_cancels": "we_cancel", "": "choice"}
"""How an order ends by who ends it, as a question to its buyer."""


def model(remedy: str, closes: str, extends: bool | None, agrees: bool | None, part: bool) -> set[str]:
    """What may be asked, said once more: how the order ends, how more time is got, and what is free everywhere."""
    end = "choice" if part else ENDS[remedy]
    more = "time" if extends else "wait"
    return {"choice", "alternative", end, more}


@pytest.mark.parametrize("remedy", list(ENDS))
@pytest.mark.parametrize("part", [False, True])
@pytest.mark.parametrize("extends", [None, False, True])
@pytest.mark.parametrize("agrees", [None, True])
@pytest.mark.parametrize("closes", ["", "never", "ship_by"])
def test_what_may_be_asked_is_what_the_plan_and_the_letters_ask(
    remedy: str, part: bool, extends: bool | None, agrees: bool | None, closes: str
) -> None:
    one = allowed(remedy, closes, extends, agrees, None, part_shipped=part)
    assert {what for what in ASKS if may_ask(one, what)} == model(remedy, closes, extends, agrees, part)
    for action in (one.give_up, one.more_time, "ask_choice"):
        assert action is None or may_ask(one, ASK_OF[action])
    for template in ("ask_cancel", "ask_more_time", "stockout_choice", "alternative_offer"):
        assert may_ask(one, asked_by(template, "choice", one))


class World:
    """One order that lacks a piece; a script of Li's."""

    def __init__(self, bench: Bench, marketplace: str, status: str = "to_ship") -> None:
        self.key = f"{marketplace}:1"
        wants = [{"sku": "A", "quantity": 3}]
        bench.load(order(1, order_key=self.key, marketplace=marketplace, lines=wants, status=status))
        bench.stock(NOON, A=1)
        self.desk = bench.desk(Settings(), hooks=None)

    def act(self, kind: str, what: str) -> actions.Outcome:
        return act(self.desk, Request(kind=kind, targets=(self.key,), operator="li", data={"what": what}))


PLACES: Final = {
    ("aliexpress", "to_ship"): {"cancel", "time"},
    ("aliexpress", "part_shipped"): {"time"},
    ("tiktok", "to_ship"): {"we_cancel", "wait"},
    ("shopee", "to_ship"): {"we_cancel", "wait"},
    ("shopee", "part_shipped"): {"wait"},
    ("lazada", "to_ship"): {"we_cancel", "wait"},
    ("temu", "to_ship"): {"we_cancel", "wait"},
    ("amazon", "to_ship"): {"we_cancel", "wait"},
    ("ebay", "to_ship"): {"we_cancel", "wait"},
    ("shopify", "to_ship"): {"we_cancel", "wait"},
    ("nowhere", "to_ship"): {"wait"},
}


@pytest.mark.parametrize(("marketplace", "status"), list(PLACES))
@pytest.mark.parametrize("kind", ["case_opened", "asked"])
@pytest.mark.parametrize("what", ASKS)
def test_scripts_ask_what_the_marketplace_allows(
    desk_bench: Bench, marketplace: str, status: str, kind: str, what: str
) -> None:
    world = World(desk_bench, marketplace, status)
    outcome = world.act(kind, what)
    if what in PLACES[marketplace, status] | {"choice", "alternative"}:
        assert [act.kind for act in outcome.done] == [kind]
    else:
        assert not outcome.done
        assert not world.desk.ledger.acts()
        (refusal,) = outcome.refused
        assert refusal.code == "not_allowed_there"
        assert refusal.value == what
        assert "⟦" not in act_phrases.blocked(refusal.code, refusal.value)


def test_the_deck_records_no_other_question_than_scripts_do(desk_bench: Bench) -> None:
    world = World(desk_bench, "tiktok")
    acts = StockActs(world.desk, world.desk.ledger, "li")
    sent = [Message(world.key, what, "A", "ask_cancel", "en", "…") for what in ("cancel", "we_cancel")]
    outcome = acts.asked(sent)
    assert [one.data["what"] for one in outcome.done if one.kind == "asked"] == ["we_cancel"]
    assert [(one.code, one.value) for one in outcome.refused] == [("not_allowed_there", "cancel")]


@pytest.mark.parametrize(
    ("kind", "what", "said"),
    [
        ("case_opened", "cancel", "buyer to be asked to cancel"),
        ("case_opened", "we_cancel", "noted as yours to cancel"),
        ("asked", "time", "buyer asked for more time"),
        ("asked", "we_cancel", "buyer told that we cancel"),
    ],
)
def test_the_journal_says_of_a_case_whose_move_it_is(kind: str, what: str, said: str) -> None:
    data: dict[str, Any] = {"what": what}
    assert act_phrases.act(kind, data) == said
    assert act_phrases.act_data(kind, data, None, 0) == ""


@pytest.mark.parametrize("sku", ["ZZZ", "a"])
def test_nothing_is_taken_off_sale_that_nothing_names(desk_bench: Bench, sku: str) -> None:
    world = World(desk_bench, "tiktok")
    outcome = act(world.desk, Request(kind="delist", targets=(sku,), operator="li"))
    assert [(one.code, one.value) for one in outcome.refused] == [("unknown_sku", "")]
    assert not world.desk.ledger.acts()


def test_what_a_list_or_an_order_names_is_taken_off_sale(desk_bench: Bench) -> None:
    desk_bench.suppliers(NOON, {"supplier": "S", "sku": "B"})
    desk_bench._table("products", NOON, [{"product_id": "P", "sku": "C"}])
    world = World(desk_bench, "tiktok")
    for sku in ("A", "B", "C"):
        assert StockDesk(world.desk).known(sku)
        assert act(world.desk, Request(kind="delist", targets=(sku,), operator="li")).done
