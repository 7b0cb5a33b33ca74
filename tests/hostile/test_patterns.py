"""Regular expressions that people write: none blows up, and one that can't be trusted is refused by name."""

import time
from pathlib import Path

import pytest

from orderdeck.data.base.config.settings import Folder, Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.text.linear_regex import Pattern, PatternError, trouble
from orderdeck.data.exports.profile.check import ProfileError, check_profile, patterns_of
from orderdeck.data.exports.profile.files import ProfileProblem, load_profiles, profile_text
from orderdeck.data.intake.process import load_once
from orderdeck.data.stock.open_desk import open_desk
from tests.hostile.hostile_files import orders, write_csv

BLOWING_UP = ["(a+)+$", "(a|aa)+$", "(.*a){25}", r"(\w+\s?)*$", "(x+x+)+y", "^(([a-z])+.)+[A-Z]([a-z])+$"]
REFUSED = ["(a{1000}){1000}", r"(a)\1", "(?=a)b", "(?<!a)b", "(", "[z-a]", "a" * 5000, "(?P<x"]


@pytest.mark.parametrize("text", BLOWING_UP)
def test_a_pattern_that_would_blow_up_takes_no_time(text: str) -> None:
    begun = time.monotonic()
    pattern = Pattern(text)
    hostile = ["a" * 50_000 + "!", "ab " * 20_000 + "\x00"]
    pattern.found_in(hostile)
    pattern.fits(hostile)
    pattern.group(hostile[0], "shop")
    assert time.monotonic() - begun < 60, "blown up it would take years"


@pytest.mark.parametrize("text", REFUSED)
def test_a_pattern_that_can_not_be_used_is_refused_in_words(text: str) -> None:
    assert trouble(text)
    with pytest.raises(PatternError, match="is no regular expression"):
        Pattern(text)


def test_every_packaged_pattern_can_be_used() -> None:
    patterns = [one for profile in load_profiles() for one in patterns_of(profile)]
    assert len(patterns) > 50
    assert [(one, why) for one in patterns if (why := trouble(one))] == []


def test_a_profile_with_such_a_pattern_is_told_and_harms_no_other(paths: DeskPaths) -> None:
    paths.profiles.mkdir(parents=True)
    raw = {
        "name": "mine",
        "title": {"en": "Mine"},
        "marketplace": "x",
        "aliases": {"order_id": ["No"]},
        "required": ["order_id"],
    }
    assert check_profile(raw).name == "mine"
    text = 'name = "mine"\ntitle = {en = "Mine"}\nmarketplace = "x"\nshop_in_name = "(?=x)(?P<shop>y)"\n'
    (paths.profiles / "mine.toml").write_text(text)
    problems: list[ProfileProblem] = []
    assert "aliexpress" in {profile.name for profile in load_profiles(paths, problems)}
    assert len(problems) == 1
    with pytest.raises(ProfileError, match="no regular expression"):
        check_profile(raw | {"furniture": ["(?=a)"]})


def test_a_blowing_up_status_pattern_of_the_user_slows_no_load(paths: DeskPaths) -> None:
    text = profile_text("aliexpress").replace('name = "aliexpress"', 'name = "mine"', 1)
    evil = '\n[[status.patterns]]\nmatch = "^(([a-z])+.)+[A-Z]([a-z])+$"\nstatus = "to_ship"\n'
    at = text.index("[[status.patterns]]")
    paths.profiles.mkdir(parents=True)
    (paths.profiles / "aliexpress.toml").write_text(text[:at] + evil + text[at:], encoding="utf-8")
    rows = orders(["a" * 20_000] * 50)
    for row in rows:
        row[1] = "a" * 20_000
    write_csv(paths.exports / "orders.csv", rows)
    begun = time.monotonic()
    [export] = load_once(paths, Settings(folder=Folder(settle_seconds=0)))
    assert export.state == "loaded"
    assert time.monotonic() - begun < 300, "blown up it would take years"


@pytest.mark.parametrize("rule", BLOWING_UP)
def test_a_remark_rule_that_would_blow_up_takes_no_time(paths: DeskPaths, rule: str, tmp_path: Path) -> None:
    paths.rules.mkdir(parents=True)
    (paths.rules / "remarks.toml").write_text(f"[kinds.change_address]\nany = ['{rule}']\n", encoding="utf-8")
    write_csv(paths.exports / "orders.csv", orders(["a" * 20_000 + "!"] * 20))
    settings = Settings(folder=Folder(settle_seconds=0))
    begun = time.monotonic()
    load_once(paths, settings)
    desk = open_desk(paths, settings)
    try:
        assert sum(view.count for view in desk.views() if view.kind == "queue") == 20
    finally:
        desk.close()
    assert time.monotonic() - begun < 300, "blown up it would take years"
