"""What a narrower export does not say stays as it was known; a full export has the last word again."""

import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.carry import Carry
from data.desk import Desk
from data.frames import LINES, ORDERS, conform
from data.ledger import Ledger
from data.ledger.parts import PartWriter, read_part, stamped
from data.loader import load_once
from data.model import Export
from data.paths import DeskPaths
from data.sample import Snapshot, Style, World, write_export
from data.settings import Folder, Settings

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
QUICK = Settings(folder=Folder(settle_seconds=0.05))


@pytest.fixture
def arrive(paths: DeskPaths) -> Callable[..., Export]:
    def run(snapshots: list[Snapshot], layout: str, hours: float, container: str = "csv") -> Export:
        at = NOW + timedelta(hours=hours)
        name = f"orders_{at:%Y%m%d_%H%M%S}.{container}"
        write_export(paths.exports / name, snapshots, layout=layout, style=Style(container=container), at=at)
        [export] = load_once(paths, QUICK)
        assert (export.state, export.rejected) == ("loaded", 0)
        return export

    return run


def _snapshots(orders: int = 300) -> list[Snapshot]:
    return World(5, NOW, orders=orders, open_share=0.5).orders_at(NOW)


def _queues(paths: DeskPaths, now: datetime = NOW) -> dict[str, set[str]]:
    desk = Desk.open(paths, QUICK, now=lambda: int(now.timestamp() * 1_000_000))
    return {
        view.key: set(desk.rows(view.key)["order_key"].to_list())
        for view in desk.views()
        if view.kind == "queue"
    }


def _rows(ledger: Ledger, export: Export, stem: str = "orders") -> pl.DataFrame:
    part = next(part for part in ledger.parts() if export.export_id in part.export_ids)
    return read_part(ledger.paths, part)[stem].filter(pl.col("export_id") == export.export_id)


def test_a_remark_outlives_an_export_without_remarks(
    paths: DeskPaths, ledger: Ledger, arrive: Callable[..., Export]
) -> None:
    full = arrive(_snapshots(), "G5", 0)
    before = _queues(paths)
    narrow = arrive(_snapshots(), "G4", 1, "xlsx")
    assert before["remarks"]
    assert _queues(paths) == before
    columns = ["order_key", "remark", "phone", "tax_number", "custom_info", "fulfilment", "status"]
    then, now = (_rows(ledger, export).select(columns).sort("order_key") for export in (full, narrow))
    assert now.equals(then)
    [note] = [note for note in narrow.notes if note.startswith("carried|")]
    assert "remark" in note
    told = then.select(pl.any_horizontal(pl.col(columns[1:-1]).is_not_null()))
    assert note.endswith(f" ×{int(told.to_series().sum())}")


def test_who_sends_an_order_outlives_an_export_that_does_not_say_it(
    paths: DeskPaths, ledger: Ledger, arrive: Callable[..., Export]
) -> None:
    """What the platform's warehouse sends is not to be packed because a seller left the column out."""
    said = arrive(_snapshots(), "G6", 0)
    columns = ["order_key", "fulfilment", "fulfilment_text"]
    then = _rows(ledger, said).select(columns).sort("order_key")
    assert set(then["fulfilment"]) == {"seller", "jit", "platform"}
    before = _queues(paths)
    theirs = set(then.filter(fulfilment="platform")["order_key"])
    assert theirs & before["on_hold"]
    assert not theirs & (before["standard"] | before["express"] | before["wholesale"])
    silent = arrive(_snapshots(), "G2", 1)
    assert _rows(ledger, silent).select(columns).sort("order_key").equals(then)
    assert _queues(paths) == before


def test_an_export_without_statuses_moves_no_known_order(
    paths: DeskPaths, ledger: Ledger, arrive: Callable[..., Export]
) -> None:
    snapshots = _snapshots()
    held = [one for one in snapshots if one.status == "risk_control"]
    unknown, known = held[0], held[1:]
    arrive([one for one in snapshots if one is not unknown], "G5", 0)
    before = _queues(paths)
    export = arrive([unknown, *known], "G1", 1)
    after = _queues(paths)
    assert {key: keys - {f"aliexpress:{unknown.order.order_id}"} for key, keys in after.items()} == before
    statuses = dict(_rows(ledger, export).select("order_id", "status").iter_rows())
    assert statuses.pop(unknown.order.order_id) == "to_ship"
    assert set(statuses.values()) == {"risk_control"}
    assert _rows(ledger, export)["placed_at"].null_count() == 1  # G1 has no times


def test_a_narrow_export_that_arrives_late_takes_nothing_from_newer_ones(
    ledger: Ledger, arrive: Callable[..., Export]
) -> None:
    arrive(_snapshots(40), "G5", 0)
    older = arrive(_snapshots(40), "G4", -1)
    assert _rows(ledger, older)["remark"].null_count() == _rows(ledger, older).height
    assert not [note for note in older.notes if note.startswith("carried|")]


class Said(NamedTuple):
    """One export: its time, the columns it has, and what it says of each order (None: order not in it)."""

    at: int
    has: frozenset[str]
    says: tuple[dict[str, Any] | None, ...]


_COLUMNS = ("status", "remark", "buyer")
_WORDS = {
    "status": st.sampled_from(["to_ship", "risk_control", "cancel_requested"]),
    "remark": st.sampled_from([None, "no invoice", "blue one please"]),
    "buyer": st.sampled_from([None, "Ana", "Li"]),
}
_SAID = st.builds(
    Said,
    st.integers(0, 3),
    st.frozensets(st.sampled_from(_COLUMNS)),
    st.tuples(*[st.none() | st.fixed_dictionaries(_WORDS)] * 2),
)


def _load(ledger: Ledger, carry: Carry, said: Said, number: int) -> dict[str, dict[str, Any]]:
    rows = [
        {"order_key": f"x:{place}", "order_id": str(place)}
        | {name: value if name in said.has else None for name, value in words.items()}
        | ({} if "status" in said.has else {"status": "to_ship"})
        for place, words in enumerate(said.says)
        if words
    ]
    schema = dict.fromkeys(("order_key", "order_id", *_COLUMNS), pl.String)
    orders = conform(pl.DataFrame(rows, schema=schema), ORDERS)
    lines = conform(orders.select("order_key"), LINES)
    export_id = f"{number:016x}"
    frames = carry.fill(
        stamped({"orders": orders, "lines": lines}, export_id, said.at), set(_COLUMNS) - said.has
    )
    writer = PartWriter(ledger.paths, export_id, "orders", [export_id])
    writer.add(frames)
    export = Export(
        export_id=export_id, sha256=export_id * 4, name=export_id, size=1, exported_at=said.at, loaded_at=number,
        state="loaded",
    )  # fmt: skip
    ledger.record(export, writer.publish())
    return {row["order_key"]: row for row in frames["orders"].select("order_key", *_COLUMNS).to_dicts()}


@given(st.lists(_SAID, min_size=1, max_size=5))
@settings(max_examples=30, deadline=None)
def test_each_export_shows_its_own_words_and_what_the_newest_older_one_showed(story: list[Said]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        exports = Path(folder) / "exports"
        exports.mkdir()
        known: dict[str, list[tuple[int, int, dict[str, Any]]]] = {}
        with Ledger.open(DeskPaths.of(exports)) as ledger:
            carry = Carry(ledger)
            for number, said in enumerate(story, 1):
                shown = _load(ledger, carry, said, number)
                for place, words in enumerate(said.says):
                    key = f"x:{place}"
                    older = [state for state in known.get(key, []) if state[0] <= said.at]
                    old = max(older, key=lambda state: state[:2])[2] if older else {"status": "to_ship"}
                    if words is None:
                        assert key not in shown
                        continue
                    want = {name: words[name] if name in said.has else old.get(name) for name in _COLUMNS}
                    assert {name: shown[key][name] for name in _COLUMNS} == want
                    known.setdefault(key, []).append((said.at, number, want))


def _lines(
    ledger: Ledger, carry: Carry, number: int, items: list[tuple[str, str | None]]
) -> list[str | None]:
    orders = conform(pl.DataFrame({"order_key": ["x:1"], "order_id": ["1"], "status": ["to_ship"]}), ORDERS)
    lines = pl.DataFrame(
        {
            "order_key": ["x:1"] * len(items),
            "line_no": list(range(1, len(items) + 1)),
            "title": [title for title, _ in items],
            "sku": [sku for _, sku in items],
        },
        schema_overrides={"sku": pl.String},
    )
    export_id = f"{number:016x}"
    made = carry.fill(stamped({"orders": orders, "lines": conform(lines, LINES)}, export_id, number), ())
    writer = PartWriter(ledger.paths, export_id, "orders", [export_id])
    writer.add(made)
    export = Export(
        export_id=export_id, sha256=export_id * 4, name=export_id, size=1, exported_at=number, loaded_at=number,
        state="loaded",
    )  # fmt: skip
    ledger.record(export, writer.publish())
    return made["lines"].sort("line_no")["sku"].to_list()


def test_codes_are_carried_to_the_same_lines_only(ledger: Ledger) -> None:
    carry = Carry(ledger)
    assert _lines(ledger, carry, 1, [("mug", "M1"), ("cup", None)]) == ["M1", None]
    assert _lines(ledger, carry, 2, [("mug", None), ("cup", None)]) == ["M1", None]
    assert carry.notes(f"{2:016x}") == ["carried|sku"]
    assert _lines(ledger, carry, 3, [("mug", None), ("jug", None)]) == [None, None]
    assert _lines(ledger, carry, 4, [("mug", "M2"), ("jug", None)]) == ["M2", None]
    assert _lines(ledger, carry, 5, [("mug", None)]) == [None]
