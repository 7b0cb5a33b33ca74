"""What customs ask for and an order lacks: a badge, a reason, a letter; nothing where its file has no column for it."""

from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from orderdeck.data.desk import Desk
from tests.desk.make_desk import NOON, Bench, order
from tests.messages.by_hand import letter_to

HOUR = timedelta(hours=1)
ONE = "aliexpress:1"


def row(desk: Desk, key: str = ONE) -> dict[str, Any]:
    return desk.board([key]).to_dicts()[0]


def said(desk: Desk, key: str = ONE) -> list[str]:
    return [one for one in row(desk, key)["reasons"] if one.startswith("customs")]


CASES: Final[tuple[tuple[dict[str, Any], list[str]], ...]] = (
    ({}, ["customs_missing|CPF / CNPJ"]),
    ({"tax_number": "52998224725"}, []),
    ({"tax_number": "52998224726"}, ["customs_wrong|CPF / CNPJ"]),
    ({"country_code": "US"}, []),
    ({"country_code": None}, []),
    ({"country_code": "TW", "tax_number": "x"}, []),
    ({"country_code": "TW"}, ["customs_missing|ID (身分證字號 / 統一編號)"]),
    ({"status": "awaiting_payment"}, []),
    ({"fulfilment": "platform"}, []),
)
"""An order, and what is said of its number for customs."""


def test_missing_and_ill_formed_are_told_apart(bench: Bench) -> None:
    bench.load(*(order(number, **fields) for number, (fields, _) in enumerate(CASES)), lacks=[])
    desk = bench.desk()
    for number, (fields, wanted) in enumerate(CASES):
        one = row(desk, f"aliexpress:{number}")
        assert [said for said in one["reasons"] if said.startswith("customs")] == wanted, fields
        badges = [badge for badge in one["badges"] if badge.startswith("customs")]
        assert badges == [said.split("|")[0] for said in wanted], fields
        assert ("customs" in one["haystack"]) == bool(wanted), fields


def test_a_file_without_the_column_says_nothing(bench: Bench) -> None:
    bench.load(order(1), lacks=["tax_number"])
    desk = bench.desk()
    assert said(desk) == []
    bench.load(order(1, tax_number="1"), at=NOON - HOUR, lacks=[])
    desk.catch_up()
    assert said(desk) == said(bench.desk()) == ["customs_wrong|CPF / CNPJ"], (
        "an older file that has it says it"
    )


def test_a_national_address_is_only_missed_where_the_file_has_them(bench: Bench) -> None:
    saudi = {"country_code": "SA", "tax_number": "300000000000003"}
    bench.load(order(1, **saudi))
    desk = bench.desk()
    assert said(desk) == []
    bench.load(order(1, **saudi), order(2, **saudi, national_address="RRRD2929"), at=NOON + HOUR)
    desk.catch_up()
    assert said(desk) == said(bench.desk()) == ["customs_missing|National address"]
    assert said(desk, "aliexpress:2") == []


def test_it_goes_when_the_number_comes(bench: Bench) -> None:
    bench.load(order(1), lacks=[])
    desk = bench.desk()
    bench.load(order(1, tax_number="529.982.247-25"), at=NOON + HOUR, lacks=[])
    assert ONE in desk.catch_up().order_keys
    assert said(desk) == said(bench.desk()) == []


def test_the_letter_that_asks_for_it_is_the_first(bench: Bench) -> None:
    bench.load(order(1), order(2, tax_number="123"), order(3, tax_number="52998224725"), lacks=[])
    desk = bench.desk()
    letters = [letter_to(desk, f"aliexpress:{n}") for n in (1, 2, 3)]
    assert all(letters)
    assert [one.template for one in letters if one][:2] == ["tax_number_request", "tax_number_check"]
    first, second, third = (one for one in letters if one)
    assert first.language == "pt"
    assert "CPF / CNPJ" in first.text
    assert "123" in second.text
    assert second.missing == ()
    assert third.template not in ("tax_number_request", "tax_number_check")


def test_own_rules_count_in_the_desk(bench: Bench, tmp_path: Path) -> None:
    bench.paths.rules.mkdir(parents=True, exist_ok=True)
    (bench.paths.rules / "customs.toml").write_text(
        "[BR]\noff = true\n[US]\nname = 'EIN'\n[xx]\nname = 'x'\n", encoding="utf-8"
    )
    bench.load(order(1), order(2, country_code="US"), lacks=[])
    desk = bench.desk()
    assert said(desk) == []
    assert said(desk, "aliexpress:2") == ["customs_missing|EIN"]
    assert any("customs.toml" in problem for problem in desk.problems)
