"""What the rows of each export of a batch come to, as they are read."""

from collections.abc import Mapping, Sequence

import polars as pl

from orderdeck.data.exports.carry_forward import RowsSeen
from orderdeck.data.exports.dating.latest_event import latest_event, latest_events


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

    def rows(self, export_id: str) -> dict[str, int]:
        """Rows of an export by part stem."""
        return self._rows[export_id]

    def latest(self, export_id: str) -> int:
        """The latest thing that an export tells of; 0 where there is none."""
        return self._latest[export_id]

    def lacks(self, export_id: str) -> list[str]:
        """What an export lacks by its rows; see data.exports.carry_forward.RowsSeen."""
        return self._seen.lacks(export_id) if self._seen else []

    # One export has all the rows, and a big one many: they need not be told apart.

    def _heights(self, frame: pl.DataFrame) -> list[tuple[str, int]]:
        if len(self._ids) == 1:
            return [(self._ids[0], frame.height)]
        return list(frame["export_id"].value_counts().iter_rows())

    def _latest_in(self, frames: Mapping[str, pl.DataFrame]) -> list[tuple[str, int]]:
        if len(self._ids) == 1:
            return [(self._ids[0], latest_event(frames, self._upto))]
        return list(latest_events(frames, self._upto).items())
