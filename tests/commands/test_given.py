"""What a command is given of orders: the shape that scripts know, without the buyer where that isn't asked for."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from orderdeck.data.base.config.settings import Settings, Wholesale
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.desk import Desk
from orderdeck.data.desk.as_json import intake_json, orders_json, queues_json
from orderdeck.tui.service.commands import Watched, given_files, given_orders, given_shift
from tests.desk.make_desk import NOON, Bench, order

TELLING = {
    "buyer": "Ana Silva", "recipient": "A. Silva-Souza", "phone": "+55 11 90000", "email": "ana@example.org",
    "address": "Rua do Sol 9", "zip": "01000-123", "city": "Santos", "tax_number": "123.456.789-09",
    "remark": "please change my address to Rua Nova 7",
}  # fmt: skip


@pytest.fixture
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    paths = DeskPaths.of(tmp_path_factory.mktemp("exports"))
    paths.state.mkdir()
    bench = Bench(paths)
    yield bench
    bench.close()


def orders_of(desk: Desk) -> dict[str, dict[str, Any]]:
    told = queues_json(desk)["queues"]
    return {one["order_key"]: one for queue in told for one in queue["orders"]}


def test_with_the_buyer_it_is_what_scripts_have_and_without_it_nothing_tells_who_it_is(bench: Bench) -> None:
    first, second = order(1, **TELLING), order(2, total=None)
    bench.load(first, second, order(3, status="completed"))
    desk = bench.desk(Settings(wholesale=Wholesale(buyers=["Ana Silva"])))
    state = desk.board([first["order_key"]])["state"][0]
    bench.act("packed", first["order_key"], state=state)
    changed = first | {"address": "Rua Nova 7", "recipient": "B. Silva-Souza"}
    bench.load(changed, second, at=NOON + timedelta(hours=1))
    desk.catch_up()
    keys = [second["order_key"], first["order_key"], "no:such", first["order_key"]]
    whole = orders_of(desk)
    assert orders_json(desk, keys, personal=True) == [whole[key] for key in keys[:2]]
    assert whole[keys[1]]["changes"], "there is something to hide in"
    assert "wholesale_buyer|Ana Silva" in whole[keys[1]]["reason_codes"]
    given = given_orders(desk, keys, {"command": "label"}, personal=False)
    assert given.count == 2
    told = json.loads(given.content)
    assert [one["order_key"] for one in told["orders"]] == keys[:2]
    text = given.content.decode()
    for value in (*TELLING.values(), "Rua Nova", "B. Silva"):
        assert value not in text
    assert told["orders"][1]["order_id"] == first["order_id"]
    assert told["orders"][1]["lines"] == whole[keys[1]]["lines"]
    assert {*told["orders"][1]} == {*whole[keys[1]]}


def test_files_that_arrived_are_told_as_scripts_have_them(bench: Bench) -> None:
    export = bench.load(order(1), name="a\u8ba2\u5355.csv")
    told = json.loads(given_files([export]).content)
    assert told["event"] == "arrived"
    assert told["files"] == intake_json([export])["files"]
    assert told["files"][0]["name"] == "a订单.csv"


def test_the_end_of_a_shift_comes_with_its_report(bench: Bench) -> None:
    bench.load(order(1))
    told = json.loads(given_shift(bench.desk(hooks=None), "li", 0).content)
    assert (told["event"], told["operator"], told["since"]) == ("shift_end", "li", "1970-01-01T00:00:00Z")
    assert told["report"]["files"] == 1


def test_what_is_late_or_short_is_told_once(bench: Bench) -> None:
    watched, desk = Watched(), bench.desk()
    assert watched.news(desk) == {}
    late = order(4, ship_by=NOON.replace(year=NOON.year - 1))
    bench.load(late)
    desk.catch_up()
    assert watched.news(desk) == {"late": [late["order_key"]], "stockout": []}
    assert watched.news(desk) == {"late": [], "stockout": []}
