"""Profiles: the packaged ones are sound, a user's take their place, a broken one harms no other."""

from pathlib import Path

import platformdirs
import pytest

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.exports.containers.layout.header import fold
from orderdeck.data.exports.profile.check import ProfileError, check_profile
from orderdeck.data.exports.profile.files import ProfileProblem, load_profiles, profile_text
from orderdeck.data.exports.profile.records import Profile

MINIMAL = 'name = "mine"\ntitle = { en = "Mine" }\nmarketplace = "mine"\n[aliases]\norder_id = ["No"]\n'


def loaded(tmp_path: Path, **files: str) -> tuple[dict[str, Profile], list[ProfileProblem]]:
    folder = DeskPaths.of(tmp_path).profiles
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    problems: list[ProfileProblem] = []
    return {found.name: found for found in load_profiles(DeskPaths.of(tmp_path), problems)}, problems


def test_packaged_profiles_are_sound() -> None:
    problems: list[ProfileProblem] = []
    names = [profile.name for profile in load_profiles(problems=problems)]
    assert problems == []
    assert {"aliexpress", "aliexpress_ko", "aliexpress_intl", "orderdeck"} <= set(names)
    assert len(names) == len(set(names))


@pytest.mark.parametrize("profile", load_profiles(), ids=lambda profile: profile.name)
def test_no_header_means_two_things(profile: Profile) -> None:
    seen: dict[str, str] = {}
    for field, names in profile.headers().items():
        for name in names:
            assert seen.setdefault(fold(name), field) == field, f"{name}: {seen[fold(name)]} and {field}"


def test_guesses_are_tried_after_what_is_known() -> None:
    korean = next(profile for profile in load_profiles() if profile.name == "aliexpress_ko")
    assert korean.headers()["order_id"][0] == "주문 ID"
    assert "주문 상태" in korean.headers()["status"]
    assert "status" not in korean.aliases


def test_a_users_profile_takes_the_place_of_a_packaged_one(tmp_path: Path) -> None:
    copy = profile_text("aliexpress").replace("America/Los_Angeles", "Asia/Shanghai")
    found, problems = loaded(tmp_path, copy=copy, mine=MINIMAL)
    assert problems == []
    assert found["aliexpress"].zone == "Asia/Shanghai"
    assert found["aliexpress"].origin.endswith("copy.toml")
    assert found["mine"].kind == "orders"


def test_the_desks_profile_wins_over_the_persons(tmp_path: Path) -> None:
    folder = platformdirs.user_config_path("orderdeck") / "profiles"
    folder.mkdir(parents=True)
    (folder / "mine.toml").write_text(MINIMAL.replace("Mine", "Person"), encoding="utf-8")
    (folder / "other.toml").write_text(MINIMAL.replace("mine", "other"), encoding="utf-8")
    found, _ = loaded(tmp_path, mine=MINIMAL.replace("Mine", "Desk"))
    assert found["mine"].title["en"] == "Desk"
    assert "other" in found


def test_a_profile_may_build_on_another(tmp_path: Path) -> None:
    text = 'extends = "aliexpress"\nzone = "Asia/Shanghai"\n[aliases]\norder_id = ["单号"]\n'
    text += '[status.labels]\n"新状态" = "to_ship"\n'
    found, problems = loaded(tmp_path, more=text)
    assert problems == []
    assert found["aliexpress"].aliases["order_id"] == ["单号", "订单号"]
    assert found["aliexpress"].status.labels["新状态"] == "to_ship"
    assert found["aliexpress"].status.labels["等待发货"] == "to_ship"
    assert found["aliexpress"].zone == "Asia/Shanghai"


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ("zoon = 'x'\n" + MINIMAL, ["zoon", "zone"]),
        (MINIMAL + "ordr_id = ['x']\n", ["aliases.ordr_id", "order_id"]),
        (MINIMAL + "[status.labels]\nx = 'to_shp'\n", ["to_shp", "to_ship"]),
        (MINIMAL + "[items]\nrow_shap = 'order'\n", ["row_shap", "row_shape"]),
        (MINIMAL + "[items]\nrow_shape = 'sideways'\n", ["sideways"]),
        ("zone = 'Asia/Shanghia'\n" + MINIMAL, ["Asia/Shanghia", "Asia/Shanghai"]),
        ("required = ['status']\n" + MINIMAL, ["status"]),
        ("extends = 'aliexpres'\n" + MINIMAL, ["aliexpres", "`aliexpress`"]),
        (MINIMAL + "[[status.patterns]]\nmatch = '('\nstatus = 'to_ship'\n", ["regular expression"]),
        (MINIMAL + "[money]\ntotal_of = ['buyer']\n", ["buyer"]),
        ("name = ", []),
    ],
)
def test_a_broken_profile_is_told_and_harms_no_other(tmp_path: Path, broken: str, told: list[str]) -> None:
    found, problems = loaded(tmp_path, broken=broken, sound=MINIMAL.replace("mine", "sound"))
    assert "sound" in found
    assert "aliexpress" in found
    (problem,) = problems
    assert problem.file.endswith("broken.toml")
    for word in told:
        assert word in problem.message


def test_a_profile_needs_aliases() -> None:
    with pytest.raises(ProfileError, match="aliases"):
        check_profile({"name": "x", "title": {}, "marketplace": "x"})
