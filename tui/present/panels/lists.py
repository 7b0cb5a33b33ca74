"""List panels in words: files and their rejects, journal, people, help, orders found."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from orderdeck.data.base.records import Act, Export, Fields
from orderdeck.tui.actions import Action, of_scope
from orderdeck.tui.actions.keymap import Keymap
from orderdeck.tui.actions.keys import shown
from orderdeck.tui.actions.model import SCOPE_TITLES
from orderdeck.tui.i18n import _, act_phrases, labelled, ngettext, noted, phrases, times
from orderdeck.tui.i18n.reasons import note, refusal, reject
from orderdeck.tui.present.records import FileSeen
from orderdeck.tui.present.rows import RenderOptions, hidden
from orderdeck.tui.terminal.cell_width import cut, pad
from orderdeck.widgets.model import ListRow, Piece, Pieces, plain

EMPTY: Final[dict[str, Callable[[], str]]] = {
    "intake": lambda: _("No file has arrived yet."),
    "journal": lambda: _("Nobody has done anything yet."),
    "people": lambda: _("Nobody has acted yet."),
    "found": lambda: _("Not found."),
    "report": lambda: _("Nothing to report."),
}
"""Panel -> what it says where it has no rows."""

REJECTS_SHOWN: Final = 200
"""Rejected rows listed under a file; the rest is counted."""


AGAINST: Final = ("sent_back", "left_out", "ahead", "moment_by_content", "sku_nearly")
"""Notes that stand in a file's own line: what it does to orders that other files have."""


def intake_header(*, wrong: bool = False) -> Pieces:
    """Over the files; `wrong`: over those alone that have something wrong."""
    told = plain(_("Files, newest first. ⏎ opens rejected rows and what was doubtful."), "dim")
    return (Piece(_("Only files with something wrong.") + "  ", "accent"), *told) if wrong else told


def problems(told: Sequence[str]) -> list[ListRow]:
    """One line for each of the user's own rules, settings and profiles that can't be used."""
    return [
        ListRow(
            key=f"problem {place}", pieces=(Piece("! ", "error"), Piece(text)), detail=(plain(text, "error"),)
        )
        for place, text in enumerate(told)
    ]


def intake(files: Sequence[FileSeen], options: RenderOptions) -> list[ListRow]:
    """One line a file (`tui.present.records.FileSeen`), its rejects and notes under it."""
    return [_file(file, options) for file in files]


def _file(seen: FileSeen, options: RenderOptions) -> ListRow:
    export = seen.export
    state = "withdrawn" if seen.withdrawn else export.state
    tone = {"refused": "error", "duplicate": "dim", "withdrawn": "dim"}.get(
        state, "error" if export.rejected else ""
    )
    pieces = (
        Piece(pad(times.stamp(export.loaded_at, options.zone, options.now), 12) + " ", "dim"),
        Piece(pad(phrases.phrase(phrases.FILE_STATES, state), 9) + " ", tone or "ok"),
        Piece(export.name, "bold"),
        *(Piece(f"  {note(told)}", "due") for told in export.notes if told.startswith(AGAINST)),
        Piece("  " + _held(export), "error" if export.state == "refused" else "dim"),
    )
    return ListRow(key=f"file {export.seq}", pieces=pieces, detail=tuple(_file_detail(seen, options)))


def _held(export: Export) -> str:
    if export.state == "refused":
        return refusal(export.reason, export.detail)
    if export.state == "duplicate":
        return _("the same bytes have been loaded already")
    if export.kind != "orders":
        rows = ngettext("{rows} row", "{rows} rows", export.lines, rows=times.count(export.lines))
        return f"{rows} · {export.profile}"
    parts = [
        ngettext("{orders} order", "{orders} orders", export.orders, orders=times.count(export.orders)),
        ngettext("{lines} line", "{lines} lines", export.lines, lines=times.count(export.lines)),
    ]
    if export.rejected:
        parts.append(
            ngettext("{rows} row rejected", "{rows} rows rejected", export.rejected, rows=export.rejected)
        )
    return f"{phrases.joined(parts)} · {export.profile}"


def _file_detail(seen: FileSeen, options: RenderOptions) -> Iterable[Pieces]:
    export = seen.export
    yield plain(_held(export), "error" if export.state == "refused" else "")
    if seen.withdrawn:
        yield plain(_("Withdrawn: the desk stands as if it had never arrived."), "due")
    yield (
        Piece(_("Time of the file:") + " ", "dim"),
        Piece(times.full_stamp(export.exported_at, options.zone)),
    )
    if export.headers:
        yield Piece(_("Headers seen:") + " ", "dim"), Piece(phrases.joined(export.headers))
    if export.nearest:
        yield Piece(_("Nearest profile:") + " ", "dim"), Piece(export.nearest)
    for told in export.notes:
        yield (Piece(note(told), "due"),)
    for one in seen.rejects[:REJECTS_SHOWN]:
        yield (
            Piece(_("row {row}", row=one.row) + "  ", "error"),
            Piece(reject(one.reason, hidden(one.detail, options) if options.privacy else one.detail or "")),
            Piece(f"  {one.order_id}" if one.order_id else "", "dim"),
        )
    more = len(seen.rejects) - REJECTS_SHOWN
    if more > 0:
        yield (Piece(ngettext("{count} more row", "{count} more rows", more), "dim"),)


def journal_header(narrowed: str = "") -> Pieces:
    """Over the journal; `narrowed` is what was typed to narrow it."""
    told = plain(_("Newest first. ⏎ opens the order, / filters, E writes a CSV."), "dim")
    return (*told, Piece(f"  /{narrowed}", "accent")) if narrowed else told


def journal(acts: Sequence[Act], options: RenderOptions) -> list[ListRow]:
    """One line an act, newest first."""
    undone = {act.undoes for act in acts if act.undoes}
    return [_act(act, act.id in undone, options) for act in acts]


def _act(act: Act, undone: bool, options: RenderOptions) -> ListRow:
    what = act_phrases.act(act.kind, act.data)
    what = noted(what, _("taken back")) if undone else what
    if act.kind in ("undo", "redo"):
        what = labelled(what, phrases.act(str(act.data.get("kind", ""))))
    target = act.order_key.rpartition(":")[2] if act.order_key else act.sku or ""
    return ListRow(
        key=f"order {act.order_key}\n{act.seq}" if act.order_key else f"act {act.seq}",
        pieces=(
            Piece(pad(times.stamp(act.at, options.zone, options.now), 12) + " ", "dim"),
            Piece(pad(cut(act.operator, 12), 13), "accent"),
            Piece(pad(target, 20), "bold"),
            Piece(what, "dim" if undone else ""),
            Piece("  " + act_phrases.act_data(act.kind, act.data, options.zone, options.now), "dim"),
        ),
        haystack=f"{act.operator} {target} {act.sku or ''} {act.kind} {what}",
    )


def found(orders: Sequence[Fields], options: RenderOptions) -> list[ListRow]:
    """One line an order that bears the number asked for."""
    return [
        ListRow(
            key=f"order {row['order_key']}",
            pieces=(
                Piece(pad(row["order_id"], 20), "bold"),
                Piece(pad(f"{row['marketplace']} {row['shop'] or ''}", 20)),
                Piece(pad(phrases.status(row["status"]), 18)),
                Piece(times.stamp(row["placed_at"], options.zone, options.now), "dim"),
            ),
        )
        for row in orders
    ]


def help_rows(keymap: Keymap) -> list[ListRow]:
    """Every action with its keys, under the headings of where it is heard."""
    rows: list[ListRow] = [
        ListRow(key=f"about {at}", pieces=plain(line, "dim")) for at, line in enumerate(_about())
    ]
    for scope, heading in SCOPE_TITLES.items():
        listed = [action for action in of_scope(scope) if action.listed]
        if listed:
            rows.append(ListRow(key=f"scope {scope}", pieces=plain(_(heading), "heading"), heading=True))
            rows += [_help(action, keymap) for action in listed]
    return rows


def _about() -> list[str]:
    return [
        _("Every open order stands in exactly one queue; work them from the top."),
        _("Claim what you work on, then mark it done. Undo takes anything back."),
        _("● yours   ○ a colleague's   + new   • just changed"),
        _("Beside a queue: 3! late, +7 new, then how many.   (Keys in brackets) wait."),
    ]


def _help(action: Action, keymap: Keymap) -> ListRow:
    keys = " ".join(shown(key) for key in keymap.of(action)) or "–"
    return ListRow(
        key=action.id,
        pieces=(Piece(pad(keys, 12), "key"), Piece(pad(_(action.label), 18)), Piece(_(action.help), "dim")),
    )
