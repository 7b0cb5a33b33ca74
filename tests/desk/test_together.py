"""Orders of one buyer to one address show each other, and which of them must not go into one parcel."""

from collections import defaultdict
from datetime import timedelta
from typing import Any, Final

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.desk import Desk
from orderdeck.data.desk.as_json import queues_json
from tests.desk.make_desk import NOON, Bench
from tests.desk.make_desk import order as any_order

HOUR = timedelta(hours=1)


def order(number: int, **fields: Any) -> dict[str, Any]:
    """One to the address that all of them go to."""
    return any_order(number, **{"address": "Rua 1"} | fields)


def row(desk: Desk, number: int = 1) -> dict[str, Any]:
    return desk.board([f"aliexpress:{number}"]).to_dicts()[0]


def others(desk: Desk, number: int = 1) -> list[str]:
    return [one.order_id for one in desk.together(f"aliexpress:{number}")]


def reason(desk: Desk, number: int = 1) -> str:
    return next((one for one in row(desk, number)["reasons"] if one.startswith("together|")), "")


def test_they_name_each_other_with_the_earliest_ship_by(bench: Bench) -> None:
    early = NOON + 30 * HOUR
    bench.load(order(1), order(2, ship_by=early), order(3, address="Rua 9"), order(4, buyer="João"))
    desk = bench.desk()
    assert (others(desk), others(desk, 2), others(desk, 3), others(desk, 4)) == (["2"], ["1"], [], [])
    assert reason(desk) == "together|1||2|2026-09-08T18:00:00Z"
    assert "together" in row(desk)["badges"]
    assert "together" not in row(desk, 3)["badges"]


SAME: Final[tuple[dict[str, Any], ...]] = (
    {"address": "RUA  1"},
    {"address": "Ｒｕａ１"},
    {"address": "Rúa 1,"},
    {"buyer": "maria  silva"},
    {"buyer": "María Silva"},
    {"recipient": "Somebody else"},
)
APART: Final[tuple[dict[str, Any], ...]] = (
    {"address": None},
    {"address": " "},
    {"buyer": "Ana"},
    {"buyer": None, "recipient": None, "email": None},
    {"shop": "B"},
    {"country_code": "PT", "country": "Portugal"},
    {"zip": "1000"},
    {"status": "awaiting_payment"},
    {"status": "finished"},
    {"fulfilment": "platform", "fulfilment_text": "仓发"},
)


def test_case_width_blanks_and_accents_make_no_other_address(bench: Bench) -> None:
    bench.load(order(1), *(order(number, **fields) for number, fields in enumerate(SAME, 2)))
    assert set(others(bench.desk())) == {str(number) for number in range(2, len(SAME) + 2)}


def test_other_buyers_addresses_shops_and_what_is_not_to_be_shipped_are_apart(bench: Bench) -> None:
    bench.load(order(1), *(order(number, **fields) for number, fields in enumerate(APART, 2)))
    desk = bench.desk()
    assert others(desk) == []
    assert reason(desk) == ""


def test_no_address_matches_no_missing_one(bench: Bench) -> None:
    bench.load(order(1, address=None), order(2, address=None))
    assert others(bench.desk()) == []


def test_taxed_and_cash_orders_are_not_to_be_sent_together_and_it_is_said(bench: Bench) -> None:
    bench.load(order(1, tax_collected=True), order(2), order(3, cash_on_delivery=True))
    desk = bench.desk()
    assert [reason(desk, n).split("|")[2] for n in (1, 2, 3)] == ["tax", "others", "cod"]
    assert [(one.order_id, one.apart) for one in desk.together("aliexpress:2")] == [
        ("1", "tax"),
        ("3", "cod"),
    ]
    assert "cash_on_delivery" in row(desk, 3)["badges"]
    told = {one["order_id"]: one for queue in queues_json(desk)["queues"] for one in queue["orders"]}
    pairs = {(n, one["order_id"]): one["apart"] for n in "123" for one in told[n]["together"]}
    tax, cash = "tax_collected", "cash_on_delivery"
    assert pairs == {
        ("1", "2"): tax, ("1", "3"): tax, ("2", "1"): tax, ("2", "3"): cash, ("3", "1"): cash, ("3", "2"): cash,
    }  # fmt: skip


def test_done_here_one_goes_alone_and_the_other_learns_of_it(bench: Bench) -> None:
    bench.load(order(1), order(2))
    desk = bench.desk()
    act = bench.act("done", "aliexpress:2")
    assert desk.catch_up().order_keys == {"aliexpress:1", "aliexpress:2"}
    assert others(desk) == []
    bench.act("undo", "aliexpress:2", undoes=act.id)
    desk.catch_up()
    assert others(desk) == ["2"]


def test_who_asks_to_ship_together_waits_in_remarks_with_the_others_named(bench: Bench) -> None:
    bench.load(order(1, remark="please ship together with my other order"), order(2))
    desk = bench.desk()
    assert row(desk)["queue"] == "remarks"
    assert [one.split("|")[0] for one in row(desk)["reasons"][:2]] == ["remark", "together"]
    listed = desk.rows("remarks", ["reasons"])["reasons"].to_list()[0]
    assert [one for one in listed if one.startswith("together|1||2|")]


def test_scripts_get_them_too(bench: Bench) -> None:
    bench.load(order(1), order(2, tax_collected=True), order(3, address="Rua 9"))
    told = {one["order_id"]: one for queue in queues_json(bench.desk())["queues"] for one in queue["orders"]}
    assert told["1"]["together"] == [
        {"order_id": "2", "ship_by": "2026-09-12T12:00:00Z", "apart": "tax_collected"}
    ]
    assert told["3"]["together"] == []


def test_thousands_to_one_forwarder_name_a_few(bench: Bench) -> None:
    bench.load(*(order(number) for number in range(1, 301)))
    desk = bench.desk()
    assert reason(desk, 300) == "together|299||1, 10, 100, 101, 102|2026-09-12T12:00:00Z"
    assert len(desk.together("aliexpress:1")) == 20


FIELDS = st.fixed_dictionaries(
    {
        "address": st.sampled_from(["Rua 1", "RUA １", "Rua 2", None]),
        "buyer": st.sampled_from(["Maria", "MARÍA", "Ana"]),
        "status": st.sampled_from(["to_ship", "to_ship", "risk_control", "finished"]),
    }
)
PLAIN = {"RUA １": "rua1", "Rua 1": "rua1", "Rua 2": "rua2", "MARÍA": "maria", "Maria": "maria", "Ana": "ana"}


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.dictionaries(st.integers(1, 5), FIELDS, min_size=1), min_size=1, max_size=3),
    st.sets(st.integers(1, 5)),
)
def test_a_running_desk_knows_what_the_model_and_a_fresh_one_know(
    tmp_path_factory: Any, batches: list[dict[int, dict[str, Any]]], done: set[int]
) -> None:
    bench = Bench(DeskPaths.of(tmp_path_factory.mktemp("desk")))
    try:
        desk = bench.desk()
        newest: dict[int, dict[str, Any]] = {}
        for hours, batch in enumerate(batches):
            bench.load(*(order(number, **fields) for number, fields in batch.items()), at=NOON + hours * HOUR)
            newest |= batch
            desk.catch_up()
        for number in done & set(newest):
            bench.act("done", f"aliexpress:{number}")
            desk.catch_up()
        groups: dict[Any, set[str]] = defaultdict(set)
        for number, fields in newest.items():
            if fields["status"] == "to_ship" and fields["address"] and number not in done:
                groups[PLAIN[fields["address"]], PLAIN[fields["buyer"]]].add(str(number))
        wanted = {one: group - {one} for group in groups.values() for one in group}
        for number in newest:
            assert set(others(desk, number)) == wanted.get(str(number), set())
        desk.check()
    finally:
        bench.close()
