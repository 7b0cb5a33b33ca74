"""What a proposal would make of the file: orders as they would load, rejected rows, and every doubt."""

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any, Final

import polars as pl

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.base.vocabulary import status as statuses
from orderdeck.data.base.vocabulary.fields import MONEY_FIELDS
from orderdeck.data.exports.normalise import Context, DatesAmbiguousError
from orderdeck.data.exports.normalise.columns.context import Frames
from orderdeck.data.exports.normalise.columns.tables import TableReader
from orderdeck.data.exports.normalise.dates.date_order import doubtful_cells
from orderdeck.data.exports.normalise.normaliser import explain, normalise
from orderdeck.data.exports.profile.check import ProfileError
from orderdeck.data.exports.profile.records import Profile
from orderdeck.data.exports.recognise import Recognised
from orderdeck.data.exports.teach.guess.decimals import decimal_mark
from orderdeck.data.exports.teach.guess.propose import currency_is_guess
from orderdeck.data.exports.teach.guess.shape import date_columns
from orderdeck.data.exports.teach.model import ACCEPTED, ASKED, ESSENTIAL, WANTED, Doubt, Proposal
from orderdeck.data.exports.teach.reread import is_read_otherwise
from orderdeck.data.exports.teach.save import profile_of

ROWS: Final = 2000
"""Rows of the file that a preview reads."""


@dataclass(frozen=True, slots=True)
class Preview:
    """The first rows as they would load: frames by part ("orders", "lines", "rejects", or the file's kind), how many
    rows were read, what can't be told, and why nothing could be read at all ("" where it could)."""

    frames: dict[str, pl.DataFrame]
    rows: int
    doubts: tuple[Doubt, ...]
    failed: str = ""

    @property
    def essential(self) -> tuple[Doubt, ...]:
        """The doubts that have to be settled first."""
        return tuple(doubt for doubt in self.doubts if doubt.essential)

    @property
    def main(self) -> pl.DataFrame:
        """Orders, or the rows of a file of another kind."""
        found = next((frame for stem, frame in self.frames.items() if stem not in ("lines", "rejects")), None)
        return pl.DataFrame() if found is None else found

    @property
    def rejects(self) -> pl.DataFrame:
        """The rows that would not load."""
        return self.frames.get("rejects", pl.DataFrame())


def preview(proposal: Proposal, settings: Settings | None = None) -> Preview:
    """The first rows of the file through the real normaliser, by the profile that `proposal` makes."""
    doubts = list(doubts_of(proposal))
    if any(doubt.code == "field_missing" and doubt.essential for doubt in doubts):
        return Preview({}, 0, tuple(doubts), "field_missing")
    try:
        # Where day and month can't be told apart, one of the orders shows at least what else is right.
        shown = replace(proposal, date_order=proposal.date_order or "dmy")
        profile = profile_of(shown)
        frames, notes, rows = _normalised(shown, profile, settings or Settings())
    except ProfileError as error:
        return Preview({}, 0, (*doubts, Doubt("not_valid", str(error), essential=True)), "not_valid")
    except DatesAmbiguousError as error:
        return Preview(
            {}, 0, (*doubts, Doubt("dates_ambiguous", str(error), essential=True)), "dates_ambiguous"
        )
    doubts += _noted(proposal, notes)
    rejects = frames.get("rejects", pl.DataFrame())
    if rejects.height:
        most = rejects["reason"].value_counts(sort=True)
        doubts += [
            Doubt("rejected", f"{count}/{rows} {reason}", essential=bool(count > rows / 2))
            for reason, count in most.iter_rows()
        ]
    return Preview(frames, rows, tuple(doubts))


def _normalised(
    proposal: Proposal, profile: Profile, settings: Settings
) -> tuple[dict[str, pl.DataFrame], Counter[str], int]:
    mapping = {
        field: column for field, column in proposal.mapping.items() if column in proposal.batch.columns
    }
    recognised: Recognised = replace(proposal.table, profile=profile, mapping=mapping)
    batch = proposal.batch.head(ROWS)
    try:
        mtime = proposal.path.stat().st_mtime_ns // 1000
    except OSError:
        mtime = 0
    context = Context.of(profile, settings, proposal.path.name, mtime)
    if proposal.kind == "orders":
        made = normalise([batch], recognised, context)
        return (
            {"orders": made.orders, "lines": made.lines, "rejects": made.rejects},
            made.notes,
            batch.height,
        )
    reader = TableReader(recognised, context)
    return reader.feed(batch), reader.notes, batch.height


def doubts_of(proposal: Proposal) -> list[Doubt]:
    """What can't be told without looking at the rows one by one."""
    return [
        *_encoding(proposal),
        *_fields(proposal),
        *_columns(proposal),
        *_times(proposal),
        *_money(proposal),
        *_decimals(proposal),
        *_statuses(proposal),
    ]


def _encoding(proposal: Proposal) -> list[Doubt]:
    if is_read_otherwise(proposal):
        return [Doubt("encoding_unfit", proposal.table.encoding, essential=True)]
    codes = (note.partition("|") for note in proposal.table.notes)
    return [Doubt(code, value) for code, _bar, value in codes if code == "encoding_guessed"]


def _fields(proposal: Proposal) -> list[Doubt]:
    mapped = proposal.mapping
    essential = [
        Doubt("field_missing", group[0], essential=True)
        for group in ESSENTIAL[proposal.kind]
        if not any(field in mapped for field in group)
    ]
    wanted = [
        Doubt("field_missing", group[0])
        for group in WANTED[proposal.kind]
        if not any(field in mapped for field in group)
    ]
    return [*essential, *_unsettled(proposal), *wanted]


def _unsettled(proposal: Proposal) -> list[Doubt]:
    """No column for the pieces or for what is sold: settled by saying how rows make orders."""
    if proposal.kind != "orders" or "row_shape" in proposal.chosen:
        return []
    pieces, item, _status = ASKED["orders"]
    missing = [("no_quantity", pieces), ("no_item", item)]
    return [
        Doubt(code, essential=True)
        for code, group in missing
        if not any(field in proposal.mapping for field in group)
    ]


def _columns(proposal: Proposal) -> list[Doubt]:
    needed = {field for group in ESSENTIAL[proposal.kind] for field in group}
    unsure = {field for group in ASKED[proposal.kind] if not _any_sure(proposal, group) for field in group}
    return [
        Doubt(
            "column_doubtful",
            column.field,
            column.name,
            essential=(column.field in needed and column.confidence < ACCEPTED + 0.1)
            or column.field in unsure,
        )
        for column in proposal.columns
        if column.doubtful
    ]


def _any_sure(proposal: Proposal, group: tuple[str, ...]) -> bool:
    columns = (proposal.column_of(field) for field in group)
    return any(column is not None and not column.doubtful for column in columns)


def _times(proposal: Proposal) -> list[Doubt]:
    if not date_columns(proposal).width:
        return []
    found = []
    if not proposal.zone:
        found.append(Doubt("zone_unknown", proposal.zone_hint, essential=True))
    if not proposal.date_order:
        samples = doubtful_cells(date_columns(proposal))
        found.append(Doubt("dates_ambiguous", ", ".join(samples[:4]), essential=True))
    return found


def _decimals(proposal: Proposal) -> list[Doubt]:
    if "decimal" in proposal.chosen or not decimal_mark(proposal).doubtful:
        return []
    amounts = [column for column in proposal.columns if column.field in MONEY_FIELDS]
    sample = next((text for column in amounts for text in column.samples if "." in text), "")
    return [Doubt("decimal_doubtful", sample, essential=True)]


def _money(proposal: Proposal) -> list[Doubt]:
    amounts = [column for column in proposal.columns if column.field and column.look.kind == "money"]
    if not amounts or proposal.column_of("currency") is not None:
        return []
    if not proposal.currency:
        return [] if "currency" in proposal.chosen else [Doubt("currency_unknown", column=amounts[0].name)]
    return [Doubt("currency_guessed", proposal.currency)] if currency_is_guess(proposal) else []


def _statuses(proposal: Proposal) -> list[Doubt]:
    if proposal.kind not in ("orders", "purchases"):
        return []
    unpaid = [
        Doubt("status_unknown", text, proposal.mapping["payment_status"])
        for text, code in proposal.payments.items()
        if code == statuses.UNRECOGNISED
    ]
    return [*_status_texts(proposal), *unpaid[:20]]


def _status_texts(proposal: Proposal) -> list[Doubt]:
    column = proposal.column_of("status")
    if column is None:
        assumed = proposal.kind == "orders" and "otherwise" not in proposal.chosen
        return [Doubt("no_status", proposal.otherwise, essential=True)] if assumed else []
    unknown = [text for text, code in proposal.statuses.items() if code == statuses.UNRECOGNISED]
    return [Doubt("status_unknown", text, column.name) for text in unknown[:20]]


def _noted(proposal: Proposal, notes: Counter[str]) -> list[Doubt]:
    """The normaliser's notes about cells, each at its column."""
    known = {column.name for column in proposal.columns}
    found = []
    for note, times in notes.items():
        code, _bar, column = note.partition("|")
        if times and column in known:
            found.append(Doubt(code, str(times), column))
        elif times and code in ("quantity_assumed", "codes_mismatch", "codes_contradict"):
            found.append(Doubt(code, str(times)))
    return found


def explained(shown: Preview) -> list[dict[str, Any]]:
    """Rows of the preview for a person, loaded and rejected ones in the file's order; see `explain`."""
    if "orders" in shown.frames:
        frames = Frames(
            shown.frames["orders"], shown.frames["lines"], shown.frames["rejects"], Counter[str]()
        )
        return list(explain(frames).iter_rows(named=True))
    loaded = shown.main.with_columns(pl.lit("loaded").alias("outcome"), pl.col("source_row").alias("row"))
    rejected = shown.rejects.with_columns(pl.lit("rejected").alias("outcome"))
    both = pl.concat([loaded, rejected], how="diagonal_relaxed") if rejected.height else loaded
    return list(both.sort("row", maintain_order=True).iter_rows(named=True))
