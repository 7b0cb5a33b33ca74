"""The packaged templates: complete, in all their languages, and true."""

import datetime as dt
import re
from typing import Any

import pytest

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.exports.profile.policies import Policies
from orderdeck.data.messages import (
    MessageError,
    best_language,
    facts_of,
    languages_for,
    order_facts,
    render,
    situations,
    title_of,
)
from orderdeck.data.rules.places.languages import LANGUAGES

ALIEXPRESS = Policies(None).of("aliexpress", None)

NOW = dt.datetime(2026, 9, 3, 12, tzinfo=dt.UTC)
IN_ALL = [
    "wholesale_unpaid_first", "wholesale_unpaid_second", "stockout_choice", "alternative_offer", "ask_cancel",
    "ask_more_time", "tax_number_request", "tax_number_check", "cancel_reply", "remark_reply", "paid_dispatch_plan",
    "cancel_remark", "address_check", "invoice_answer", "carrier_consent",
]  # fmt: skip
STOCKOUT = ("stockout_choice", "alternative_offer", "ask_cancel", "ask_more_time")
EVERY = [(situation, language) for situation in situations() for language in languages_for(situation)]
OPTIONAL = {
    "remedy",
    "closes",
    "can_extend",
    "part_shipped",
    "short_several",
    "late",
    "refund_days",
    "pay_by",
    "new_total",
    "note",
    "doubt",
    "time_difference",
    "as_asked",
    "asks_lower_value",
    "sender",
}
"""Facts that a message goes without: it says less then, and states nothing in their place."""
INSTEAD = {
    ("restock_date", "stockout_choice"),
    ("reason", "ask_cancel"),
    ("need_by", "supplier_order"),
    ("answer", "cancel_reply"),
    ("answer", "remark_reply"),  # as the case asks for a lower value, to which there is one answer
}
"""Facts for which the situation has other words where they are not known."""


@pytest.fixture
def facts(order: dict[str, Any], case: dict[str, Any], language: str) -> dict[str, Any]:
    return order_facts(order, Settings(), NOW, language, case, ALIEXPRESS)


def test_every_situation_has_its_languages() -> None:
    for situation in IN_ALL:
        assert set(languages_for(situation)) == set(LANGUAGES)
    assert "zh" in languages_for("supplier_order")
    assert set(situations()) == {*IN_ALL, "supplier_order"}


@pytest.mark.parametrize(("situation", "language"), EVERY)
def test_with_all_facts_a_message_is_whole(situation: str, language: str, facts: dict[str, Any]) -> None:
    message = render(situation, language, facts)
    assert message.sendable
    assert message.missing == []
    assert not re.search(r"[⟦⟧{}]|None|\n\n\n| $", message.text, re.M)
    assert message.text == message.text.strip()
    assert title_of(situation, language) not in (situation, "")
    if situation != "supplier_order":
        assert "8001234567890123" in message.text
        assert "Ana López" in message.text
    assert message.text.splitlines()[-1].removesuffix(" 드림") == "Bright Home Store"


@pytest.mark.parametrize(("situation", "language"), EVERY)
def test_each_missing_fact_is_marked_and_holds_the_message_back(
    situation: str, language: str, facts: dict[str, Any]
) -> None:
    for name in facts_of(situation, language):
        for nothing in (None, "", "  \u200b"):
            message = render(situation, language, facts | {name: nothing})
            if (
                name in OPTIONAL
                or (name in ("ship_by", "total") and situation in STOCKOUT)
                or (name, situation) in INSTEAD
            ):
                assert message.sendable, name
                assert f"⟦{name}⟧" not in message.text
            else:
                assert message.missing == [name]
                assert f"⟦{name}⟧" in message.text
                assert not message.sendable
        gone = {key: value for key, value in facts.items() if key != name}
        assert render(situation, language, gone).text == message.text


@pytest.mark.parametrize("situation", situations())
def test_the_languages_of_a_situation_tell_the_same_facts(situation: str) -> None:
    told = {language: set(facts_of(situation, language)) for language in languages_for(situation)}
    assert len({frozenset(names) for names in told.values()}) == 1, told


FALSEHOODS = [
    r"(?:choose|select|pick|state|give)[^.]{0,40} reason", r"as a gift", r"low(?:er)? value",
    r"no longer (?:want|need)",
    r"选择[^。]{0,12}原因", r"原因选", r"不想要", r"低报|少报|礼物",
    r"(?:выберите|укажите)[^.]{0,30} причин", r"подар", r"(?:elija|seleccione|indique)[^.]{0,30} motivo", r"regalo",
    r"(?:choisissez|sélectionnez|indiquez)[^.]{0,30} (?:motif|raison)", r"cadeau",
    r"(?:escolha|selecione|informe)[^.]{0,30} motivo", r"presente",
    r"(?:wählen|geben)[^.]{0,30} grund", r"geschenk", r"사유를 선택|이유를 선택|선물",
]  # fmt: skip


@pytest.mark.parametrize(("situation", "language"), EVERY)
def test_no_template_names_a_reason_to_pick_or_accepts_a_false_value(
    situation: str, language: str, facts: dict[str, Any]
) -> None:
    text = render(situation, language, facts).text.casefold()
    assert [falsehood for falsehood in FALSEHOODS if re.search(falsehood, text)] == []


def test_a_language_without_template_falls_back() -> None:
    assert best_language("wholesale_unpaid_first", "ko") == "ko"
    assert best_language("wholesale_unpaid_first", "sw") == "en"
    with pytest.raises(MessageError, match="nosuch"):
        best_language("nosuch", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_remark_is_answered_in_ones_own_words_unless_there_is_but_one_answer(
    language: str, facts: dict[str, Any]
) -> None:
    own = {name: value for name, value in facts.items() if name != "answer"}
    assert render("remark_reply", language, own).sendable
    del own["asks_lower_value"]
    assert render("remark_reply", language, own).missing == ["answer"]
    assert "We will." in render("remark_reply", language, facts).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_applied_as_we_had_asked_is_thanked_others_are_not_promised_anything(
    language: str, facts: dict[str, Any]
) -> None:
    thanked = render("cancel_reply", language, facts).text
    del facts["as_asked"], facts["answer"]
    other = render("cancel_reply", language, facts)
    assert other.sendable
    assert "3–20" in thanked
    assert "3–20" not in other.text


APPLY = (
    r"cancel order|取消订单”|bestellung stornieren“|cancelar pedido|annuler la commande »"
    r"|'주문 취소'|отменить заказ»"
)
RECEIVED = r"received|收到|erhalten|recibido|reçu|받았|recebemos|получили"
NOT_SENT = (
    r"not (?:be )?(?:sent|shipped)|不会|nicht verschickt|no se env|pas expédiée|발송되지"
    r"|não será enviado|отправлен не"
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_asks_in_a_remark_to_cancel_is_told_how_and_nothing_that_holds_for_a_request_alone(
    language: str, order: dict[str, Any], case: dict[str, Any]
) -> None:
    """There is no request at the marketplace: none was received or is being answered, and nothing holds the order."""
    policies = Policies(None)
    told = {}
    for marketplace in ("aliexpress", "tiktok", "unheard_of"):
        facts = order_facts(order, Settings(), NOW, language, case, policies.of(marketplace, None))
        told[marketplace] = render("cancel_remark", language, facts).text
        assert not re.search(f"{RECEIVED}|{NOT_SENT}", told[marketplace].casefold())
    assert told["aliexpress"] != told["tiktok"] == told["unheard_of"]
    assert re.search(APPLY, told["aliexpress"].casefold())
    assert not re.search(APPLY, told["tiktok"].casefold())
    sent = order_facts(order | {"status": "part_shipped"}, Settings(), NOW, language, case, ALIEXPRESS)
    assert not re.search(APPLY, render("cancel_remark", language, sent).text.casefold())


@pytest.mark.parametrize(("situation", "language"), EVERY)
def test_without_the_name_of_a_shop_a_letter_ends_with_its_greeting(
    situation: str, language: str, facts: dict[str, Any]
) -> None:
    signed = render(situation, language, facts).text
    del facts["sender"]
    plain = render(situation, language, facts | {"operator": "mei-77"}).text
    assert signed.startswith(plain.rstrip(","))
    assert "mei-77" not in plain
    assert not plain.endswith(",")
    assert len(signed.splitlines()) > len(plain.splitlines())
