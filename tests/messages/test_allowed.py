"""The law of letters: none asks for what a marketplace doesn't allow, or says what isn't known of it."""

import datetime as dt
import re
from itertools import product
from typing import Any

import pytest

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.exports.profile.policies import Policies, Rules
from orderdeck.data.messages import languages_for, order_facts, render, situations

NOW = dt.datetime(2026, 9, 3, 12, tzinfo=dt.UTC)
CANCEL = r"cancel|stornier|annul|取消|취소|отмен"
"""Stems of cancelling in every language that there are templates in."""
BY_ITSELF = r"by itself|von selbst|se cerrar|cerrado solo|d'elle-même|sozinho|сам(?:\b|а\b)|自动|자동"
"""An order closes of its own accord."""
AHEAD = (
    r"has to be sent|must be sent|will not get it in time|muss bis|müsste|debe enviarse|doit être"
    r"|prazo de envio do pedido é|крайний срок отправки|最晚发货时间|발송 기한(?:은|\()"
)
"""A ship-by time that lies ahead."""
STOCKOUT = ("stockout_choice", "alternative_offer", "ask_cancel", "ask_more_time")
EVERY = [(situation, language) for situation in situations() for language in languages_for(situation)]
KNOWN = {
    name: Policies(None).of(name, None) for name in ("aliexpress", "tiktok", "shopee", "ebay", "temu", "x")
}


def letters(situation: str, language: str, order: dict[str, Any], case: dict[str, Any]) -> Any:
    """The letter under each policy, of an order that is late or not, sent in part or not, with and without ship-by."""

    without_reason = {name: value for name, value in case.items() if name != "reason"}
    for (name, allowed), late, part, dated in product(
        KNOWN.items(), (False, True), (False, True), (False, True)
    ):
        ship_by = NOW.replace(day=1 if late else 10) if dated else None
        one = order | {"ship_by": ship_by, "status": "part_shipped" if part else "to_ship"}
        facts = order_facts(one, Settings(), NOW, language, without_reason, allowed)
        yield allowed, late and dated, part, render(situation, language, facts), name


@pytest.mark.parametrize(("situation", "language"), EVERY)
def test_no_letter_says_what_is_not_allowed_or_not_known(
    situation: str, language: str, order: dict[str, Any], case: dict[str, Any]
) -> None:
    for allowed, late, part, letter, name in letters(situation, language, order, case):
        told = letter.text.casefold()
        where = (name, late, part, letter.text)
        # Who wants to cancel is answered everywhere.
        if situation not in ("cancel_reply", "cancel_remark") and (allowed.remedy != "buyer_applies" or part):
            assert not re.search(CANCEL, told), where
        if situation in STOCKOUT:
            assert letter.sendable, where
            if allowed.closes != "ship_by" or part:
                assert not re.search(BY_ITSELF, told), where
            if late:
                assert not re.search(AHEAD, told), where
        elif allowed.unpaid_hours is None:
            assert not re.search(BY_ITSELF, told), where


def test_a_letter_asks_for_what_the_marketplace_allows(order: dict[str, Any], case: dict[str, Any]) -> None:
    asks = {
        (allowed.remedy, late, part): letter.text
        for allowed, late, part, letter, _ in letters("ask_cancel", "en", order, case)
        if "2026" in letter.text
    }
    assert "please ask for cancellation" in asks["buyer_applies", False, False]
    assert "closes by itself after" in asks["buyer_applies", False, False]
    assert "may have closed by itself" in asks["buyer_applies", True, False]
    assert "We end this order ourselves" in asks["seller_cancels", False, False]
    assert "what has been sent stays yours" in asks["buyer_applies", False, True]


def test_more_time_is_asked_for_at_the_marketplace_only_where_the_buyer_can_give_it_there(
    order: dict[str, Any], case: dict[str, Any]
) -> None:
    for allowed, late, _part, letter, _ in letters("ask_more_time", "en", order, case):
        can = bool(allowed.can_extend) and not late
        assert ("Extend processing time" in letter.text) == can
        assert ("Do you agree to wait until" in letter.text) == (not can)


def test_an_estimated_ship_by_time_is_nothing_to_tell_a_buyer(order: dict[str, Any]) -> None:

    facts = order_facts(order | {"ship_rests": "setting|3"}, Settings(), NOW, "en", {}, Rules())
    assert "ship_by" not in facts


@pytest.mark.parametrize(("situation", "language"), EVERY)
def test_a_letter_about_a_stock_out_needs_no_amount(
    situation: str, language: str, order: dict[str, Any], case: dict[str, Any]
) -> None:
    """TikTok, Shopee and Lazada name no currency in their files: their letters go out all the same."""
    if situation not in STOCKOUT:
        return
    for _allowed, _late, _part, letter, name in letters(
        situation, language, order | {"currency": None}, case
    ):
        assert letter.sendable, (name, letter.text)
        assert not re.search(r" ,|,\s*,|  |\. [a-zа-я]", letter.text), (name, letter.text)
