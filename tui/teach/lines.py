"""The wizard's panes in words: columns at the left, at the right the file as a whole and its first orders."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from orderdeck.data.base.records import Json
from orderdeck.data.base.text.sanitize import clean_text
from orderdeck.tui.i18n import _, field_names, ngettext, noted, phrases, times
from orderdeck.tui.i18n.reasons import reject
from orderdeck.tui.teach import words
from orderdeck.tui.terminal.cell_width import cut, pad, width
from orderdeck.widgets.model import Block, Cell, Fact, ListRow, Para, Piece, Pieces, Row, plain

if TYPE_CHECKING:
    from orderdeck.data.exports.teach.model import ColumnGuess, Doubt, Proposal
    from orderdeck.data.exports.teach.preview import Preview

ORDERS_SHOWN: Final = 40
"""Orders and rejected rows listed in the preview; the rest is counted."""
_ITEMS: Final = 60
_SAMPLES: Final = 6
_HEADER: Final = 20
_FIELD: Final = 18


def column_rows(proposal: "Proposal", doubtful: frozenset[str], size: int) -> list[ListRow]:
    """A line a column: mark, header, field, samples; why and what else it could be, under it. `doubtful` are names
    of columns that something is doubtful about, `size` the width there is."""
    header = min(_HEADER, max(10, size // 3))
    return [_column(column, column.name in doubtful, header) for column in proposal.columns]


def _column(column: "ColumnGuess", doubtful: bool, header: int) -> ListRow:
    mark = Piece("  ")
    if column.doubtful or doubtful:
        mark = Piece("? ", "due")
    elif column.field:
        mark = Piece("✓ ", "ok")
    name = field_names.field(column.field) if column.field else "–"
    return ListRow(
        key=column.name,
        pieces=(
            mark,
            Piece(
                pad(cut(column.header or column.name, header), header) + " ", "bold" if column.field else ""
            ),
            Piece(pad(cut(name, _FIELD), _FIELD) + " ", "accent" if column.field else "dim"),
            Piece(" · ".join(column.samples[:3]), "dim"),
        ),
        detail=tuple(_column_detail(column)),
        haystack=f"{column.header} {name} {column.field}",
    )


def _column_detail(column: "ColumnGuess") -> Iterator[Pieces]:
    if column.field and column.reason:
        sure = "" if column.reason == "chosen" else f"  {column.confidence:.0%}"
        yield (Piece(words.reason(column.reason)), Piece(sure, "dim"))
    share = _("{share} filled", share=f"{column.look.filled:.0%}")
    yield (Piece(phrases.joined((phrases.phrase(words.LOOKS, column.look.kind), share)), "dim"),)
    for sample in column.samples[:_SAMPLES]:
        yield (Piece("· ", "dim"), Piece(sample))
    others = [
        option for option in column.options if option.field != column.field and option.confidence > 0.25
    ]
    if others:
        names = (f"{field_names.field(option.field)} {option.confidence:.0%}" for option in others[:4])
        yield (Piece(_("could be:") + " ", "dim"), Piece(phrases.joined(names)))


def file_blocks(
    proposal: "Proposal",
    shown: "Preview | None",
    keys: dict[str, str],
    *,
    target: str = "",
    short: bool = False,
) -> list[Block]:
    """What is proposed for the file as a whole, every doubt, orders as they would load, rejected rows; with `short`
    the facts run on in one paragraph."""
    facts = tuple(_facts(proposal, keys))
    if target:
        facts += (Fact(_("Saved as"), plain(clean_text(target), "dim")),)
    blocks = [Block("", (_run_on(facts),) if short else facts)]
    if shown is None:
        return [*blocks, Block("", (Para(plain(_("One moment…"), "dim")),))]
    doubts = sorted(shown.doubts, key=lambda doubt: not doubt.essential)
    lines = [_doubt(doubt, proposal, keys) for doubt in doubts]
    none = (Para(plain(_("Nothing doubtful."), "ok")),)
    blocks.append(Block(_("Doubts"), tuple(lines) or none))
    blocks += _orders(shown) if proposal.kind == "orders" else _table(shown, proposal.kind)
    return blocks


def _run_on(facts: Sequence[Fact]) -> Para:
    pieces: list[Piece] = []
    for fact in facts:
        pieces += [Piece("   " if pieces else ""), Piece(f"{fact.label} ", "dim"), *fact.value]
    return Para(tuple(pieces))


def _doubt(doubt: "Doubt", proposal: "Proposal", keys: dict[str, str]) -> Para:
    tone = "error" if doubt.essential else "due"
    text = Piece(words.doubt(doubt, proposal, keys), "error" if doubt.essential else "")
    return Para((Piece("! " if doubt.essential else "? ", tone), text))


def _facts(proposal: "Proposal", keys: dict[str, str]) -> Iterator[Fact]:
    yield _fact(_("Profile"), proposal.name, keys["name_key"])
    yield _fact(_("Kind"), phrases.phrase(words.KINDS, proposal.kind), keys["kind_key"])
    if proposal.kind == "orders":
        yield _fact(_("Rows"), phrases.phrase(words.SHAPES, proposal.row_shape), keys["shape_key"])
    if proposal.table.encoding:
        yield _fact(_("Encoding"), words.encoding(proposal.table.encoding), keys["encoding_key"])
    zone = proposal.zone or _("not known")
    hint = noted(zone, f"{proposal.zone_hint}?") if not proposal.zone and proposal.zone_hint else zone
    yield _fact(_("Time zone"), hint, keys["zone_key"], missing=not proposal.zone)
    order = phrases.phrase(words.DATE_ORDERS, proposal.date_order)
    yield _fact(_("Dates"), order, keys["dates_key"], missing=not proposal.date_order)
    column = proposal.column_of("currency")
    currency = proposal.currency or (_("as its column says") if column else _("not known"))
    yield _fact(_("Currency"), currency, keys["currency_key"])
    if proposal.kind in ("orders", "purchases"):
        known = sum(code != "unrecognised" for code in proposal.statuses.values())
        said = f"{known}/{len(proposal.statuses)}"
        if not proposal.statuses:
            said = words.status(proposal.otherwise, proposal.kind)
        yield _fact(_("Statuses"), said, keys["statuses_key"])


def _fact(label: str, value: str, key: str, *, missing: bool = False) -> Fact:
    return Fact(label, (Piece(value, "error" if missing else ""), Piece(f" {key}", "key")))


def _orders(shown: "Preview") -> Iterator[Block]:
    from orderdeck.data.exports.teach.preview import explained

    orders = shown.main.height
    rejected = shown.rejects.height
    aside = ngettext("{count} row read", "{count} rows read", shown.rows)
    listed = explained(shown) if not shown.failed else []
    loaded = [row for row in listed if row["outcome"] == "loaded"][:ORDERS_SHOWN]
    heading = ngettext("{count} order as it would load", "{count} orders as they would load", orders)
    if shown.failed:
        yield Block(_("Nothing to show yet"), (Para(plain(_("Settle what is marked with ! first."), "dim")),))
        return
    yield Block(heading, tuple(_order(row) for row in loaded), aside)
    if rejected:
        heading = ngettext("{rows} row rejected", "{rows} rows rejected", rejected, rows=rejected)
        rows = [row for row in listed if row["outcome"] == "rejected"][:ORDERS_SHOWN]
        yield Block(heading, tuple(_rejected(row) for row in rows))


def _order(row: Json) -> Row:
    amount = times.money(row["total"], row["currency"] or "") if row["total"] is not None else ""
    return Row(
        (
            Cell(str(row["order_id"]), "bold"),
            Cell(_day(row["placed_at"])),
            Cell(phrases.status(row["status"]), "due" if row["status"] == "unrecognised" else "accent"),
            Cell(amount, align="right"),
            Cell(row["country_code"] or ""),
            Cell(_first_items(row["items"] or ""), "dim"),
        )
    )


def _first_items(items: str) -> str:
    """As many of an order's items as there is room for, each whole: half a SKU is another one."""
    if width(items) <= _ITEMS:
        return items
    told = cut(items, _ITEMS)
    whole, sep, _cut = told.rpartition("; ")
    return f"{whole}; …" if sep else told


def _rejected(row: Json) -> Row:
    return Row(
        (
            Cell(_("row {row}", row=row["row"]), "error"),
            Cell(row["order_id"] or "", "dim"),
            Cell(reject(row["reason"], row["detail"] or "")),
        )
    )


def _table(shown: "Preview", kind: str) -> Iterator[Block]:
    """Rows of a file of another kind: its first filled columns side by side."""
    from orderdeck.data.exports.teach.preview import explained

    if shown.failed:
        yield Block(_("Nothing to show yet"), (Para(plain(_("Settle what is marked with ! first."), "dim")),))
        return
    listed = explained(shown)
    frame = shown.main
    names = [
        name
        for name in frame.columns
        if name not in ("source_row", "purchase_key", "status_text")
        and frame[name].null_count() < frame.height
    ]
    head = Row(tuple(Cell(field_names.field(name), "dim") for name in names[:6]))
    rows = [
        Row(tuple(Cell(cut(_plain(row[name]), 24)) for name in names[:6]))
        for row in listed
        if row["outcome"] == "loaded"
    ]
    heading = ngettext("{count} row as it would load", "{count} rows as they would load", frame.height)
    yield Block(f"{heading} · {phrases.phrase(words.KINDS, kind)}", (head, *rows[:ORDERS_SHOWN]))
    rejected = [_rejected({"order_id": None, **row}) for row in listed if row["outcome"] == "rejected"]
    if rejected:
        count = len(rejected)
        heading = ngettext("{rows} row rejected", "{rows} rows rejected", count, rows=count)
        yield Block(heading, tuple(rejected[:ORDERS_SHOWN]))


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return _day(value)
    return "" if value is None else str(value)


def _day(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d}" if moment is not None else ""


def field_rows(column: "ColumnGuess", fields: Sequence[str], taken: dict[str, str]) -> list[ListRow]:
    """Fields to choose from: what the column is likely to be first, then leaving it out, then all others. `taken`:
    field -> header of the column that has it."""
    likely = [option for option in column.options if option.confidence > 0.25][:5]
    rows = [_field_row(option.field, taken, f"{option.confidence:.0%}") for option in likely]
    rows.append(
        ListRow(key="field ", pieces=plain(_("leave this column out")), haystack=_("leave this column out"))
    )
    shown = {option.field for option in likely}
    return rows + [_field_row(name, taken) for name in fields if name not in shown]


def _field_row(name: str, taken: dict[str, str], aside: str = "") -> ListRow:
    title = field_names.field(name)
    has = taken.get(name, "")
    return ListRow(
        key=f"field {name}",
        pieces=(
            Piece(title + " " * max(1, 26 - width(title)), "bold" if aside else ""),
            Piece(name + "  ", "dim"),
            Piece(f"← {cut(has, 24)}" if has else "", "due"),
        ),
        aside=plain(aside, "dim") if aside else (),
        haystack=f"{title} {name}",
    )


def encoding_rows(proposal: "Proposal", read: Iterable[tuple[str, str]]) -> list[ListRow]:
    """Encodings to choose from, each with how some cells read in it: finding it out first."""
    own = _("found out from the file")
    rows = [ListRow(key="encoding ", pieces=plain(own), haystack=own)]
    for name, text in read:
        title = words.encoding(name)
        mark = Piece("✓ " if name == proposal.table.encoding else "  ", "ok")
        pieces = (mark, Piece(pad(cut(title, 30), 31)), Piece(text, "dim"))
        rows.append(ListRow(key=f"encoding {name}", pieces=pieces, haystack=f"{title} {name}"))
    return rows


def status_rows(proposal: "Proposal") -> list[ListRow]:
    """The file's status texts with what each stands for, and what rows without one are."""
    rows = [
        ListRow(
            key=f"status {text}",
            pieces=(
                Piece("? " if code == "unrecognised" else "✓ ", "due" if code == "unrecognised" else "ok"),
                Piece(pad(cut(text, 30), 31)),
                Piece(words.status(code, proposal.kind), "accent"),
            ),
        )
        for text, code in proposal.texts.items()
    ]
    if proposal.kind == "orders":
        said = words.status(proposal.otherwise, proposal.kind)
        pieces = (Piece("  "), Piece(pad(_("rows without a status"), 31), "dim"), Piece(said, "accent"))
        rows.append(ListRow(key="otherwise", pieces=pieces))
    return rows
