"""A desk that begins with what an earlier one has kept is the desk that works everything out anew."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orderdeck.data.base.config.settings import Settings, Wholesale
from orderdeck.data.base.guards import kept_files
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.desk import Desk, follow
from orderdeck.data.desk.tables.kept import Keeper
from orderdeck.data.ledger.parts.merge import merge_small
from orderdeck.data.maintenance.doctor import examine, repair
from orderdeck.data.maintenance.forget import forget
from tests.moment.arrivals import DAY, NOON, SETTINGS, Place, folder
from tests.moment.model import File
from tests.moment.test_any_order import IDS, LAW, stories, whole
from tests.moment.test_side_ids import WEAK, export

TABLES: Final = (
    "exports", "latest", "services", "open_orders", "open_lines", "carried", "listings", "unread", "file_ends", "seen",
    "closings", "part_seen", "same_orders", "absent", "sent_back", "cut_off", "pictures", "copied", "kin", "clock",
    "acts", "marks", "standing", "companions", "operators", "shortages", "fresh",
)  # fmt: skip
STEPS: Final = ("nothing", "open", "open", "withdraw", "take back", "merge", "act", "stock")


@pytest.fixture(autouse=True)
def _small_ones_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the few orders of a test something is kept, too."""
    monkeypatch.setattr(follow, "WORTH", 0)


@pytest.fixture
def brought(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each desk that was opened since began with something kept."""
    found: list[bool] = []
    bring = Keeper.bring

    def spied(*given: Any) -> Any:
        kept = bring(*given)
        found.append(kept is not None)
        return kept

    monkeypatch.setattr(Keeper, "bring", spied)
    return found


@pytest.fixture
def place() -> Iterator[Place]:
    with folder() as made:
        yield made


def told(desk: Desk) -> dict[str, Any]:
    """All that a desk has worked out."""
    said = "select columns(*)::varchar from {} order by all"
    return {name: desk.con.execute(said.format(name)).fetchall() for name in TABLES} | {
        "losses": desk.losses,
        "notes": desk.intake(),
        "exports seen": desk.seen,
        "orders": [desk.order(key) for number in (*IDS, "#1001", "#1002") for key in desk.find(number)],
    }


def same(place: Place) -> Desk:
    """A desk that is opened now agrees with one that is opened with nothing kept."""
    desk = place.desk(None)
    desk.check()
    found = told(desk)
    kept_files.forget(place.paths)
    anew = told(place.desk(None))
    assert {name: (found[name], anew[name]) for name in anew if found[name] != anew[name]} == {}
    return desk


def file(name: str, hour: int, **says: str) -> File:
    """An export of that hour: order -> status."""
    text, said, latest = whole({one: (status, "gift") for one, status in says.items()})
    return File(name, NOON + hour * 3600, text, said, latest)


@settings(LAW, max_examples=40)
@given(stories(), st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 9)), min_size=12, max_size=12))
def test_whatever_happened_before_and_since(story: list[list[File]], steps: list[tuple[str, int]]) -> None:
    with folder() as place:
        lines: dict[str, Any] = {}
        withdrawals: dict[str, Any] = {}
        waiting = iter(steps)
        for number, batch in enumerate(story):
            lines |= {one.export_id: one for one in place.arrive(*batch)}
            for what, which in [next(waiting, ("open", 0)), next(waiting, ("open", 0))]:
                chosen = sorted(lines)[which % len(lines)]
                if what == "open":
                    place.desk(None)
                elif what == "withdraw" and chosen not in withdrawals:
                    [withdrawals[chosen]] = place.withdraw(lines[chosen])
                elif what == "take back" and withdrawals:
                    place.undo(withdrawals.pop(sorted(withdrawals)[0]))
                elif what == "merge":
                    merge_small(place.paths, place.ledger, many=2)
                elif what == "act":
                    place.act("claim", {}, order_key=f"orderdeck:S:{IDS[which % 3]}")
                elif what == "stock":
                    text = f"sku,on_hand\nSKU1,{which}\n"
                    place.arrive(File(f"stock {number}.csv", NOON + which * 3600, text, {}))
        same(place)


@pytest.mark.parametrize("weak", WEAK)
def test_orders_that_came_under_two_keys_are_still_one(weak: str, place: Place, brought: list[bool]) -> None:
    place.arrive(export("b.csv", 2, notes="ruined", **WEAK[weak]))
    place.desk()
    place.arrive(export("a.csv", 1, notes="older"))
    place.desk()
    place.arrive(export("c.csv", 3, notes="newest"))
    same(place)
    assert brought[:3] == [False, True, True]


def kept(place: Place) -> Path:
    """The one file that is kept."""
    [found] = place.paths.kept.iterdir()
    return found


def torn(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def turned(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def linked(file: Path) -> None:
    file.rename(file.parent.parent / "elsewhere")
    file.symlink_to(file.parent.parent / "elsewhere")


def piped(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


def beside(file: Path) -> None:
    file.with_name(f"{file.name}.wal").write_bytes(b"")


def empty(file: Path) -> None:
    file.write_bytes(b"")


@pytest.mark.parametrize("harm", [torn, turned, linked, piped, beside, empty])
def test_one_that_is_harmed_is_none(harm: Callable[[Path], None], place: Place, brought: list[bool]) -> None:
    place.arrive(file("a.csv", 1, N1="to_ship", N2="finished"))
    place.desk()
    harm(kept(place))
    assert {one.code for one in examine(place.paths)} == {"leftover"}
    same(place)
    assert brought == [False, False, False]


def test_doctor_takes_away_what_is_harmed(place: Place) -> None:
    place.arrive(file("a.csv", 1, N1="to_ship"))
    place.desk()
    torn(kept(place))
    place.close()
    assert [one.mended for one in repair(place.paths, SETTINGS)] == [True]
    assert list(place.paths.kept.iterdir()) == []
    assert examine(place.paths) == []


def test_one_of_another_desk_is_none(place: Place, brought: list[bool]) -> None:
    place.arrive(file("a.csv", 1, N1="to_ship", N2="finished"))
    place.desk()
    with folder() as other:
        other.arrive(file("a.csv", 1, N1="to_ship", N2="to_ship"))
        other.desk()
        foreign = kept(other)
        kept(place).unlink()
        shutil.copy(foreign, place.paths.kept)
    same(place)
    assert not any(brought)


def test_one_from_after_what_a_backup_has_is_none(place: Place, brought: list[bool]) -> None:
    place.arrive(file("a.csv", 1, N1="to_ship"))
    with folder() as other:
        for one in (place, other):
            one.arrive(file("b.csv", 2, N1="to_ship", N2="to_ship"))
        place.desk()
        shutil.copytree(place.paths.kept, other.paths.kept)
        same(other)
    assert not any(brought)


def test_a_part_that_was_written_again_makes_it_none(place: Place, brought: list[bool]) -> None:
    place.arrive(file("a.csv", 1, N1="to_ship"))
    place.desk()
    [part] = place.ledger.parts()
    for one in (place.paths.parts / part.name).iterdir():
        os.utime(one, ns=(1, 1))
    of_no_use = kept(place)
    same(place)
    assert not any(brought)
    assert not of_no_use.exists()


def test_a_part_that_is_lost_is_told(place: Place) -> None:
    place.arrive(file("a.csv", 1, N1="to_ship"))
    place.arrive(file("b.csv", 2, N2="to_ship"))
    place.desk()
    shutil.rmtree(place.paths.parts / place.ledger.parts()[0].name)
    assert [loss.code for loss in same(place).losses] == ["part"]


def opened(paths: DeskPaths, settings: Settings) -> Desk:
    return Desk.open(paths, settings, NOON * 1_000_000)


def test_other_settings_and_rules_have_their_own(place: Place, brought: list[bool]) -> None:
    place.arrive(file("a.csv", 1, N1="to_ship"))
    asked = [
        (Settings(), False), (Settings(wholesale=Wholesale(pieces_in_line=1)), False), (Settings(), True),
    ]  # fmt: skip
    for set_so, known in asked:
        desk = opened(place.paths, set_so)
        [[wholesale]] = desk.con.execute("select wholesale from open_orders").fetchall()
        assert (wholesale, brought.pop()) == (set_so.wholesale.pieces_in_line == 1, known)
        desk.close()
    place.paths.rules.mkdir()
    (place.paths.rules / "services.toml").write_text("", encoding="utf-8")
    opened(place.paths, Settings()).close()
    assert brought == [False]
    assert len(list(place.paths.kept.iterdir())) == 3


def test_what_is_read_only_is_read_and_nothing_kept(place: Place, brought: list[bool]) -> None:
    place.arrive(file("a.csv", 1, N1="to_ship"))
    paths = place.paths.for_reading()
    opened(paths, SETTINGS).close()
    assert not place.paths.kept.exists()
    opened(place.paths, SETTINGS).close()
    opened(paths, SETTINGS).close()
    assert brought == [False, False, True]


def test_it_is_the_desks_own_and_is_forgotten_with_what_is_forgotten(place: Place) -> None:
    place.arrive(file("a.csv", 1, N1="finished", N2="to_ship"))
    place.desk()
    assert kept(place).stat().st_mode & 0o077 == 0
    assert place.paths.kept.stat().st_mode & 0o077 == 0
    place.close()
    forget(place.paths, (NOON + DAY) * 1_000_000)
    assert list(place.paths.kept.iterdir()) == []


def test_a_disk_that_is_full_keeps_nothing_and_harms_nothing(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    place.arrive(file("a.csv", 1, N1="to_ship"))
    monkeypatch.setattr(Keeper, "_write", full)
    same(place)
    assert not place.paths.kept.exists()
    assert list(place.paths.temp.iterdir()) == []
