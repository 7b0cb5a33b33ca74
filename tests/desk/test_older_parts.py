"""Parts of an earlier orderdeck lack columns that were added since: all there is of them is read all the same."""

import shutil
from datetime import timedelta

import pytest

from orderdeck.data.ledger.parts.merge import merge_small
from tests.desk.make_desk import NOON, Bench, order

OLD = {"orders": ["custom_info", "seller"], "lines": ["stock_on_hand", "stock_on_order", "attributes"]}
"""Columns taken for later additions."""


def test_a_desk_of_older_parts_alone_opens(bench: Bench) -> None:
    bench.load(order(1), order(2, status="finished"), lacking=OLD)
    desk = bench.desk()
    one, two = desk.order("aliexpress:1"), desk.order("aliexpress:2")
    assert one is not None
    assert two is not None
    assert [order.lines[0]["attributes"] for order in (one, two)] == [None, None]
    assert one.fields["seller"] is None
    assert desk.find("1") == ["aliexpress:1"]


@pytest.mark.parametrize("merged", [False, True], ids=["apart", "merged"])
@pytest.mark.parametrize("old_first", [True, False])
def test_older_and_newer_parts_are_read_together(bench: Bench, merged: bool, old_first: bool) -> None:
    new = order(2, seller="Li", lines=[{"attributes": "Red"}])
    loads = [(order(1), OLD), (new, {})]
    for hours, (one, lacking) in enumerate(loads if old_first else reversed(loads)):
        bench.load(one, at=NOON + timedelta(hours=hours), lacking=lacking)
    if merged:
        assert merge_small(bench.paths, bench.ledger, many=2)
    desk = bench.desk()
    found = [desk.order(f"aliexpress:{number}") for number in (1, 2)]
    assert [one.lines[0]["attributes"] for one in found if one] == [None, "Red"]
    assert [one.fields["seller"] for one in found if one] == [None, "Li"]


def test_it_is_read_also_after_the_helping_file_was_removed(bench: Bench) -> None:
    bench.load(order(1), lacking=OLD)
    bench.desk()
    shutil.rmtree(bench.paths.shapes)
    assert bench.desk().order("aliexpress:1")


def test_where_the_helping_file_cannot_be_written_whole_parts_are_read(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("orderdeck.data.ledger.parts.shapes._write", full)
    bench.load(order(1))
    assert bench.desk().order("aliexpress:1")
