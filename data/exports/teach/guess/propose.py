"""A profile proposed for a file: which column is which field, and all else that the values show."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Final

import polars as pl

from orderdeck.data.base.text.sanitize import clean_text
from orderdeck.data.base.vocabulary import status as statuses
from orderdeck.data.base.vocabulary.fields import FIELDS
from orderdeck.data.exports.apart.looking import look_apart
from orderdeck.data.exports.normalise.values.currency import AMBIGUOUS, currency_of, symbol_key
from orderdeck.data.exports.profile.records import Profile
from orderdeck.data.exports.read import is_sound
from orderdeck.data.exports.recognise import Limits, Recognised, Refusal
from orderdeck.data.exports.recognise.files import DEFAULT_LIMITS
from orderdeck.data.exports.teach.guess import shape
from orderdeck.data.exports.teach.guess.amounts import prices_by_sums
from orderdeck.data.exports.teach.guess.assign import assign, options_of
from orderdeck.data.exports.teach.guess.decimals import decimal_mark
from orderdeck.data.exports.teach.guess.headers import Vocabulary, concepts_of
from orderdeck.data.exports.teach.guess.naming import default_name
from orderdeck.data.exports.teach.guess.references import doubt_order_codes, prefer_item_codes
from orderdeck.data.exports.teach.guess.statuses.payments import is_payment
from orderdeck.data.exports.teach.guess.statuses.rules import (
    OVERRULING,
    of_parcel,
    payments_of,
    rules_of,
    says_nothing,
)
from orderdeck.data.exports.teach.guess.statuses.words import StatusWords, status_texts
from orderdeck.data.exports.teach.looks import look_at
from orderdeck.data.exports.teach.model import ESSENTIAL, SURE, ColumnGuess, FileKind, Option, Proposal
from orderdeck.data.rules.places.countries import code_of
from orderdeck.data.rules.places.languages import zone_of

ROWS: Final = 20_000
"""Rows of the file that the guess rests on."""
KINDS: Final[tuple[FileKind, ...]] = ("orders", "stock", "purchases", "products", "suppliers", "tracking")
"""Kinds of files, the commonest first."""
_TELLING: Final[dict[FileKind, tuple[str, ...]]] = {
    "orders": ("order_id", "buyer", "recipient", "country", "email", "service", "total"),
    "purchases": ("purchase_id", "supplier", "supplier_login", "supplier_sku", "expected_at"),
    "stock": ("on_hand", "on_order", "warehouse", "shelf"),
    "products": ("product_id", "title", "state"),
    "suppliers": ("supplier", "lead_days", "min_quantity", "contact"),
    "tracking": (),
}
"""Kind -> fields that other kinds of files hardly have."""
_LOADABLE: Final = 3.0
"""What it counts that a file has all essential fields of a kind, in columns that are sure."""
_SAMPLES: Final = 40
_LOOKED_AT: Final = 2000
"""Rows whose values are looked at, column by column."""
_LONGEST_SAMPLE: Final = 80
_STATUSES_FROM: Final = 0.5
"""Share of a second column's texts that must be known as statuses."""
_PACKAGE: Final = re.compile(
    r"^(?:pacote|paquete|package|pack) (?:de|of) (?P<count>\d+) "
    r"(?:itens|ítems|items|produtos|productos|products|unidades)$",
    re.IGNORECASE,
)
"""A status of rows that stand for a parcel of the orders below them, as Mercado Livre writes them."""
_AMOUNTS: Final = ("total", "goods_total", "line_total", "unit_price", "shipping_fee")


def propose(
    path: Path,
    profiles: Sequence[Profile],
    limits: Limits = DEFAULT_LIMITS,
    root: Path | None = None,
    *,
    encoding: str = "",
) -> Proposal | Refusal:
    """A profile for the table at `path`, guessed from its headers, by all headers that `profiles` know, and from its
    values. `encoding` is what a person says of text, "" for finding it out. A Refusal where it is no table, or where
    nothing stands below its header."""
    found = look_apart(path, profiles, limits, root, encoding=encoding, rows=ROWS)
    if isinstance(found, Refusal):
        return found
    table, batch = found
    rows, description = shape.without_description(batch.filter(is_sound()), table.columns)
    proposal = _best(path, table, rows, tuple(profiles))
    proposal.furniture = [description] if description else []
    proposal.encoding = encoding
    return proposal


def propose_kind(proposal: Proposal, kind: FileKind) -> Proposal:
    """The same file taken for another kind: all columns guessed anew."""
    again = _guessed(proposal.path, proposal.table, proposal.batch, proposal.profiles, kind, proposal.columns)
    again = replace(
        again,
        name=proposal.name,
        title=proposal.title,
        encoding=proposal.encoding,
        zone=proposal.zone,
        furniture=proposal.furniture,
        chosen=proposal.chosen & {"zone", "name"},
    )
    derive(again)
    return again


def choose_field(proposal: Proposal, column: ColumnGuess, field: str) -> None:
    """Take `column` for `field` ("": leave it out), as a person says; what depends on that is guessed anew."""
    for other in proposal.columns:
        if other is not column and field and other.field == field:
            other.field, other.confidence, other.reason = "", 0.0, ""
    column.field, column.confidence, column.reason = field, 1.0, "chosen"
    derive(proposal)


def derive(proposal: Proposal) -> None:
    """Guess anew what follows from the mapping, except what a person has chosen."""
    chosen = proposal.chosen
    if "row_shape" not in chosen:
        proposal.row_shape = shape.row_shape(proposal).shape if proposal.kind == "orders" else "order"
    if "dates" not in chosen:
        order, values = shape.order_of_dates(proposal, _modified(proposal.path))
        # An order that this file shows holds for the next one too, which may not show it.
        proposal.date_order = "auto" if order == "ymd" and not values else order  # type: ignore[assignment]
    if "zone" not in chosen:
        proposal.zone = "UTC" if not _needs_zone(proposal) else ""
        proposal.zone_hint = _zone_hint(proposal)
    if "currency" not in chosen:
        proposal.currency = _currency(proposal)
    if "decimal" not in chosen:
        proposal.decimal = decimal_mark(proposal).mark
    proposal.packing = shape.packing(proposal) if proposal.kind == "orders" else {}
    proposal.per_row = shape.row_shares(proposal) if proposal.kind == "orders" else []
    proposal.total_of = _total_of(proposal)
    _derive_statuses(proposal)


def _best(path: Path, table: Recognised, batch: pl.DataFrame, profiles: tuple[Profile, ...]) -> Proposal:
    """The kind of file under which most columns make sense."""
    columns = _columns(table, batch)
    found = [_guessed(path, table, batch, profiles, kind, columns) for kind in KINDS]
    best = max(found, key=_merit)
    best.name = default_name(path, {profile.name for profile in profiles})
    best.title = path.stem
    derive(best)
    return best


def _merit(proposal: Proposal) -> float:
    """How much makes sense: columns by how sure they are, what only such files have more, what rests on values alone
    less; and whether rows could be loaded at all."""
    mapped = proposal.mapping
    essential = all(any(field in mapped for field in group) for group in ESSENTIAL[proposal.kind])
    merit = _LOADABLE if essential else 0.0
    for column in proposal.columns:
        if column.field:
            merit += column.confidence * (0.5 if column.reason.startswith("values") else 1)
            if column.field in _TELLING[proposal.kind] and column.confidence >= SURE:
                merit += 0.5
    return merit


def _guessed(
    path: Path,
    table: Recognised,
    batch: pl.DataFrame,
    profiles: tuple[Profile, ...],
    kind: FileKind,
    columns: Sequence[ColumnGuess],
) -> Proposal:
    """The proposal for one kind of file; `columns` as seen, without their fields."""
    vocabulary, words = Vocabulary(profiles, kind), StatusWords(profiles, kind)
    guesses = []
    for column in columns:
        worded = column.look.kind in ("words", "name")
        share = words.share(column.samples) if worded else 0.0
        options = options_of(column.header, column.look, vocabulary, share)
        if kind == "orders" and is_payment(column.header, column.look, column.samples):
            options = (Option("payment_status", 0.97, f"header_same|{column.header}"),)
        if kind == "tracking" and concepts_of(column.header) >= {"order", "platform"}:
            # Beside the ERP's own number the desk knows an order by this one, whatever stands in a template's example.
            options = (Option("order_id", 0.95, f"header_same|{column.header}"),)
        guesses.append(replace(column, field="", confidence=0.0, reason="", options=options))
    prefer_item_codes(guesses)
    assign(guesses, FIELDS[kind])
    proposal = Proposal(path=path, table=table, batch=batch, profiles=profiles, kind=kind, columns=guesses)
    _drop_repeated_lines(proposal)
    if kind == "orders":
        doubt_order_codes(proposal)
        _second_status(proposal, words)
        _planned_dispatch(proposal, words)
        prices_by_sums(proposal)
    return proposal


def _second_status(proposal: Proposal, words: StatusWords) -> None:
    """A second column of statuses beside the parcel's or the order's, its detail: it may say that the order is
    cancelled, or that the buyer only asks for it. Where no column is the first one, the second is."""
    first, second = proposal.column_of("status"), proposal.column_of("substatus")
    if first is None and second is not None:
        about = next((option for option in second.options if option.field == "status"), None)
        if about is not None:
            second.field, second.confidence, second.reason = "status", about.confidence, about.reason
        return
    if first is None or second is not None:
        return
    found: list[tuple[bool, ColumnGuess]] = []
    for column in proposal.columns:
        about = next((option for option in column.options if option.field == "status"), None)
        same = about is not None and about.reason.startswith("header_same")
        if column.field or not (same or "status" in concepts_of(column.header)):
            continue
        codes = set(words.codes(column.samples))
        worded = column.look.kind in ("words", "name") and words.share(column.samples) >= _STATUSES_FROM
        if worded or codes & set(OVERRULING):
            found.append((statuses.CANCEL_REQUESTED not in codes, column))
    for _asks, column in sorted(found, key=lambda pair: pair[0])[:1]:
        about = next((option for option in column.options if option.field == "status"), None)
        column.field, column.confidence = "substatus", max(SURE, about.confidence if about else 0.0)
        column.reason = about.reason if about else "values|words"


def _planned_dispatch(proposal: Proposal, words: StatusWords) -> None:
    """A time of dispatch that orders have which are still to be sent is the one by which they must be: its header may
    mean either ("Shipment date")."""
    column, cells = proposal.column_of("sent_at"), proposal.cells("status")
    if column is None or cells is None:
        return
    texts = status_texts(cells)
    codes = dict(zip(texts, words.codes(texts, unsent=of_parcel(proposal, "status")), strict=True))
    to_send = [codes.get(clean_text(text or "")) == statuses.TO_SHIP for text in cells]
    filled = proposal.batch[column.name].filter(pl.Series(to_send)).is_not_null()
    if not len(filled) or 2 * int(filled.sum()) < len(filled):
        return
    column.field, column.confidence, column.reason = "", 0.0, ""
    if proposal.column_of("ship_by") is None:
        column.field, column.confidence, column.reason = "ship_by", SURE - 0.01, "values|date"


def _columns(table: Recognised, batch: pl.DataFrame) -> list[ColumnGuess]:
    """The columns of the file with what their values look like."""
    columns = []
    for place, name in enumerate(table.columns):
        cells = [clean_text(cell) if cell else None for cell in batch[name].head(_LOOKED_AT).to_list()]
        distinct = dict.fromkeys(cell for cell in cells if cell)
        columns.append(
            ColumnGuess(
                name=name,
                header=table.headers[place] if place < len(table.headers) else "",
                samples=tuple(text[:_LONGEST_SAMPLE] for text in islice(distinct, _SAMPLES)),
                look=look_at(cells),
            )
        )
    return columns


def _drop_repeated_lines(proposal: Proposal) -> None:
    """A line's id must differ within its order, else rows would be taken for the same line twice."""
    line = proposal.column_of("line_id")
    if line is not None:
        names = [proposal.mapping[field] for field in ("order_id", "line_id") if field in proposal.mapping]
        if proposal.batch.select(names).is_duplicated().any():
            line.field, line.confidence, line.reason = "", 0.0, ""


def _modified(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns // 1000
    except OSError:
        return 0


def _needs_zone(proposal: Proposal) -> bool:
    return bool(shape.date_columns(proposal).width) and not shape.have_offsets(proposal)


def _zone_hint(proposal: Proposal) -> str:
    """The zone of the country that most rows name, where it has but one."""
    cells = proposal.cells("country_code")
    cells = proposal.cells("country") if cells is None else cells
    if cells is None or not len(cells.drop_nulls()):
        return ""
    most = cells.drop_nulls().value_counts(sort=True)
    code = code_of(clean_text(most[0, 0]))
    zone = zone_of(code) if code else "UTC"
    return "" if zone == "UTC" or most[0, 1] < 0.5 * len(cells) else zone


def _currency(proposal: Proposal) -> str:
    """The currency that symbols in the amounts stand for, or the one that a column's header names."""
    if proposal.column_of("currency") is not None:
        return ""
    for field in _AMOUNTS:
        column = proposal.column_of(field)
        if column is None:
            continue
        for symbol in column.look.symbols:
            found = currency_of(symbol, {})
            if found:
                return found
        named = re.findall(r"[(（\[]\s*([^\s()（）\[\]]{1,4})\s*[)）\]]|_([A-Z]{3})$", column.header)
        for text in (part for pair in named for part in pair if part):
            found = currency_of(symbol_key(text), {})
            if found:
                return found
    return ""


def currency_is_guess(proposal: Proposal) -> bool:
    """Whether the currency rests on a symbol that several currencies share, such as $."""
    fields = (proposal.column_of(field) for field in _AMOUNTS)
    symbols = {symbol for column in fields if column is not None for symbol in column.look.symbols}
    return "currency" not in proposal.chosen and bool(symbols & set(AMBIGUOUS))


def _total_of(proposal: Proposal) -> list[str]:
    """What the total is made of where the file has none."""
    if proposal.kind != "orders" or proposal.column_of("total") is not None:
        return []
    mapped = proposal.mapping
    goods = "goods_total" in mapped or "unit_price" in mapped or "line_total" in mapped
    return (["goods_total"] if goods else []) + [name for name in ("shipping_fee", "tax") if name in mapped]


def _derive_statuses(proposal: Proposal) -> None:
    cells = proposal.cells("status")
    before = proposal.statuses if "statuses" in proposal.chosen else {}
    words = StatusWords(proposal.profiles, proposal.kind)
    texts = [] if cells is None else status_texts(cells)
    known = dict(zip(texts, words.codes(texts, unsent=of_parcel(proposal, "status")), strict=True))
    if proposal.kind == "orders" and any(_PACKAGE.fullmatch(text) for text in texts):
        proposal.packing["package"] = _PACKAGE.pattern
    proposal.statuses = {text: before.get(text) or code for text, code in known.items()}
    paid = proposal.payments if "payments" in proposal.chosen else {}
    found = payments_of(proposal) if proposal.kind == "orders" else {}
    proposal.payments = {text: paid.get(text) or code for text, code in found.items()}
    proposal.rules = rules_of(proposal) if proposal.kind == "orders" else []
    proposal.says_nothing = says_nothing(proposal) if proposal.kind == "orders" else ""
    if "otherwise" not in proposal.chosen:
        proposal.otherwise = statuses.TO_SHIP if cells is None else statuses.UNRECOGNISED
    if proposal.kind != "orders":
        proposal.otherwise = statuses.UNRECOGNISED


def choose_currency(proposal: Proposal, code: str) -> None:
    """Take amounts that name no currency for `code`, as a person says; it may tell which mark is the decimal one."""
    proposal.currency = code
    proposal.chosen.add("currency")
    if "decimal" not in proposal.chosen:
        proposal.decimal = decimal_mark(proposal).mark


def choose_status(proposal: Proposal, text: str, code: str) -> None:
    """Take `text`, of the status column or of that about the payment, for `code`, as a person says."""
    if text in proposal.payments and text not in proposal.statuses:
        proposal.payments[text] = code
        proposal.chosen.add("payments")
        proposal.rules = rules_of(proposal)
        return
    proposal.statuses[text] = code
    proposal.chosen.add("statuses")


__all__ = [
    "KINDS",
    "choose_currency",
    "choose_field",
    "choose_status",
    "currency_is_guess",
    "derive",
    "propose",
    "propose_kind",
]
