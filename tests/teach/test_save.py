"""The TOML that is written: readable, checked, never over another, and loaded by from then on."""

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.exports.profile.check import check_profile
from orderdeck.data.exports.profile.files import load_profiles
from orderdeck.data.exports.profile.records import Profile
from orderdeck.data.exports.recognise import Recognised, Refusal, recognise
from orderdeck.data.exports.teach.guess.naming import default_name, valid_name
from orderdeck.data.exports.teach.guess.propose import choose_field, propose
from orderdeck.data.exports.teach.model import Proposal
from orderdeck.data.exports.teach.save import SaveError, save

HEAD = ["Bestellnummer", "Bestelldatum", "Artikelnummer", "Menge", "Einzelpreis"]
ROWS = [[f"88{1000 + row}", "2026-03-05 10:00:00", f"MUG-{row}", "2", "4.50"] for row in range(12)]


@pytest.fixture
def proposal(proposed: Callable[..., Proposal]) -> Proposal:
    found = proposed(HEAD, ROWS, "Neue Bestellungen 2026-03-05.csv")
    found.zone = "Europe/Berlin"
    return found


@pytest.fixture
def paths(tmp_path: Path) -> DeskPaths:
    return DeskPaths.of(tmp_path)


def test_the_saved_profile_reads_the_file(proposal: Proposal, paths: DeskPaths) -> None:
    saved = save(proposal, paths)
    assert saved == paths.profiles / "neue_bestellungen.toml"
    profile = check_profile(tomllib.loads(saved.read_text(encoding="utf-8")))
    assert profile.zone == "Europe/Berlin"
    found = recognise(proposal.path, load_profiles(paths))
    assert isinstance(found, Recognised)
    assert found.profile.name == "neue_bestellungen"
    assert found.mapping == proposal.mapping


def test_nothing_is_overwritten(proposal: Proposal, paths: DeskPaths) -> None:
    first = save(proposal, paths, "mine")
    before = first.read_text()
    for name, code in (("mine", "file_exists"), ("shopify", "name_taken"), ("../evil", "name_invalid")):
        with pytest.raises(SaveError) as error:
            save(proposal, paths, name)
        assert error.value.code == code
    assert first.read_text() == before
    assert [file.name for file in paths.profiles.iterdir()] == ["mine.toml"]


def test_a_profile_of_ones_own_is_replaced_when_asked(proposal: Proposal, paths: DeskPaths) -> None:
    save(proposal, paths, "mine")
    again = propose(proposal.path, load_profiles(paths))
    assert not isinstance(again, Refusal)
    again.zone = "Asia/Tokyo"
    assert 'zone = "Asia/Tokyo"' in save(again, paths, "mine", replace=True).read_text()


def test_a_folder_that_cannot_be_written_is_said(proposal: Proposal, tmp_path: Path) -> None:
    (tmp_path / "state").write_text("in the way")
    with pytest.raises(SaveError) as error:
        save(proposal, DeskPaths.of(tmp_path, tmp_path / "state"))
    assert error.value.code == "not_writable"


def test_an_unknown_zone_is_not_saved(proposal: Proposal, paths: DeskPaths) -> None:
    proposal.zone = "Europe/Berlinn"
    with pytest.raises(SaveError) as error:
        save(proposal, paths)
    assert error.value.code == "not_valid"
    assert "Europe/Berlin" in error.value.value
    assert not paths.profiles.exists()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    headers=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=40), min_size=3, max_size=3),
    status=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30),
)
def test_hostile_headers_and_values_make_toml_that_says_the_same(
    table: Callable[..., Path], tmp_path: Path, headers: list[str], status: str
) -> None:
    head = ["Order number", "Status", *headers]
    cells = [[f"88{1000 + row}", status, "MUG-1", "2", "x"] for row in range(6)]
    found = propose(table(head, cells, "hostile.csv"), ())
    if isinstance(found, Refusal) or found.kind != "orders" or found.name in ("", None):
        return
    for field, column in zip(("item_title", "sku", "remark"), found.columns[2:], strict=False):
        if "order_id" in found.mapping and not column.field:
            choose_field(found, column, field)
    found.zone, found.name = "UTC", "hostile"
    paths = DeskPaths.of(tmp_path / "desk")
    if "order_id" not in found.mapping:
        return
    saved = save(found, paths, replace=True)
    text = saved.read_text(encoding="utf-8")
    assert all(sign.isprintable() or sign == "\n" for sign in text)
    raw = tomllib.loads(text)
    assert set(raw["aliases"]) == set(found.mapping)
    assert raw["status"].get("labels", {}) == {
        text: code for text, code in found.statuses.items() if code != "unrecognised"
    }


def test_names_are_made_of_the_file_s_own_words() -> None:
    assert default_name(Path("Neue Bestellungen 2026-03-05 (2).csv"), ()) == "neue_bestellungen"
    assert default_name(Path("shop/2010-12-01.csv"), ()) == "shop"
    assert default_name(Path("orders_export.csv"), {"orders_export"}) == "orders_export_2"
    assert default_name(Path("订单导出20260305.xlsx"), ()) == "订单导出"


@given(st.text(max_size=60))
def test_a_default_name_is_always_valid(stem: str) -> None:
    name = default_name(Path("exports") / (stem.replace("/", "").replace("\x00", "") + ".csv"), ())
    assert valid_name(name)


def test_profiles_of_other_desks_are_not_touched(
    proposal: Proposal, paths: DeskPaths, profiles: tuple[Profile, ...]
) -> None:
    save(proposal, paths)
    assert "neue_bestellungen" not in {profile.name for profile in profiles}
