"""What users are told about files of their own is tried: the documents' examples, and their lists of names."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from data.desk import Desk
from data.desk.panels import Panels
from data.messages import facts_of, order_facts, render, situations
from data.messages.render import MessageError
from data.messages.sandbox import FILTERS
from data.paths import DeskPaths
from data.profile import load_profiles
from data.remarks import load_rules
from data.sample import generate
from data.settings import Settings, load
from data.stock.cases import SITUATION_OF
from queries.loader import queues
from tui.letters import PREFERRED, write_letter

DOCS = Path(__file__).parents[1] / "docs"
Run = Callable[..., tuple[int, str, str]]


def blocks(name: str, language: str) -> list[str]:
    """The fenced examples of a document."""
    text = (DOCS / name).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def table(name: str, heading: str) -> dict[str, list[str]]:
    """First cell of each row of the first table below `heading` -> the cells after it."""
    text = (DOCS / name).read_text(encoding="utf-8")
    _, _, below = text.partition(f"{heading}\n")
    assert below, f"{name}: no {heading!r}"
    first = re.search(r"^\|.*?(?=^[^|]|\Z|\n\n)", below, re.DOTALL | re.MULTILINE)
    assert first, f"{name}: no table below {heading!r}"
    rows = [re.split(r"(?<!\\)\|", line.strip("|")) for line in first[0].splitlines()[2:]]
    return {row[0].strip().strip("`"): [cell.strip() for cell in row[1:]] for row in rows}


def put(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def orders_csv(paths: DeskPaths, *rows: dict[str, str], name: str = "orders.csv") -> None:
    """An export of orders to be shipped, in our own template."""
    columns = (
        "order_id",
        "status",
        "placed_at",
        "buyer",
        "country_code",
        "service",
        "remark",
        "sku",
        "quantity",
    )
    soon = (datetime.now(UTC) - timedelta(hours=3)).isoformat(timespec="seconds")
    plain = {
        "status": "to_ship",
        "placed_at": soon,
        "buyer": "Bo",
        "country_code": "SE",
        "sku": "A",
        "quantity": "1",
    }
    lines = [",".join(f'"{(plain | row).get(column, "")}"' for column in columns) for row in rows]
    put(paths.exports / name, "\n".join((",".join(columns), *lines)) + "\n")


def told(run: Run, paths: DeskPaths) -> dict[str, dict[str, dict[str, Any]]]:
    """Queue -> order number -> the order, as scripts are given them."""
    code, out, _ = run("queues", paths.exports, "--json")
    assert code == 0
    return {
        queue["key"]: {order["order_id"]: order for order in queue["orders"]}
        for queue in json.loads(out)["queues"]
    }


def complaints(run: Run, paths: DeskPaths) -> str:
    code, _, errors = run("queues", paths.exports, "--counts")
    assert code == 0
    return errors


@pytest.fixture
def opened() -> Iterator[Callable[[DeskPaths], Desk]]:
    desks: list[Desk] = []

    def opened(paths: DeskPaths) -> Desk:
        desks.append(Desk.open(paths, load(paths)))
        return desks[-1]

    yield opened
    for desk in desks:
        desk.close()


def test_every_file_of_the_users_is_named_and_every_link_leads_somewhere() -> None:
    paths = DeskPaths.of(Path("/x"))
    named = " ".join(table("own-files.md", "# Files of your own"))
    for place in (paths.settings, paths.queues, paths.rules, paths.templates, paths.profiles):
        assert place.name in named
    for name in ("own-files.md", "queue-files.md", "rules.md", "templates.md"):
        text = (DOCS / name).read_text(encoding="utf-8")
        for target, anchor in re.findall(r"\]\((?!http)([^)#]+)(?:#([^)]+))?\)", text):
            aim = (DOCS / target).read_text(encoding="utf-8")
            heads = {re.sub(r"[^a-z0-9 -]", "", head.lower()) for head in re.findall(r"^#+ (.*)$", aim, re.M)}
            assert not anchor or anchor in heads, f"{name}: {target}#{anchor}"


# Queue files


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


# Remarks

REMARKS = {
    "1": "Please gift-wrap it",
    "2": "no gift wrap please",
    "3": "a red one with a nice bow",
    "4": "it is for our anniversary",
    "5": "bitte FUR DIE HOCHZEIT",
    "6": "please put my two orders into one parcel",
    "7": "thanks",
}


def test_the_example_of_remark_rules_holds(run: Run, paths: DeskPaths) -> None:
    orders_csv(paths, *({"order_id": number, "remark": remark} for number, remark in REMARKS.items()))

    def kinds() -> tuple[dict[str, list[str]], set[str]]:
        found = told(run, paths)
        every = {number: order for queue in found.values() for number, order in queue.items()}
        return {number: every[number]["remark_kinds"] for number in sorted(every)}, set(found["remarks"])

    assert kinds() == (
        {"1": [], "2": [], "3": [], "4": [], "5": [], "6": ["combine"], "7": []}, set()
    )  # fmt: skip
    put(paths.rules / "remarks.toml", blocks("rules.md", "toml")[0])
    assert kinds() == (
        {"1": ["gift_wrap"], "2": [], "3": ["gift_wrap"], "4": ["urgent"], "5": ["urgent"], "6": [], "7": []},
        {"1", "3"},
    )
    assert complaints(run, paths) == ""


def test_the_packaged_kinds_and_words_are_those_that_are_told(paths: DeskPaths) -> None:
    told_kinds = {key: cells[0] == "yes" for key, cells in _after("rules.md", "The packaged kinds:").items()}
    assert told_kinds == {kind.key: kind.changes for kind in load_rules().kinds}
    words = ("gap", "near", "zgap")
    own = put(paths.rules / "remarks.toml", "[kinds.x]\nany = ['a{gap}b{near}c{zgap}d']")
    assert load_rules(own.parent).errors == ()
    assert all(f"`{{{word}}}`" in (DOCS / "rules.md").read_text(encoding="utf-8") for word in words)


def _after(name: str, words: str) -> dict[str, list[str]]:
    return table(name, next(line for line in (DOCS / name).read_text("utf-8").splitlines() if words in line))


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

    from data.remarks import classifier

    put(paths.rules / "remarks.toml", f"[kinds.x]\nany = ['{pattern}']")
    assert ("x" in classifier(paths.rules).classify(pl.Series([remark]))[0]) is fits


def test_mistakes_in_remark_rules_are_told(run: Run, paths: DeskPaths) -> None:
    orders_csv(paths, {"order_id": "1", "remark": "ok then"}, {"order_id": "2", "remark": "hurry please"})
    file = put(paths.rules / "remarks.toml", "[kinds.x]\nany = ['ok', '(', ' {nothing} ', ' *']")
    errors = complaints(run, paths)
    assert errors.count(f"{file}: kind x, any, pattern") == 3
    orders = {n: order for queue in told(run, paths).values() for n, order in queue.items()}
    assert orders["1"]["remark_kinds"] == ["x"]
    put(file, "[kinds.x]\nany = ['ok']\nanyy = ['ok']")
    assert str(file) in complaints(run, paths)
    orders = {n: order for queue in told(run, paths).values() for n, order in queue.items()}
    assert (orders["1"]["remark_kinds"], orders["2"]["remark_kinds"]) == ([], ["urgent"])


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


# Services

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
    _, services, settings = blocks("rules.md", "toml")
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


# Templates


def _detailed() -> dict[str, Any]:
    return {
        "order_id": "1", "buyer": "Bo", "recipient": "Bo Ek", "shop": "Shop", "country_code": "BR", "currency": "USD",
        "total": "3.50", "service": "DHL", "address": "Rua 1", "pieces": 2, "ship_by": datetime.now(UTC),
        "placed_at": datetime.now(UTC), "lines": [{"title": "A thing", "sku": "A", "quantity": 2}],
    }  # fmt: skip


def test_the_example_of_a_template_is_written_and_asks_for_what_is_missing(
    run: Run, paths: DeskPaths, opened: Any
) -> None:
    orders_csv(paths, {"order_id": "1", "service": "DHL Express"}, {"order_id": "2"})
    assert run("load", paths.exports)[0] == 0
    put(paths.templates / "gift_question" / "en.j2", blocks("templates.md", "jinja")[0])
    desk = opened(paths)
    rows = desk.rows("express")
    letter = write_letter(desk, "li", rows["order_key"][0], "gift_question", "", {})
    assert letter is not None
    assert (letter.title, letter.missing) == ("Gift wrap: what the buyer wants", ("colours",))
    assert "by DHL Express.\nWhich colour" in letter.text
    assert "⟦colours⟧" in letter.text
    assert "gift_question" in letter.templates
    letter = write_letter(
        desk, "li", desk.rows("standard")["order_key"][0], "gift_question", "", {"colours": "red"}
    )
    assert letter is not None
    assert letter.missing == ()
    assert "We send it" not in letter.text
    # In the place of a packaged one, and broken.
    file = put(paths.templates / "ask_cancel" / "en.j2", "Dear {{ buyer }}\n{% macro x() %}{% endmacro %}")
    with pytest.raises(MessageError, match=re.escape(f"{file}, line 2")):
        render("ask_cancel", "en", {"buyer": "Bo"}, paths.templates)
    assert render("ask_cancel", "de", {"buyer": "Bo"}, paths.templates).text


def test_situations_facts_and_filters_are_those_that_are_told() -> None:
    text = (DOCS / "templates.md").read_text(encoding="utf-8")
    told_situations = _after("templates.md", "leaves no blank line")
    assert set(told_situations) == set(situations())
    assert set(SITUATION_OF.values()) <= set(told_situations)
    facts = table("templates.md", "## Facts")
    of_case = {"short_item", "restock_date", "extra_days", "new_ship_by"}
    own = dict.fromkeys(of_case, "x") | {"operator": "li"}
    assert set(facts) == set(order_facts(_detailed(), Settings(), datetime.now(UTC), "en", own))
    for name in facts_of("supplier_order", "zh"):
        assert f"`{name}`" in text or name == "note"
    for names in PREFERRED.values():
        assert all(f"`{name}`" in text for name in names if "stock" not in name)
    listed = text.split("filters alone:")[1].split("20,000")[0]
    assert set(re.findall(r"`(\w+)`", listed)) == FILTERS


# All of them


def test_a_backup_takes_the_files_along(run: Run, paths: DeskPaths, tmp_path: Path) -> None:
    orders_csv(paths, {"order_id": "1"})
    assert run("load", paths.exports)[0] == 0
    own = [
        put(paths.queues / "brazil.sql", blocks("queue-files.md", "sql")[0]),
        put(paths.rules / "remarks.toml", blocks("rules.md", "toml")[0]),
        put(paths.rules / "services.toml", blocks("rules.md", "toml")[1]),
        put(paths.settings, blocks("rules.md", "toml")[2]),
        put(paths.templates / "gift_question" / "en.j2", blocks("templates.md", "jinja")[0]),
        put(paths.profiles / "mine.toml", 'name = "mine"\nextends = "orderdeck"\n'),
    ]
    assert "mine" in {profile.name for profile in load_profiles(paths)}
    assert run("backup", paths.exports, tmp_path / "desk.backup")[0] == 0
    again = DeskPaths.of(tmp_path / "again")
    again.exports.mkdir()
    assert run("restore", tmp_path / "desk.backup", again.exports)[0] == 0
    for file in own:
        assert (again.state / file.relative_to(paths.state)).read_bytes() == file.read_bytes()
