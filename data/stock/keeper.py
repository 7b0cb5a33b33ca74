"""Stock as part of the desk: takes stock files in, works allocation out anew, fills `shortages`."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from data.ledger import Ledger
from data.model import Act, Export
from data.paths import DeskPaths
from data.settings import Settings
from data.stock import stockouts
from queries.statements import statements

if TYPE_CHECKING:
    import duckdb

TABLES: Final = {
    "stock": "stock_rows",
    "purchases": "purchase_rows",
    "products": "product_rows",
    "suppliers": "supplier_rows",
}
"""Kind of file -> the table that its rows stand in."""

ACTS: Final = frozenset(
    {
        "stock_word",
        "restock",
        "receipt",
        "allot",
        "release_allotment",
        "move_stock",
        "packed",
        "done",
        "reopen",
    }
)
"""Kinds of acts that change who gets stock; an undo may be of any of them."""


class StockKeeper:
    """The stock tables of one desk's DuckDB."""

    def __init__(
        self, con: "duckdb.DuckDBPyConnection", ledger: Ledger, paths: DeskPaths, settings: Settings
    ) -> None:
        self._con, self._ledger, self._paths = con, ledger, paths
        self._rules = settings.stock
        self.known = False
        """Whether anything at all is known of stock; where not, nothing is worked out."""
        stockouts.prepare(con)
        for sql in statements("stock/acts").values():
            con.execute(sql)

    def take(self, exports: Iterable[Export]) -> bool:
        """Take the files among `exports` that are of these kinds in; says whether there was one."""
        kinds = {export.kind for export in exports if export.state == "loaded"} & TABLES.keys()
        for kind in kinds:
            self._fill(kind)
        return bool(kinds)

    def concerned(self, acts: Iterable[Act]) -> bool:
        """Whether any of `acts` changes who gets stock."""
        return any(act.kind in ACTS or act.undoes for act in acts)

    def refresh(self) -> None:
        """Work allotments and `shortages` anew from orders, stock, journal and clock."""
        con = self._con
        self.known = bool(
            con.execute(
                "select 1 from stock_rows union all select 1 from live_acts where kind = 'stock_word' union all "
                "select 1 from open_lines where stock_on_hand is not null limit 1"
            ).fetchall()
        )
        if self.known:
            stockouts.refresh(con, self._rules)
        else:
            con.execute("delete from shortages")

    def _fill(self, kind: str) -> None:
        con = self._con
        con.execute(f"delete from {TABLES[kind]}")
        exports = [one for one in self._ledger.exports() if one.kind == kind and one.state == "loaded"]
        if kind == "stock":
            exports = _newest(exports)
        wanted = {export.export_id for export in exports}
        files = [
            str(self._paths.parts / part.name / name)
            for part in self._ledger.parts()
            if part.kind == kind and not wanted.isdisjoint(part.export_ids)
            for name in part.files(kind)
        ]
        if not files:
            return
        con.execute("create or replace temp table newest (export_id varchar, profile varchar)")
        con.execute(
            "insert into newest select unnest(?::varchar[]), unnest(?::varchar[])",
            [[export.export_id for export in exports], [export.profile for export in exports]],
        )
        con.execute(statements("stock/take_in")[kind], {"files": files})


def _newest(exports: list[Export]) -> list[Export]:
    """A newer stock file replaces the older picture of the same profile whole."""
    found: dict[str, Export] = {}
    for export in sorted(exports, key=lambda one: (one.exported_at, one.seq)):
        found[export.profile] = export
    return list(found.values())
