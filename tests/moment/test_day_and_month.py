"""Dates of which nothing in the file shows the day: told by other files, never guessed, whatever arrives first."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

import msgspec
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from orderdeck.data.base.config.settings import Folder
from orderdeck.data.exports.profile_reader import ProfileReader
from orderdeck.tui.i18n.reasons import refusal
from tests.moment.arrivals import DAY, NOON, PROFILES, SETTINGS, Place, folder
from tests.moment.model import File

Style = Literal["iso", "dmy", "mdy"]
FORMATS: dict[str, str] = {"iso": "%Y-%m-%d %H:%M", "dmy": "%d/%m/%Y %H:%M", "mdy": "%m/%d/%Y %H:%M"}
ZONE = ZoneInfo(next(profile.zone for profile in PROFILES if profile.name == "orderdeck"))
MOMENT = datetime.fromtimestamp(NOON, UTC).replace(tzinfo=None)
LAW = settings(
    max_examples=10,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


class Sheet(msgspec.Struct, frozen=True):
    """A file of orders: number -> (placed, paid), as they were in truth; and how it writes them."""

    name: str
    orders: dict[str, tuple[datetime, datetime]]
    style: Style
    at: int

    def file(self) -> File:
        form = FORMATS[self.style]
        rows = [
            f"S,{order},to_ship,{placed:{form}},{paid:{form}},SKU1,1"
            for order, (placed, paid) in sorted(self.orders.items())
        ]
        text = "\n".join(["shop,order_id,status,placed_at,paid_at,sku,quantity", *rows, ""])
        return File(self.name, self.at, text, {}, 0)


def turned(moment: datetime) -> datetime | None:
    """What `moment` reads as with day and month exchanged; None where there is no such month."""
    return moment.replace(day=moment.month, month=moment.day) if moment.day <= 12 else None


def shows_itself(sheet: Sheet) -> bool:
    """Whether the file alone leaves no doubt: the year first, a 13th month, or a reading that makes no sense."""
    if sheet.style == "iso":
        return True
    times = [(turned(placed), turned(paid)) for placed, paid in sheet.orders.values()]
    latest = datetime.fromtimestamp(sheet.at, UTC).replace(tzinfo=None) + timedelta(days=1)
    wrong = right = False
    for (placed, paid), (truly, truly_paid) in zip(times, sheet.orders.values(), strict=True):
        if placed is None or paid is None:
            return True
        wrong = wrong or max(placed, paid) > latest or paid < placed - timedelta(days=1)
        right = right or max(truly, truly_paid) > latest or truly_paid < truly - timedelta(days=1)
    return wrong and not right


def loaded(sheets: Iterable[Sheet]) -> set[str]:
    """The model: the names of the files that can be read. What the readable ones date tells others, and so on."""
    sheets = list(sheets)
    read = {sheet.name for sheet in sheets if shows_itself(sheet)}
    while True:
        known = {order for sheet in sheets if sheet.name in read for order in sheet.orders}
        more = {
            sheet.name
            for sheet in sheets
            if any(
                order in known and any(moment.day != moment.month for moment in times)
                for order, times in sheet.orders.items()
            )
        }
        if more <= read:
            return read
        read |= more


TRUTH = {
    f"N{number}": (placed, placed + timedelta(days=later))
    for number, (placed, later) in enumerate(
        [
            (datetime(2026, 11, 5, 12), 0),
            (datetime(2026, 11, 6, 9), 1),
            (datetime(2026, 10, 12, 8), 20),  # paid on 1 November: 10 January, or 11 December, were it turned
            (datetime(2026, 11, 11, 10), 0),
            (datetime(2026, 9, 9, 10), 2),
            (datetime(2026, 3, 2, 10), 0),
            (datetime(2026, 10, 25, 10), 3),
        ]
    )
}


@st.composite
def stories(draw: Any) -> list[list[Sheet]]:
    """Batches of files in an order of arrival."""
    held = draw(
        st.lists(st.sets(st.sampled_from(sorted(TRUTH)), min_size=1, max_size=3), min_size=1, max_size=5)
    )
    sheets = [
        Sheet(
            f"{number}.csv",
            {order: TRUTH[order] for order in orders},
            draw(st.sampled_from(["iso", "dmy", "dmy", "mdy", "mdy"])),
            NOON + draw(st.integers(0, 3)) * 3600 + number,
        )
        for number, orders in enumerate(held)
    ]
    sheets = draw(st.permutations(sheets))
    cuts = sorted(draw(st.sets(st.integers(1, max(1, len(sheets) - 1)), max_size=3)))
    parts = zip([0, *cuts], [*cuts, len(sheets)], strict=True)
    return [sheets[first:last] for first, last in parts if sheets[first:last]]


def placed_in(place: Place) -> dict[str, datetime]:
    """When each order on the desk was placed, by the clock of the files."""
    desk = place.desk()
    rows = desk.con.execute("select order_id, epoch_us(placed_at) from open_orders").fetchall()
    return {
        order: datetime.fromtimestamp(at / 1e6, UTC).astimezone(ZONE).replace(tzinfo=None)
        for order, at in rows
    }


@LAW
@given(stories())
def test_no_date_is_ever_wrong_and_the_same_files_are_read_whatever_comes_first(
    story: Sequence[Sequence[Sheet]],
) -> None:
    arrived: list[Sheet] = []
    with folder() as place:
        for batch in story:
            place.arrive(*(sheet.file() for sheet in batch))
            arrived += batch
            read = {export.name for export in place.ledger.exports() if export.state != "refused"}
            wanted = loaded(arrived)
            assert read == wanted
        orders = {order for sheet in arrived if sheet.name in wanted for order in sheet.orders}
        assert placed_in(place) == {order: TRUTH[order][0] for order in orders}


EXCEL = "05/11/2026"
HEADER = "Name,Financial Status,Paid at,Fulfillment Status,Currency,Total,Created at,Lineitem quantity,Lineitem name"


def shopify(name: str, at: int, *orders: tuple[str, str]) -> File:
    rows = [f"{number},paid,{day} 10:00,unfulfilled,USD,10.00,{day} 09:59,1,Mug" for number, day in orders]
    return File(name, at, "\n".join([HEADER, *rows, ""]), {})


def test_a_file_of_the_first_twelve_days_names_the_setting_that_decides(place: Place) -> None:
    [export] = place.arrive(shopify("orders_export.csv", NOON, ("#1001", EXCEL), ("#1002", "06/11/2026")))
    assert (export.state, export.reason, export.nearest) == ("refused", "dates_ambiguous", "shopify")
    said = refusal(export.reason, export.detail)
    assert '[folder] dates = { shopify = "dmy" }' in said
    assert "05/11/2026" in said


def test_the_setting_decides_and_refused_files_are_read_once_it_is_there(place: Place) -> None:
    file = shopify("usa/orders_export.csv", NOON, ("#1001", EXCEL))
    (place.paths.exports / "usa").mkdir()
    [export] = place.arrive(file)
    assert export.state == "refused"
    own = msgspec.structs.replace(
        SETTINGS, folder=Folder(settle_seconds=0.0, dates={"usa/*": "mdy", "shopify": "dmy"})
    )
    place.reader = place.intake.reader = ProfileReader(place.paths.exports, PROFILES, own)
    [export] = place.arrive(file)
    assert (export.state, export.notes) == ("loaded", ["dates_set|mdy"])
    assert placed_in(place)["#1001"] == datetime(2026, 5, 11, 9, 59)


def test_what_somebody_said_of_a_file_is_no_witness_for_another(place: Place) -> None:
    own = msgspec.structs.replace(SETTINGS, folder=Folder(settle_seconds=0.0, dates={"said.csv": "mdy"}))
    place.reader = place.intake.reader = ProfileReader(place.paths.exports, PROFILES, own)
    [said, other] = place.arrive(
        shopify("said.csv", NOON, ("#1001", EXCEL)),
        shopify("other.csv", NOON + 9, ("#1001", EXCEL), ("#2", EXCEL)),
    )
    assert (said.state, other.state) == ("loaded", "refused")


def test_an_order_that_an_earlier_file_dates_tells_and_a_later_one_as_well(place: Place) -> None:
    doubtful = shopify("b.csv", NOON, ("#1001", EXCEL), ("#1002", "06/11/2026"))
    [export] = place.arrive(doubtful)
    assert export.state == "refused"
    place.arrive(shopify("a.csv", NOON - 2 * DAY, ("#1001", "2026-11-05")))
    [*_, last] = place.ledger.exports()
    assert (last.name, last.state, last.orders) == ("b.csv", "loaded", 2)
    assert last.notes == ["dates_by_known|dmy ×2"]
    assert placed_in(place)["#1002"] == datetime(2026, 11, 6, 9, 59)


def test_the_same_number_of_another_day_tells_nothing(place: Place) -> None:
    place.arrive(shopify("a.csv", NOON - 2 * DAY, ("#1001", "2025-02-03")))
    [export] = place.arrive(shopify("b.csv", NOON, ("#1001", EXCEL)))
    assert export.state == "refused"


def test_witnesses_that_contradict_each_other_leave_the_doubt(place: Place) -> None:
    place.arrive(
        shopify("a.csv", NOON - 3 * DAY, ("#1001", "2026-11-05")),
        shopify("c.csv", NOON - 2 * DAY, ("#1001", "2026-05-11")),
    )
    [export] = place.arrive(shopify("b.csv", NOON, ("#1001", EXCEL)))
    assert export.state == "refused"


def test_a_file_is_in_doubt_again_once_what_dated_it_is_withdrawn(place: Place) -> None:
    def numbers() -> list[list[str]]:
        running.catch_up()
        running.check()
        sql = "select order_id from open_orders order by all"
        return [[row[0] for row in desk.con.execute(sql).fetchall()] for desk in (running, place.desk())]

    def notes(name: str) -> list[str]:
        return next(export.notes for export in running.intake() if export.name == name)

    running = place.desk()
    [witness] = place.arrive(shopify("a.csv", NOON - 2 * DAY, ("#1001", "2026-11-05")))
    place.arrive(shopify("b.csv", NOON, ("#1001", EXCEL), ("#1002", "06/11/2026")))
    place.arrive(shopify("c.csv", NOON + 60, ("#1002", "06/11/2026"), ("#1003", "07/11/2026")))
    assert numbers() == [["#1001", "#1002", "#1003"]] * 2
    assert running.foresee([witness.export_id]).away == 3
    [act] = place.withdraw(witness)
    assert numbers() == [[], []]
    assert "dates_in_doubt" in notes("b.csv")
    assert "dates_in_doubt" in notes("c.csv")
    place.undo(act)
    assert numbers() == [["#1001", "#1002", "#1003"]] * 2
    place.withdraw(witness)
    assert numbers() == [[], []]
    place.arrive(shopify("d.csv", NOON + 120, ("#1003", "2026-11-07")))
    assert numbers() == [["#1001", "#1002", "#1003"]] * 2
    assert "dates_in_doubt" not in notes("b.csv")
