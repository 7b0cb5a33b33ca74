"""What marketplaces allow, as profiles say it."""

from collections import defaultdict
from pathlib import Path

import pytest

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.exports.profile.check import ProfileError, check_profile
from orderdeck.data.exports.profile.files import load_profiles
from orderdeck.data.exports.profile.policies import UNKNOWN, Policies
from orderdeck.data.exports.profile.policy import Policy

BARE = {"name": "own", "title": {"en": "Own"}, "marketplace": "own", "aliases": {"order_id": ["No"]}}


def test_the_profiles_of_a_marketplace_say_the_same_of_it() -> None:
    said = defaultdict(set)
    for profile in load_profiles():
        if profile.kind == "orders":
            said[profile.marketplace].add(repr(profile.policy))
    assert {name: len(policies) for name, policies in said.items() if len(policies) > 1} == {}


@pytest.mark.parametrize(
    ("marketplace", "remedy", "closes"),
    [
        ("aliexpress", "buyer_applies", "ship_by"),
        ("tiktok", "seller_cancels", ""),
        ("shopee", "seller_cancels", "later"),
        ("lazada", "seller_cancels", ""),
        ("amazon", "seller_cancels", "later"),
        ("walmart", "seller_cancels", "later"),
        ("ebay", "seller_cancels", "never"),
        ("etsy", "seller_cancels", "never"),
        ("shopify", "seller_cancels", "never"),
        ("woocommerce", "seller_cancels", "never"),
        ("temu", "seller_cancels", ""),
    ],
)
def test_what_is_known_of_a_marketplace(marketplace: str, remedy: str, closes: str) -> None:
    found = Policies(None).of(marketplace, None)
    assert (found.remedy, found.closes) == (remedy, closes)


@pytest.mark.parametrize(
    "name", ["dianxiaomi", "mabang", "tongtool", "littleboss", "orderdeck", "aliexpress_ru"]
)
def test_software_that_serves_several_marketplaces_claims_nothing_of_its_own(name: str) -> None:
    profile = next(one for one in load_profiles() if one.name == name)
    assert profile.policy == Policy()
    assert Policies(None).of(profile.marketplace, "US") is UNKNOWN


def test_a_country_has_clocks_of_its_own() -> None:
    policies = Policies(None)
    assert policies.of("tiktok", "TH").cancel_answer_hours == 24
    assert policies.of("tiktok", "VN").cancel_answer_hours == 48
    assert policies.of("tiktok", "US").cancel_answer_hours is None
    assert (policies.of("shopee", "PH").ship_days, policies.of("shopee", "TW").ship_days) == (2, None)
    assert policies.of("shopee", "PH").remedy == "seller_cancels"


def test_a_profile_of_ones_own_goes_before_the_packaged_item_by_item(tmp_path: Path) -> None:
    paths = DeskPaths.of(tmp_path)
    paths.profiles.mkdir(parents=True)
    (paths.profiles / "ebay.toml").write_text(
        'extends = "ebay"\n[policy]\ncancel_answer_hours = 24\ncan_agree = true\n[policy.countries]\n'
        "DE = { dispute_days = 3 }\n",
        encoding="utf-8",
    )
    (paths.profiles / "broken.toml").write_text("[policy]\nremedy = 1\n", encoding="utf-8")
    found = Policies(paths).of("ebay", "FR")
    assert (found.remedy, found.cancel_answer_hours, found.can_agree) == ("seller_cancels", 24, True)
    assert (Policies(paths).of("ebay", "DE").dispute_days, found.dispute_days) == (3, None)


@pytest.mark.parametrize(
    ("policy", "told"),
    [
        ({"remedi": "buyer_applies"}, "remedy"),
        ({"remedy": "buyer"}, "remedy"),
        ({"closes_by_itself": "soon"}, "closes_by_itself"),
        ({"cancel_answer_hours": 0}, "cancel_answer_hours"),
        ({"countries": {"Thailand": {}}}, "two capital letters"),
    ],
)
def test_a_policy_that_makes_no_sense_is_refused_with_its_key(policy: dict[str, object], told: str) -> None:
    with pytest.raises(ProfileError, match=told):
        check_profile(BARE | {"policy": policy})
    assert check_profile(BARE | {"policy": {"closes_by_itself": "ship_by + 1.5 d"}})
