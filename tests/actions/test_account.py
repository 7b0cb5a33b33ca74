"""Whoever acts under another name has their account kept beside it."""

import json
import os
from collections.abc import Callable
from pwd import getpwuid

import pytest

from orderdeck.data.base.guards import account
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Act
from orderdeck.data.ledger import Ledger
from orderdeck.data.ledger.recovery.mend import mend
from tests.keep.kept_desk import arrive

Run = Callable[..., tuple[int, str, str]]
LOGIN = getpwuid(os.getuid()).pw_name
MINE = f"{LOGIN} ({os.getuid()})"


def test_it_is_kept_where_it_differs_and_shown(paths: DeskPaths, run: Run) -> None:
    arrive(paths, "one.csv", range(2))
    key = "3031270000000000"
    assert run("act", paths.exports, "note", key, "-d", "text=call", "--as", "mei")[0] == 0
    assert run("act", paths.exports, "note", key, "-d", "text=again", "--as", LOGIN)[0] == 0
    with Ledger.open(paths) as ledger:
        notes = [(act.operator, act.account, act.data) for act in ledger.acts() if act.kind == "note"]
    assert notes == [("mei", MINE, {"text": "call"}), (LOGIN, "", {"text": "again"})]
    code, out, _ = run("journal", paths.exports)
    assert code == 0
    assert out.count(f"account {MINE}") == out.count("mei")
    told = {
        act["operator"]: act["account"]
        for act in json.loads(run("journal", paths.exports, "--json")[1])["acts"]
    }
    assert told == {"mei": MINE, LOGIN: None}
    assert f"account {MINE}" in run("report", paths.exports, "--since", "8h")[1]


@pytest.mark.one_machine
def test_it_outlives_the_database(paths: DeskPaths) -> None:
    with Ledger.open(paths) as ledger:
        ledger.account = "shop (1004)"
        act = Act(id="1", kind="note", operator="mei", at=1, data={"text": "x"})
        [kept] = ledger.append([act])
        assert kept.account == "shop (1004)"
    paths.ledger.unlink()
    for left in paths.state.glob("ledger.sqlite-*"):
        left.unlink()
    mend(paths, "gone")
    with Ledger.open(paths) as ledger:
        assert [(one.account, one.data) for one in ledger.acts()] == [("shop (1004)", {"text": "x"})]


@pytest.mark.parametrize("operator", ["", LOGIN])
def test_nothing_is_kept_where_it_says_nothing(operator: str) -> None:
    assert account.beside(operator) == ""
