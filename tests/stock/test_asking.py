"""What a buyer may be asked hangs on the marketplace, by one table for the plan, the letters and scripts."""

from typing import Any, Final

import pytest

from orderdeck.data import actions
from orderdeck.data.actions import Request
from orderdeck.data.base.config.settings import Settings
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
    """Orders that lack a piece each; a script of Li's."""

    def __init__(self, bench: Bench, *places: tuple[str, str]) -> None:
        self.keys = [f"{marketplace}:{number}" for number, (marketplace, _) in enumerate(places, 1)]
        wants = {"sku": "A", "quantity": 3}
        some_sent = [wants | {"sent": 1, "owed": 2}]
        bench.load(
            *(
                order(
                    number,
                    order_key=f"{marketplace}:{number}",
                    marketplace=marketplace,
                    lines=some_sent if status == "pieces_sent" else [wants],
                    status="to_ship" if status == "pieces_sent" else status,
                )
                for number, (marketplace, status) in enumerate(places, 1)
            )
        )
        bench.stock(NOON, A=1)
        self.desk = bench.desk(Settings(), hooks=None)

    def act(self, kind: str, key: str, what: str) -> actions.Outcome:
        return act(self.desk, Request(kind=kind, targets=(key,), operator="li", data={"what": what}))


PLACES: Final = {
    ("aliexpress", "to_ship"): {"cancel", "time"},
    ("aliexpress", "part_shipped"): {"time"},
    ("tiktok", "to_ship"): {"we_cancel", "wait"},
    ("shopee", "to_ship"): {"we_cancel", "wait"},
    ("shopee", "part_shipped"): {"wait"},
    ("lazada", "to_ship"): {"we_cancel", "wait"},
    ("temu", "to_ship"): {"we_cancel", "wait"},
    ("amazon", "to_ship"): {"we_cancel", "wait"},
    ("amazon", "pieces_sent"): {"wait"},  # its report of what is unshipped has no word for it
    ("aliexpress", "pieces_sent"): {"time"},
    ("ebay", "to_ship"): {"we_cancel", "wait"},
    ("shopify", "to_ship"): {"we_cancel", "wait"},
    ("nowhere", "to_ship"): {"wait"},
}


@pytest.mark.parametrize("kind", ["case_opened", "asked"])
def test_scripts_ask_what_the_marketplace_allows(desk_bench: Bench, kind: str) -> None:
    """An order for each marketplace, status and question, all on one desk."""
    cases = [(place, what) for place in PLACES for what in ASKS]
    world = World(desk_bench, *(place for place, _ in cases))
    for key, (place, what) in zip(world.keys, cases, strict=True):
        before = len(world.desk.ledger.acts())
        outcome = world.act(kind, key, what)
        if what in PLACES[place] | {"choice", "alternative"}:
            # Whoever writes to a buyer holds the order from then on.
            claimed = ["claim"] if kind == "asked" else []
            assert [act.kind for act in outcome.done] == [*claimed, kind], (place, what)
        else:
            assert not outcome.done, (place, what)
            assert len(world.desk.ledger.acts()) == before
            (refusal,) = outcome.refused
            assert (refusal.code, refusal.value) == ("not_allowed_there", what), place
            assert "⟦" not in act_phrases.blocked(refusal.code, refusal.value)


@pytest.mark.parametrize("place", ["aliexpress", "amazon", "shopee"])
def test_no_order_of_which_pieces_were_sent_is_planned_to_be_cancelled_whole(
    desk_bench: Bench, place: str
) -> None:
    world = World(desk_bench, (place, "pieces_sent"), (place, "to_ship"))
    steps = {hit.order_key: hit.step for hit in StockDesk(world.desk).board("A").hits}
    assert "cancel" not in steps[world.keys[0]].action
    assert "cancel" not in steps[world.keys[0]].allowed.give_up
    assert "cancel" in steps[world.keys[1]].allowed.give_up


def test_the_deck_records_no_other_question_than_scripts_do(desk_bench: Bench) -> None:
    world = World(desk_bench, ("tiktok", "to_ship"))
    (key,) = world.keys
    acts = StockActs(world.desk, world.desk.ledger, "li")
    sent = [Message(key, what, "A", "ask_cancel", "en", "…") for what in ("cancel", "we_cancel")]
    outcome = acts.asked(sent)
    assert [one.data["what"] for one in outcome.done if one.kind == "asked"] == ["we_cancel"]
    assert [(one.code, one.value) for one in outcome.refused] == [("not_allowed_there", "cancel")]


@pytest.mark.parametrize(
    "doors", [("deck", "deck"), ("deck", "script"), ("script", "deck"), ("script", "script")]
)
def test_no_buyer_is_asked_by_two(desk_bench: Bench, doors: tuple[str, str]) -> None:
    world = World(desk_bench, ("aliexpress", "to_ship"))
    (key,) = world.keys

    def ask(door: str, operator: str) -> actions.Outcome:
        if door == "deck":
            acts = StockActs(world.desk, world.desk.ledger, operator)
            return acts.asked([Message(key, "cancel", "A", "ask_cancel", "en", "…")])
        request = Request(kind="asked", targets=(key,), operator=operator, data={"what": "cancel"})
        return act(world.desk, request)

    assert "asked" in [one.kind for one in ask(doors[0], "li").done]
    second = ask(doors[1], "wang")
    assert not second.done
    against = [(one.code, one.value) for one in second.refused]
    against += [(one.code, one.value) for one in second.conflicts]
    assert against == [("held_by", "li")]
    assert "asked" in [one.kind for one in ask(doors[1], "li").done], "li may remind them"


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


def test_nothing_is_taken_off_sale_that_nothing_names(desk_bench: Bench) -> None:
    world = World(desk_bench, ("tiktok", "to_ship"))
    for sku in ("ZZZ", "a"):
        outcome = act(world.desk, Request(kind="delist", targets=(sku,), operator="li"))
        assert [(one.code, one.value) for one in outcome.refused] == [("unknown_sku", "")], sku
    assert not world.desk.ledger.acts()


def test_what_a_list_or_an_order_names_is_taken_off_sale(desk_bench: Bench) -> None:
    desk_bench.suppliers(NOON, {"supplier": "S", "sku": "B"})
    desk_bench.table("products", NOON, [{"product_id": "P", "sku": "C"}])
    world = World(desk_bench, ("tiktok", "to_ship"))
    for sku in ("A", "B", "C"):
        assert StockDesk(world.desk).known(sku)
        assert act(world.desk, Request(kind="delist", targets=(sku,), operator="li")).done
