"""What the desk says of orders that are gone from newer exports, or sent back: where they stand, and who decides."""

from datetime import timedelta
from typing import Any, Final

import msgspec
import pytest

from orderdeck.data import actions
from orderdeck.data.actions import Request
from orderdeck.data.base.config.settings import Exports, Settings
from orderdeck.data.desk import Desk
from orderdeck.data.desk.as_json import intake_json
from orderdeck.data.exports.profile.files import load_profiles
from tests.desk.make_desk import NOON, Bench, order

HOUR = timedelta(hours=1)
ONE = "aliexpress:1"


def row(desk: Desk, key: str = ONE) -> dict[str, Any]:
    return desk.board([key]).to_dicts()[0]


def say(desk: Desk, kind: str, *exports: str, **data: object) -> actions.Outcome:
    return actions.perform(desk, desk.ledger, Request(kind=kind, targets=exports, operator="li", data=data))


def test_the_packaged_profiles_say_which_exports_are_whole() -> None:
    whole = {profile.name: profile.export.whole for profile in load_profiles() if profile.kind == "orders"}
    assert whole["amazon_unshipped"] is True
    assert whole["amazon_all_orders"] is whole["amazon_new_orders"] is False
    assert whole["aliexpress"] == whole["dianxiaomi"] == whole["tiktok"] == whole["shopee"] == "ask"


def test_an_order_gone_from_a_whole_export_stands_on_hold_without_a_deadline(bench: Bench) -> None:
    late = order(1, ship_by=NOON - HOUR)
    bench.load(late, order(2), profile="amazon_unshipped", at=NOON)
    desk = bench.desk()
    assert row(desk)["late"]
    bench.load(order(2), profile="amazon_unshipped", at=NOON + HOUR)
    changes = desk.catch_up()
    assert ONE in changes.order_keys
    assert (row(desk)["queue"], row(desk)["deadline"], row(desk)["late"]) == ("on_hold", None, False)
    assert row(desk)["reasons"][0] == "gone|2026-09-07T13:00:00Z"
    assert "gone" in row(desk)["badges"]
    assert desk.keys("gone") == [ONE]
    assert desk.rows("gone", ["order_key", "reasons"])["reasons"].to_list() == [["gone|2026-09-07T13:00:00Z"]]
    assert desk.pulse().late == 0
    assert sum(view.count for view in desk.views() if view.kind == "queue") == 2
    assert desk.intake()[0].notes == ["left_out ×1"]
    assert not desk.questions(), "nobody has to be asked"


def test_an_export_that_lists_it_again_brings_it_back(bench: Bench) -> None:
    bench.load(order(1), order(2), profile="amazon_unshipped", at=NOON)
    bench.load(order(2), profile="amazon_unshipped", at=NOON + HOUR)
    desk = bench.desk()
    assert row(desk)["queue"] == "on_hold"
    bench.load(order(1), profile="amazon_all_orders", at=NOON + 2 * HOUR)
    assert ONE in desk.catch_up().order_keys
    assert (row(desk)["queue"], row(desk)["badges"]) == ("standard", [])
    assert desk.keys("gone") == []


def test_it_is_finished_with_by_whatever_export_says_so(bench: Bench) -> None:
    bench.load(order(1), order(2), profile="amazon_unshipped", at=NOON)
    bench.load(order(2), profile="amazon_unshipped", at=NOON + HOUR)
    desk = bench.desk()
    bench.load(order(1, status="shipped"), profile="amazon_all_orders", at=NOON + 2 * HOUR)
    desk.catch_up()
    assert desk.board([ONE]).is_empty()
    assert desk.keys("gone") == []


def test_two_accounts_that_name_no_shop_are_not_taken_for_one(bench: Bench) -> None:
    bench.load(order(1), order(2), profile="amazon_unshipped", at=NOON)
    bench.load(order(3), order(4), profile="amazon_unshipped", at=NOON + HOUR)
    desk = bench.desk()
    assert {row(desk, f"aliexpress:{n}")["queue"] for n in (1, 2, 3, 4)} == {"standard"}
    assert [(export.name, count) for export, count in desk.questions()] == [("orders-2.csv", 2)]
    assert row(desk)["badges"] == ["absent"]


def test_a_named_shops_export_says_nothing_of_another_shop(bench: Bench) -> None:
    bench.load(order(1, shop="Red"), profile="amazon_unshipped", at=NOON)
    bench.load(order(2, shop="Blue"), profile="amazon_unshipped", at=NOON + HOUR)
    desk = bench.desk()
    assert not desk.keys("gone")
    bench.load(order(3, shop="Red"), profile="amazon_unshipped", at=NOON + 2 * HOUR)
    desk.catch_up()
    assert desk.keys("gone") == [ONE]
    assert row(desk)["queue"] == "on_hold", "all of Red was sent, and all is new"


def test_a_row_that_was_rejected_is_not_gone(bench: Bench) -> None:
    bench.load(order(1, shop="Red"), order(2, shop="Red"), profile="amazon_unshipped", at=NOON)
    rejects = [{"row": 3, "reason": "date_unreadable", "order_id": "1", "detail": "soon"}]
    bench.load(order(3, shop="Red"), profile="amazon_unshipped", at=NOON + HOUR, rejects=rejects)
    desk = bench.desk()
    assert desk.keys("gone") == ["aliexpress:2"]
    rejects = [{"row": 3, "reason": "id_ruined", "order_id": None, "detail": "1.1E+16"}]
    bench.load(order(3, shop="Red"), profile="amazon_unshipped", at=NOON + 2 * HOUR, rejects=rejects)
    desk.catch_up()
    assert row(desk)["queue"] == "standard", "it may be the one whose number can't be read"
    assert [count for _export, count in desk.questions()] == [1]


def test_a_whole_export_without_rows_is_asked_about(bench: Bench) -> None:
    bench.load(order(1, order_key="amazon:1", marketplace="amazon"), profile="amazon_unshipped", at=NOON)
    desk = bench.desk()
    bench.load(profile="amazon_unshipped", at=NOON + HOUR)
    desk.catch_up()
    for each in (desk, bench.desk()):
        assert each.keys("gone") == ["amazon:1"]
        assert [(export.name, count) for export, count in each.questions()] == [("orders-2.csv", 1)]


def test_what_operators_answer_counts_can_be_undone_and_remembered(bench: Bench) -> None:
    bench.load(order(1), order(2), order(3), at=NOON)
    export = bench.load(order(2), order(3), at=NOON + HOUR)
    desk = bench.desk()
    assert (row(desk)["queue"], row(desk)["badges"]) == ("standard", ["absent"])
    assert [(asked.export_id, count) for asked, count in desk.questions()] == [(export.export_id, 1)]
    assert desk.intake()[0].notes == ["left_out_perhaps ×1"]
    say(desk, "whole", export.export_id)
    assert row(desk)["queue"] == "on_hold"
    assert not desk.questions()
    actions.undo(desk, desk.ledger, "li")
    assert row(desk)["queue"] == "standard"
    assert desk.questions()
    actions.redo(desk, desk.ledger, "li")
    assert row(desk)["queue"] == "on_hold"
    say(desk, "partial", export.export_id, always=True)
    assert row(desk)["badges"] == []
    assert not desk.questions()
    bench.load(order(3), at=NOON + 2 * HOUR)
    desk.catch_up()
    assert not desk.questions(), "nobody is asked again about exports of this profile"
    fresh = bench.desk()
    assert fresh.rows("standard").equals(desk.rows("standard"))
    assert say(desk, "whole", "no such").refused[0].code == "unknown_export"


def test_an_export_of_what_came_in_since_is_not_taken_for_a_list(bench: Bench) -> None:
    bench.load(order(1, shop="Red"), order(2, shop="Red"), at=NOON)
    newer = bench.load(order(3, shop="Red"), at=NOON + HOUR)
    desk = bench.desk()
    assert not desk.keys("gone")
    assert not desk.questions()
    say(desk, "whole", newer.export_id)
    assert set(desk.keys("gone")) == {ONE, "aliexpress:2"}, "whoever says so is believed"


def test_only_the_newest_export_of_a_shop_is_asked_about(bench: Bench) -> None:
    bench.load(order(1), order(2), order(3), at=NOON)
    bench.load(order(2), order(3), at=NOON + HOUR)
    newest = bench.load(order(3), at=NOON + 2 * HOUR)
    desk = bench.desk()
    assert [(export.export_id, count) for export, count in desk.questions()] == [(newest.export_id, 2)]
    say(desk, "partial", newest.export_id)
    assert not desk.questions()
    assert row(desk)["badges"] == ["absent"], "the one before may be whole still"


def test_what_listed_it_before_it_was_finished_with_is_not_asked_again(bench: Bench) -> None:
    """Of those rows some desks know nothing: they came before."""
    bench.load(order(1, shop="Red"), profile="amazon_unshipped", at=NOON)
    desk = bench.desk()
    other = "ebay_sales_history"
    bench.load(order(1, shop="Red", status="finished"), at=NOON + HOUR, profile=other)
    desk.catch_up()
    bench.load(order(1, shop="Red"), at=NOON + 2 * HOUR, profile=other)
    bench.load(order(2, shop="Red"), profile="amazon_unshipped", at=NOON + 3 * HOUR)
    desk.catch_up()
    for each in (desk, bench.desk()):
        assert not each.keys("gone")
        assert each.keys("back") == [ONE]


def test_days_in_a_name_bound_what_it_is_whole_of(bench: Bench) -> None:
    days = {day: order(day, shop="Red", placed_at=NOON.replace(day=day, hour=10)) for day in (1, 2, 3, 4)}
    bench.load(*days.values(), profile="shopee", at=NOON)
    newer = order(9, shop="Red", placed_at=NOON.replace(day=3))
    name = "Order.all.20260902_20260903.xlsx"
    bench.load(newer, profile="shopee", at=NOON + HOUR, name=name)
    assert set(bench.desk().keys("gone")) == {"aliexpress:2", "aliexpress:3"}


@pytest.mark.parametrize("key", ["amazon_unshipped", "*-2.csv"])
def test_settings_overrule_the_profile(bench: Bench, key: str) -> None:
    bench.load(order(1), order(2), profile="amazon_unshipped", at=NOON)
    bench.load(order(2), profile="amazon_unshipped", at=NOON + HOUR)
    desk = bench.desk(Settings(exports=Exports(whole={key: False})))
    assert not desk.keys("gone")
    desk = bench.desk(Settings(exports=Exports(whole={key: "ask"})))
    assert len(desk.questions()) == 1


def test_a_gone_order_holds_no_stock_even_where_it_was_packed(bench: Bench) -> None:
    piece = [{"sku": "A1", "stock_on_hand": 1}]
    bench.load(order(1, lines=piece), order(2, lines=[{"sku": "B"}]), profile="amazon_unshipped", at=NOON)
    bench.act("packed", ONE)
    desk = bench.desk(hooks=None)
    newer = (order(2, lines=[{"sku": "B"}]), order(3, lines=piece))
    bench.load(*newer, profile="amazon_unshipped", at=NOON + HOUR)
    desk.catch_up()
    for each in (desk, bench.desk(hooks=None)):
        assert row(each)["queue"] == "on_hold"
        assert row(each, "aliexpress:3")["queue"] == "standard"
        assert row(each, "aliexpress:3")["short"] == 0


def test_an_order_sent_back_is_marked_and_the_export_says_how_many(bench: Bench) -> None:
    bench.load(*(order(n, status="shipped") for n in (1, 2, 3)), order(4), at=NOON, name="new.csv")
    desk = bench.desk()
    bench.load(*(order(n) for n in (1, 2, 3, 4)), at=NOON + HOUR, name="old.csv")
    assert desk.catch_up().sent_back == {"old.csv": 3}
    for each in (desk, bench.desk()):
        told = "sent_back|shipped|2026-09-07T12:00:00Z|new.csv|old.csv"
        assert row(each)["queue"] == "standard"
        assert told in row(each)["reasons"]
        assert "sent_back" in row(each)["badges"]
        assert set(each.keys("back")) == {f"aliexpress:{n}" for n in (1, 2, 3)}
        assert each.rows("back", ["reasons"])["reasons"].to_list() == [[told]] * 3
        notes = {file["name"]: file["notes"] for file in intake_json(each.intake()[::-1])["files"]}
        assert notes == {"new.csv": [], "old.csv": ["sent_back ×3"]}
    bench.load(*(order(n, status="shipped") for n in (1, 2, 3)), at=NOON + 2 * HOUR)
    assert not desk.catch_up().sent_back
    assert desk.intake()[1].notes == []


STEPS: Final = (
    ("cancelled", "to_ship", True),
    ("cancelled", "dispute", True),
    ("finished", "awaiting_payment", True),
    ("shipped", "part_shipped", True),
    ("shipped", "cancel_requested", True),
    ("part_shipped", "to_ship", True),
    ("to_ship", "awaiting_payment", True),
    ("finished", "dispute", False),
    ("shipped", "unrecognised", False),
    ("awaiting_payment", "to_ship", False),
    ("payment_check", "awaiting_payment", False),
    ("risk_control", "to_ship", False),
    ("cancel_requested", "to_ship", False),
)
"""What an order was, what it is, and whether that is back."""


def test_which_steps_go_backwards(bench: Bench) -> None:
    bench.load(*(order(number, status=was) for number, (was, _, _) in enumerate(STEPS)), at=NOON)
    bench.load(*(order(number, status=now) for number, (_, now, _) in enumerate(STEPS)), at=NOON + HOUR)
    back = {f"aliexpress:{number}" for number, (_, _, is_back) in enumerate(STEPS) if is_back}
    assert set(bench.desk().keys("back")) == back


def test_an_older_file_that_comes_late_says_where_an_order_was(bench: Bench) -> None:
    bench.load(order(1), at=NOON)
    desk = bench.desk()
    bench.load(order(1, status="shipped"), at=NOON - HOUR)
    changes = desk.catch_up()
    assert changes.order_keys == {ONE}
    assert changes.sent_back == {"orders-1.csv": 1}
    assert "sent_back" in row(desk)["badges"]


def test_the_settings_name_what_is_wrong() -> None:
    assert msgspec.convert({"whole": {"ebay": "ask", "a/*": True}}, Exports).whole == {
        "ebay": "ask",
        "a/*": True,
    }
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"whole": {"ebay": "perhaps"}}, Exports)


@pytest.mark.parametrize(
    ("was", "status"),
    [("to_ship", "awaiting_payment"), ("part_shipped", "to_ship"), ("part_shipped", "awaiting_payment")],
)
def test_an_order_that_goes_back_by_itself_is_told(bench: Bench, was: str, status: str) -> None:
    bench.load(order(1, status=was), order(2), at=NOON)
    desk = bench.desk()
    bench.load(order(1, status=status), order(2), at=NOON + HOUR, name="old.csv")
    assert desk.catch_up().sent_back == {"old.csv": 1}
    for each in (desk, bench.desk()):
        assert "sent_back" in row(each)["badges"]
        assert "sent_back" not in row(each, "aliexpress:2")["badges"]
