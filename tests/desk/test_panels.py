"""The user's own queue files: shown, or their error, and nothing else harmed."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from orderdeck.data.base.records import View
from orderdeck.data.desk import Desk
from tests.desk.make_desk import NOON, Bench, order


@pytest.fixture
def put(bench: Bench) -> Callable[[str, str], Path]:
    def put(name: str, text: str) -> Path:
        bench.paths.queues.mkdir(parents=True, exist_ok=True)
        file = bench.paths.queues / name
        file.write_text(text, encoding="utf-8")
        return file

    return put


def panels(desk: Desk) -> dict[str, View]:
    return {view.key: view for view in desk.views() if view.kind == "panel"}


def test_a_file_becomes_a_panel_and_follows_the_desk(bench: Bench, put: Callable[[str, str], Path]) -> None:
    put("brazil.sql", "-- title.en: Brazil\n-- title.zh: 巴西\n-- sort: total desc\n"
        "select order_key from facts where country_code = 'BR' -- all of it")  # fmt: skip
    put("big.sql", "select order_key from lines group by order_key having sum(quantity) > 5;")
    bench.load(order(1, total=5), order(2, total=9), order(3, country_code="US", lines=[{"quantity": 6}]))
    desk = bench.desk()
    found = panels(desk)
    assert found["brazil"].title == {"en": "Brazil", "zh": "巴西"}
    assert {key: view.count for key, view in found.items()} == {"brazil": 2, "big": 1}
    assert desk.rows("brazil")["order_id"].to_list() == ["2", "1"]
    bench.load(order(2, total=9, status="finished"), at=NOON.replace(hour=13))
    desk.catch_up()
    assert panels(desk)["brazil"].count == 1
    put("brazil.sql", "select order_key from facts where country_code = 'US'")
    assert panels(desk)["brazil"].count == 1
    (bench.paths.queues / "brazil.sql").unlink()
    assert panels(desk).keys() == {"big"}
    with pytest.raises(KeyError):
        desk.rows("brazil")


BAD: Final = (
    "select order_key from nowhere",
    "select nothing from facts",
    "selec order_key from facts",
    "delete from facts",
    "select order_key from facts; drop table facts",
    "create table x as select * from facts",
    "select * from read_csv('/etc/passwd')",
    "select content as order_key from read_text('/etc/hostname')",
    "select order_key from '/etc/passwd'",
    "select file as order_key from glob('/*')",
    "copy facts to '/tmp/orderdeck-stolen.csv'",
    "attach '/tmp/orderdeck-stolen.db'",
    "install httpfs",
    "load httpfs",
    "set enable_external_access = true",
    "pragma enable_profiling",
    "call pragma_version()",
    "-- title: only words",
    "-- key: UPPER CASE\nselect order_key from facts",
    "-- key: standard\nselect order_key from facts",
    "-- sort: haystack; drop table facts\nselect order_key from facts",
    "-- sort: no_column\nselect order_key from facts",
    "-- colour: red\nselect order_key from facts",
)


def test_a_bad_file_is_a_panel_with_its_error(bench: Bench, put: Callable[[str, str], Path]) -> None:
    put("good.sql", "select order_key from facts")
    bench.load(order(1))
    desk = bench.desk()
    for sql in BAD:
        put("bad.sql", sql)
        found = [view for view in desk.views() if view.kind == "panel"]
        (bad,) = (view for view in found if view.key != "good")
        assert bad.error.startswith("bad.sql: "), sql
        assert bad.count == 0
        good = next(view for view in found if view.key == "good")
        assert (good.count, good.error) == (1, ""), sql
        assert desk.rows("standard").height == 1
    desk.check()


def test_an_endless_query_is_stopped(
    bench: Bench, put: Callable[[str, str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    from orderdeck.data.desk.views import user_panels as module

    monkeypatch.setattr(module, "SECONDS", 0.2)
    put(
        "endless.sql",
        "select order_key from facts, range(100000000000) r where hash(r.range) = 42",
    )
    put("greedy.sql", "select string_agg(repeat('x', 1000000), '') as order_key from range(100000)")
    bench.load(order(1))
    found = panels(bench.desk())
    assert "stopped" in found["endless"].error
    assert found["greedy"].error


def test_the_desk_itself_cannot_be_changed_by_a_panel(bench: Bench, put: Callable[[str, str], Path]) -> None:
    put("a.sql", "with x as (select order_key from facts) select order_key, 1/0 from x")
    put("hostile \x1b[31m.sql", "select '\x1b]52;c;eA==\x07' as order_key, error('\x1b[31mred') from facts")
    bench.load(order(1))
    desk = bench.desk()
    assert all("\x1b" not in view.error + "".join(view.title.values()) for view in desk.views())
    assert desk.rows("standard").height == 1


def test_files_that_are_no_files_are_told(
    bench: Bench, put: Callable[[str, str], Path], tmp_path: Path
) -> None:
    put("x.sql", "select order_key from facts")
    (bench.paths.queues / "dir.sql").mkdir()
    (bench.paths.queues / "gone.sql").symlink_to(tmp_path / "nowhere")
    (bench.paths.queues / "latin.sql").write_bytes(b"-- title: caf\xe9\nselect order_key from facts")
    bench.load(order(1))
    views = [view for view in bench.desk().views() if view.kind == "panel"]
    assert [bool(view.error) for view in views] == [True, True, True, False]
