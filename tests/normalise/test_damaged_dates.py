"""A damaged date costs its cell: it says nothing of whether the other dates have the day or the month first."""

from collections.abc import Callable
from datetime import UTC, datetime

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orderdeck.data.exports.normalise import Frames
from orderdeck.data.exports.normalise.columns.context import Context, DatesAmbiguousError
from orderdeck.data.exports.normalise.columns.tables import TableReader
from orderdeck.data.exports.normalise.dates.date_order import by_known, by_sense
from orderdeck.data.exports.profile.records import Profile
from tests.normalise.conftest import NOW, recognised

Load = Callable[..., Frames]
NO_DATE = ("12/45/2025", "45/12/2025", "13/32/2025", "31/11/2025", "11/31/2025", "00/11/2025", "29/02/2025",
           "13/45/25", "99/99/2025 10:00", "32/13/2025 1:00 AM")  # fmt: skip
"""A date in no order."""
OTHER_WAY = {"dmy": "11/30/2025", "mdy": "30/11/2025"}
"""A date in the other order than its file's alone."""
TIMES = ("placed_at", "paid_at", "ship_by")
STYLES = {"dmy": "%d/%m/%Y", "mdy": "%m/%d/%Y"}


def _rows(profile: Profile, dates: list[dict[str, str]]) -> list[dict[str, str | None]]:
    """A row an order, with `dates` (field -> text)."""
    headers = {field: found[0] for field, found in profile.headers().items()}
    cells = [
        {"order_id": f"4{number:06}", "sku": "S-1", "quantity": "1"} | one for number, one in enumerate(dates)
    ]
    return [{headers[field]: cell for field, cell in one.items() if field in headers} for one in cells]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100, deadline=None)
@given(data=st.data())
def test_damaged_cells_cost_themselves_in_every_profile(
    load: Load, profiles: dict[str, Profile], data: st.DataObject
) -> None:
    """Up to one row in twenty, wherever they stand, in columns whose dates may all be of one day."""
    able = [name for name, one in profiles.items() if one.kind == "orders" and "placed_at" in one.headers()]
    profile = profiles[data.draw(st.sampled_from(able))]
    fields = [name for name in TIMES if name in profile.headers()]
    order = data.draw(st.sampled_from([*STYLES]))
    day = st.integers(13, 14).map(lambda day: datetime(2026, 1, day).strftime(STYLES[order]))
    count = data.draw(st.integers(1, 2))
    sound = [{name: data.draw(day) for name in fields} for _ in range(20 * count)]
    damaged: dict[str, set[str]] = {}
    for _ in range(count):
        bad = data.draw(st.sets(st.sampled_from(fields), min_size=1))
        cells = st.sampled_from([*NO_DATE, OTHER_WAY[order]])
        row = {name: data.draw(cells if name in bad else day) for name in fields}
        place = data.draw(st.integers(0, len(sound)))
        damaged[f"5{len(damaged):06}"] = bad
        sound.insert(place, row | {"order_id": [*damaged][-1]})
    batch = data.draw(st.sampled_from([1, 5, 1000]))
    try:
        frames = load(_rows(profile, sound), profile=profile, batch=batch, zone="UTC")
        alone = load(
            _rows(profile, [one for one in sound if "order_id" not in one]), profile=profile, zone="UTC"
        )
    except DatesAmbiguousError as error:
        pytest.fail(f"{profile.name}: {error}")
    assert frames.rejects.is_empty()
    shown = [name for name in fields if name != "ship_by"]
    orders = frames.orders.select("order_id", "doubts", *shown)
    stay = orders.filter(~pl.col("order_id").is_in([*damaged]))
    assert stay.select(shown).rows() == alone.orders.select(shown).rows(), profile.name
    assert stay["placed_at"].null_count() == 0, profile.name
    for row in orders.filter(pl.col("order_id").is_in([*damaged])).iter_rows(named=True):
        for name in shown:
            assert (row[name] is None) == (name in damaged[row["order_id"]]), (profile.name, row)
        if "placed_at" in damaged[row["order_id"]]:
            assert "placed_at_unreadable" in row["doubts"], (profile.name, row)
    if set(shown) & {name for bad in damaged.values() for name in bad}:
        assert any(note.startswith("date_unreadable|") for note in frames.notes)


HEADERS = ("order_id", "status", "placed_at", "sku", "quantity")


def _read(load: Load, *dates: str, batch: int = 1000) -> list[datetime | None]:
    rows = [[f"A-{n}", "to_ship", date, "S", "1"] for n, date in enumerate(dates)]
    frames = load(rows, HEADERS, profile="orderdeck", zone="UTC", shop="One", batch=batch)
    return list(frames.orders.sort("source_row")["placed_at"])


@pytest.mark.parametrize("bad", NO_DATE)
def test_what_is_no_date_never_votes(load: Load, bad: str) -> None:
    day = datetime(2026, 1, 14, tzinfo=UTC)
    assert _read(load, bad, "14/01/2026") == [None, day]
    assert _read(load, bad, "01/14/2026", batch=1) == [None, day]
    assert _read(load, bad, "2026-01-14") == [None, day]
    with pytest.raises(DatesAmbiguousError):
        _read(load, bad, "01/02/2025")


def test_a_refusal_quotes_the_cells_that_contradict_each_other(load: Load) -> None:
    with pytest.raises(DatesAmbiguousError) as refused:
        _read(load, "2025-12-30", "01/02/2025", "13/02/2025", "14/02/2025", "15/02/2025", "02/28/2025")
    assert refused.value.samples == ["13/02/2025", "14/02/2025", "02/28/2025"]


def test_one_cell_turns_no_column(load: Load) -> None:
    """Days of which a spreadsheet could have turned all, and one cell of text that it would have left."""
    days = [datetime(2025, month, day, tzinfo=UTC) for month in (8, 9) for day in range(1, 13)]
    cells = [f"{day:%Y-%m-%d}" for day in days]
    for bad in NO_DATE:
        assert _read(load, *cells, bad) == [*days, None], bad
    assert _read(load, *cells, "13/09/2025")[:-1] == days
    same = [datetime(2025, 11, 5, tzinfo=UTC)] * 40
    assert _read(load, *["2025-11-05"] * 40, "13/11/2025")[:-1] == same


def test_sense_and_other_files_are_outvoted_by_no_single_row() -> None:
    rows = 40
    table = pl.DataFrame({"placed_at": ["12/10/2025"] * rows, "paid_at": ["01/11/2025"] * rows})
    both = pl.DataFrame({"placed_at": ["12/10/2025"], "paid_at": ["01/02/2025"]})  # paid before, either way
    other = pl.DataFrame({"placed_at": ["10/12/2025"], "paid_at": ["11/01/2025"]})
    for damaged in (both, other):
        assert by_sense(pl.concat([table, damaged]), 0).order == "dmy"
    then = [datetime(2025, 10, 12, tzinfo=UTC)] * rows + [datetime(2025, 12, 10, tzinfo=UTC)]
    numbers = [str(number) for number in range(rows + 1)]
    known = pl.DataFrame({"order_id": numbers, "shop": "", "placed_at": then})
    asked = pl.DataFrame({"order_id": numbers, "shop": "", "placed_at": ["12/10/2025"] * (rows + 1)})
    assert by_known(asked, known, "UTC").order == "dmy"


@pytest.mark.parametrize("kind", ["purchases", "tracking"])
def test_in_files_of_other_kinds(profiles: dict[str, Profile], kind: str) -> None:
    for name, profile in profiles.items():
        headers = profile.headers()
        field = next((one for one in ("ordered_at", "sent_at") if one in headers), "")
        if profile.kind != kind or not field:
            continue
        cells = {"purchase_id": "P{n}", "order_id": "80{n}", "tracking_number": "YT99{n}", "sku": "S-{n}",
                 "supplier": "X", "title": "Mug", "quantity": "1"}  # fmt: skip
        for bad in (*NO_DATE, OTHER_WAY["dmy"]):
            dates = ["20/11/2025"] * 30 + [bad]
            rows = [
                {headers[f][0]: c.format(n=n) for f, c in cells.items() if f in headers}
                | {headers[field][0]: date}
                for n, date in enumerate(dates, 100)
            ]
            found, columns = recognised(profile, list(rows[0]))
            batch = pl.DataFrame([list(row.values()) for row in rows], schema=columns, orient="row")
            batch = batch.with_row_index("__row", 2).with_columns(pl.col("__row").cast(pl.Int64))
            read = TableReader(found, Context(zone="UTC", exported_at=NOW)).feed(batch)[kind]
            assert read[field].to_list() == [datetime(2025, 11, 20, tzinfo=UTC)] * 30 + [None], (name, bad)
