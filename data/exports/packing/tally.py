"""What the rows of each export of a batch come to, as they are read."""

from collections.abc import Mapping, Sequence

import polars as pl

from orderdeck.data.exports.dating.latest_event import latest_event, latest_events
from orderdeck.data.exports.packing.carry_forward import RowsSeen
from orderdeck.data.exports.packing.steps import Summary


class Tally:
    """Of exports of one kind, which are read together: their rows, the latest thing that each tells of (µs, UTC, not
    after `upto`), and what each lacks by its rows."""

    def __init__(self, export_ids: Sequence[str], kind: str, upto: int) -> None:
        self._ids, self._upto = export_ids, upto
        self._seen = RowsSeen() if kind == "orders" else None
        self._rows: dict[str, dict[str, int]] = {export_id: {} for export_id in export_ids}
        self._latest = dict.fromkeys(export_ids, 0)

    def note(self, frames: Mapping[str, pl.DataFrame]) -> None:
        """Takes in a batch of rows by stem, with export_id."""
        for stem, frame in frames.items():
            for export_id, height in self._heights(frame):
                rows = self._rows[export_id]
                rows[stem] = rows.get(stem, 0) + height
        for export_id, latest in self._latest_in(frames):
            self._latest[export_id] = max(self._latest[export_id], latest)
        if self._seen:
            self._seen.note(frames)

    def summary(self, remarks: list[str]) -> Summary:
        """What they come to; `remarks` of theirs."""
        return Summary(
            rows=self._rows,
            latest=self._latest,
            lacks={one: self._seen.lacks(one) if self._seen else [] for one in self._ids},
            remarks=remarks,
        )

    # One export has all the rows, and a big one many: they need not be told apart.

    def _heights(self, frame: pl.DataFrame) -> list[tuple[str, int]]:
        if len(self._ids) == 1:
            return [(self._ids[0], frame.height)]
        return list(frame["export_id"].value_counts().iter_rows())

    def _latest_in(self, frames: Mapping[str, pl.DataFrame]) -> list[tuple[str, int]]:
        if len(self._ids) == 1:
            return [(self._ids[0], latest_event(frames, self._upto))]
        return list(latest_events(frames, self._upto).items())
