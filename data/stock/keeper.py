"""Stock as part of the desk: takes stock files in, works allocation out anew, fills `shortages`."""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Final

import msgspec
import polars as pl

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Act, Export
from orderdeck.data.desk.connection import among, put_acts, run
from orderdeck.data.desk.pictures import parts
from orderdeck.data.desk.pictures.one_order import as_one
from orderdeck.data.exports.dating.newer import may_withdraw, pictures
from orderdeck.data.exports.normalise.columns.columns import MAY_BE_CUT
from orderdeck.data.ledger import Ledger, Part
from orderdeck.data.rules.closures import load_closures
from orderdeck.data.stock import stockouts
from orderdeck.data.stock.acts.kinds import CASE_KINDS, STOCK_KINDS
from orderdeck.data.stock.allocation import queue as line
from orderdeck.data.stock.allocation import spelling, warehouses
from orderdeck.data.stock.allocation.departures import Departures
from orderdeck.data.stock.supply import purchases
from orderdeck.queries.statements import statements

if TYPE_CHECKING:
    import duckdb

TABLES: Final = {
    "stock": "stock_rows",
    "purchases": "purchase_rows",
    "products": "product_rows",
    "suppliers": "supplier_rows",
}
"""Kind of file -> the table that its rows stand in."""

PURCHASING: Final = frozenset(
    {"restock", "receipt", "stock_word", "ended", "paired", "kept_apart", "supplier_answer"}
)
"""Kinds of acts that change what is bought, or on its way."""
ACTS: Final = STOCK_KINDS | PURCHASING | {"delist", "relist"}
"""Kinds of acts that allocation reads itself; an undo may be of any of them. Whatever else is done to an order counts
where it makes the order stand otherwise (`moved`)."""

_COUNTING: Final = frozenset({"stock_word", "receipt"})
"""Kinds of acts that say what there is."""
_REVERSING: Final = ("undo", "redo")
_CASE_ACTS: Final = {
    "seq": pl.Int64,
    "id": pl.String,
    "at": pl.Int64,
    "operator": pl.String,
    "kind": pl.String,
    "order_key": pl.String,
    "data": pl.String,
    "undoes": pl.String,
}

_KNOWN: Final = (
    "select 1 from stock_rows union all select 1 from live_acts where kind = 'stock_word' union all "
    "select 1 from open_lines where stock_on_hand is not null limit 1"
)
"""Whether anything is known of stock."""
_OFF_SALE: Final = (
    "select 1 from live_acts where kind in ('delist', 'relist') union all select 1 from delisted limit 1"
)


class StockKeeper:
    """The stock tables of one desk's DuckDB."""

    follows: Final = CASE_KINDS
    """A case is followed to its end, so that acts of cases are kept for orders that were finished with, too."""

    def __init__(
        self, con: "duckdb.DuckDBPyConnection", ledger: Ledger, paths: DeskPaths, settings: Settings
    ) -> None:
        self._con, self._ledger, self._paths = con, ledger, paths
        self._rules = settings.stock
        self.known = False
        """Whether anything at all is known of stock; where not, nothing is worked out."""
        self._purchases_stale = self._position_stale = True
        self._houses: dict[str, frozenset[str]] = {}  # file of stock (its content) -> warehouses
        self._departures = Departures(con, ledger, paths)
        self._departures_stale = True
        self._late_at: int | None = None  # when an order in line is past its ship-by time next
        stockouts.prepare(con)
        for one in load_closures(paths.rules)[0]:
            con.execute("insert into closed_days values (?, ?, ?)", [one.supplier, one.since, one.until])
        for name in ("stock/acts", "stock/cases"):
            for sql in statements(name).values():
                run(con, sql)

    def take(self, exports: Iterable[Export]) -> bool:
        """Take the files among `exports` that are of these kinds in; says whether there was one."""
        # Copies as well: the same stock counted again is newer than what was said in between.
        loaded = [export for export in exports if export.state != "refused"]
        kinds = {export.kind for export in loaded} & TABLES.keys()
        for kind in kinds:
            self._fill(kind)
        if kinds & {"purchases", "suppliers"}:
            self._purchases_stale = True
        if "stock" in kinds:
            self._position_stale = self._departures_stale = True
        told = False
        if any(export.kind == "orders" for export in loaded):
            # Orders that come again as they were tell what there is as of now, too.
            told = self._orders_tell_stock()
            self._position_stale |= told
            self._departures_stale = True
            told |= self._left()
            self._end_cases()
        elif any(export.kind == "tracking" for export in loaded):
            self._departures_stale = True
            told = self._left()
        return bool(kinds) or told

    def concerned(self, acts: Iterable[Act]) -> bool:
        """Whether any of `acts` changes who gets stock."""
        acts = list(acts)
        self._keep_cases(acts)
        if any(map(may_withdraw, acts)):
            self._withdrawn()
            return True
        if _any_of(PURCHASING, acts):
            self._purchases_stale = True
        if _any_of(_COUNTING, acts):
            self._position_stale = self._departures_stale = True
        if self._departures.concerned(acts):
            self._position_stale = True
            return True
        return _any_of(ACTS, acts)

    def _withdrawn(self) -> None:
        """What counts of the files may be another: all are taken in anew."""
        for kind in TABLES:
            self._fill(kind)
        self._purchases_stale = self._position_stale = self._departures_stale = True
        self._con.execute("delete from case_ends")
        self._end_cases()

    def _left(self) -> bool:
        """Whether something is seen leaving: also of orders that were not open before, and are not by now."""
        if not self.known:
            return False
        changed = self._departures.follow()
        self._departures_stale = False
        self._position_stale |= changed
        return changed

    def refresh(self, touched: Collection[str] | None) -> None:
        """Work allotments and `shortages` anew, the line for stock where `touched` says that orders changed; what
        there is of each SKU, and purchases, where something says so."""
        con = self._con
        before, self.known = self.known, bool(run(con, _KNOWN).fetchall())
        if not (before or self.known or self._purchases_stale or run(con, _OFF_SALE).fetchall()):
            return  # a desk that knows nothing of stock, as most do
        if self.known:
            if self._departures_stale:
                self._left()
            self._late_at = stockouts.refresh(
                con,
                self._rules,
                touched=touched if before else None,
                position=self._position_stale,
                purchases=self._purchases_stale,
            )
            self._remember(touched if before else None)
        else:
            self._departures_stale, self._late_at = True, None
            con.execute("delete from stock_stood")
            run(con, statements("stock/supply/position")["clear"])
            line.clear(con)
            if self._purchases_stale:
                purchases.fill(con)
        if self._purchases_stale:
            con.execute("update stock_version set purchases = purchases + 1")
        self._purchases_stale = False
        self._position_stale = not self.known
        for name in ("clear", "fill", "clear_alerts", "alerts"):
            run(con, statements("stock/delist")[name])

    def moved(self, touched: Collection[str], now: int) -> bool:
        """Whether any of `touched` stands otherwise than when stock was last shared out, or time alone (µs, UTC) has
        made the line another."""
        if not self.known:
            return False
        if self._late_at is not None and self._late_at <= now:
            return True
        if not touched:
            return False
        named, keys = among(list(touched))
        sql = f"select 1 from (from {{}} where order_key {named} except from {{}} where order_key {named}) limit 1"
        return any(
            self._con.execute(sql.format(*tables), [*keys, *keys]).fetchall()
            for tables in (("stock_standing", "stock_stood"), ("stock_stood", "stock_standing"))
        )

    def notes(self) -> dict[int, list[str]]:
        """File of stock (its seq) -> its SKUs that match no order but for case or blanks, as notes say it."""
        return spelling.notes(self._con) if self.known else {}

    def _remember(self, touched: Collection[str] | None) -> None:
        con = self._con
        if touched is None:
            con.execute("delete from stock_stood")
            con.execute("insert into stock_stood from stock_standing")
        elif touched:
            named, keys = among(list(touched))
            con.execute(f"delete from stock_stood where order_key {named}", keys)
            con.execute(f"insert into stock_stood from stock_standing where order_key {named}", keys)

    def _orders_tell_stock(self) -> bool:
        """Whether order exports have a stock column, or had one."""
        return bool(
            self._con.execute(
                "select 1 from open_lines where stock_on_hand is not null union all "
                "select 1 from stock_position where source = 'order_export' limit 1"
            ).fetchall()
        )

    def _fill(self, kind: str) -> None:
        con = self._con
        con.execute(f"delete from {TABLES[kind]}")
        exports = pictures(
            (one for one in self._ledger.exports() if one.kind == kind), self._ledger.withdrawn()
        )
        there = {content for part in self._parts(kind) for content in part.export_ids}
        exports = [export for export in exports if export.content in there]
        houses = [""] * len(exports)
        if kind == "stock":
            exports, houses = self._newest_of_houses(exports)
        files = self._files(kind, {export.content for export in exports})
        if not files:
            return
        con.execute(
            "create or replace temp table newest (content varchar, profile varchar, taken_at timestamptz, "
            "rank integer, house varchar, seq integer, cut_row bigint)"
        )
        con.execute(
            "insert into newest select unnest(?::varchar[]), unnest(?::varchar[]), "
            "make_timestamptz(unnest(?::bigint[])), unnest(?::integer[]), unnest(?::varchar[]), "
            "unnest(?::integer[]), unnest(?::bigint[])",
            [
                [export.content for export in exports],
                [export.profile for export in exports],
                [export.exported_at for export in exports],
                list(range(1, len(exports) + 1)),
                houses,
                [export.seq for export in exports],
                [_cut_row(export) for export in exports],
            ],
        )
        con.execute(statements("stock/supply/take_in")[kind], {"files": files})

    def _newest_of_houses(self, exports: list[Export]) -> tuple[list[Export], list[str]]:
        """For each warehouse of each profile the newest file that names it, oldest first, and the warehouses."""
        unread = {export.content for export in exports} - self._houses.keys()
        if files := self._files("stock", unread):
            rows = self._con.execute(
                statements("stock/supply/take_in")["houses"], {"files": files}
            ).fetchall()
            self._houses.update((content, frozenset(houses)) for content, houses in rows)
        found = warehouses.newest(exports, self._houses)
        return [export for export, _house in found], [house for _export, house in found]

    def _files(self, kind: str, export_ids: set[str]) -> list[str]:
        return parts.files(self._paths, parts.holding(self._parts(kind), export_ids), kind)

    def _parts(self, kind: str) -> list[Part]:
        return [part for part in self._ledger.whole_parts() if part.kind == kind]

    def _keep_cases(self, acts: list[Act]) -> None:
        rows = [
            (act.seq, act.id, act.at, act.operator, act.kind, act.order_key,
             msgspec.json.encode(act.data).decode(), act.undoes)
            for act in acts
            if act.kind in CASE_KINDS or (act.kind in _REVERSING and act.data.get("kind") in CASE_KINDS)
        ]  # fmt: skip
        put_acts(self._con, "case_acts", rows, _CASE_ACTS)
        if rows:
            self._end_cases()

    def _end_cases(self) -> None:
        """How the orders of cases ended that are not open any more: their newest state, from Parquet."""
        con = self._con
        sql = statements("stock/case_ends")
        con.execute(sql["one_order"])
        con.execute(sql["reopened"])
        wanted = con.execute(sql["wanted"]).fetchall()
        if not wanted:
            return
        contents = dict(con.execute("select seq, content from exports").fetchall())
        ids = {contents[seq] for _key, seq, _status in wanted if seq in contents}
        files = parts.files(self._paths, parts.holding(parts.order_parts(self._ledger), ids), "orders")
        if files:
            con.execute(
                as_one(con, sql["ends"]),
                {
                    "files": files,
                    "keys": [key for key, _seq, _status in wanted],
                    "seqs": [seq for _key, seq, _status in wanted],
                    "statuses": [status for _key, _seq, status in wanted],
                },
            )


def _cut_row(export: Export) -> int | None:
    """The row of `export` whose figure is doubted, since the file ends within it."""
    told = next((note for note in export.notes if note.startswith(f"{MAY_BE_CUT}|")), "")
    return int(told.partition("|")[2]) if told else None


def _any_of(kinds: frozenset[str], acts: Iterable[Act]) -> bool:
    """Whether one of `acts` is of these kinds, or takes one back; an undo that doesn't say of what may be of any."""
    back = {*kinds, ""}
    return any(act.kind in kinds or (act.undoes and act.data.get("kind", "") in back) for act in acts)
