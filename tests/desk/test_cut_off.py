"""The last order of a file that was cut off between two of its rows: held against older files that have more of it."""

import tempfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from orderdeck.data.base.paths import DeskPaths
from tests.desk.make_desk import NOON, Bench, order

HOUR = timedelta(hours=1)
SHAPES = {"rows": "item", "again": "item_fill_down", "cells": "order"}
"""Profile -> whether its rows are lines or whole orders."""


@dataclass
class File:
    """An export: number -> how many lines it has of that order, in the order of its rows; those it calls finished."""

    at: int
    profile: str
    orders: dict[str, int]
    finished: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        return f"{self.profile}{self.at}.csv"


def teach(paths: DeskPaths) -> None:
    paths.profiles.mkdir(parents=True, exist_ok=True)
    for name, shape in SHAPES.items():
        text = f'name = "{name}"\ntitle = {{ en = "{name}" }}\nmarketplace = "aliexpress"\n'
        text += f'[aliases]\norder_id = ["No"]\nsku = ["SKU"]\n[items]\nrow_shape = "{shape}"\n'
        text += "[export]\nwhole = false\n"
        (paths.profiles / f"{name}.toml").write_text(text, encoding="utf-8")


def load(bench: Bench, file: File) -> str:
    row, rows = 2, []
    for number, lines in file.orders.items():
        status = {"status": "finished"} if number in file.finished else {}
        rows.append(order(number, lines=[{}] * lines, source_row=row, **status))
        row += lines if SHAPES[file.profile] != "order" else 1
    return bench.load(*rows, at=NOON + file.at * HOUR, profile=file.profile, name=file.name).export_id


def short_of(files: list[File]) -> dict[str, tuple[int, int, str]]:
    """Number -> lines that its newest file has, those that an older one of that kind has, and which. What counts is the
    newest older file in whose midst it stands, and what came after that, since it was finished with last; nothing where
    rows are whole orders."""
    found = {}
    files = sorted(files, key=lambda file: file.at)
    for number in {number for file in files for number in file.orders}:
        *before, newest = [file for file in files if number in file.orders]
        if number in newest.finished:
            continue
        if list(newest.orders)[-1] != number or SHAPES[newest.profile] == "order":
            continue
        compared: list[File] = []
        closed = max((file.at for file in before if number in file.finished), default=-1_000)
        since = [file for file in before if file.at > closed]
        for file in reversed([file for file in since if file.profile == newest.profile]):
            compared.append(file)
            if list(file.orders)[-1] != number:
                break
        most = max((file.orders[number] for file in compared), default=0)
        if most > newest.orders[number]:
            [which, *_more] = [file.name for file in compared if file.orders[number] == most]
            found[number] = newest.orders[number], most, which
    return found


ORDERS = st.lists(st.sampled_from("123"), min_size=1, max_size=3, unique=True).flatmap(
    lambda numbers: st.fixed_dictionaries({number: st.integers(1, 3) for number in numbers})
)


@st.composite
def exports(draw: Any) -> list[File]:
    hours = draw(st.lists(st.integers(-60, 40), min_size=3, max_size=6, unique=True))
    mostly = draw(st.sampled_from(["rows", "rows", "again", "cells"]))
    profile = st.sampled_from([mostly, mostly, mostly, *SHAPES])
    finished = st.frozensets(st.sampled_from("123"), max_size=1)
    return [
        File(
            at, draw(profile), orders, draw(finished) & orders.keys() if draw(st.booleans()) else frozenset()
        )
        for at in hours
        for orders in [draw(ORDERS)]
    ]


@settings(
    max_examples=40,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
@given(files=exports(), data=st.data())
def test_what_may_be_cut_off_is_the_models_word_in_any_order_of_arrival(files: list[File], data: Any) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "exports").mkdir()
        bench = Bench(DeskPaths.of(Path(folder) / "exports"))
        try:
            teach(bench.paths)
            desk, ids = bench.desk(debug=False), {}
            for file in files:
                ids[file.name] = load(bench, file)
                if data.draw(st.booleans()):
                    desk.catch_up()
            desk.catch_up()
            desk.check()
            _agree(bench, desk, files)
            if len(files) > 1:
                gone = data.draw(st.sampled_from(files))
                bench.act("withdraw", data={"export": ids[gone.name]})
                desk.catch_up()
                desk.check()
                _agree(bench, desk, [file for file in files if file is not gone])
        finally:
            bench.close()


def _agree(bench: Bench, desk: Any, files: list[File]) -> None:
    told = {
        f"aliexpress:{number}": f"fewer_lines|{has}|{had}|{which}"
        for number, (has, had, which) in short_of(files).items()
    }
    keys = [f"aliexpress:{number}" for file in files for number in file.orders]
    for each in (desk, bench.desk(debug=False)):
        for row in each.board(sorted(set(keys))).to_dicts():
            said = [reason for reason in row["reasons"] if reason.startswith("fewer_lines")]
            assert said == [told[key] for key in [row["order_key"]] if key in told]
            assert ("may_be_cut" in row["badges"]) == bool(said)


def test_it_is_told_until_a_file_has_more_below_it(bench: Bench) -> None:
    teach(bench.paths)
    desk = bench.desk()

    def shown() -> bool:
        desk.catch_up()
        [row] = desk.board(["aliexpress:2"]).to_dicts()
        return "may_be_cut" in row["badges"]

    load(bench, File(0, "rows", {"2": 3, "1": 2}))
    assert not shown()
    cut = load(bench, File(1, "rows", {"1": 2, "2": 1}))
    assert shown()
    assert [file.notes for file in desk.intake() if file.export_id == cut] == [["fewer_lines ×1"]]
    load(bench, File(2, "rows", {"1": 2, "2": 1}))
    assert shown(), "the file before it may be cut off as well"
    load(bench, File(3, "rows", {"1": 2, "2": 1, "3": 1}))
    assert not shown(), "rows follow it: it has lost lines for good"


def test_what_an_order_had_before_it_was_finished_with_is_not_missed(bench: Bench) -> None:
    teach(bench.paths)
    desk = bench.desk(debug=False)
    files = [
        File(1, "rows", {"1": 3, "2": 1}),
        File(2, "rows", {"1": 3, "2": 1}, frozenset("1")),
        File(3, "rows", {"2": 1, "1": 1}),
    ]
    for file in files:
        load(bench, file)
        desk.catch_up()
    _agree(bench, desk, files)
