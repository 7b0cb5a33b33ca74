"""The commands for scripts on real folders: what they print is documented in docs/scripts.md."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from orderdeck.data.sample import Style, World, generate, write_export
from orderdeck.tui.terminal import exit_codes as exits

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Fifty orders in two exports."""
    generate(
        tmp_path,
        orders=50,
        files=2,
        seed=5,
        container="csv",
        now=datetime.now(UTC) - timedelta(seconds=5),
        open_share=0.7,
    )
    return tmp_path


def test_load_says_what_it_loaded_and_then_that_nothing_is_new(run: Run, folder: Path) -> None:
    code, out, _err = run("load", folder)
    assert code == exits.OK
    assert "2 files loaded" in out
    code, out, _err = run("load", folder)
    assert code == exits.OK
    assert "Nothing new." in out


def test_load_of_a_refused_file_is_1_once(run: Run, folder: Path) -> None:
    (folder / "notes.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    code, out, _err = run("load", folder, "--json")
    assert code == exits.REFUSED
    states = {file["name"]: file["state"] for file in json.loads(out)["files"]}
    assert states.pop("notes.csv") == "refused"
    assert set(states.values()) == {"loaded"}
    assert run("load", folder)[0] == exits.OK


def test_intake_lists_every_file_with_counts_and_reasons(run: Run, folder: Path) -> None:
    (folder / "notes.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    code, out, _err = run("intake", folder, "--json")
    assert code == exits.OK
    files = json.loads(out)["files"]
    assert {"name", "state", "profile", "orders", "lines", "rejected", "reason"} <= {*files[0]}
    refused = [file for file in files if file["state"] == "refused"]
    assert [file["name"] for file in refused] == ["notes.csv"]
    assert refused[0]["reason"]
    assert (refused[0]["reason_code"], refused[0]["headers"]) == ("no_profile", ["a", "b"])
    assert all(file["orders"] > 0 and file["profile"] for file in files if file["state"] == "loaded")


def test_a_copy_of_a_file_is_told_and_counts_once(run: Run, folder: Path) -> None:
    before = json.loads(run("queues", folder, "--json", "--counts")[1])
    # The newest: an older one that comes again says anew what it said, and takes back what came in between.
    original = max(
        (path for path in folder.iterdir() if path.is_file()), key=lambda path: path.stat().st_mtime
    )
    (folder / "copy.bin").write_bytes(original.read_bytes())
    files = {file["name"]: file for file in json.loads(run("intake", folder, "--json")[1])["files"]}
    assert (files["copy.bin"]["state"], files["copy.bin"]["same_as"]) == ("loaded", original.name)
    assert files["copy.bin"]["orders"] == files[original.name]["orders"]
    assert json.loads(run("queues", folder, "--json", "--counts")[1]) == before


def test_queues_have_every_open_order_once_with_its_lines(run: Run, folder: Path) -> None:
    code, out, _err = run("queues", folder, "--json")
    assert code == exits.OK
    told = json.loads(out)
    keys = [queue["key"] for queue in told["queues"]]
    assert keys == [
        "cancel_requests", "stockouts", "wholesale_unpaid", "remarks", "wholesale",
        "express", "standard", "on_hold", "awaiting_payment", "unrecognised",
    ]  # fmt: skip
    orders = [order for queue in told["queues"] for order in queue["orders"]]
    assert all(queue["count"] == len(queue["orders"]) for queue in told["queues"])
    assert len({order["order_id"] for order in orders}) == len(orders) > 10
    fields = {
        "shop", "order_id", "status", "reasons", "reason_codes", "placed_at", "ship_by", "currency", "total", "country",
        "country_code", "service", "remark", "remark_kinds", "lines", "ship_by_estimate", "together", "changes",
        "order_key", "marketplace", "state", "buyer", "email", "recipient", "address_block", "address", "city",
        "province", "zip", "phone", "tax_number", "tracking",
    }  # fmt: skip
    of_line = {"sku", "title", "variant", "product_id", "quantity", "unit_price", "line_total"}
    assert all({*order} == fields for order in orders)
    assert all(order["lines"] and {*order["lines"][0]} - {"ordered"} == of_line for order in orders)
    assert all(order["reasons"] for order in orders)
    assert {lens["key"] for lens in told["lenses"]} >= {"due", "mine"}


def test_counts_alone_leave_the_orders_out(run: Run, folder: Path) -> None:
    told = json.loads(run("queues", folder, "--json", "--counts")[1])
    assert all("orders" not in queue for queue in told["queues"])
    assert "Wholesale" in run("queues", folder)[1]


def test_check_loads_nothing_and_tells_row_by_row(run: Run, tmp_path: Path) -> None:
    world = World(2, datetime.now(UTC), orders=20, open_share=1)
    file = write_export(
        tmp_path / "x.csv",
        world.orders_at(world.now),
        style=Style(container="csv", ruined_ids=2),
        at=world.now,
    )
    code, out, _err = run("check", file, "--rows", "--json")
    assert code == exits.OK
    told = json.loads(out)["files"][0]
    assert told["state"] == "loaded"
    assert told["rejected"] == 2
    assert {reject["reason"] for reject in told["rejects"]} == {"id_ruined"}
    assert told["orders"] == len(told["rows"])
    assert not (tmp_path / ".orderdeck").exists()
    code, out, _err = run("check", file, "--rows")
    assert "ruined" in out


def test_check_of_a_file_that_would_be_refused_is_1_and_shows_the_headers(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "holiday.csv"
    file.write_text("When,Who,What\n1,2,3\n", encoding="utf-8")
    code, out, _err = run("check", file)
    assert code == exits.REFUSED
    assert "When, Who, What" in out
    assert run("check", tmp_path / "nowhere.csv")[0] == exits.REFUSED


def test_state_can_lie_elsewhere(run: Run, folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    state = tmp_path_factory.mktemp("state") / "desk"
    assert run("load", folder, "--desk", state)[0] == exits.OK
    assert (state / "ledger.sqlite").exists()
    assert not (folder / ".orderdeck").exists()


def test_status_of_a_desk_that_nobody_loads(run: Run, folder: Path) -> None:
    code, out, _err = run("serve", folder, "--status", "--json")
    assert code == exits.REFUSED
    assert json.loads(out)["loading"] is False
