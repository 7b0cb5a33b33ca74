"""Own rules for remarks and services as the document has them."""

from typing import Any

import pytest

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.rules.remarks import load_rules
from tests.kinds import Run
from tests.own_files.documents import DOCS, blocks, complaints, orders_csv, put, table_after, told

REMARKS = {
    "1": "请打个蝴蝶结",
    "2": "without ribbon please",
    "3": "I love it with a nice bow",
    "4": "it is for our anniversary",
    "5": "bitte FUR DIE HOCHZEIT",
    "6": "please put my two orders into one parcel",
    "7": "thanks",
    "8": "Moin, moin! Many greetings to the DOGS, thank you",
    "9": "greetings to the horses",
}


def test_the_example_of_remark_rules_holds(run: Run, paths: DeskPaths) -> None:
    orders_csv(paths, *({"order_id": number, "remark": remark} for number, remark in REMARKS.items()))

    def kinds() -> tuple[dict[str, list[str]], set[str]]:
        found = told(run, paths)
        every = {number: order for queue in found.values() for number, order in queue.items()}
        return {number: every[number]["remark_kinds"] for number in sorted(every)}, set(found["remarks"])

    assert kinds() == (
        {key: ["unread"] for key in "1234589"} | {"6": ["combine"], "7": []}, set("12345689")
    )  # fmt: skip
    put(paths.rules / "remarks.toml", blocks("rules.md", "toml")[0])
    assert kinds() == (
        {
            "1": ["ribbon"], "2": ["unread"], "3": ["ribbon"], "4": ["urgent", "unread"], "5": ["urgent", "unread"],
            "6": ["unread"], "7": [], "8": [], "9": ["unread"],
        },
        set("1234569"),
    )  # fmt: skip
    put(paths.settings, '[remarks]\nqueue = "known"')
    assert kinds()[1] == {"1", "3"}
    assert complaints(run, paths) == ""


def test_the_packaged_kinds_and_words_are_those_that_are_told(paths: DeskPaths) -> None:
    told_kinds = {
        key: cells[0] == "yes" for key, cells in table_after("rules.md", "The packaged kinds:").items()
    }
    assert told_kinds == {kind.key: kind.changes for kind in load_rules().kinds}
    words = ("gap", "near", "zgap")
    own = put(paths.rules / "remarks.toml", "[kinds.x]\nany = ['a{gap}b{near}c{zgap}d']")
    assert load_rules(own.parent).errors == ()
    assert all(f"`{{{word}}}`" in (DOCS / "rules.md").read_text(encoding="utf-8") for word in words)


@pytest.mark.parametrize(
    ("remark", "pattern", "fits"),
    [
        ("Größe", " Größe ", True),
        ("GROSSE", " größe ", True),
        ("levering for jul", " før jul ", True),
        ("paczka dla Łucji", " ŁUCJI ", True),
        ("levering før jul", " for jul ", True),
        ("don't", " dont ", True),
        ("l'adresse", " l adresse ", True),
        ("gift-wrap!", " gift wrap [.] ", True),
        ("one, two", " one , two ", True),
        ("one - two", " one , two ", True),
        ("一，二。三", "一 , 二 [.] 三", True),
        ("换XL码", " 换 xl 码 ", True),
        ("12.50-3", " 12[.]50-3 ", True),
        ("rainbow", " bow ", False),
    ],
)
def test_remarks_are_folded_as_told(paths: DeskPaths, remark: str, pattern: str, fits: bool) -> None:
    import polars as pl

    from orderdeck.data.rules.remarks import classifier

    put(paths.rules / "remarks.toml", f"[kinds.x]\nany = ['{pattern}']")
    assert ("x" in classifier(paths.rules).classify(pl.Series([remark]))[0]) is fits


def test_mistakes_in_remark_rules_are_told(run: Run, paths: DeskPaths) -> None:
    orders_csv(paths, {"order_id": "1", "remark": "ok then bob"}, {"order_id": "2", "remark": "hurry please"})
    file = put(paths.rules / "remarks.toml", "[kinds.x]\nany = ['ok', '(', ' {nothing} ', ' *']")
    errors = complaints(run, paths)
    assert errors.count(f"{file}: kind x, any, pattern") == 3
    orders = {n: order for queue in told(run, paths).values() for n, order in queue.items()}
    assert orders["1"]["remark_kinds"] == ["x"]
    put(file, "[kinds.x]\nany = ['ok']\nanyy = ['ok']")
    assert str(file) in complaints(run, paths)
    orders = {n: order for queue in told(run, paths).values() for n, order in queue.items()}
    assert (orders["1"]["remark_kinds"], orders["2"]["remark_kinds"]) == (["unread"], ["urgent"])


def test_what_the_keys_of_a_kind_do(paths: DeskPaths) -> None:
    put(
        paths.rules / "remarks.toml",
        "[kinds.cancel]\nreplace = true\nany = ['x']\n[kinds.phone]\nchanges = true\n"
        "[kinds.new]\nany.en = ['y']\nmask = { en = ['z'] }\n[words]\nen_addr = 'zzz'",
    )
    packaged = {kind.key: kind for kind in load_rules().kinds}
    kinds = {kind.key: kind for kind in load_rules(paths.rules).kinds}
    assert (kinds["cancel"].any, kinds["cancel"].changes) == (("x",), False)
    assert (kinds["phone"].any, kinds["phone"].changes) == (packaged["phone"].any, True)
    assert (kinds["new"].any, kinds["new"].mask, kinds["new"].changes) == (("y",), ("z",), False)
    assert kinds["change_address"] == packaged["change_address"]


SERVICES = {
    "1": "City Rush",
    "2": "同城急送",
    "3": "CITY-RUSH, 24 h",
    "4": "DHL Packet Plus",
    "5": "DHL Express",
    "6": "Slow Boat / City Rush",
    "7": "Slow Boat",
}


def test_the_example_of_services_holds(run: Run, paths: DeskPaths, opened: Any) -> None:
    orders_csv(paths, *({"order_id": number, "service": name} for number, name in SERVICES.items()))
    assert set(told(run, paths)["express"]) == {"4", "5"}
    _, services, settings, *_ = blocks("rules.md", "toml")
    put(paths.rules / "services.toml", services)
    assert set(told(run, paths)["express"]) == {"5"}
    put(paths.settings, settings)
    assert set(told(run, paths)["express"]) == {"1", "2", "3", "5", "6"}
    assert complaints(run, paths) == ""
    rows = opened(paths).rows("express")
    assert dict(zip(rows["order_id"], rows["courier"], strict=True))["3"] == "City Rush"


def test_mistakes_in_services_are_told(run: Run, paths: DeskPaths) -> None:
    orders_csv(paths, {"order_id": "1", "service": "first"}, {"order_id": "2", "service": "second"})
    file = put(
        paths.rules / "services.toml",
        "[[pattern]]\nany = [' first ', '(']\nclass = 'express'\nbrand = 'DHL'\n"
        "[[pattern]]\nany = [' second ']\nclass = 'express'\nbrand = 'dhl'",
    )
    assert str(file) in complaints(run, paths)
    assert set(told(run, paths)["express"]) == {"2"}
    put(file, "[[pattern]]\nany = [' second ']\nclass = 'fast'")
    assert str(file) in complaints(run, paths)
    assert not told(run, paths)["express"]
