"""`orderdeck queues` for people: orders below their queue, whose orders are mine, what is broken told."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from orderdeck.data.sample import generate
from orderdeck.tui.terminal import exit_codes as exits
from orderdeck.tui.terminal.cell_width import width

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Thirty orders in one export."""
    made = datetime.now(UTC) - timedelta(seconds=5)
    generate(tmp_path, orders=30, seed=5, container="csv", now=made, open_share=0.8)
    return tmp_path


def orders_of(run: Run, folder: Path) -> dict[str, dict[str, object]]:
    queues = json.loads(run("queues", folder, "--json")[1])["queues"]
    return {
        order["order_id"]: order | {"queue": queue["title"]} for queue in queues for order in queue["orders"]
    }


def test_each_order_is_a_line_below_its_queue(run: Run, folder: Path) -> None:
    known = orders_of(run, folder)
    code, out, err = run("queues", folder)
    assert (code, err) == (exits.OK, "")
    seen, heading = {}, ""
    for line in out.split("\n\n")[0].splitlines()[1:]:
        if line.startswith("  "):
            seen[line.split()[0]] = (heading, line)
        else:
            heading = line.rpartition(" ")[0]
    assert {number: found[0] for number, found in seen.items()} == {
        number: order["queue"] for number, order in known.items()
    }
    for number, (_heading, line) in seen.items():
        order = known[number]
        assert f"{order['total']} {order['currency']}" in line.replace(",", "")
        assert f" {order['country_code']} " in line


def test_lines_are_aligned_by_what_a_terminal_shows(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORDERDECK_LANGUAGE", "zh")
    out = run("queues", folder)[1]
    lines = [line for line in out.split("\n\n")[0].splitlines()[1:] if line.startswith("  ")]
    assert len({width(line[: line.index(" USD")]) for line in lines}) == 1


def test_counts_alone_print_no_order(run: Run, folder: Path) -> None:
    known = orders_of(run, folder)
    out = run("queues", folder, "--counts")[1]
    assert "Wholesale" in out
    assert not any(number in out for number in known)


def test_mine_are_the_orders_of_the_operator_that_act_knows(run: Run, folder: Path) -> None:
    mine, other = list(orders_of(run, folder))[:2]
    assert run("act", folder, "claim", mine)[0] == exits.OK
    assert run("act", folder, "claim", other, "--as", "li")[0] == exits.OK

    def count(*words: str) -> int:
        lenses = json.loads(run("queues", folder, "--counts", "--json", *words)[1])["lenses"]
        counts: dict[str, int] = {lens["key"]: lens["count"] for lens in lenses}
        return counts["mine"]

    assert (count(), count("--as", "li"), count("--as", "nobody")) == (1, 1, 0)


def test_a_broken_queue_file_says_so_where_its_count_would_be(run: Run, folder: Path) -> None:
    queues = folder / ".orderdeck" / "queues"
    queues.mkdir(parents=True)
    (queues / "mine_too.sql").write_text("select nonsense from facts\n", encoding="utf-8")
    code, out, _err = run("queues", folder)
    line = next(line for line in out.splitlines() if line.startswith("mine_too"))
    assert code == exits.OK
    assert "nonsense" in line
    code, out, err = run("queues", folder, "--json")
    assert json.loads(out)["queues"]
    assert "nonsense" in err


def test_a_panel_of_ones_own_has_its_orders_too(run: Run, folder: Path) -> None:
    queues = folder / ".orderdeck" / "queues"
    queues.mkdir(parents=True)
    (queues / "all.sql").write_text("-- title: Everything\nselect order_key from facts\n", encoding="utf-8")
    out = run("queues", folder)[1]
    assert f"\nEverything {len(orders_of(run, folder))}\n" in out


def test_broken_rules_and_profiles_are_told_on_standard_error(run: Run, folder: Path) -> None:
    state = folder / ".orderdeck"
    (state / "rules").mkdir(parents=True)
    (state / "rules" / "remarks.toml").write_text("[kinds.urgent]\nany = ['((']\n", encoding="utf-8")
    (state / "profiles").mkdir()
    (state / "profiles" / "own.toml").write_text("name = 3\n", encoding="utf-8")
    code, _out, err = run("queues", folder, "--json")
    assert code == exits.OK
    assert "remarks.toml" in err
    assert "own.toml" in err
    assert "own.toml" in run("intake", folder)[2]
