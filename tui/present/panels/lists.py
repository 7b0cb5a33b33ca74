"""List panels in words: files and their rejects, journal, people, help, orders found."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from orderdeck.data.base.records import Act, Export, Fields
from orderdeck.data.base.text.order_numbers import number_in
from orderdeck.tui.actions import Action, Scope, Situation
from orderdeck.tui.actions.keyboard.keymap import Keymap
from orderdeck.tui.actions.keyboard.names import TYPING, shown
from orderdeck.tui.actions.model import SCOPE_TITLES
from orderdeck.tui.i18n import _, act_phrases, labelled, ngettext, noted, phrases, sentence, sentences, times
from orderdeck.tui.i18n.reasons import note, refusal, reject
from orderdeck.tui.present.records import FileSeen
from orderdeck.tui.present.view.rows import RenderOptions, hidden
from orderdeck.tui.terminal.cell_width import column, cut, pad, width
from orderdeck.widgets.model import ListRow, Piece, Pieces, plain

EMPTY: Final[dict[str, Callable[[], str]]] = {
    "intake": lambda: _("No file has arrived yet."),
    "journal": lambda: _("Nobody has done anything yet."),
    "people": lambda: _("Nobody has acted yet."),
    "found": lambda: _("Not found."),
    "answer": lambda: _("No rows."),
    "report": lambda: _("Nothing to report."),
}
"""Panel -> what it says where it has no rows."""

REJECTS_SHOWN: Final = 200
"""Rejected rows listed under a file; the rest is counted."""
_MOST_TARGET: Final = 20
"""Cells that an order's number or a SKU takes in the journal; a longer one moves the rest of its line."""

AGAINST: Final = (
    "sent_back",
    "fewer_lines",
    "left_out",
    "ahead",
    "moment_by_content",
    "sku_nearly",
    "tracking_waits",
    "tracking_ambiguous",
    "tracking_too_early",
)
"""Notes that stand in a file's own line: what it does to orders that other files have."""


def intake_header(*, wrong: bool = False) -> Pieces:
    """Over the files; `wrong`: over those alone that have something wrong."""
    told = plain(_("Files, newest first. ⏎ opens rejected rows and what was doubtful."), "dim")
    return (Piece(_("Only files with something wrong.") + "  ", "accent"), *told) if wrong else told


def problems(told: Sequence[str]) -> list[ListRow]:
    """One line for each of the user's own rules, settings and profiles that can't be used."""
    return [
        ListRow(
            key=f"problem {place}",
            pieces=(Piece("! ", "error"), Piece(text)),
            detail=(plain(text, "error"),),
            hang=1,
        )
        for place, text in enumerate(told)
    ]


def intake(files: Sequence[FileSeen], options: RenderOptions) -> list[ListRow]:
    """One line a file (`tui.present.records.FileSeen`), its rejects and notes under it. What is no table and was never
    meant as one is counted in the last."""
    passed = [seen.export for seen in files if seen.export.passed_over]
    rows = [_file(seen, options) for seen in files if not seen.export.passed_over]
    if passed:
        said = passed_over(len(passed))
        detail = tuple(plain(f"{one.name}  {_held(one)}", "dim") for one in passed)
        rows.append(ListRow(key="passed over", pieces=plain(said, "dim"), detail=detail))
    return rows


def passed_over(count: int) -> str:
    """That so many files are no tables, in a sentence."""
    return ngettext("{count} file passed over: no table.", "{count} files passed over: no tables.", count)


def loaded(exports: Sequence[Export]) -> str:
    """What these files brought, in a sentence: how many orders, and which other kinds; how many were passed over."""
    passed = sum(one.passed_over for one in exports)
    beside = passed_over(passed)
    exports = [one for one in exports if not one.passed_over]
    if not exports:
        return beside
    orders = sum(one.orders for one in exports)
    what = (
        [ngettext("{orders} order", "{orders} orders", orders, orders=times.count(orders))] if orders else []
    )
    kinds = [kind for kind in phrases.FILE_KINDS if any(one.kind == kind != "orders" for one in exports)]
    what += [phrases.phrase(phrases.FILE_KINDS, kind) for kind in kinds]
    said = ngettext(
        "{count} file loaded: {what}.",
        "{count} files loaded: {what}.",
        len(exports),
        what=phrases.joined(what) or _("nothing new"),
    )
    return f"{said} {beside}" if passed else said


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
    detail = tuple(_file_detail(seen, options))
    return ListRow(key=f"file {export.seq}", pieces=pieces, detail=detail, hang=2)


def _held(export: Export) -> str:
    if export.state == "refused":
        return refusal(export.reason, export.detail)
    if export.state == "duplicate":
        return _("the same bytes have been loaded already")
    if export.kind != "orders":
        rows = ngettext("{rows} row", "{rows} rows", export.lines, rows=times.count(export.lines))
        profile = "" if export.profile == export.kind else export.profile
        return " · ".join(filter(None, (rows, phrases.phrase(phrases.FILE_KINDS, export.kind), profile)))
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
        Piece(times.full_stamp(export.own_moment, options.zone)),
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
    """One line an act, newest first; what was done goes on under itself."""
    undone = {act.undoes for act in acts if act.undoes}
    stamps = column([times.stamp(act.at, options.zone, options.now) for act in acts])
    operators = column([cut(act.operator, 12) for act in acts])
    targets = [_target(act) for act in acts]
    room = min(_MOST_TARGET, max(map(width, targets), default=0))
    return [
        _act(act, before, act.id in undone, options)
        for act, *before in zip(acts, stamps, operators, (pad(one, room) for one in targets), strict=True)
    ]


def _target(act: Act) -> str:
    """The order or SKU that an act is about."""
    return act.order_id or number_in(act.order_key) if act.order_key else act.sku or ""


def _act(act: Act, before: Sequence[str], undone: bool, options: RenderOptions) -> ListRow:
    stamp, operator, target = before
    what = act_phrases.act(act.kind, act.data)
    what = noted(what, _("taken back")) if undone else what
    if act.kind in ("undo", "redo"):
        what = labelled(what, phrases.act(str(act.data.get("kind", ""))))
    return ListRow(
        key=f"order {act.order_key}\n{act.seq}" if act.order_key else f"act {act.seq}",
        pieces=(
            Piece(stamp + "  ", "dim"),
            Piece(operator + "  ", "accent"),
            Piece(target + "  ", "bold"),
            Piece(what, "dim" if undone else ""),
            Piece("  " + act_phrases.act_data(act.kind, act.data, options.zone, options.now), "dim"),
            *((Piece("  " + _("account {name}", name=act.account), "dim"),) if act.account else ()),
        ),
        haystack=f"{act.operator} {act.account} {target.rstrip()} {act.sku or ''} {act.kind} {what}",
        hang=3,
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


def help_rows(keymap: Keymap, place: Sequence[Scope] = (), now: Situation | None = None) -> list[ListRow]:
    """Every action with its keys, under the headings of where it is heard: the scopes of `place` first. Those that
    `now` refuses as nothing may be written to the desk are dim."""
    rows: list[ListRow] = [
        ListRow(key=f"about {at}", pieces=(Piece(""), *plain(line, "dim")), hang=1)
        for at, line in enumerate(_about())
    ]
    if now is not None and now.read_only:
        said = _(
            "Read only: nothing is written to this desk. Keys in brackets do nothing, until you open it again."
        )
        rows.insert(0, ListRow(key="read only", pieces=(Piece(""), *plain(said, "due")), hang=1))
    for scope in dict.fromkeys((*place, *SCOPE_TITLES)):
        actions = keymap.of_scope(scope)
        if actions:
            title = plain(_(SCOPE_TITLES[scope]), "heading")
            rows.append(ListRow(key=f"scope {scope}", pieces=title, heading=True))
            rows += [_help(action, keymap, actions, now) for action in actions if action.listed]
    rows.append(
        ListRow(key="scope typing", pieces=plain(_("While you type or answer"), "heading"), heading=True)
    )
    rows += [_key_row(f"typing {keys}", keys, "", _(told)) for keys, told in TYPING]
    return rows


def _about() -> list[str]:
    return [
        _("Every open order stands in exactly one queue; work them from the top."),
        _("Claim what you work on, then mark it done. Undo takes anything back."),
        _("● yours   ○ a colleague's   + new   • just changed"),
        _("Beside a queue: 2z asleep, +7 new, 3! late, then how many are left.   (Keys in brackets) wait."),
    ]


def _help(action: Action, keymap: Keymap, beside: Sequence[Action], now: Situation | None) -> ListRow:
    keys = " ".join(shown(key) for key in keymap.of(action)) or "–"
    # Of several that differ by their number only the first is listed: with the keys of all.
    alike = [a for a in beside if not a.listed and a.help == action.help and keymap.of(a)]
    if alike:
        keys = f"{keys} … {shown(keymap.of(alike[-1])[0])}"
    label = _("By number") if alike else action.name
    if now is not None and action.writing(now):
        before, told = f"{pad(f'({keys})', 12)}{pad(label, 18)}", action.about
        return ListRow(key=action.id, pieces=(Piece(before, "dim"), Piece(told, "dim")), hang=1)
    return _key_row(action.id, keys, label, action.about)


def _key_row(key: str, keys: str, label: str, told: str) -> ListRow:
    pieces = (Piece(pad(keys, 12), "key"), Piece(pad(label, 18)), Piece(told, "dim"))
    return ListRow(key=key, pieces=pieces, hang=2)


PLACES: Final = 3
"""Of the places where a key works so many are named."""


def elsewhere(key: str, keymap: Keymap, heard: Sequence[Scope]) -> str:
    """Where a key works that does nothing where the scopes `heard` are; "" for one that works here, or nowhere."""
    if any(key in keymap.of(action) for scope in heard for action in keymap.of_scope(scope)):
        return ""
    found = {
        scope: action
        for scope in SCOPE_TITLES
        if scope not in heard
        for action in keymap.of_scope(scope)
        if key in keymap.of(action)
    }
    places = [sentence(labelled(_(SCOPE_TITLES[scope]), action.name)) for scope, action in found.items()]
    if not places:
        return ""
    return sentences([_("{key} does nothing here.", key=shown(key)), *places[:PLACES]])
