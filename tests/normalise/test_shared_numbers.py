"""Two orders whose numbers a spreadsheet has rounded to one: in tables with a row an order neither is loaded."""

from collections.abc import Callable, Generator
from io import BytesIO

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.exports.normalise import Context, Frames
from orderdeck.data.exports.normalise.normaliser import Normaliser
from orderdeck.data.exports.packing.pack import packed
from orderdeck.data.exports.profile.records import Profile
from tests.normalise.conftest import NOW, recognised

Load = Callable[..., Frames]

STEM = "819000000001"
"""Numbers that begin alike: of 16 to 18 digits, the first 15 are told apart by three."""


def row(number: str, minute: int) -> dict[str, str | None]:
    return {
        "订单号": number,
        "订单状态": "等待发货",
        "下单时间": f"2026-01-03 10:{minute:02}",
        "买家名称": f"b{minute}",
    }


@st.composite
def numbers(draw: st.DrawFn) -> list[str]:
    length = draw(st.integers(16, 18))
    tails = st.tuples(st.integers(0, 3), st.integers(0, 10 ** (length - 15) - 1))
    found = draw(st.lists(tails, min_size=3, max_size=9, unique=True))
    return [f"{STEM}{stem:03}{tail:0{length - 15}}" for stem, tail in found]


@pytest.mark.parametrize("batch", [1, 100])  # in batches between, one may show that its numbers are ruined
@given(numbers(), st.data())
def test_a_number_that_is_two_orders_is_nobodys(
    load: Load, batch: int, sound: list[str], data: st.DataObject
) -> None:
    ruined = data.draw(st.lists(st.booleans(), min_size=len(sound), max_size=len(sound)))
    told = [
        number[:15] + "0" * (len(number) - 15) if ruin else number
        for number, ruin in zip(sound, ruined, strict=True)
    ]
    frames = load([row(number, minute) for minute, number in enumerate(told)], batch=batch)
    loaded = frames.orders["order_id"].to_list()
    rejects = {number: (reason, detail) for number, _, reason, detail in frames.rejects.iter_rows()}
    assert len(loaded) + len(rejects) == len(told)
    places: dict[str, list[int]] = {}
    for place, number in enumerate(told, 2):
        places.setdefault(number, []).append(place)
    for number, rows in places.items():
        reasons = {rejects[place][0] for place in rows if place in rejects}
        if len(rows) > 1:
            assert number not in loaded
        if len(rows) > 1 and reasons != {"id_ruined"}:
            assert reasons == {"id_shared"}
            for place in rows:
                other = int(rejects[place][1] or "0")
                assert other in rows
                assert other != place
        elif len(rows) == 1 and reasons != {"id_ruined"}:
            assert loaded.count(number) == 1


@pytest.mark.parametrize("batch", [1, 100])
def test_one_order_twice_is_still_one(load: Load, batch: int) -> None:
    """Its number may be rounded; nothing says that it is."""
    first = row("8190000000012340", 1)
    frames = load(
        [first, first | {"订单状态": "等待买家收货"}, first, row("8190000000012357", 2)], batch=batch
    )
    assert sorted(frames.orders["order_id"]) == ["8190000000012340", "8190000000012357"]
    assert [(row, reason) for row, _, reason, _ in frames.rejects.sort("row").iter_rows()] == [
        (3, "duplicate_id"),
        (4, "duplicate_row"),
    ]


@pytest.mark.parametrize("batch", [1, 3, 4, 7])
def test_whether_all_numbers_are_rounded_the_whole_file_tells(load: Load, batch: int) -> None:
    ruined = [f"{STEM}{stem:03}000" for stem in range(1, 9)]
    sound = f"{STEM}009007"
    for numbers in (ruined, [*ruined, sound], [*ruined[:4], sound, *ruined[4:]], ruined[:2]):
        frames = load([row(number, minute) for minute, number in enumerate(numbers)], batch=batch)
        if numbers == ruined:
            told = [(place, "id_ruined", f"订单号: {number}") for place, number in enumerate(ruined, 2)]
            assert frames.rejects.select("row", "reason", "detail").rows() == told
            assert frames.orders.is_empty()
            assert frames.lines.is_empty()
        else:
            assert sorted(frames.orders["order_id"]) == sorted(numbers)
            assert frames.rejects.is_empty()


ROWS = st.lists(
    st.tuples(
        st.sampled_from([f"{STEM}00107", f"{STEM}00100", f"{STEM}00200", f"{STEM}00307"]),
        st.integers(1, 2),
        st.sampled_from(["等待发货", "等待买家收货"]),
        st.sampled_from(["5", "5", "-5"]),
    ),
    min_size=3,
    max_size=9,
)


@settings(max_examples=400)
@given(rows=ROWS, batch=st.integers(1, 4))
def test_what_is_read_in_a_hurry_is_what_care_finds(
    profiles: dict[str, Profile], rows: list[tuple[str, int, str, str]], batch: int
) -> None:
    """Rows of one number in any batches, of one order or two, some of them refunds: what is packed are the orders and
    rejects of a file that is read with care from its beginning."""
    told = [
        row(number, minute) | {"订单状态": status, "订单金额": total}
        for number, minute, status, total in rows
    ]
    found, columns = recognised(profiles["aliexpress"], list(told[0]))
    frame = pl.DataFrame(
        [list(one.values()) for one in told], schema=dict.fromkeys(columns, pl.String), orient="row"
    )
    frame = frame.with_row_index("__row", 2).with_columns(pl.col("__row").cast(pl.Int64))
    context = Context(zone="UTC", exported_at=NOW, settings=Settings())

    def read(careful: bool) -> Generator[dict[str, pl.DataFrame], None, None]:
        for made in Normaliser(found, context, careful=careful).frames(frame.iter_slices(batch)):
            yield {"orders": made.orders, "lines": made.lines, "rejects": made.rejects}

    right: dict[str, list[pl.DataFrame]] = {"orders": [], "lines": [], "rejects": []}
    for made in read(True):
        for stem, part in made.items():
            right[stem].append(part)
    files: dict[str, bytes] = {}
    for step in packed(read, [("a", NOW)], "orders", NOW):
        if step.anew:
            files.clear()
        files |= {name: bytes(content) for name, content in step.files}
    for stem, parts in right.items():
        keys = (
            ["order_key", "line_no"] if stem == "lines" else ["row"] if stem == "rejects" else ["order_key"]
        )
        loaded = pl.read_parquet(BytesIO(files[f"{stem}.parquet"])).drop("export_id", "exported_at")
        assert loaded.sort(keys).equals(pl.concat(parts).sort(keys)), stem
