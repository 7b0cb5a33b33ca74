"""The one writer of letters: by which template, in which language, with which facts, which of them may change."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdeck.data.base.letters import Letter, Wanted
from orderdeck.data.desk import Desk
from orderdeck.data.messages import languages_for, render, situations
from orderdeck.data.messages.letter import CHANGEABLE, Shelf, Subject, to_read, write
from orderdeck.data.rules.places import formats
from orderdeck.data.rules.places.languages import LANGUAGES as LETTER_LANGUAGES
from orderdeck.data.stock.cases import cases, open_cases
from orderdeck.tui.service.desk_service import DeskService
from orderdeck.tui.service.letters.subjects import ABOUT_STOCK
from orderdeck.tui.service.letters.to_ask import to_ask
from tests.desk.make_desk import NOON, Bench, order
from tests.messages.by_hand import letter_to

TO_BUYERS = [name for name in situations() if not name.startswith("supplier_")]
NAMES = [*situations(), "no_such_text"]
LANGUAGES = ["", "en", "zh", "ru", "pt", "xx"]
FACTS = {"short_item": "A mug", "sender": "Li", "restock_date": "Friday", "buyer": "Ana\nLópez"}


@given(
    wanted=st.sampled_from(["", *NAMES]),
    spoken=st.sampled_from(LANGUAGES),
    own=st.sampled_from(LANGUAGES[1:]),
    fitting=st.lists(st.sampled_from(NAMES), max_size=3),
    others=st.booleans(),
    supplied=st.dictionaries(st.sampled_from(CHANGEABLE), st.sampled_from(["a", "b"]), max_size=2),
)
def test_a_letter_is_the_template_that_is_wanted_else_fits_in_the_language_that_is_wanted_else_read(
    wanted: str, spoken: str, own: str, fitting: list[str], others: bool, supplied: dict[str, str]
) -> None:
    """The model: of all that may be had the one wanted, else the first; so with languages, English last."""
    about = Subject(
        facts=lambda language: FACTS | {"ship_by": language},
        fitting=tuple(fitting),
        others=others,
        language=own,
        of_stockout=True,
    )
    letter = write(
        Wanted("x:1", template=wanted, language=spoken, facts=tuple(supplied.items())), about, Shelf()
    )
    fits = [name for name in fitting if name in situations()]
    may_be = fits + (TO_BUYERS if others else [])
    if not may_be:
        assert letter is None
        return
    assert letter is not None
    template = wanted if wanted in may_be else next(iter(fits), None)
    if template is None:
        assert (letter.template, letter.text, letter.sendable) == ("", "", False), "one has to be chosen"
        assert set(letter.templates) == set(may_be)
        return
    there = languages_for(template)
    language = next(one for one in (spoken or own, "en", *there) if one in there)
    facts = FACTS | {"ship_by": language} | supplied
    message = render(template, language, facts)
    assert (letter.template, letter.language, letter.text) == (template, language, message.text)
    assert (list(letter.missing), set(letter.templates)) == (message.missing, set(may_be))
    assert dict(letter.known).items() <= facts.items(), "only what the desk knows, or the operator said"
    assert all(part in "Ana\nLópez" for part in letter.private)


@given(
    day=st.dates(date(2026, 1, 1), date(2030, 12, 31)),
    language=st.sampled_from(LANGUAGES[1:5]),
    spoken=st.sampled_from(LANGUAGES[1:5]),
)
def test_a_day_that_is_supplied_is_spelled_for_the_reader_and_beside_it_for_the_operator(
    day: date, language: str, spoken: str
) -> None:
    about = Subject(facts=lambda _: FACTS, fitting=("stockout_choice",), language=language)
    letter = write(Wanted(facts=(("restock_date", f"{day}"),)), about, Shelf(spoken=spoken))
    assert letter is not None
    letter = to_read(letter, about, Shelf(spoken=spoken))
    assert formats.date(day, letter.language) in letter.text
    assert f"{day}" not in letter.text.replace(formats.date(day, letter.language), "")
    assert bool(letter.spoken) == (letter.language != spoken)
    if letter.spoken:
        assert formats.date(day, spoken) in letter.spoken


@pytest.mark.parametrize(
    ("fields", "template"),
    [
        ({"status": "cancel_requested"}, "cancel_reply"),
        ({"remark": "please cancel my order, I bought it twice"}, "cancel_remark"),
        ({"remark": "please cancel my order", "status": "cancel_requested"}, "cancel_reply"),
        ({"remark": "please change my address to Rua 9"}, "address_check"),
        ({"remark": "please send me an invoice"}, "invoice_answer"),
        ({"remark": "please write a lower value on the parcel"}, "remark_reply"),
        ({"remark": "my tax number is 123.456.789-09"}, "remark_reply"),
        ({"remark": "see my last letter, Kevin"}, "remark_reply"),
        ({"remark": "see my last letter, Kevin", "status": "cancel_requested"}, "cancel_reply"),
        ({"lines": [{"quantity": 50}]}, "paid_dispatch_plan"),
        ({"remark": "thank you!", "service": "DHL"}, ""),
        ({"service": "DHL"}, ""),
        ({"status": "risk_control"}, ""),
        ({"status": "awaiting_payment"}, ""),
        ({"status": "awaiting_payment", "remark": "please change my address to Rua 9"}, ""),
        ({"status": "awaiting_payment", "lines": [{"quantity": 500}]}, "wholesale_unpaid_first"),
        ({"status": "dispute"}, ""),
        ({"status": "dispute", "remark": "please change my address to Rua 9"}, ""),
        ({"status": "dispute", "remark": "please cancel my order", "tax_number": "1"}, ""),
        ({}, ""),
    ],
)
def test_the_letter_follows_why_the_order_is_where_it_is(
    desk_bench: Bench, fields: dict[str, Any], template: str
) -> None:
    desk_bench.load(order(1, **fields))
    letter = letter_to(desk_bench.desk(hooks=None), "aliexpress:1")
    assert letter is not None
    assert letter.template == template
    assert set(letter.templates) == set(TO_BUYERS)


@pytest.mark.parametrize(
    ("country", "remark", "language"),
    [
        ("CA", "Bonjour, merci d'annuler ma commande s'il vous plaît", "fr"),
        ("US", "Por favor, quiero cancelar el pedido, gracias", "es"),
        ("DE", "Please cancel my order, I bought it twice", "en"),
        ("CA", "Please cancel my order", "en"),
        ("BR", "DHL", "pt"),
        ("BR", None, "pt"),
        ("IL", "לבטל את ההזמנה בבקשה", "en"),
    ],
)
def test_a_letter_is_in_the_language_that_the_buyer_wrote_in_where_that_is_sure_else_in_that_of_the_country(
    desk_bench: Bench, country: str, remark: str | None, language: str
) -> None:
    desk_bench.load(order(1, country=country, country_code=country, remark=remark))
    letter = letter_to(desk_bench.desk(hooks=None), "aliexpress:1", "address_check")
    assert letter is not None
    assert letter.language == language
    assert set(letter.languages) == set(LETTER_LANGUAGES)


def test_a_fact_may_be_said_otherwise_where_the_text_speaks_of_it(tmp_path: Path) -> None:
    text = tmp_path / "own_text" / "en.j2"
    text.parent.mkdir()
    text.write_text("{# Mine #}{{ short_item }} {{ buyer }}", encoding="utf-8")
    items = "A mug\n- A bowl"
    about = Subject(
        facts=lambda _: FACTS | {"short_item": items}, fitting=("own_text",), others=False, of_stockout=True
    )
    letter = write(Wanted(), about, Shelf(tmp_path))
    assert letter is not None
    assert (letter.title, letter.known) == ("Mine", (("short_item", "A mug; A bowl"),))


@pytest.mark.parametrize("place", ["aliexpress", "shopee"])
def test_a_letter_about_a_stockout_asks_the_same_by_both_doors_and_is_kept_as_asked(
    desk_bench: Bench, place: str
) -> None:
    """The model: what the SKU's screen asks with the same template, and first what the plan asks."""
    key = f"{place}:1"
    line = {"sku": "A", "title": "Thing A", "quantity": 2}
    desk_bench.load(order(1, order_key=key, marketplace=place, lines=[line]))
    desk_bench.stock(NOON, A=0)
    desk = desk_bench.desk(hooks=None)
    first = letter_to(desk, key)
    assert first is not None
    assert first.template == letters_of(desk, key, "")[1].template
    for template in ABOUT_STOCK:
        of_order, of_sku = letters_of(desk, key, template)
        assert of_order.asks == of_sku.asks != ""
        assert set(TO_BUYERS) == set(of_order.templates), "any other may be had too"
    assert letters_of(desk, key, "address_check")[0].asks == ""
    service = DeskService(desk, "li")
    assert to_ask(service.stock.page("A")) == [key]
    service.letters.sent([first])
    assert [act.kind for act in desk.ledger.acts(order_key=key)] == ["claim", "asked", "message_sent"]
    [case] = cases(desk.con)
    assert (case.what, case.asked, case.sku) == (first.asks, 1, "A")
    assert open_cases([case]) == {key: ""}
    assert to_ask(service.stock.page("A")) == [], "nobody is written to twice"


def letters_of(desk: Desk, key: str, template: str) -> tuple[Letter, Letter]:
    """From the order's own panel, and from the screen of the SKU that it lacks."""
    of_order, of_sku = (letter_to(desk, key, template, sku=sku) for sku in ("", "A"))
    assert of_order is not None
    assert of_sku is not None
    return of_order, of_sku


@pytest.mark.parametrize("undone", [False, True])
def test_the_second_message_comes_after_the_first_that_counts(desk_bench: Bench, undone: bool) -> None:
    unpaid: dict[str, Any] = {"status": "awaiting_payment", "lines": [{"quantity": 500}]}
    desk_bench.load(order(1, **unpaid))
    sent = desk_bench.act("message_sent", "aliexpress:1", data={"template": "wholesale_unpaid_first"})
    if undone:
        desk_bench.act("undo", "aliexpress:1", undoes=sent.id, data={"kind": "message_sent"})
    letter = letter_to(desk_bench.desk(hooks=None), "aliexpress:1")
    assert letter is not None
    assert letter.template == f"wholesale_unpaid_{'first' if undone else 'second'}"


@pytest.mark.parametrize("sent", range(3))
def test_an_unpaid_order_is_offered_what_is_due_in_its_queue_and_a_letter_of_ones_own_wherever_it_is_unpaid(
    desk_bench: Bench, sent: int
) -> None:
    """After the second message none is due: the order stands among those that wait for their payment."""
    unpaid: dict[str, Any] = {"status": "awaiting_payment", "lines": [{"quantity": 500}]}
    desk_bench.load(order(1, **unpaid), order(2, status="awaiting_payment"))
    for _ in range(sent):
        desk_bench.act("message_sent", "aliexpress:1")
    desk = desk_bench.desk(hooks=None)
    letters = [letter_to(desk, f"aliexpress:{number}") for number in (1, 2)]
    due = ("wholesale_unpaid_first", "wholesale_unpaid_second", "")[sent]
    assert [letter.template for letter in letters if letter] == [due, ""]
    own = desk.paths.templates / "unpaid_first"
    own.mkdir(parents=True)
    (own / "en.j2").write_text("{# Unpaid #}Dear {{ buyer }}", encoding="utf-8")
    letters = [letter_to(desk, f"aliexpress:{number}") for number in (1, 2)]
    assert [letter.template for letter in letters if letter] == [due or "unpaid_first", "unpaid_first"]
