from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orderdeck.data.rules.remarks import classifier, classify, load_rules

KINDS = {
    "change_address", "change_name", "variant", "invoice", "customs_value", "no_invoice", "carrier", "tax_number",
    "phone", "cancel", "urgent", "combine", "quantity", "pieces", "hold", "gift_wrap", "courier_note",
}  # fmt: skip


def kinds(remark: str, folder: Path | None = None) -> set[str]:
    return set(classifier(folder).classify(pl.Series([remark]))[0])


def own(folder: Path, text: str) -> Path:
    (folder / "remarks.toml").write_text(text, encoding="utf-8")
    return folder


def test_the_packaged_rules_are_sound() -> None:
    rules = load_rules()
    assert rules.errors == ()
    for pattern in [pattern for kind in rules.kinds for pattern in (*kind.mask, *kind.any)]:
        assert not pl.Series([" ", " _ ", ""]).str.contains(pattern, strict=True).any(), pattern
    assert {kind.key for kind in rules.kinds} == KINDS
    assert set(rules.changing()) == {
        "change_address", "change_name", "variant", "invoice", "customs_value", "carrier", "tax_number", "cancel",
        "quantity", "pieces", "hold",
    }  # fmt: skip


def test_what_must_not_be_shipped_over_blocks() -> None:
    blocking = {kind.key for kind in load_rules().kinds if kind.risk == "blocks"}
    assert blocking >= {"cancel", "change_address", "change_name", "carrier"}
    assert not blocking & {"urgent", "combine", "no_invoice"}


@pytest.mark.parametrize(
    ("remark", "expected"),
    [
        ("Don't change the address", set()),
        ("DON’T CHANGE THE ADDRESS!!", set()),
        ("please do not cancel", set()),
        ("Address is correct", set()),
        ("gift for my mother", set()),
        ("I love the gift box and the invoice printer", set()),
        ("no invoice", {"no_invoice"}),
        ("without invoice please", {"no_invoice"}),
        ("ｐｌｅａｓｅ　ｃｈａｎｇｅ　ｔｈｅ　ａｄｄｒｅｓｓ", {"change_address"}),
        ("CAMBIAR LA DIRECCION", {"change_address"}),
        ("cambiar la dirección", {"change_address"}),
        ("Größe ändern", {"variant"}),
        ("GROSSE ANDERN", {"variant"}),
        ("изменить адресов", {"change_address"}),
        ("изменением адреса", {"change_address"}),
        ("ПОМЕНЯЙТЕ АДРЕС", {"change_address"}),
        ("приложите счёт-фактуру", {"invoice"}),
        ("不要改地址", set()),
        ("已发DHL，单号1234567890", set()),
        ("老客户", set()),
        ("", set()),
        ("👍👍👍", set()),
        ("Change my address and cancel the invoice, ASAP", {"change_address", "cancel", "invoice", "urgent"}),
    ],
)
def test_traps(remark: str, expected: set[str]) -> None:
    assert kinds(remark) == expected


def test_a_column_keeps_its_name_its_order_and_its_empty_cells() -> None:
    got = classify(pl.Series("remark", ["cancel it", None, "", "thanks", "cancel it"]))
    assert got.name == "remark"
    assert got.dtype == pl.List(pl.String)
    assert got.to_list() == [["cancel"], [], [], [], ["cancel"]]
    assert classify(pl.Series("remark", [], dtype=pl.String)).to_list() == []
    assert classify(pl.Series("remark", [None], dtype=pl.String)).to_list() == [[]]


@settings(max_examples=6, deadline=None)  # each makes a thousand patterns ready, so few of many texts
@given(st.lists(st.one_of(st.none(), st.text(max_size=60)), min_size=15, max_size=40))
def test_any_text_gets_known_kinds_once_each(remarks: list[str | None]) -> None:
    for found in classify(pl.Series("remark", remarks, dtype=pl.String)).to_list():
        assert set(found) <= KINDS
        assert len(set(found)) == len(found)


def test_why_a_remark_is_what_it_is() -> None:
    assert classifier().evidence("Thanks! Please CANCEL the order")["cancel"].startswith("cancel")


def test_own_rules_add_to_the_packaged_ones(tmp_path: Path) -> None:
    own(
        tmp_path,
        "[kinds.urgent]\nany = [' stat ']\n[kinds.fragile]\nchanges = true\nany = [' (?:fragile|zerbrechlich) ']",
    )
    assert kinds("Send it stat, fragile!", tmp_path) == {"urgent", "fragile"}
    assert kinds("urgent", tmp_path) == {"urgent"}
    assert "fragile" in load_rules(tmp_path).changing()


def test_own_rules_can_replace_or_drop_a_kind(tmp_path: Path) -> None:
    own(tmp_path, "[kinds.urgent]\nreplace = true\nany = [' stat ']\n[kinds.combine]\noff = true")
    assert kinds("urgent, put all in one box", tmp_path) == set()
    assert "combine" not in {kind.key for kind in load_rules(tmp_path).kinds}


def test_own_mask_takes_a_trap_out(tmp_path: Path) -> None:
    own(tmp_path, "[kinds.cancel]\nmask = [' cancel culture']")
    assert kinds("book about cancel culture", tmp_path) == set()


@pytest.mark.parametrize("pattern", ["(unclosed", "(?=look)ahead", "a{nosuchword}", "x*", "(a{1000}){1000}"])
def test_a_broken_own_pattern_is_named_and_the_rest_goes_on(tmp_path: Path, pattern: str) -> None:
    own(tmp_path, f"[kinds.urgent]\nany = ['{pattern}', ' stat ']\n")
    rules = load_rules(tmp_path)
    assert len(rules.errors) == 1
    for part in ("remarks.toml", "urgent", pattern):
        assert part in rules.errors[0]
    assert kinds("stat", tmp_path) == {"urgent"}
    assert kinds("cancel", tmp_path) == {"cancel"}


@pytest.mark.parametrize(
    "text", ["kinds = [", "[kinds.urgent]\nanny = ['x']", "[kinds.urgent]\nany = 3", "\x00"]
)
def test_a_broken_own_file_is_named_and_the_packaged_rules_go_on(tmp_path: Path, text: str) -> None:
    own(tmp_path, text)
    rules = load_rules(tmp_path)
    assert len(rules.errors) == 1
    assert "remarks.toml" in rules.errors[0]
    assert kinds("cancel", tmp_path) == {"cancel"}


def test_a_pattern_that_would_blow_up_elsewhere_is_linear_here(tmp_path: Path) -> None:
    own(tmp_path, "[kinds.bomb]\nany = ['(a+)+$', '(?:a|aa)+z']")
    assert kinds("a" * 4000 + "!", tmp_path) == set()
