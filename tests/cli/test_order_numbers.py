"""An order is named to people by the number that lists show, though its key is made of another id or of a time."""

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdeck.data.base.config.settings import load
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.text.order_numbers import number_in
from orderdeck.data.reports.acts import JournalQuery
from orderdeck.data.stock.open_desk import open_desk
from orderdeck.tui.present.records import ActionRequest
from orderdeck.tui.service.desk_service import DeskService
from tests.kinds import Run

HEAD = (
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Currency,Subtotal,Total,Created at,Lineitem quantity,"
    "Lineitem name,Lineitem price,Lineitem sku,Shipping Name,Shipping Country,Id\n"
)
DAY = "2026-11-28 10:00:00 +0000"
INTERNAL = ("5551001", "@17")
"""What only keys have."""


def shopify(*orders: tuple[str, str, str]) -> str:
    return HEAD + "".join(
        f"{number},a@b.c,paid,{DAY},{status},USD,10,10,{DAY},1,Tea,10,T,Ann,US,{key}\n"
        for number, status, key in orders
    )


@pytest.fixture
def shop(paths: DeskPaths) -> Path:
    """#1001 goes by an id of Shopify's, #1002 by its time, and #1003 was finished with."""
    (paths.exports / "orders.csv").write_text(
        shopify(
            ("#1001", "unfulfilled", "5551001"), ("#1002", "unfulfilled", ""), ("#1003", "fulfilled", "5551003")
        )
    )  # fmt: skip
    return paths.exports


def test_act_and_journal_name_orders_as_lists_do(run: Run, shop: Path) -> None:
    code, said, _errors = run("act", shop, "done", "#1001", "#1002")
    assert code == 0
    assert set(said.split("\n")[:-1]) == {
        f"#{number}: {what}" for number in (1001, 1002) for what in ("claimed", "done")
    }
    _code, _said, errors = run("act", shop, "done", "#1001")
    assert errors.startswith("orderdeck: #1001: ")
    _code, _said, errors = run("act", shop, "done", "#1003")
    assert errors.startswith("orderdeck: #1003: ")
    _code, _said, errors = run("act", shop, "done", "nobody:knows")
    assert errors.startswith("orderdeck: nobody:knows: ")
    told = json.loads(run("act", shop, "note", "shopify:5551001", "-d", "text=x", "--json")[1])
    assert {(one["order_id"], one["order_key"]) for one in told["done"]} == {("#1001", "shopify:5551001")}

    text, table = run("journal", shop)[1], run("journal", shop, "--csv")[1]
    assert not any(one in text for one in INTERNAL)
    assert {row["order"] for row in csv.DictReader(io.StringIO(table))} == {"#1001", "#1002"}
    assert {row["order_key"] for row in csv.DictReader(io.StringIO(table))} > {"shopify:5551001"}
    acts = json.loads(run("export", shop, "acts", "--format", "json")[1])["acts"]
    assert {one["order_id"] for one in acts} == {"#1001", "#1002"}
    for word in ("#1001", "1001", "shopify:5551001"):
        found = json.loads(run("journal", shop, "--json", "--order", word)[1])["acts"]
        assert {one["order_id"] for one in found} == {"#1001"}, word
        assert len(found) == 3
    assert json.loads(run("journal", shop, "--json", "--order", "100")[1])["acts"] == []


def test_the_deck_names_an_order_that_it_shows_no_more_as_lists_do(run: Run, shop: Path) -> None:
    paths = DeskPaths.of(shop)
    assert run("load", shop)[0] == 0
    service = DeskService(open_desk(paths, load(paths), operator="li"), "li")
    keys = {row["order_id"]: row["order_key"] for row in service.desk.rows("standard").iter_rows(named=True)}
    try:
        assert set(keys) == {"#1001", "#1002"}
        for number, key in keys.items():
            done = service.perform(ActionRequest("done", (key,)))
            assert (done.order_keys, done.numbers) == ((key,), {key: number})
            assert service.undo().numbers == {key: number}
            assert service.redo().numbers == {key: number}
            blocked = service.perform(ActionRequest("done", (key,)))
            assert blocked.numbers == {key: number}
            at_once = service.at_once(ActionRequest("reopen", (key,), ids=(f"x{key}",)))
            assert at_once is not None
            assert at_once.numbers == {key: number}
        assert {act.order_id for act in service.journal()} == {"#1001", "#1002"}
        assert {act.order_id for act in service.journal(JournalQuery(words=("#1001",)))} == {"#1001"}
        assert {act.order_id for act in service.journal(JournalQuery(order="1002"))} == {"#1002"}
        assert "#1002" in {held for one in service.people() for held in one.holds} <= {"#1001", "#1002"}
    finally:
        service.desk.close()


def test_the_report_of_a_shift_names_them_so(run: Run, shop: Path) -> None:
    for number in ("#1001", "#1002"):
        assert run("act", shop, "note", number, "-d", "text=ask Bo")[0] == 0
    said = run("report", shop)[1]
    assert "#1001" in said
    assert "#1002" in said
    assert not any(one in said for one in INTERNAL)


@given(
    marketplace=st.sampled_from(("shopify", "other")),
    shop=st.sampled_from(("", "A", "Łódź")),
    number=st.text(st.sampled_from("#12A-"), min_size=1, max_size=6),
    seconds=st.none() | st.integers(0, 2**31),
    buyer=st.sampled_from(("", "/Ann", "/a@1")),
)
def test_what_a_key_is_made_of_beside_the_number_is_not_in_the_number(
    marketplace: str, shop: str, number: str, seconds: int | None, buyer: str
) -> None:
    time = "" if shop or seconds is None else f"@{seconds}{buyer}"
    assert number_in(f"{marketplace}:{shop}:{number}{time}") == number
    assert number_in(f"{marketplace}:{number}") == number
