"""What the commands say of files that no profile fits, of what is short, and of a wrong command line, in words."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from orderdeck.tui.cli.commands.read import outbox, stockouts
from orderdeck.tui.i18n import use
from orderdeck.tui.i18n.reasons import reason, refusal

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def chinese(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The commands speak Chinese."""
    monkeypatch.setenv("ORDERDECK_LANGUAGE", "zh")
    use("zh")
    yield
    use("en")


def test_fields_that_the_nearest_profile_missed_are_named_in_words() -> None:
    assert refusal("no_profile", "order_id, status") == (
        "no profile knows these headers; missing: order number, status"
    )
    assert refusal("no_profile", "3 of 12 columns known") == (
        "no profile knows these headers; columns known: 3 of 12"
    )
    assert refusal("no_profile") == "no profile knows these headers"


def test_missing_fields_in_chinese(chinese: None) -> None:
    assert "缺少：订单号、状态" in refusal("no_profile", "order_id, status")


def test_what_is_short_tells_pieces_from_sku() -> None:
    assert reason("short|0042 2") == "short 2 × 0042"
    assert reason("short|a red lamp 12") == "short 12 × a red lamp"


@pytest.mark.parametrize("command", ["load", "intake"])
def test_a_refused_file_shows_its_headers_and_the_nearest_profile(
    run: Run, tmp_path: Path, command: str
) -> None:
    (tmp_path / "x.csv").write_text("Order ID,foo,Buyer\n1,2,3\n", encoding="utf-8")
    out = run(command, tmp_path)[1]
    file = json.loads(run("intake", tmp_path, "--json")[1])["files"][0]
    assert file["nearest"]
    assert "Headers seen: Order ID, foo, Buyer" in out
    assert f"Nearest profile: {file['nearest']}" in out


def test_what_is_promised_too_many_is_said_beside_what_to_buy(capsys: pytest.CaptureFixture[str]) -> None:
    """All that is short of it is promised to orders that were packed: none of them goes without."""
    one: dict[str, Any] = {
        "sku": "A", "on_hand": 1, "short": 2, "debt": 2, "orders": 0, "at_risk": {}, "at_risk_unknown": 0,
        "soonest_ship_by": None, "title": None, "arrived_unsure": [], "incoming": [], "plan": [],
        "restock": {"pieces": 2, "for_paid": 2, "for_unpaid": 0},
    }  # fmt: skip
    stockouts.print_all([one], 0)
    assert capsys.readouterr().out.splitlines()[-1] == "A  2 promised too many · to buy: 2"


def test_the_outbox_asks_what_is_in_doubt(capsys: pytest.CaptureFixture[str]) -> None:
    doubt = {"purchase_key": "PO|S|A", "restock": "x", "supplier": "S", "sku": "A", "quantity": 8, "keyed": 6}
    outbox.print_all({"lists": [], "overdue": [], "doubts": [doubt], "cases": [], "relist": []})
    assert capsys.readouterr().out == "A: 8 from S in a file, 6 keyed here: one purchase, or two?\n"
