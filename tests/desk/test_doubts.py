"""What of an order's file could not be read is said where the order stands."""

from datetime import timedelta

from tests.desk.make_desk import NOON, Bench, order


def test_an_unreadable_ship_by_bears_a_badge_and_its_text(bench: Bench) -> None:
    told = "ship_by_unreadable|备货中\x1fpaid_at_unreadable|9999-01-01T00:00:00Z"
    bench.load(order(1, ship_by=None, doubts=told), order(2))
    board = bench.desk().board([f"aliexpress:{number}" for number in (1, 2)])
    rows = {row["order_id"]: row for row in board.iter_rows(named=True)}
    assert rows["1"]["queue"] == "standard"
    assert "unreadable" in rows["1"]["badges"]
    assert set(told.split("\x1f")) <= set(rows["1"]["reasons"])
    assert "unreadable" not in rows["2"]["badges"]


def test_the_badge_goes_with_an_export_that_can_be_read(bench: Bench) -> None:
    bench.load(order(1, ship_by=None, doubts="ship_by_unreadable|soon"))
    desk = bench.desk()
    bench.load(order(1), at=NOON + timedelta(hours=1))
    desk.catch_up()
    (row,) = desk.board(["aliexpress:1"]).iter_rows(named=True)
    assert "unreadable" not in row["badges"]


def test_an_order_that_its_file_ends_within_bears_a_badge_until_another_file_shows_it(bench: Bench) -> None:
    bench.load(order(1, doubts="may_be_cut|数量: 3"), order(2))
    desk = bench.desk()
    rows = {
        row["order_id"]: row for row in desk.board(["aliexpress:1", "aliexpress:2"]).iter_rows(named=True)
    }
    assert "may_be_cut" in rows["1"]["badges"]
    assert "may_be_cut|数量: 3" in rows["1"]["reasons"]
    assert "may_be_cut" not in rows["2"]["badges"]
    bench.load(order(1), at=NOON + timedelta(hours=1))
    desk.catch_up()
    (row,) = desk.board(["aliexpress:1"]).iter_rows(named=True)
    assert "may_be_cut" not in row["badges"]
