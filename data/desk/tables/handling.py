"""Days in which products leave once they are paid, from product lists: what a ship-by time is estimated from that no
file has."""

from collections.abc import Iterable
from typing import Final

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Act, Export
from orderdeck.data.desk.connection import Connection, column
from orderdeck.data.desk.pictures import parts
from orderdeck.data.exports.dating.newer import may_withdraw, pictures
from orderdeck.data.ledger import Ledger
from orderdeck.queries.statements import statements

KIND: Final = "products"


class Handling:
    """Keeps the table `handling`, and the estimates of open orders in step with it. For one desk."""

    def __init__(self, con: Connection, ledger: Ledger, paths: DeskPaths) -> None:
        self._con, self._ledger, self._paths = con, ledger, paths
        self._sql = statements("desk/handling")

    def take(self, exports: Iterable[Export], acts: Iterable[Act]) -> set[str]:
        """Takes in what is new of product lists; gives the open orders whose ship-by time is another by that."""
        if not any(one.kind == KIND and one.state != "refused" for one in exports) and not any(
            map(may_withdraw, acts)
        ):
            return set()
        self._con.execute("truncate handling")
        counting = pictures(
            (one for one in self._ledger.exports() if one.kind == KIND), self._ledger.withdrawn()
        )
        held = parts.holding(
            (one for one in self._ledger.whole_parts() if one.kind == KIND), {one.content for one in counting}
        )
        if files := parts.files(self._paths, held, KIND):
            ranks = {one.content: rank for rank, one in enumerate(counting, 1)}
            given = {"files": files, "contents": list(ranks), "ranks": list(ranks.values())}
            self._con.execute(self._sql["fill"], given)
        self._con.execute(self._sql["estimates"])
        changed = set(column(self._con, "select order_key from estimates"))
        if changed:
            self._con.execute(self._sql["estimate"])
        self._con.execute("drop table estimates")
        return changed
