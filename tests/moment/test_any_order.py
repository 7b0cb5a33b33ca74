"""The same files in any order, at once or one by one, now or in a desk made anew, give the same desk."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from orderdeck.data.base.records import Export
from orderdeck.data.exports.dating.newer import pictures
from tests.moment.arrivals import DAY, NOON, Place, folder, orders_in, stock_in
from tests.moment.model import File, orders_of, stock_of

IDS = ("N1", "N2", "N3")
STATUSES = ("to_ship", "cancel_requested", "shipped", "finished", "risk_control")
NAMES = ("{n}.csv", "orders_20261101_20261231 {n}.csv", "{n} from 2026-11-02~2026-11-09.csv")
LAW = settings(
    max_examples=8,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # shrinking would take many minutes
    suppress_health_check=list(HealthCheck),
)


def whole(says: dict[str, tuple[str, str]], placed: int = 1) -> tuple[str, Any, int]:
    """The text of an export with all columns, what it says, and the latest thing that it tells of."""
    at = NOON - placed * DAY
    when = datetime.fromtimestamp(at, UTC).isoformat()
    rows = [f"S,{one},{status},{remark},{when},SKU1,1" for one, (status, remark) in sorted(says.items())]
    text = "\n".join(["shop,order_id,status,remark,placed_at,sku,quantity", *rows, ""])
    return text, {one: {"status": status, "remark": remark} for one, (status, remark) in says.items()}, at


CONTENTS = st.builds(
    whole,
    st.dictionaries(
        st.sampled_from(IDS),
        st.tuples(st.sampled_from(STATUSES), st.sampled_from(["", "gift", "blue"])),
        min_size=1,
    ),
    st.integers(1, 2),
)


@st.composite
def stories(draw: Any) -> list[list[File]]:
    """Batches of files, of a few contents at a few moments, some of them the same; in an order of arrival."""
    contents = draw(st.lists(CONTENTS, min_size=1, max_size=3))
    seen = draw(
        st.lists(
            st.tuples(st.integers(0, len(contents) - 1), st.integers(0, 4)),
            min_size=1,
            max_size=6,
            unique=True,
        )
    )
    files = []
    for number, (which, hour) in enumerate(seen):
        text, says, latest = contents[which]
        at = NOON + hour * 3600
        name = draw(st.sampled_from(NAMES))
        files.append(File(name.format(n=number), at, text, says, latest))
    files = draw(st.permutations(files))
    cuts = sorted(draw(st.sets(st.integers(1, max(1, len(files) - 1)), max_size=3)))
    return [
        files[first:last]
        for first, last in zip([0, *cuts], [*cuts, len(files)], strict=True)
        if files[first:last]
    ]


@LAW
@given(stories())
def test_any_order_and_batching_give_the_desk_that_the_model_says(story: list[list[File]]) -> None:
    arrived: list[File] = []
    with folder() as place:
        running = place.desk()
        for batch in story:
            place.arrive(*batch)
            running.catch_up()
            arrived += batch
            assert orders_in(running) == orders_of(arrived)
        running.check()
        fresh = place.desk()
        assert orders_in(fresh) == orders_of(arrived)
        keys = [key for one in IDS for key in running.find(one)]
        for now, anew in zip(rows_of(running, keys), rows_of(fresh, keys), strict=True):
            assert {name for name in now if now[name] != anew[name]} == set()
        for key in keys:
            assert running.order(key) == fresh.order(key)


def test_a_request_begins_after_what_was_finished_before_even_if_older_requests_come_with_it() -> None:
    def file(name: str, hour: int, status: str, placed: int) -> File:
        text, says, latest = whole({"N2": (status, "gift")}, placed)
        return File(name, NOON + hour * 3600, text, says, latest)

    with folder() as place:
        running = place.desk()
        place.arrive(file("sent.csv", 1, "shipped", 2))
        running.catch_up()
        place.arrive(
            file("first.csv", 0, "cancel_requested", 1),
            file("copy of sent.csv", 0, "shipped", 2),
            file("again.csv", 2, "cancel_requested", 1),
        )
        running.catch_up()
        fresh = place.desk()
        [key] = running.find("N2")
        assert rows_of(running, [key]) == rows_of(fresh, [key])


def rows_of(desk: Any, keys: list[str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = desk.board(keys).sort("order_key").to_dicts()
    return found


@LAW
@given(stories(), st.data())
def test_a_withdrawn_export_never_arrived_and_one_taken_back_was_never_withdrawn(
    story: list[list[File]], data: Any
) -> None:
    with folder() as place:
        running = place.desk()
        lines: dict[str, Export] = {}
        acts: list[tuple[Any, str]] = []
        arrived: list[File] = []
        out: set[str] = set()
        for batch in story:
            for export in place.arrive(*batch):
                lines[export.export_id] = export
            arrived += batch
            what = data.draw(st.sampled_from(["nothing", "withdraw", "undo"]))
            if what == "withdraw":
                chosen = lines[data.draw(st.sampled_from(sorted(lines)))]
                if chosen.export_id not in out:
                    acts.append((place.withdraw(chosen)[0], chosen.export_id))
                    out.add(chosen.export_id)
            elif what == "undo" and acts:
                act, export_id = acts.pop()
                place.undo(act)
                out.discard(export_id)
            running.catch_up()
            left = [file for file in arrived if _line_of(place, file).export_id not in out]
            assert orders_in(running) == orders_of(left)
        running.check()
        assert orders_in(place.desk()) == orders_of(left)


def _line_of(place: Place, file: File) -> Export:
    at = file.at * 1_000_000
    sha = file.place[2]
    return next(
        one
        for one in place.ledger.exports()
        if one.sha256 == sha
        and at in (one.exported_at, one.copied_at)
        and (one.copied_at or one.exported_at) == at
    )


@LAW
@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 6)), min_size=1, max_size=5, unique=True),
    st.lists(
        st.tuples(st.integers(0, 6), st.sampled_from(["left", "receipt"]), st.integers(1, 5)), max_size=3
    ),
    st.randoms(),
)
def test_stock_is_what_was_counted_last_and_what_came_since(
    counts: list[tuple[int, int]], said: list[tuple[int, str, int]], chance: Any
) -> None:
    files = []
    for number, (pieces, hour) in enumerate(counts):
        text = f"sku,on_hand\nSKU1,{pieces * 10}\n"
        files.append(File(f"stock {number}.csv", NOON + hour * 3600, text, {"SKU1": pieces * 10}))
    chance.shuffle(files)
    # Half an hour past, so that no act is of the moment of a file.
    acts = [(NOON + hour * 3600 + 1800, kind, "SKU1", pieces) for hour, kind, pieces in said]
    steps: list[Any] = [*files, *acts]
    chance.shuffle(steps)
    acts = [step for step in steps if not isinstance(step, File)]
    acts = [(at + place, kind, sku, n) for place, (at, kind, sku, n) in enumerate(acts)]  # one after another
    with folder() as place:
        running = place.desk(None)
        so_far: list[File] = []
        done: list[tuple[int, str, str, int]] = []
        for at, kind, sku, pieces in sorted(acts):
            data = {"word": "left", "quantity": pieces} if kind == "left" else {"quantity": pieces}
            place.act("stock_word" if kind == "left" else "receipt", data, at=at, sku=sku)
            done.append((at, kind, sku, pieces))
        for file in files:
            place.arrive(file)
            so_far.append(file)
            running.catch_up()
            assert stock_in(running) == stock_of(so_far, done)
        assert stock_in(place.desk(None)) == stock_of(so_far, done)


def test_a_picture_counts_once_whatever_it_is_called() -> None:
    export = Export(
        export_id="a", sha256="s", name="a", size=1, exported_at=1, loaded_at=9, state="loaded", seq=1
    )
    assert [one.seq for one in pictures([export, export])] == [1]
