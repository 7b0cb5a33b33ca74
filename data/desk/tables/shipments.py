"""Orders that tracking files say are sent, before any export of the marketplace says so.

A row stands for the whole order. It is about the one order of its number, within the marketplace and shop that it
names; where there are several it is about none, and where there is none yet it waits for it. Of several files that have
an order the newest counts.
"""

import logging
from collections.abc import Iterable
from typing import Final

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Act, Export
from orderdeck.data.desk.connection import Connection, column, run, value
from orderdeck.data.desk.pictures import parts
from orderdeck.data.desk.pictures.one_order import as_one
from orderdeck.data.exports.dating.newer import may_withdraw, pictures
from orderdeck.data.ledger import Ledger
from orderdeck.queries.statements import statements

KIND: Final = "tracking"
_NAMED: Final = 5
"""Numbers that a note names."""
_log = logging.getLogger(__name__)


class Shipments:
    """Keeps the table `shipments` in step with tracking files and exports of orders. For one desk."""

    def __init__(self, con: Connection, ledger: Ledger, paths: DeskPaths) -> None:
        self._con, self._ledger, self._paths = con, ledger, paths
        self._sql = statements("desk/shipments")
        self._looked: set[int] = set()  # exports of orders (seq) that were looked through for numbers
        for name in ("number_of", "sent_after", "fits"):
            con.execute(self._sql[name])

    def take(self, exports: Iterable[Export], acts: Iterable[Act], *, moved: bool) -> set[str]:
        """Takes in what is new of tracking files, and orders that came (`moved`: other exports of orders count than
        before, or have been read anew); gives the open orders of which something else is said by now."""
        anew = any(one.kind == KIND and one.state != "refused" for one in exports) or any(
            map(may_withdraw, acts)
        )
        if not anew and (not moved or not self.any):
            return set()
        try:
            if anew:
                self._fill()
            self._look_for_orders(anew=anew)
        except parts.UNREADABLE as error:  # merged away in this moment, or damaged: all of it next time
            _log.warning("tracking numbers could not be read: %s", type(error).__name__)
            self._looked = set()
        run(self._con, self._sql["shipments"])
        changed = set(column(self._con, self._sql["changed"]))
        run(self._con, self._sql["keep"])
        return changed

    @property
    def any(self) -> bool:
        """Whether there is a row of a tracking file."""
        return value(self._con, "select 1 from tracking_rows limit 1") is not None

    def notes(self) -> dict[int, list[str]]:
        """File of tracking numbers (its seq) -> what is to be said of its rows: tracking_waits, with how many are of no
        order that is known yet; tracking_ambiguous, with numbers that are of several orders; tracking_too_early, with
        how many times of dispatch are from before their order was placed, and were left out."""
        if not self.any:
            return {}
        found = {}
        for seq, waiting, several, early in self._con.execute(self._sql["notes"]).fetchall():
            told = [f"tracking_waits|{waiting}"] if waiting else []
            if several:
                more = f", … ({len(several)})" if len(several) > _NAMED else ""
                told.append(f"tracking_ambiguous|{', '.join(several[:_NAMED])}{more}")
            if early:
                told.append(f"tracking_too_early|{early}")
            if told:
                found[seq] = told
        return found

    def _fill(self) -> None:
        con = self._con
        con.execute("truncate tracking_rows")
        con.execute("truncate tracking_files")
        counting = pictures(
            (one for one in self._ledger.exports() if one.kind == KIND), self._ledger.withdrawn()
        )
        held = parts.holding(
            (one for one in self._ledger.whole_parts() if one.kind == KIND), {one.content for one in counting}
        )
        files = parts.files(self._paths, held, KIND)
        if not files:
            return
        con.execute(
            "insert into tracking_files select unnest(?::integer[]), unnest(?::varchar[]), unnest(?::varchar[]), "
            "make_timestamptz(unnest(?::bigint[])), make_timestamptz(unnest(?::bigint[])), unnest(?::integer[])",
            [
                [one.seq for one in counting],
                [one.content for one in counting],
                [one.name for one in counting],
                [one.exported_at for one in counting],
                [one.loaded_at for one in counting],
                list(range(1, len(counting) + 1)),
            ],
        )
        con.execute(self._sql["rows"], {"files": files})

    def _look_for_orders(self, *, anew: bool) -> None:
        con = self._con
        counted = set(column(con, "select seq from exports"))
        new = counted - self._looked
        if anew or not self._looked <= counted:
            con.execute("truncate numbered_orders")
            new = counted
        self._looked = counted
        if not new or not self.any:
            return
        con.execute("create or replace temp table looked as select unnest(?::integer[]) as seq", [list(new)])
        contents = set(column(con, "select content from exports semi join looked using (seq)"))
        held = parts.holding(parts.order_parts(self._ledger), contents)
        if files := parts.files(self._paths, held, "orders"):
            con.execute(as_one(con, self._sql["orders"]), {"orders": files})
