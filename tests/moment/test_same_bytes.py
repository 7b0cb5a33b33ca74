"""The same bytes again: a newer picture of their moment, or a copy that changes nothing."""

from datetime import UTC

from orderdeck.data.base.folder.found import examine
from orderdeck.data.base.text.iso_times import iso_of
from orderdeck.data.desk.as_json import intake_json
from orderdeck.tui.i18n import times
from orderdeck.tui.present.panels import lists
from orderdeck.tui.present.records import FileSeen
from orderdeck.tui.present.view.rows import RenderOptions
from tests.ledger.engines import sqlite_of
from tests.moment.arrivals import NOON, Place, orders_in, stock_in
from tests.moment.model import File
from tests.moment.test_any_order import whole

HOUR = 3600


def stock(name: str, hour: int, pieces: int) -> File:
    return File(name, NOON + hour * HOUR, f"sku,on_hand\nSKU1,{pieces}\n", {"SKU1": pieces})


def orders(name: str, hour: int, status: str, remark: str = "") -> File:
    return File(name, NOON + hour * HOUR, *whole({"N1": (status, remark)}))


def test_stock_that_is_counted_to_0_again_is_0(place: Place) -> None:
    desk = place.desk(None)
    for hour, pieces in ((1, 0), (2, 10), (3, 0)):
        place.arrive(stock(f"{hour}.csv", hour, pieces))
    desk.catch_up()
    assert stock_in(desk) == {"SKU1": (0, NOON + 3 * HOUR)} == stock_in(place.desk(None))


def test_the_same_where_one_file_is_written_over_in_place(place: Place) -> None:
    desk = place.desk(None)
    lines = [place.arrive(stock("stock.csv", hour, pieces))[0] for hour, pieces in ((1, 0), (2, 10), (3, 0))]
    desk.catch_up()
    assert stock_in(desk) == {"SKU1": (0, NOON + 3 * HOUR)} == stock_in(place.desk(None))
    assert [line.state for line in lines] == ["loaded"] * 3
    assert len(place.ledger.parts()) == 2, "the third points to the part of the first"
    assert lines[2].rows_of == lines[0].export_id


def test_a_cancel_request_that_was_withdrawn_leaves_its_queue(place: Place) -> None:
    desk = place.desk()
    place.arrive(orders("o.csv", 1, "to_ship"))
    place.arrive(orders("o.csv", 2, "cancel_requested"))
    desk.catch_up()
    assert desk.keys("cancel_requests")
    place.arrive(orders("o.csv", 3, "to_ship"))
    desk.catch_up()
    assert not desk.keys("cancel_requests")
    assert desk.keys("standard")
    [key] = desk.find("N1")
    found = desk.order(key)
    assert found is not None
    steps = [(step.status, step.seen_at) for step in found.history]
    assert steps == [
        (status, (NOON + hour * HOUR) * 1_000_000)
        for hour, status in ((1, "to_ship"), (2, "cancel_requested"), (3, "to_ship"))
    ]


def test_an_identical_recount_overrules_an_older_word_and_older_receipts(place: Place) -> None:
    desk = place.desk(None)
    place.arrive(stock("a.csv", 1, 5))
    place.act("stock_word", {"word": "out"}, sku="SKU1", at=NOON + 2 * HOUR)
    place.act("receipt", {"quantity": 3}, sku="SKU1", at=NOON + 2 * HOUR + 1)
    desk.catch_up()
    assert stock_in(desk) == {"SKU1": (3, NOON + 2 * HOUR)}
    [again] = place.arrive(stock("a.csv", 3, 5))
    desk.catch_up()
    assert again.state == "loaded"
    assert stock_in(desk) == {"SKU1": (5, NOON + 3 * HOUR)} == stock_in(place.desk(None))


def test_a_copy_changes_nothing_and_is_called_one(place: Place) -> None:
    desk = place.desk(None)
    place.arrive(orders("o.csv", 1, "to_ship", "gift"), stock("s.csv", 1, 5))
    desk.catch_up()
    [key] = desk.find("N1")
    before, shown = desk.order(key), desk.board([key])
    [copy] = place.arrive(orders("copy of o.csv", 4, "to_ship", "gift"))
    changes = desk.catch_up()
    assert (copy.state, copy.detail) == ("duplicate", "o.csv")
    assert not changes.order_keys
    assert desk.order(key) == before
    assert desk.board([key]).equals(shown)
    assert len(place.ledger.exports()) == 3


def test_a_file_that_is_touched_or_renamed_is_no_news(place: Place) -> None:
    place.arrive(orders("o.csv", 1, "to_ship"))
    [touched] = place.arrive(orders("o.csv", 5, "to_ship"))
    assert (touched.seq, len(place.ledger.exports())) == (1, 1)
    [renamed] = place.arrive(orders("renamed.csv", 1, "to_ship"))
    assert (renamed.state, renamed.exported_at) == ("duplicate", touched.exported_at)
    for again in (place, place):
        again.restart()
        assert again.arrive() == []
    assert len(place.ledger.exports()) == 2


def test_what_was_touched_is_newer_than_what_comes_late_and_lay_in_between(place: Place) -> None:
    desk = place.desk()
    place.arrive(orders("o.csv", 1, "to_ship"))
    place.arrive(orders("o.csv", 5, "to_ship"))
    place.restart()
    place.arrive(orders("late.csv", 3, "cancel_requested"))
    desk.catch_up()
    assert orders_in(desk)["N1"]["status"] == "to_ship" == orders_in(place.desk())["N1"]["status"]
    assert desk.pictures[-1].name == "o.csv"


def test_a_file_is_not_recorded_again_where_the_loader_forgot_it(place: Place) -> None:
    ahead = orders("ahead.csv", 40_000, "shipped")
    place.arrive(orders("o.csv", 1, "to_ship"), stock("s.csv", 1, 5))
    [first] = place.arrive(ahead)
    assert first.exported_at < first.claimed_at
    assert first.notes[0].startswith("ahead|2031-")
    sqlite_of(place.ledger)._writer.execute("delete from sightings")
    place.restart()
    files = [orders("o.csv", 1, "to_ship"), stock("s.csv", 1, 5), ahead]
    assert sorted(line.seq for line in place.arrive(*files)) == [1, 2, 3]
    assert len(place.ledger.exports()) == 3


def test_a_newest_file_counts_whatever_one_claims_that_came_before(place: Place) -> None:
    desk = place.desk()
    place.arrive(orders("orders_2029-12-31.csv", 1, "shipped"))
    place.arrive(orders("ahead.csv", 40_000, "cancel_requested"))
    assert orders_in(place.desk())["N1"]["status"] == "cancel_requested"
    file = place.paths.exports / "today.csv"
    file.write_text(whole({"N1": ("to_ship", "")})[0])
    found = examine(place.paths, file)
    assert found
    assert all(export for _, export in place.intake.take([found]))
    desk.catch_up()
    assert orders_in(desk)["N1"]["status"] == "to_ship"


def test_a_copy_says_that_nothing_is_declared_only_of_its_own_moment(place: Place) -> None:
    place.arrive(orders("o.csv", 1, "to_ship"))
    desk = place.desk(None)
    [key] = desk.find("N1")
    place.act("done", {}, order_key=key, at=NOON + 3 * HOUR)

    def reasons() -> list[str]:
        desk.catch_up()
        assert desk.board([key]).equals(place.desk(None).board([key]))
        return [one for one in desk.board([key])["reasons"][0] if one.startswith("undeclared|")]

    place.arrive(orders("before.csv", 2, "to_ship"))
    assert reasons() == []
    place.arrive(orders("since.csv", 5, "to_ship"))
    assert len(reasons()) == 1


def test_a_copy_is_of_its_own_moment_in_the_list_of_files(place: Place) -> None:
    """Sent again at five, it says that things stood so at five; the one before is of its own."""
    desk = place.desk()
    for name, hour in (("a.csv", 1), ("b.csv", 5)):
        place.arrive(orders(name, hour, "to_ship"))
    desk.catch_up()
    told = {one["name"]: one["taken_at"] for one in intake_json(desk.intake()[::-1])["files"]}
    assert told == {
        "a.csv": iso_of((NOON + HOUR) * 1_000_000),
        "b.csv": iso_of((NOON + 5 * HOUR) * 1_000_000),
    }
    shown = lists.intake([FileSeen(one) for one in desk.intake()], RenderOptions(0, UTC))
    details = [" ".join(piece.text for line in row.detail for piece in line) for row in shown]
    for detail, hour in zip(details, (5, 1), strict=True):
        assert times.full_stamp((NOON + hour * HOUR) * 1_000_000, UTC) in detail
