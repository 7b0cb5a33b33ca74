"""A panel of the dashboard has the reasons alone where they tell its orders apart, and else what is in them."""

from typing import Any, cast

import polars as pl
import pytest

from orderdeck.tui.deck.controllers.shown.dashboard import panels
from orderdeck.tui.present.view.rows import RenderOptions
from tests.tui.fake_desk import FakeDesk


class OneQueue(FakeDesk):
    """Three orders that stand where they do for these reasons, and bear these remarks."""

    def __init__(self, reasons: list[str], remark: str = "") -> None:
        super().__init__()
        told = pl.Series([[one] for one in reasons])
        three = super().rows("standard").head(3).with_columns(reasons=told)
        self.three = three.with_columns(pl.lit(remark).alias("remark")) if remark else three

    def rows(self, key: str) -> pl.DataFrame:
        return self.three


@pytest.mark.parametrize(("reasons", "told"), [(["a|", "b|", "c|"], True), (["a|"] * 3, False)])
def test_reasons_stand_there_where_they_differ(reasons: list[str], told: bool) -> None:
    desk = cast("Any", OneQueue(reasons))
    source = panels(desk, keys=["stockouts"], options=RenderOptions(0)).sources["stockouts"]
    assert ("reasons" in source.columns) == told
    assert ("skus" in source.every) != told


def test_remarks_stand_there_also_where_all_are_the_same() -> None:
    desk = cast("Any", OneQueue(["remark|unread"] * 3, "at the front door"))
    source = panels(desk, keys=["remarks"], options=RenderOptions(0)).sources["remarks"]
    assert "remark" in source.columns
    assert any("at the front door" in cell.text for cell in source.cells(0))
