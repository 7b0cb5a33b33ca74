"""Own texts of messages as the document has them."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.exports.profile.policies import Policies
from orderdeck.data.messages import facts_of, order_facts, render, situations
from orderdeck.data.messages.render import MessageError
from orderdeck.data.messages.sandbox import FILTERS
from orderdeck.data.stock.cases import SITUATION_OF
from orderdeck.tui.service.letters.fitting import PREFERRED
from tests.kinds import Run
from tests.messages.by_hand import letter_to
from tests.own_files.documents import DOCS, blocks, orders_csv, put, table, table_after


def _detailed() -> dict[str, Any]:
    return {
        "order_id": "1", "buyer": "Bo", "recipient": "Bo Ek", "shop": "Shop", "country_code": "BR", "currency": "USD",
        "total": "3.50", "service": "DHL", "address": "Rua 1", "pieces": 2, "ship_by": datetime.now(UTC),
        "placed_at": datetime.now(UTC), "lines": [{"title": "A thing", "sku": "A", "quantity": 2}],
    }  # fmt: skip


def test_the_example_of_a_template_is_written_and_asks_for_what_is_missing(
    run: Run, paths: DeskPaths, opened: Any
) -> None:
    orders_csv(paths, {"order_id": "1", "service": "DHL Express"}, {"order_id": "2"})
    assert run("load", paths.exports)[0] == 0
    put(paths.templates / "gift_question" / "en.j2", blocks("templates.md", "jinja")[0])
    desk = opened(paths)
    rows = desk.rows("express")
    letter = letter_to(desk, rows["order_key"][0], "gift_question")
    assert letter is not None
    assert (letter.title, letter.missing) == ("Gift wrap: what the buyer wants", ("colours",))
    assert "by DHL Express.\nWhich colour" in letter.text
    assert "⟦colours⟧" in letter.text
    assert "gift_question" in letter.templates
    letter = letter_to(
        desk, desk.rows("standard")["order_key"][0], "gift_question", facts=(("colours", "red"),)
    )
    assert letter is not None
    assert letter.missing == ()
    assert "We send it" not in letter.text
    # In the place of a packaged one, and broken.
    file = put(paths.templates / "ask_cancel" / "en.j2", "Dear {{ buyer }}\n{% macro x() %}{% endmacro %}")
    with pytest.raises(MessageError, match=re.escape(f"{file}, line 2")):
        render("ask_cancel", "en", {"buyer": "Bo"}, paths.templates)
    assert render("ask_cancel", "de", {"buyer": "Bo"}, paths.templates).text


def test_situations_facts_and_filters_are_those_that_are_told() -> None:
    text = (DOCS / "templates.md").read_text(encoding="utf-8")
    told_situations = table_after("templates.md", "leaves no blank line")
    assert set(told_situations) == set(situations())
    assert set(SITUATION_OF.values()) <= set(told_situations)
    facts = table("templates.md", "## Facts")
    of_case = {"short_item", "restock_date", "extra_days", "new_ship_by"}
    own: dict[str, Any] = dict.fromkeys(of_case, "x") | {
        "operator": "li",
        "short_item": [{"sku": "A"}, {"sku": "B"}],
    }
    aliexpress = Policies(None).of("aliexpress", None)
    own |= {"as_asked": True, "asks_lower_value": True}
    whole = (
        "order_key",
        "marketplace",
        "email",
        "phone",
        "city",
        "province",
        "zip",
        "address_block",
        "tracking",
    )
    sent_in_part = _detailed() | {"status": "part_shipped", "tax_number": "1", "remark": "thanks"}
    sent_in_part |= dict.fromkeys(whole, "x")
    assert set(facts) == set(order_facts(sent_in_part, Settings(), datetime.now(UTC), "en", own, aliexpress))
    for name in facts_of("supplier_order", "zh"):
        assert f"`{name}`" in text or name == "note"
    for names in PREFERRED.values():
        assert all(f"`{name}`" in text for name in names if "stock" not in name)
    listed = text.split("filters alone:")[1].split("20,000")[0]
    assert set(re.findall(r"`(\w+)`", listed)) == FILTERS
