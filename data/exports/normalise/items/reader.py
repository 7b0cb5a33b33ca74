"""Rows → order lines, however the items are packed."""

from collections import Counter
from typing import Final, NamedTuple

import polars as pl

from orderdeck.data.exports.normalise.assembly.owed import with_told
from orderdeck.data.exports.normalise.items.cell_words import HINT, in_standard_form
from orderdeck.data.exports.normalise.items.code_list import unpack_codes
from orderdeck.data.exports.normalise.items.product_cell import CellReader
from orderdeck.data.exports.normalise.values.ids import read_codes, read_ids
from orderdeck.data.exports.normalise.values.quantity import read_quantities
from orderdeck.data.exports.normalise.values.text import by_distinct, mapped, repeated
from orderdeck.data.exports.profile.records import ItemPacking

DIRECT: Final = (
    "sku",
    "title",
    "attributes",
    "quantity",
    "unit",
    "unit_price",
    "line_total",
    "stock_on_hand",
    "stock_on_order",
)
"""Columns of the rows frame that hold one item of the row itself."""

_SAID: Final = ("sku", "title", "attributes", "quantity")
"""What codes say of an item that blocks say too."""
_ID_SEPARATOR = r"[;；,，|\n]"


class Items(NamedTuple):
    """Lines (at, n, the columns of the lines frame and of `data.exports.normalise.assembly.owed.TOLD`, and `said`:
    whether the file told their quantity), services told beside items (at, service), rows whose quantity can't be read
    (at, detail), codes that a spreadsheet has ruined (at, said), and doubts."""

    lines: pl.DataFrame
    services: pl.DataFrame
    bad: pl.DataFrame
    ruined: pl.DataFrame
    notes: Counter[str]


class ItemReader:
    """Unpacks the items of rows by one profile's packing."""

    def __init__(self, packing: ItemPacking) -> None:
        self._packing = packing
        self._cells = CellReader(packing.labels) if packing.kind == "aliexpress_cell" else None

    def read(self, rows: pl.DataFrame) -> Items:
        """The items of `rows`: columns at (UInt32, unique), products, codes, product_id, ean (text, null where the file
        has none) and those of `DIRECT`, typed as in the lines frame."""
        notes: Counter[str] = Counter()
        blocks, bad = self._blocks(rows)
        ruined = _NONE_RUINED
        if "spoilt" in blocks.columns:
            ruined = blocks.select("at", pl.col("spoilt").alias("said")).drop_nulls()
            notes["sku_ruined"] += ruined.height
            blocks = blocks.drop("spoilt")
        lines, bad, more = self._with_codes(blocks, bad, rows, notes)
        for field in ("product_id", "ean"):
            lines = _with_ids(lines, rows, field, notes)
        lines = with_told(_with_quantities(lines, rows, notes), rows)
        services = (
            blocks.select("at", "service").drop_nulls() if "service" in blocks.columns else _NO_SERVICES
        )
        return Items(lines, services, bad, pl.concat([ruined, more]), notes)

    def _blocks(self, rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """One block an item, as far as the product cell or the row's own columns tell."""
        if self._cells is None:
            return _direct(rows), _NO_BAD
        inside = rows["products"].str.contains(_FIRST).fill_null(False)
        if not inside.all():
            rows = rows.with_columns(_in_standard_form(rows["products"], ~inside).alias("products"))
            inside = rows["products"].str.contains(_FIRST).fill_null(False)
        if not inside.any():
            return _direct(rows), _NO_BAD
        packed = rows if inside.all() else rows.filter(inside)
        found = self._unpacked(packed["products"])
        found = found.with_columns(packed["at"].gather(found["at"]).alias("at"))
        bad = found.filter("unreadable").select("at") if found["unreadable"].any() else _NO_BAD
        found = found.drop("unreadable")
        if packed.height < rows.height:
            found = pl.concat([found, _direct(rows.filter(~inside))], how="diagonal").sort("at", "n")
        return found, bad

    def _unpacked(self, cells: pl.Series) -> pl.DataFrame:
        """The blocks of product cells, with `at` the place in `cells`; cells that say the same are unpacked once."""
        same = repeated(cells)
        if same is None:
            return self._typed(cells)
        blocks = self._typed(same.values)
        if blocks.height == len(same.values):  # one block each
            return blocks.select(pl.all().gather(same.places)).with_columns(
                pl.int_range(pl.len(), dtype=pl.UInt32).alias("at")
            )
        places = same.places.to_frame("cell").with_row_index("at")
        blocks = blocks.rename({"at": "cell"})
        return places.join(blocks, on="cell", how="inner", maintain_order="left_right").drop("cell")

    def _typed(self, cells: pl.Series) -> pl.DataFrame:
        assert self._cells
        found = self._cells.unpack(cells)
        quantities = read_quantities(found["quantity"])
        skus = read_codes(found["sku"])
        return found.with_columns(
            quantities.values.alias("quantity"),
            quantities.units.alias("unit"),
            quantities.unreadable.alias("unreadable"),
            _unless(skus.ruined, skus.values).alias("sku"),
            *(
                [pl.select(pl.when(skus.ruined).then(skus.values).alias("spoilt")).to_series()]
                if skus.ruined.any()
                else []
            ),
        )

    def _with_codes(
        self, blocks: pl.DataFrame, bad: pl.DataFrame, rows: pl.DataFrame, notes: Counter[str]
    ) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
        """`blocks` with what the codes of their rows say of them, `bad` with rows whose codes can't be counted, and the
        codes that a spreadsheet has ruined (at, said)."""
        ruined = _NONE_RUINED
        if rows["codes"].null_count() == rows.height:
            return blocks, bad, ruined
        counts = blocks.group_by("at").len("wanted")
        wanted = rows.select("at").join(counts, on="at", how="left", maintain_order="left")["wanted"]
        codes = unpack_codes(rows["codes"], self._packing, wanted)
        codes = codes.with_columns(rows["at"].gather(codes["at"]).alias("at"))
        if codes["unreadable"].any():
            bad = pl.concat([bad, codes.filter("unreadable").select("at")]).unique()
        codes = codes.drop("unreadable")
        if codes["ruined"].any():
            notes["sku_ruined"] += int(codes["ruined"].sum())
            ruined = codes.filter("ruined").select("at", pl.col("sku").alias("said")).drop_nulls()
            titled = blocks.filter(pl.col("title").is_not_null())["at"]
            bare = pl.col("ruined") & pl.col("title").is_null() & ~pl.col("at").is_in(titled.implode())
            codes = codes.with_columns(pl.when(bare).then("sku").otherwise("title").alias("title"))
            codes = codes.with_columns(_unless(codes["ruined"], codes["sku"]).alias("sku"))
        codes = codes.rename({name: f"code_{name}" for name in (*_SAID, "returned")})
        if codes.height == blocks.height and (codes["at"] == blocks["at"]).all():
            codes = _by_count(blocks, codes, notes)
            return _merged(blocks.with_columns(codes.select(r"^code_.*$"))), bad, ruined
        return _matched(blocks, codes, notes), bad, ruined


_NO_SERVICES = pl.DataFrame(schema={"at": pl.UInt32, "service": pl.String})
_NONE_RUINED = pl.DataFrame(schema={"at": pl.UInt32, "said": pl.String})
_NO_BAD = pl.DataFrame(schema={"at": pl.UInt32})


_FIRST = r"^【\d+】"


def _in_standard_form(cells: pl.Series, odd: pl.Series) -> pl.Series:
    """`cells`, those of `odd` that hold items though they don't begin with 【1】 written as if they did."""
    odd = odd & cells.str.contains(HINT).fill_null(False)
    if not odd.any():
        return cells
    told = by_distinct(cells.filter(odd), mapped(in_standard_form), pl.String)
    return cells.scatter(odd.arg_true(), told.fill_null(cells.filter(odd)))


def _unless(bad: pl.Series, values: pl.Series) -> pl.Series:
    return values if not bad.any() else values.set(bad, None)


def _direct(rows: pl.DataFrame) -> pl.DataFrame:
    title = pl.coalesce("title", pl.col("products").str.replace_all("\n", " ", literal=True))
    others = [name for name in DIRECT if name != "title"]
    return rows.select("at", pl.lit(1, pl.Int64).alias("n"), title.alias("title"), *others)


def _merged(both: pl.DataFrame) -> pl.DataFrame:
    """What block and code say of one item; the block's own word first."""
    return both.with_columns(
        *(pl.coalesce(name, f"code_{name}").alias(name) for name in _SAID),
        pl.col("code_returned").alias("returned"),
    ).drop(pl.selectors.starts_with("code_"))


def _by_count(blocks: pl.DataFrame, codes: pl.DataFrame, notes: Counter[str]) -> pl.DataFrame:
    """`codes`, one for each of `blocks`, in their order; where the counts of a row's codes contradict those of its
    blocks, a code belongs to the block with its count, if that leaves no doubt. Else it stays in its place, and that is
    doubtful."""
    wrong = blocks.select("at").filter((blocks["quantity"] != codes["code_quantity"]).fill_null(False))
    if not wrong.height:
        return codes
    rows = wrong.unique()
    here = blocks.select("at", "n", "quantity").join(rows, on="at", how="semi")
    there = (
        codes.drop("n")
        .join(rows, on="at", how="semi")
        .with_columns(pl.col("code_quantity").alias("quantity"))
    )
    single = pl.struct("at", "quantity").is_unique()
    met = here.filter(single).join(there.filter(single), on=["at", "quantity"], how="inner").drop("quantity")
    whole = pl.col("at").is_in(
        here.group_by("at").len().join(met.group_by("at").len(), on=["at", "len"], how="semi")["at"].implode()
    )
    notes["codes_contradict"] += rows.filter(~whole).height
    moved = met.filter(whole)
    stay = codes.join(moved, on="at", how="anti")
    return pl.concat([stay, moved.select(stay.columns)]).sort("at", "n")


def _matched(blocks: pl.DataFrame, codes: pl.DataFrame, notes: Counter[str]) -> pl.DataFrame:
    """Blocks and codes by position where a row has as many of both; else the lines of whichever has more.

    With fewer codes than blocks nobody knows which block a code belongs to, so the lines bear none; with more, the
    codes are the lines, and a title only where the row has a single one.
    """
    counts = blocks.group_by("at").len("blocks").join(codes.group_by("at").len("codes"), on="at", how="left")
    counts = counts.with_columns(pl.col("codes").fill_null(0))
    notes["codes_mismatch"] += counts.filter(
        (pl.col("codes") > 0) & (pl.col("codes") != pl.col("blocks")) & (pl.col("blocks") > 1)
    ).height
    level = counts.filter(pl.col("codes") == pl.col("blocks")).select("at")
    here, there = (part.join(level, on="at", how="semi", maintain_order="left") for part in (blocks, codes))
    codes = pl.concat([codes.join(level, on="at", how="anti"), _by_count(here, there, notes)])
    few, many = pl.col("codes") < pl.col("blocks"), pl.col("codes") > pl.col("blocks")
    left = blocks.join(counts, on="at", how="left")
    same = left.filter(~few & ~many).join(codes, on=["at", "n"], how="left")
    single = (
        left.filter(pl.col("blocks") == 1)
        .drop("n", "blocks", "codes")
        .with_columns(pl.lit(None).alias("quantity"))
    )
    more = codes.join(counts, on="at").filter(many).drop("blocks", "codes").join(single, on="at", how="left")
    columns = [same, left.filter(few), more]
    parts = pl.concat(columns, how="diagonal_relaxed").drop("blocks", "codes", "ruined", strict=False)
    return _merged(parts).sort("at", "n")


def _with_ids(lines: pl.DataFrame, rows: pl.DataFrame, field: str, notes: Counter[str]) -> pl.DataFrame:
    """`lines` with `field`, an id of each: that of the row, or of a list of as many as the row has lines."""
    if field not in rows.columns or rows[field].null_count() == rows.height:
        return lines.with_columns(pl.lit(None, pl.String).alias(field))
    ids = rows[field]
    if lines["at"].equals(rows["at"]) and not ids.str.contains(_ID_SEPARATOR).any():
        return lines.with_columns(_sound_ids(ids, field, notes).alias(field))
    split = (
        rows.select("at", pl.col(field).alias("id"))
        .drop_nulls()
        .with_columns(pl.col("id").str.strip_chars(" ;；,，|\n").str.split(_ID_SEPARATOR, literal=False))
        .explode("id")
    )
    split = split.with_columns(_sound_ids(split["id"].str.strip_chars(" "), field, notes).alias(field)).drop(
        "id"
    )
    split = split.with_columns((pl.int_range(pl.len()).over("at") + 1).cast(pl.Int64).alias("n"))
    fitting = lines.group_by("at").len().join(split.group_by("at").len(), on=["at", "len"], how="semi")
    split = split.join(fitting, on="at", how="semi")
    return lines.join(split, on=["at", "n"], how="left", maintain_order="left")


def _sound_ids(ids: pl.Series, field: str, notes: Counter[str]) -> pl.Series:
    """`ids` without what a spreadsheet has ruined, but for what it has rounded (see `columns.side_ids`), and without
    pieces that may stand behind one (`69012345 * 2`)."""
    read = read_ids(ids.str.replace(r"\s*[*×]\s*\d{1,6}$", ""), part=True)
    if read.ruined.any():
        notes[f"{field}_ruined"] += int(read.ruined.sum())
    return _unless(read.ruined, read.values)


def _with_quantities(lines: pl.DataFrame, rows: pl.DataFrame, notes: Counter[str]) -> pl.DataFrame:
    missing = lines["quantity"].is_null()
    if not missing.any():
        return lines.with_columns(pl.lit(True).alias("said"))
    own = lines.select("at").join(rows.select("at", "quantity"), on="at", how="left", maintain_order="left")
    alone = ~lines["at"].is_duplicated()
    filled = lines["quantity"].zip_with(~(missing & alone), own["quantity"])
    notes["quantity_assumed"] += filled.null_count()
    return lines.with_columns(filled.fill_null(1).alias("quantity"), filled.is_not_null().alias("said"))
