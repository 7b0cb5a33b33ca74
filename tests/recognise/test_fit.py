"""Which profile fits a header."""

import msgspec

from orderdeck.data.exports.profile.files import load_profiles
from orderdeck.data.exports.profile.records import Profile
from orderdeck.data.exports.recognise.fit import Matcher


def profile(name: str, aliases: dict[str, list[str]], required: list[str]) -> Profile:
    return Profile(name=name, title={}, marketplace=name, aliases=aliases, required=required)


WIDE = {"order_id": ["Order ID"], "sku": ["SKU"], "quantity": ["Quantity"], "buyer": ["Buyer"]}


def test_the_profile_that_explains_more_wins() -> None:
    narrow = profile(
        "narrow", {"order_id": ["Order ID"], "sku": ["SKU"], "quantity": ["Quantity"]}, ["order_id"]
    )
    fit = Matcher([narrow, profile("wide", WIDE, ["order_id"])]).find(
        [["Order ID", "SKU", "Quantity", "Buyer"]]
    )
    assert fit
    assert fit.profile.name == "wide"
    assert fit.fits


def test_a_name_that_few_know_weighs_more_than_one_that_all_know() -> None:
    common = profile("common", {"order_id": ["ID"], "a": ["SKU"], "b": ["Quantity"]}, ["order_id"])
    others = [
        profile(f"o{n}", {"order_id": ["ID"], "a": ["SKU"], "b": ["Quantity"]}, ["b"]) for n in range(5)
    ]
    rare = profile("rare", {"order_id": ["ID"], "a": ["Wampum"], "b": ["Potlatch"]}, ["order_id"])
    fit = Matcher([common, *others, rare]).find([["ID", "SKU", "Quantity", "Wampum", "Potlatch"]])
    assert fit
    assert fit.profile.name == "rare"


def test_a_missing_required_field_is_named_by_the_nearest() -> None:
    fit = Matcher([profile("wide", WIDE, ["order_id", "sku"])]).find([["Order ID", "Quantity", "Buyer", "x"]])
    assert fit
    assert not fit.fits
    assert fit.lacked == ("sku",)


def test_one_known_column_is_no_order_export() -> None:
    fit = Matcher([profile("wide", WIDE, ["order_id"])]).find([["Order ID", "Courier", "Parcel", "Fee"]])
    assert fit
    assert not fit.fits
    assert fit.lacked == ()


def test_a_stock_list_may_have_no_other_columns_than_it_must() -> None:
    stock = Profile(
        name="stock",
        title={},
        marketplace="other",
        kind="stock",
        aliases={"sku": ["SKU"], "on_hand": ["库存"], "title": ["品名"], "warehouse": ["仓库"]},
        required=["sku", "on_hand"],
    )
    matcher = Matcher([stock])

    def fits(*header: str) -> bool:
        fit = matcher.find([header])
        return bool(fit and fit.fits)

    assert fits("SKU", "库存", "")
    assert not fits("SKU", "库存", "颜色"), "what else is in it, nobody knows"
    assert not fits("SKU")


def test_of_an_alias_list_the_first_name_in_the_file_is_taken() -> None:
    both = profile("p", {"total": ["Total", "Amount"], "a": ["A"], "b": ["B"]}, [])
    fit = Matcher([both]).find([["Amount", "Total", "A", "B"]])
    assert fit
    assert fit.mapping["total"] == "total"


def test_guesses_count_as_names() -> None:
    guessing = Profile(
        name="g",
        title={},
        marketplace="g",
        aliases={"a": ["A"], "b": ["B"]},
        guesses={"a": ["Alpha"]},
        required=["a"],
    )
    fit = Matcher([guessing]).find([["Alpha", "B"]])
    assert fit
    assert fit.fits
    assert fit.mapping == {"a": "alpha", "b": "b"}


def test_nothing_known_gives_nothing() -> None:
    assert Matcher([profile("wide", WIDE, ["order_id"])]).find([["x", "y"], []]) is None


def test_of_profiles_that_explain_the_same_columns_the_one_that_knows_their_names_wins() -> None:
    known = profile("a", WIDE | {"note": ["Note"], "tax": ["Tax"]}, ["order_id"])
    guessing = msgspec.structs.replace(
        profile("b", {field: WIDE[field] for field in ("order_id", "sku")}, ["order_id"]),
        guesses={field: WIDE[field] for field in ("quantity", "buyer")},
    )
    for both in ([known, guessing], [guessing, known]):
        fit = Matcher(both).find([["Order ID", "SKU", "Quantity", "Buyer"]])
        assert fit
        assert fit.profile.name == "a"
        assert fit.rivals == ("b",)


def test_a_few_columns_of_a_us_report_are_not_taken_for_those_of_a_site_where_they_are_guesses() -> None:
    header = ["Order Number", "Buyer Username", "Item Title", "Custom Label", "Quantity", "Total Price"]
    dates = ["Sale Date", "Paid On Date", "Ship By Date", "Shipped On Date", "Ship To Country"]
    fit = Matcher(load_profiles(None, [])).find([header + dates])
    assert fit
    assert fit.profile.name == "ebay"
