"""Withdrawing an export: the desk stands as if it had never arrived, and says first what that means."""

import pytest

from orderdeck.data.actions import redo, undo, withdraw
from orderdeck.data.actions.withdraw import effect, named
from orderdeck.data.base.records import Act
from tests.moment.arrivals import NOON, Place, orders_in, stock_in
from tests.moment.model import File
from tests.moment.test_any_order import whole
from tests.moment.test_same_bytes import HOUR, orders, stock


def many(name: str, hour: int, says: dict[str, tuple[str, str]]) -> File:
    return File(name, NOON + hour * HOUR, *whole(says))


def test_it_says_first_what_it_then_does(place: Place) -> None:
    place.arrive(many("good.csv", 1, {"N1": ("to_ship", ""), "N2": ("to_ship", ""), "N4": ("to_ship", "")}))
    place.arrive(
        many("bad.csv", 2, {"N1": ("finished", ""), "N2": ("risk_control", ""), "N3": ("to_ship", "")})
    )
    desk = place.desk()
    before = orders_in(desk)
    bad = named(desk, "bad.csv")
    assert bad
    told = effect(desk, bad)
    assert (told.back, told.away, told.reopened, len(told.exports)) == (2, 1, 1, 1)
    assert orders_in(desk) == before, "asking changes nothing"
    desk.check()
    done = withdraw(desk, desk.ledger, "bad.csv", "li")
    assert [act.data["file"] for act in done.done] == ["bad.csv"]
    assert {one: said["status"] for one, said in orders_in(desk).items()} == dict.fromkeys(
        ("N1", "N2", "N4"), "to_ship"
    )
    desk.check()
    assert orders_in(place.desk()) == orders_in(desk)
    undo(desk, desk.ledger, "li")
    assert orders_in(desk) == before == orders_in(place.desk())
    redo(desk, desk.ledger, "li")
    assert "N3" not in orders_in(desk)


@pytest.mark.parametrize("seen", ["both", "the end alone", "the desk is opened between"])
def test_acts_on_an_order_are_there_again_where_another_file_brings_it_back(place: Place, seen: str) -> None:
    place.arrive(many("only.csv", 1, {"N1": ("to_ship", "")}))
    desk, other = place.desk(), place.desk()
    [key] = desk.find("N1")
    place.ledger.append([_note(key)])
    other.catch_up()
    withdraw(other, other.ledger, "only.csv", "li")
    if seen == "both":
        desk.catch_up()
        assert desk.order(key) is None
    elif seen == "the desk is opened between":
        desk = place.desk()
    place.arrive(many("another.csv", 2, {"N1": ("risk_control", "")}))
    desk.catch_up()
    found = desk.order(key)
    assert found
    assert [act.kind for act in found.notes] == ["note"]
    assert found == place.desk().order(key)
    noted = desk.con.execute("select count(*) from acts where order_key = ?", [key]).fetchall()
    assert noted == [(1,)], "queues of one's own read them"
    desk.check()


def test_acts_on_an_order_that_goes_and_comes_back_are_there_again(place: Place) -> None:
    place.arrive(many("only.csv", 1, {"N1": ("to_ship", "")}))
    desk = place.desk()
    [key] = desk.find("N1")
    place.ledger.append([_note(key)])
    desk.catch_up()
    withdraw(desk, desk.ledger, "only.csv", "li")
    assert desk.order(key) is None
    assert desk.find("N1") == []
    undo(desk, desk.ledger, "li")
    found = desk.order(key)
    assert found
    assert [act.kind for act in found.notes] == ["note"]
    assert found == place.desk().order(key)
    desk.check()


def _note(key: str) -> Act:
    return Act(id="n1", kind="note", operator="wang", at=1, order_key=key, data={"text": "fragile"})


@pytest.mark.parametrize("by", ["name", "number", "id"])
def test_copies_go_along_and_the_export_is_named_as_the_list_has_it(place: Place, by: str) -> None:
    place.arrive(orders("old.csv", 0, "to_ship"))
    [bad] = place.arrive(orders("bad.csv", 1, "shipped"))
    [copy] = place.arrive(orders("copy.csv", 2, "shipped"))
    assert copy.state == "duplicate"
    desk = place.desk()
    word = {"name": "copy.csv", "number": str(bad.seq), "id": bad.export_id}[by]
    done = withdraw(desk, desk.ledger, word, "li")
    assert len(done.done) == 2
    assert orders_in(desk)["N1"]["status"] == "to_ship"
    again = withdraw(desk, desk.ledger, word, "li")
    assert [one.code for one in again.refused] == ["withdrawn_already"]
    undo(desk, desk.ledger, "li")
    assert orders_in(desk)["N1"]["status"] == "shipped"


def test_stock_falls_back_to_the_picture_before(place: Place) -> None:
    desk = place.desk(None)
    place.arrive(stock("a.csv", 1, 5))
    place.arrive(stock("b.csv", 2, 500))
    desk.catch_up()
    bad = named(desk, "b.csv")
    assert bad
    told = effect(desk, bad).instead
    assert told
    assert told.name == "a.csv"
    withdraw(desk, desk.ledger, "b.csv", "li")
    assert stock_in(desk) == {"SKU1": (5, NOON + HOUR)} == stock_in(place.desk(None))
    undo(desk, desk.ledger, "li")
    assert stock_in(desk) == {"SKU1": (500, NOON + 2 * HOUR)}


def test_what_is_not_there_is_refused(place: Place) -> None:
    (place.paths.exports / "odd.csv").write_text("song,singer\n1,2\n")
    place.arrive(File("song.csv", NOON, "song,singer\n1,2\n", {}))
    desk = place.desk()
    refused = [
        withdraw(desk, desk.ledger, word, "li").refused[0].code for word in ("nope.csv", "song.csv", "99")
    ]
    assert refused == ["unknown_file", "never_loaded", "unknown_file"]
    assert not place.ledger.withdrawn()
