"""One small profile, and tables written and read back."""

from pathlib import Path
from typing import Literal

import polars as pl

from orderdeck.data.exports.profile.records import CsvFormat, Profile
from orderdeck.data.exports.read import batches
from orderdeck.data.exports.recognise import Limits, Recognised, recognise

HEADER = ["订单号", "产品信息", "备注", "数量"]
Quoting = Literal[0, 1, 2, 3]
"""One of the four ways in which `csv` quotes."""


def profile(quoting: str = "standard") -> Profile:
    return Profile(
        name="ali",
        title={},
        marketplace="ali",
        aliases={"order_id": ["订单号"], "items": ["产品信息"], "remark": ["备注"], "pieces": ["数量"]},
        required=["order_id"],
        csv=CsvFormat(quoting="none" if quoting == "none" else "standard"),
    )


class Reader:
    """Writes bytes as a file and reads them back as one frame."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "orders.xls"

    def recognised(
        self, content: bytes | None = None, quoting: str = "standard", **limits: int
    ) -> Recognised:
        if content is not None:
            self.path.write_bytes(content)
        found = recognise(self.path, [profile(quoting)], Limits(**limits))
        assert isinstance(found, Recognised), found
        return found

    def frame(self, content: bytes | None = None, quoting: str = "standard", **limits: int) -> pl.DataFrame:
        frames = list(batches(self.recognised(content, quoting, **limits)))
        return pl.concat(frames)

    def cells(self, content: bytes | None = None, quoting: str = "standard") -> list[list[str]]:
        """The cells, "" for null, without row number and fault."""
        frame = self.frame(content, quoting).drop("__row", "__fault")
        return [[cell or "" for cell in row] for row in frame.rows()]
