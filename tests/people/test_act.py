"""`orderdeck act` and `orderdeck journal` on a real desk: same rules and journal as the deck, answers for scripts."""

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Act
from orderdeck.data.ledger import Ledger
from orderdeck.data.sample import generate
from orderdeck.tui.terminal import exit_codes as exits
from tests.desk.make_desk import Bench, order
from tests.engine import new_paths

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Forty orders, most of them open."""
    new_paths(tmp_path)
    generate(
        tmp_path,
        orders=40,
        files=1,
        seed=8,
        container="csv",
        now=datetime.now(UTC) - timedelta(seconds=5),
        open_share=0.9,
    )
    return tmp_path


def standard(run: Run, folder: Path) -> list[str]:
    """Numbers of the orders to be shipped, in the queue's order."""
    told = json.loads(run("queues", folder, "--json")[1])
    return [o["order_id"] for queue in told["queues"] if queue["key"] == "standard" for o in queue["orders"]]


def acts(folder: Path) -> list[Act]:
    with Ledger.open(DeskPaths.of(folder)) as ledger:
        return ledger.acts()


def told(answer: tuple[int, str, str]) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(answer[1])
    return said


def test_an_order_is_claimed_noted_and_done_by_its_number(run: Run, folder: Path) -> None:
    first, second = standard(run, folder)[:2]
    answer = run("act", folder, "claim", first, second, "--as", "li", "--json")
    assert answer[0] == exits.OK
    assert [act["order_id"] for act in told(answer)["done"]] == [first, second]
    assert run("act", folder, "note", first, "--as", "li", "-d", "text=等补货")[0] == exits.OK
    assert run("act", folder, "done", first, "--as", "li")[0] == exits.OK
    assert [(act.kind, act.operator) for act in acts(folder)] == [
        ("claim", "li"), ("claim", "li"), ("note", "li"), ("done", "li"),
    ]  # fmt: skip
    assert first not in standard(run, folder)


def test_what_a_colleague_holds_is_a_conflict_until_forced(run: Run, folder: Path) -> None:
    [number] = standard(run, folder)[:1]
    run("act", folder, "claim", number, "--as", "li")
    answer = run("act", folder, "done", number, "--as", "wang", "--json")
    assert answer[0] == exits.CONFLICT
    assert [(one["code"], one["value"]) for one in told(answer)["conflicts"]] == [("held_by", "li")]
    assert len(acts(folder)) == 1
    answer = run("act", folder, "done", number, "--as", "wang", "--json", "--force")
    assert answer[0] == exits.OK
    assert [act.kind for act in acts(folder)] == ["claim", "take_over", "done"]
    assert told(answer)["notes"][0]["code"] == "took_over"


def test_an_act_sent_twice_under_one_id_counts_once(run: Run, folder: Path) -> None:
    [number] = standard(run, folder)[:1]
    for _ in range(2):
        answer = run("act", folder, "note", number, "--as", "li", "-d", "text=x", "--id", "mine-1", "--json")
        assert answer[0] == exits.OK
        assert [act["id"] for act in told(answer)["done"]] == ["mine-1"]
    assert len(acts(folder)) == 1


def test_take_next_gives_each_call_another_order_and_its_state(run: Run, folder: Path) -> None:
    wanted = standard(run, folder)[:3]
    taken = [
        told(run("act", folder, "take-next", "standard", "--as", "li", "--json"))["done"][0] for _ in range(3)
    ]
    assert [one["order_id"] for one in taken] == wanted
    stale = run("act", folder, "done", wanted[0], "--as", "li", "--seen", "0" * 16, "--json")
    assert stale[0] == exits.CONFLICT
    assert told(stale)["conflicts"][0]["code"] == "state_changed"
    assert run("act", folder, "done", wanted[0], "--as", "li", "--seen", taken[0]["state"])[0] == exits.OK


def test_claims_are_handed_over_all_at_once_with_a_note_and_undone_as_one(run: Run, folder: Path) -> None:
    numbers = standard(run, folder)[:3]
    run("act", folder, "claim", *numbers, "--as", "li")
    answer = run(
        "act",
        folder,
        "hand-over",
        "--mine",
        "--as",
        "li",
        "-d",
        "to=wang",
        "-d",
        "note=ask the buyer",
        "--json",
    )
    assert answer[0] == exits.OK
    assert {act["order_id"] for act in told(answer)["done"]} == set(numbers)
    assert run("act", folder, "done", numbers[0], "--as", "wang")[0] == exits.OK
    answer = run("act", folder, "undo", "--as", "li", "--json")
    assert len(told(answer)["done"]) == 3
    assert run("act", folder, "undo", "--as", "nobody")[0] == exits.REFUSED
    assert run("act", folder, "redo", "--as", "li")[0] == exits.OK


def test_what_is_wrong_with_the_command_is_2_and_nothing_is_done(run: Run, folder: Path) -> None:
    [number] = standard(run, folder)[:1]
    assert "take-next" in run("act", folder, "take-nxt", "standard")[2]
    assert run("act", folder, "snooze", number)[0] == exits.USAGE
    assert run("act", folder, "snooze", number, "-d", "until=whenever")[0] == exits.USAGE
    assert run("act", folder, "done", number, "-d", "colour=red")[0] == exits.USAGE
    assert run("act", folder, "take-next", "no-such-queue")[0] == exits.USAGE
    assert run("act", folder, "done")[0] == exits.USAGE
    assert run("act", folder, "done", "no-such-order", "--as", "li")[0] == exits.REFUSED
    assert acts(folder) == []


def test_a_number_of_several_orders_lists_their_keys(run: Run, tmp_path: Path) -> None:
    paths = new_paths(tmp_path / "two")
    desk = Bench(paths)
    keys = ("aliexpress:a:77", "aliexpress:b:77")
    desk.load(*(order(77, order_key=key, shop=key.split(":")[1]) for key in keys))
    desk.close()
    code, _out, err = run("act", paths.exports, "claim", "77", "--as", "li")
    assert code == exits.USAGE
    assert all(key in err for key in keys)
    assert run("act", paths.exports, "claim", keys[1], "--as", "li")[0] == exits.OK


def test_every_kind_is_listed_with_what_it_carries(run: Run, folder: Path) -> None:
    from orderdeck.data.actions import KINDS

    listed = {kind["kind"]: kind for kind in json.loads(run("act", folder, "help", "--json")[1])["kinds"]}
    assert {kind.key for kind in KINDS.values() if kind.by_hand} <= set(listed)
    assert listed["snooze"]["fields"] == [{"name": "until", "type": "time", "required": True, "choices": []}]
    assert "snooze ORDER… -d until=…" in run("act", folder, "help")[1]


def test_the_journal_is_filtered_and_says_what_was_taken_back(run: Run, folder: Path) -> None:
    first, second = standard(run, folder)[:2]
    run("act", folder, "note", first, "--as", "li", "-d", "text==HYPERLINK(1)")
    run("act", folder, "note", second, "--as", "wang", "-d", "text=two")
    run("act", folder, "undo", "--as", "wang")
    listed = json.loads(run("journal", folder, "--json")[1])["acts"]
    assert [(one["kind"], one["taken_back"]) for one in listed] == [
        ("note", False),
        ("note", True),
        ("undo", False),
    ]
    assert len(json.loads(run("journal", folder, "--json", "--operator", "li")[1])["acts"]) == 1
    assert (
        len(json.loads(run("journal", folder, "--json", "--order", second, "--kind", "note")[1])["acts"]) == 1
    )
    assert json.loads(run("journal", folder, "--json", "--until", "1h")[1])["acts"] == []
    assert len(json.loads(run("journal", folder, "--json", "--since", "1h")[1])["acts"]) == 3
    rows = list(csv.DictReader(io.StringIO(run("journal", folder, "--csv")[1])))
    assert [row["order"] for row in rows] == [first, second, second]
    assert json.loads(rows[0]["data"])["text"] == "=HYPERLINK(1)"  # within JSON: no cell begins with it
    assert run("journal", folder, "--since", "whenever")[0] == exits.USAGE
    assert "taken back" in run("journal", folder)[1]


def test_an_operators_name_that_is_a_formula_stays_text_in_the_csv(run: Run, folder: Path) -> None:
    [number] = standard(run, folder)[:1]
    run("act", folder, "note", number, "--as", "=cmd()\x1b[31m", "-d", "text=x")
    [row] = csv.DictReader(io.StringIO(run("journal", folder, "--csv")[1]))
    assert row["operator"] == "'=cmd()[31m"
