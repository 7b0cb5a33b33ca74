"""Own queue files as the document has them."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.desk.views.user_panels import Panels
from orderdeck.data.sample import generate
from orderdeck.queries.loader import queues
from tests.kinds import Run
from tests.own_files.documents import DOCS, blocks, orders_csv, put, table, told


def test_a_queue_file_sees_the_tables_and_columns_that_are_told(paths: DeskPaths, opened: Any) -> None:
    put(
        paths.queues / "columns.sql",
        "select concat_ws(' ', table_name, column_name, data_type) as order_key from information_schema.columns "
        "order by table_name, ordinal_position",
    )
    panels = Panels(opened(paths).con, paths)
    found: dict[str, dict[str, str]] = {}
    for row in panels.result("columns")[0]:
        name, column, kind = row.split(" ", 2)
        kind = kind.lower().replace("timestamp with time zone", "timestamptz")
        found.setdefault(name, {})[column] = kind
    panels.close()
    headings = {"facts": "### `facts`: a row an open order", "lines": "### `lines`: a row an order line",
                "clock": "### `clock`: one row"}  # fmt: skip
    described = {name: table("queue-files.md", heading) for name, heading in headings.items()}
    assert {name: {c: cells[0] for c, cells in rows.items()} for name, rows in described.items()} == found


def test_the_example_queues_hold_the_right_orders_of_a_sample(
    run: Run, paths: DeskPaths, opened: Any
) -> None:
    now = datetime.now(UTC)
    generate(paths.exports, orders=800, files=2, seed=4, now=now, open_share=0.5)
    first, second = blocks("queue-files.md", "sql")
    put(paths.queues / "brazil.sql", first)
    put(paths.queues / "many.sql", second)
    every = {number: order for queue in told(run, paths).values() for number, order in queue.items()}
    limit = (datetime.now(UTC) + timedelta(days=3)).isoformat()
    to_ship = ("to_ship", "part_shipped")
    brazil = {
        number: order["ship_by"]
        for number, order in every.items()
        if order["status"] in to_ship and order["country_code"] == "BR" and (order["ship_by"] or "z") < limit
    }
    many = {n for n, order in every.items() if sum(line["quantity"] or 0 for line in order["lines"]) >= 5}
    assert brazil
    assert many
    desk = opened(paths)
    views = {view.key: view for view in desk.views()}
    view = views["brazil_soon"]
    assert (view.kind, view.count, view.error) == ("panel", len(brazil), "")
    assert view.title == {"en": "Brazil, three days", "zh": "巴西，三天内"}
    assert set(view.why) == {"en", "zh"}
    rows = desk.rows("brazil_soon")
    assert set(rows["order_id"]) == set(brazil)
    assert rows["ship_by"].is_sorted()
    assert set(rows["queue"]) <= set(queues())
    assert set(desk.rows("many")["order_id"]) == many
    assert views["many"].title == {"en": "many", "zh": "many"}
    assert sum(view.count for view in views.values() if view.kind == "queue") == len(every)
    kinds = [view.kind for view in views.values()]
    assert kinds == sorted(kinds, key=("queue", "panel", "lens").index)
    # Worked like a queue; what is done here leaves it.
    code, out, _ = run("act", paths.exports, "take-next", "brazil_soon", "--as", "li", "--json")
    taken = json.loads(out)["done"][0]["order_id"]
    assert code == 0
    assert taken == rows["order_id"][0]
    assert run("act", paths.exports, "done", taken, "--as", "li")[0] == 0
    assert set(opened(paths).rows("brazil_soon")["order_id"]) == set(brazil) - {taken}
    code, out, _ = run("queues", paths.exports, "--counts")
    assert code == 0
    assert "Brazil, three days" in out


def test_mistakes_in_queue_files_are_told_as_the_document_says(
    run: Run, paths: DeskPaths, opened: Any
) -> None:
    orders_csv(paths, {"order_id": "1"})
    text = (DOCS / "queue-files.md").read_text(encoding="utf-8")
    for head in ("-- sort: shipby", "-- note: x", "-- key: express"):
        put(paths.queues / "brazil.sql", f"{head}\nselect order_key from facts")
        _, out, _ = run("queues", paths.exports, "--counts")
        said = next(
            "brazil.sql:" + line.split("brazil.sql:")[1] for line in out.splitlines() if "brazil.sql:" in line
        )
        assert f"    {said}\n" in text
        views = {view.key: view for view in opened(paths).views()}
        assert next(view for view in views.values() if view.kind == "panel").error == said
        assert views["standard"].count == 1
    for sql in (
        "select order_key from open_orders",
        "select order_key from standing",
        "select order_key from facts; select order_key from facts",
        "select order_id from facts",
    ):
        put(paths.queues / "brazil.sql", sql)
        assert "brazil.sql: " in run("queues", paths.exports, "--counts", "--json")[2]


def test_a_queue_file_may_be_written_in_all_the_ways_told(run: Run, paths: DeskPaths, opened: Any) -> None:
    orders_csv(paths, {"order_id": "1"}, {"order_id": "2", "remark": "please hurry"})
    folder = paths.queues
    put(folder / "Größe 1.sql", "-- a comment: this\nfrom facts where order_id = '1'")
    put(
        folder / "both.sql",
        "-- title: Both\n-- why.zh: 都\nwith x as (from facts) select order_key from x order by 1;",
    )
    put(
        folder / "twice.sql",
        "select order_key from facts union all select order_key from facts\n-- note: x\n",
    )
    put(folder / "day.sql", "select order_key from facts where "
        "(placed_at at time zone 'Asia/Shanghai')::date >= current_date - 2 and 'urgent' in remark_kinds")  # fmt: skip
    put(folder / "strange.sql", "select 'nothing' as order_key")
    assert run("load", paths.exports)[0] == 0
    views = {view.key: view for view in opened(paths).views() if view.kind == "panel"}
    assert {key: view.count for key, view in views.items()} == {
        "gr_e_1": 1, "both": 2, "twice": 2, "day": 1, "strange": 0,
    }  # fmt: skip
    assert not any(view.error for view in views.values())
    assert views["both"].title == {"en": "Both", "zh": "Both"}
    assert views["both"].why == {"en": "都", "zh": "都"}
    assert views["gr_e_1"].title["en"] == "Größe 1"
