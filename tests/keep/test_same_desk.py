"""A desk made anew is the desk that it was, whatever was lost: exports and their moments, acts, orders."""

import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from orderdeck.data.base.folder.found import scan
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Export
from orderdeck.data.ledger import Ledger
from orderdeck.data.ledger.parts.merge import merge_small
from orderdeck.data.maintenance.backup import backup, restore
from orderdeck.data.maintenance.doctor import examine, repair
from orderdeck.data.stock.open_desk import open_desk
from tests.keep.kept_desk import flip
from tests.moment.arrivals import NOON, NOW, SETTINGS, Place, folder
from tests.moment.model import File

LAW = settings(
    max_examples=10,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # shrinking would take many minutes
    suppress_health_check=list(HealthCheck),
)
IDS = ("N1", "N2", "N3")
WHOLE = "shop,order_id,status,remark,placed_at,sku,quantity"
NARROW = "shop,order_id,status,placed_at,sku,quantity"
NAMES = ("{n}.csv", "orders_20261101_20261231 {n}.csv", "orders_20990101 {n}.csv", "2026-11-24 {n}.csv")


def content(says: dict[str, tuple[str, str]], *, narrow: bool = False) -> str:
    rows = [
        f"S,{one},{status},2026-11-20T10:00Z,SKU1,1"
        if narrow
        else f"S,{one},{status},{remark},2026-11-20T10:00Z,SKU1,1"
        for one, (status, remark) in sorted(says.items())
    ]
    return "\n".join([NARROW if narrow else WHOLE, *rows, ""])


SAYS = st.dictionaries(
    st.sampled_from(IDS),
    st.tuples(
        st.sampled_from(["to_ship", "shipped", "cancel_requested"]), st.sampled_from(["gift", "blue", ""])
    ),
    min_size=1,
)


@st.composite
def stories(draw: Any) -> list[list[File]]:
    """Batches of files: a few contents, with all columns or without remarks, at a few moments, in any order."""
    texts = draw(st.lists(st.builds(content, SAYS, narrow=st.booleans()), min_size=1, max_size=3))
    seen = draw(
        st.lists(
            st.tuples(st.integers(0, len(texts) - 1), st.integers(0, 4)),
            min_size=1,
            max_size=5,
            unique=True,
        )
    )
    files = draw(
        st.permutations(
            [
                File(draw(st.sampled_from(NAMES)).format(n=n), NOON + hour * 3600, texts[which], {})
                for n, (which, hour) in enumerate(seen)
            ]
        )
    )
    cuts = sorted(draw(st.sets(st.integers(1, max(1, len(files) - 1)), max_size=3)))
    parts = zip([0, *cuts], [*cuts, len(files)], strict=True)
    return [files[first:last] for first, last in parts if files[first:last]]


def play(place: Place, story: list[list[File]], data: Any) -> None:
    lines: dict[str, Export] = {}
    done = []
    for batch in story:
        for export in place.arrive(*batch):
            lines[export.export_id] = export
        some = lines[data.draw(st.sampled_from(sorted(lines)))]
        match data.draw(st.sampled_from(["nothing", "withdraw", "undo", "whole", "partial"])):
            case "withdraw":
                done += place.withdraw(some)
            case "undo" if done:
                place.undo(done.pop())
            case "whole" | "partial" as kind:
                place.act(kind, {"export": some.export_id, "profile": some.profile})
    if data.draw(st.booleans(), "merge"):
        merge_small(place.paths, place.ledger, many=2)


def told(paths: DeskPaths) -> dict[str, Any]:
    """All that a desk says."""
    with Ledger.open(paths) as ledger:
        found: dict[str, Any] = {
            "exports": ledger.exports(), "acts": ledger.acts(), "withdrawn": sorted(ledger.withdrawn())
        }  # fmt: skip
    desk = open_desk(paths, SETTINGS, NOW)
    try:
        keys = sorted({key for one in IDS for key in desk.find(one)})
        found |= {"pictures": desk.pictures, "orders": {key: desk.order(key) for key in keys}}
        found["rows"] = desk.board(keys).sort("order_key").to_dicts()
        found["questions"] = desk.questions()
    finally:
        desk.close()
    return found


def lose_database(paths: DeskPaths) -> None:
    for file in paths.state.glob("ledger.sqlite*"):
        file.unlink()


@LAW
@given(
    stories(), st.sampled_from(["database", "both, but for a backup", "orders", "lines", "parts"]), st.data()
)
def test_a_desk_made_anew_is_the_desk_that_it_was(story: list[list[File]], lost: str, data: Any) -> None:
    with folder() as place:
        play(place, story, data)
        before = told(place.paths)
        place.ledger.close()
        match lost:
            case "database":
                lose_database(place.paths)
            case "both, but for a backup":
                backup(place.paths, place.paths.exports.parent / "backup")
                lose_database(place.paths)
                place.paths.journal_copy.write_bytes(b"torn\n")
            case "parts":
                shutil.rmtree(place.paths.parts)
                place.paths.parts.mkdir()
            case stem:
                for file in place.paths.parts.glob(f"*/{stem}.parquet"):
                    flip(file)
        repair(place.paths, SETTINGS)
        assert examine(place.paths) == []
        after = told(place.paths)
        assert {name for name in before if before[name] != after[name]} == set()
        # Nor is anything loaded anew: its files are known.
        place.ledger = Ledger.open(place.paths)
        place.restart()
        assert told(place.paths)["exports"] == before["exports"]


@LAW
@given(stories(), st.data())
def test_a_restored_desk_is_the_desk_that_it_was(story: list[list[File]], data: Any) -> None:
    with folder() as place, tempfile.TemporaryDirectory() as other:
        play(place, story, data)
        file = Path(other) / "backup"
        backup(place.paths, file)
        (Path(other) / "exports").mkdir()
        elsewhere = DeskPaths.of(Path(other) / "exports")
        restore(file, elsewhere)
        assert told(elsewhere) == told(place.paths)
        assert examine(elsewhere) == []


@LAW
@given(stories(), st.data())
def test_where_nothing_but_parts_is_left_the_orders_are_what_they_were(
    story: list[list[File]], data: Any
) -> None:
    """Withdrawals are lost with the journal: none here."""
    with folder() as place:
        for batch in story:
            place.arrive(*batch)
        if data.draw(st.booleans()):
            merge_small(place.paths, place.ledger, many=2)
        before = told(place.paths)
        place.ledger.close()
        lose_database(place.paths)
        place.paths.journal_copy.write_bytes(b"torn\n")
        place.ledger = Ledger.open(place.paths)
        place.restart()
        for found in scan(place.paths):
            assert all(export for _, export in place.intake.take([found]))
        after = told(place.paths)
        assert after["orders"].keys() == before["orders"].keys()
        for key, order in before["orders"].items():
            now = after["orders"][key]
            assert {name: now.fields[name] for name in ("status", "remark", "ship_by")} == {
                name: order.fields[name] for name in ("status", "remark", "ship_by")
            }
        assert {found.code for found in examine(place.paths)} <= {"leftover"}, "parts merged away by then"
