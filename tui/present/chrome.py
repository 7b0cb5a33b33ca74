"""Rail, pulse, status and footer in words, from the deck's state. Pure functions."""

from collections.abc import Sequence

from orderdeck.data.base.records import View
from orderdeck.tui.actions import Action, Scope, Situation
from orderdeck.tui.actions.keyboard.keymap import Keymap
from orderdeck.tui.actions.keyboard.names import shown
from orderdeck.tui.actions.own import PREFIX
from orderdeck.tui.i18n import N_, _, labelled, language, ngettext, phrases, times
from orderdeck.tui.present.notices import sources, waiting
from orderdeck.tui.present.order.next_step import FIRST
from orderdeck.tui.present.state import State
from orderdeck.tui.present.view import columns
from orderdeck.tui.present.view.rows import RenderOptions
from orderdeck.widgets.model import KeyHint, Piece, Pieces, PulseView, RailItem, RailSection, Stat, plain
from orderdeck.widgets.prompt.rest import Rest


def rail_sections(state: State, keymap: Keymap) -> list[RailSection]:
    """The views under their headings; before the desk is open the ten queues, without counts."""
    if not state.views:
        items = [RailItem(key=key, title=_(name)) for key, name in list(phrases.QUEUES.items())[:10]]
        return [RailSection(_("Queues"), tuple(items))]
    headings = {"queue": _("Queues"), "panel": _("Own panels"), "lens": _("Across all")}
    sections = []
    for kind, heading in headings.items():
        items = [
            RailItem(
                key=view.key,
                title=title(view.title, view.key),
                hint=view_key(place, keymap),
                count=None if view.error else awake(view),
                asleep=view.asleep,
                fresh=view.fresh,
                due=view.due,
                late=view.late,
                error=view.error,
            )
            for place, view in enumerate(state.views, 1)
            if view.kind == kind
        ]
        if items:
            sections.append(RailSection(heading, tuple(items)))
    return sections


def awake(view: View) -> int:
    """How many orders of a view are left to do: all but those asleep. What is done here sleeps no more."""
    return view.count if view.key == "done" else view.count - view.asleep


def title(titles: dict[str, str], key: str) -> str:
    """A view's title in the language spoken, else in English, else our own word for it."""
    return titles.get(language()) or titles.get("en") or phrases.phrase(phrases.QUEUES, key)


def view_key(place: int, keymap: Keymap) -> str:
    """The key that leads to the view at this place, the first at 1, as people read it; "" where it has none."""
    keys = keymap.keys.get(f"view.{place}", ())
    return shown(keys[0]) if keys else ""


def pulse_view(state: State, options: RenderOptions) -> PulseView:
    """The desk in one line: open, due, late, asleep, last arrival, arrivals; who and what loads at the right."""
    pulse = state.pulse
    stats: tuple[Stat, ...] = (Stat("", "orderdeck", "bold"),)
    if state.read_only:
        stats += (Stat("", phrases.read_only(state.read_only), "due"),)
    if state.ready:
        stats += (
            Stat(_("open"), times.count(pulse.open), "bold"),
            Stat(_("due"), times.count(pulse.due), "due" if pulse.due else "dim"),
            Stat(_("late"), times.count(pulse.late), "late" if pulse.late else "dim"),
        )
        if pulse.hidden:
            stats += (Stat(_("not shown, lost on disk"), times.count(pulse.hidden), "error"),)
        elif pulse.lost:
            stats += (Stat(_("lost on disk"), times.count(pulse.lost), "error"),)
        if state.sold_off_sale:
            stats += (Stat(_("sold while off sale"), times.count(state.sold_off_sale), "late"),)
        if state.in_question:
            stats += (Stat(_("full list?"), times.count(state.in_question), "due"),)
        # What has to be seen stands before it: a narrow line is cut at its end.
        if pulse.asleep:
            stats += (Stat(_("asleep"), times.count(pulse.asleep), "dim"),)
        if pulse.last_arrival:
            stats += (Stat(_("last arrival"), times.stamp(pulse.last_arrival, options.zone, options.now)),)
    return PulseView(
        stats=stats,
        arrivals_label=_("4 h") if any(pulse.arrivals) else "",
        arrivals=tuple(pulse.arrivals) if any(pulse.arrivals) else (),
        aside=_aside(state, options),
    )


def _aside(state: State, options: RenderOptions) -> Pieces:
    clock = f"{times.at_zone(options.now, options.zone):%H:%M %Z}"
    return (
        *_waiting(state),
        *_hung(state, options),
        *_clock(state),
        *sources.summary(sources.failing(state.progress), options),
        *_loader(state),
        *_people(state),
        Piece(f"{state.operator}  ", "accent"),
        Piece(clock, "dim"),
    )


def _waiting(state: State) -> Pieces:
    """Acts that the ledger could not take yet, or that nothing is heard of others: that matters more than anything else
    on the line."""
    if not state.waiting:
        return (Piece(phrases.trouble(state.behind) + "  ", "error"),) if state.behind else ()
    text = ngettext("{count} act not written yet", "{count} acts not written yet", state.waiting)
    return (Piece(labelled(text, phrases.trouble(state.trouble)) + "  ", "error"),)


def _people(state: State) -> Pieces:
    """Who else is here, and who loads where that isn't this deck."""
    pieces: Pieces = ()
    if state.here:
        shown = phrases.joined(state.here[:3])
        more = f" +{len(state.here) - 3}" if len(state.here) > 3 else ""
        pieces = (Piece(_("with {names}", names=shown + more) + "  ", "ok"),)
    if state.loader and not state.loads:
        pieces += (Piece(_("{operator} loads", operator=state.loader) + "  ", "dim"),)
    elif state.read_only and state.progress is not None and not state.loader:
        pieces += (Piece(_("nobody loads") + "  ", "due"),)
    return pieces


def _hung(state: State, options: RenderOptions) -> Pieces:
    """That the loader gives no sign of life: nothing that arrives is on the desk until that has changed."""
    if not state.hung:
        return ()
    since = times.stamp(state.hung, options.zone, options.now)
    return (Piece(_("the loader hangs since {time}", time=since) + "  ", "error"),)


def _clock(state: State) -> Pieces:
    """That this machine's clock is wrong, beside what it says: acts bear its times."""
    if not state.clock:
        return ()
    minutes = abs(state.clock)
    if state.clock > 0:
        text = ngettext("clock {count} min ahead", "clock {count} min ahead", minutes)
    else:
        text = ngettext("clock {count} min behind", "clock {count} min behind", minutes)
    return (Piece(text + "  ", "due"),)


def _loader(state: State) -> Pieces:
    progress = state.progress
    if progress is None:
        return ()
    awaited: Pieces = ()
    if progress.waiting_count:
        later = any(one.state == "later" for one in progress.waiting)
        awaited = (Piece(waiting.count(progress.waiting_count) + "  ", "late" if later else "due"),)
    if progress.state == "idle":
        return awaited
    if progress.notice and progress.state == "waiting":
        return (Piece(phrases.phrase(phrases.NOTICES, progress.notice) + "  ", "error"), *awaited)
    text = phrases.phrase(phrases.LOADER, progress.state)
    if progress.files_total:
        text = f"{text} {progress.files_done}/{progress.files_total}"
    if progress.rows:
        text += " · " + ngettext("{rows} row", "{rows} rows", progress.rows, rows=times.count(progress.rows))
    return (Piece(f"{text}  ", "due"), *awaited)


def rest(
    state: State, *, shown_rows: int, position: int, marked: int, handed: str = "", step: str = ""
) -> Rest:
    """The status line at rest: the view, why it is there, filter, sorting, marks; position at the right.

    Of the order under the cursor `handed` is what a colleague said on handing it over, and `step` what to do next: they
    come before why the view is there.
    """
    view = state.current()
    if state.failed:
        return Rest(said=(Piece(state.failed, "error"),))
    if state.panel in PANEL_TITLES:
        return _panel_rest(state)
    if view is None:
        return Rest(said=(Piece(_("Opening the desk…"), "dim"),))
    name = (Piece(title(view.title, view.key), "bold"),)
    said: list[Piece] = []
    if state.filter:
        said.append(Piece("  /" + state.filter, "accent"))
    if state.sort is not None:
        said.append(Piece("  " + ("▼" if state.sort.descending else "▲"), "accent"))
    if marked:
        said.append(Piece("  " + ngettext("{count} marked", "{count} marked", marked), "mark"))
    if state.privacy:
        said.append(Piece("  " + _("private"), "due"))
    if view.error:
        return Rest(title=name, said=(*said, Piece("  " + _("its query failed"), "error")))
    if handed:
        said.append(Piece("  " + handed, "accent"))
    elif step:
        said.append(Piece("  " + step))
    return Rest(
        title=name,
        said=tuple(said),
        more=tuple(filter(None, _more(state, view, shown_rows, handed))),
        right=_place(state, view, shown_rows, position),
    )


def _more(state: State, view: View, shown_rows: int, handed: str) -> tuple[Pieces, ...]:
    """What there may be room for beside what is to be done: what all rows share, why they are here, how they stand."""
    shared = state.source.shared() if state.source is not None and shown_rows else []
    each = [text if key in _PLAIN else f"{columns.title_of(key)} {text}" for key, text in shared]
    if handed:
        return (_each(each),)
    why = view.why.get(language()) or view.why.get("en", "")
    told = (Piece("  " + why, "dim"),) if why else ()
    if view.kind != "queue" or state.sort is not None:
        return _each(each), told
    return _each(each), told, (Piece("  " + _(_SORTED.get(state.view, _SORTED[""])), "dim"),)


def _each(texts: Sequence[str]) -> Pieces:
    """What each row says, a piece each: those that have room are named."""
    pieces = [Piece(_(", ") + text, "accent") for text in texts[1:]]
    return (Piece("  " + _("each: {what}", what=texts[0]), "accent"), *pieces) if texts else ()


def _place(state: State, view: View, shown_rows: int, position: int) -> Pieces:
    """Where the cursor is among so many rows."""
    if not shown_rows:
        return ()
    # All rows are counted, those asleep too: the total stays where the cursor goes on to one of them.
    place = f"{times.count(position + 1)}/{times.count(shown_rows)}"
    asleep = shown_rows - awake(view) if shown_rows == view.count else 0
    if asleep > 0:
        place += " " + _("with {count} asleep", count=times.count(asleep))
    if shown_rows != view.count and state.filter:
        place += f" ({times.count(view.count)})"
    return (Piece(place, "dim"),)


_PLAIN = ("courier", "service", "shop", "country")
"""Columns whose values say by themselves what they are: a narrow line has no room for their titles."""
_SORTED = {
    "": N_("Sorted: what is due, then wholesale, express, then least time left."),
    "remarks": N_("Sorted: what is due, then by what they ask for, the unread last."),
}
"""Queue -> how it is sorted, where not as most are."""
PANEL_TITLES = {
    "intake": N_("Files"),
    "journal": N_("Journal"),
    "people": N_("Who is here"),
    "report": N_("Shift report"),
    "help": N_("Help"),
    "palette": N_("Commands"),
    "found": N_("Orders found"),
    "answer": N_("Rows found"),
    "message": N_("Message"),
}
"""Panel that has nothing to do with the view behind it -> what the status line calls it."""


def _panel_rest(state: State) -> Rest:
    left: list[Piece] = []
    if state.panel == "intake" and state.rejects_only:
        left.append(Piece("  " + _("only those with something wrong"), "accent"))
    if state.privacy:
        left.append(Piece("  " + _("private"), "due"))
    return Rest(title=plain(_(PANEL_TITLES[state.panel]), "bold"), said=tuple(left))


_STOCK = {
    "stockout": (Scope.STOCKOUT, Scope.ORDER, Scope.DECK),
    "stockouts": (Scope.SHORT, Scope.DECK),
    "contact": (Scope.CONTACT, Scope.DECK),
    "outbox": (Scope.PANEL, Scope.OUTBOX, Scope.DECK),
    "restock": (Scope.RESTOCK, Scope.PANEL, Scope.DECK),
}
"""Panel about stock-outs -> the scopes whose keys are heard there."""


def too_small(width: int, height: int, needs: tuple[int, int]) -> str:
    """What a terminal that is too small is told: its own columns and rows, and those it needs."""
    return _(
        "The terminal is {width}×{height}.\norderdeck needs {needs_width}×{needs_height}.",
        width=width,
        height=height,
        needs_width=needs[0],
        needs_height=needs[1],
    )


def scopes_of(panel: str) -> tuple[Scope, ...]:
    """The scopes whose keys are heard with `panel` open ("" for the orders)."""
    if panel == "message":
        return (Scope.MESSAGE, Scope.DECK)
    if panel in ("", "detail"):
        return (Scope.LIST, Scope.ORDER, Scope.DECK)
    if panel in _STOCK:
        return _STOCK[panel]
    own = {
        "intake": (Scope.INTAKE,),
        "journal": (Scope.JOURNAL,),
        "people": (Scope.PEOPLE,),
        "report": (Scope.REPORT,),
    }.get(panel, ())
    return (Scope.PANEL, *own, Scope.DECK)


MOVING = ("view.next",)
"""What only goes elsewhere."""
_OF_THE_LIST = ("order.open", "mark.toggle", "list.filter")
"""What is done in the list and means nothing, or can't be seen, in the detail of an order."""


def hints(
    panel: str, keymap: Keymap, now: Situation, *, in_detail: bool = False
) -> tuple[list[KeyHint], KeyHint | None]:
    """What the footer shows: keys of the scopes heard, by their place in it; help apart, at the right end."""
    scopes = scopes_of(panel)
    shown_here = (
        a
        for a in keymap.actions
        if a.footer
        and a.footer_in in ("", now.view, now.queue)
        and a.scope in scopes
        and a.writing(now) is None
    )
    # What the order waits for comes first, moving on last.
    first = FIRST.get(now.queue or now.view, "")
    listed = sorted(shown_here, key=lambda a: (a.id != first, a.id in MOVING, a.footer, _alike(a)))
    if panel not in ("", "detail"):
        # Here the key for leaving the deck leads back.
        listed = [a for a in listed if a.scope != Scope.DECK or a.id in ("app.help", "act.undo")]
    if panel == "stockout":
        listed = [a for a in listed if a.scope != Scope.ORDER]
    if in_detail:
        listed = [a for a in listed if a.id not in _OF_THE_LIST]
    made = [hint(action, keymap, now) for action in listed if keymap.of(action) and action.id != "app.help"]
    if panel or in_detail:
        back = keymap.keys["app.back"]
        made.insert(0, KeyHint(shown(back[0]) if back else "", _("Back")))
    help_keys = keymap.keys["app.help"]
    last = KeyHint(shown(help_keys[0]), _("Help")) if help_keys else None
    return made, last


def _alike(action: Action) -> str:
    """By what actions of one place in the footer stand: the user's own as they have written them."""
    return action.id if action.command is None else PREFIX


def hint(action: Action, keymap: Keymap, now: Situation) -> KeyHint:
    """One action for the footer."""
    return KeyHint(shown(keymap.of(action)[0]), action.name, action.refusal(now) is None)
