"""Scripts, queue files and templates know whole orders, and the same of each as its list has."""

import json
import random
from decimal import Decimal
from pathlib import Path

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.base.letters import Wanted
from orderdeck.data.desk.as_json import queues_json
from orderdeck.data.messages import order_facts
from orderdeck.data.messages.letter import Shelf, Subject, write
from orderdeck.data.reports.exported.formats import written
from orderdeck.data.reports.exported.lists import chosen, made
from tests.desk.make_desk import NOON, Bench, order
from tests.exported.test_lists import random_order

WHOLE = {
    "full_address": None, "address": "Rua 1", "city": "Lisboa", "province": None, "zip": "01000",
    "phone": "+351 900 000 000", "email": "a@example.com", "tax_number": "00012", "tracking": "LX0000000042",
}  # fmt: skip


def test_queues_and_orders_say_the_same_of_each_order(bench: Bench) -> None:

    bench.load(*(random_order(random.Random(number), number) for number in range(12)))
    desk = bench.desk(hooks=None)
    keys = chosen(desk)
    rows = {name: json.loads(written(name, made(desk, name, keys).rows, "json", to_file=False))[name]
            for name in ("orders", "lines")}  # fmt: skip
    told = {one["order_key"]: one for queue in queues_json(desk)["queues"] for one in queue["orders"]}
    assert told.keys() == set(keys)
    for row in rows["orders"]:
        one = told[row["order_key"]]
        both = one.keys() & row.keys()
        assert both > {
            "buyer",
            "recipient",
            "address_block",
            "address",
            "city",
            "zip",
            "phone",
            "tax_number",
            "tracking",
        }
        assert {name: one[name] for name in both} == {name: row[name] for name in both}
    lines = iter(rows["lines"])
    for key in keys:
        for line in told[key]["lines"]:
            row = next(lines)
            assert row["order_key"] == key
            assert line.items() <= row.items()
            assert line.get("ordered", line["quantity"]) == row["ordered"]


def test_a_queue_file_can_go_by_whom_an_order_goes_to(bench: Bench) -> None:
    bench.load(order(1, **WHOLE), order(2))
    bench.paths.queues.mkdir(parents=True)
    (bench.paths.queues / "near.sql").write_text(
        "select order_key from facts where zip = '01000' and phone like '+351%' and tracking is not null "
        "and address_block like 'Maria Silva%Lisboa 01000%'"
    )
    assert bench.desk().keys("near") == ["aliexpress:1"]


def test_a_template_knows_the_parts_of_an_address_and_prices(bench: Bench, tmp_path: Path) -> None:

    one = order(
        1,
        **WHOLE,
        lines=[{"quantity": 3, "owed": 2, "unit_price": Decimal("4.5"), "attributes": "Color:Red"}],
    )
    told = order_facts(one, Settings(), NOON, "en")
    assert {name: told[name] for name in ("order_key", "city", "zip", "phone", "email", "tracking")} == {
        name: one[name] for name in ("order_key", "city", "zip", "phone", "email", "tracking")
    }
    assert "province" not in told, "what isn't known is marked in the letter"
    line = told["items"][0]
    assert (line["variant"], line["quantity"], line["unit_price"]) == ("Color:Red", 2, "4.50 USD")
    folder = tmp_path / "labels"
    folder.mkdir()
    (folder / "en.j2").write_text("{# Label #}\n{{ zip }} {{ city }}: {{ items[0].unit_price }}\n")
    about = Subject(facts=lambda _language: told, fitting=("labels",))
    letter = write(Wanted("x:1", template="labels"), about, Shelf(tmp_path))
    assert letter is not None
    assert letter.text.strip() == "01000 Lisboa: 4.50 USD"
    assert {"01000", "Lisboa"} <= set(letter.private), "hidden where names are"
    (folder / "en.j2").write_text("{# Label #}\n{{ buyer }}: 01000 pieces\n")
    letter = write(Wanted("x:1", template="labels"), about, Shelf(tmp_path))
    assert letter is not None
    assert "01000" not in letter.private, "a number in another text is none of a buyer's"
