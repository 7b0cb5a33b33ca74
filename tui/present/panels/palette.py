"""The palette in words: commands of every screen, queues, and what orders are called by, best first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from textual.fuzzy import FuzzySearch

from orderdeck.data.base.records import View
from orderdeck.data.base.text.folding import fold
from orderdeck.tui.actions import Action, Situation, synonyms
from orderdeck.tui.actions.keyboard.keymap import Keymap
from orderdeck.tui.actions.keyboard.names import shown
from orderdeck.tui.actions.model import SCOPE_TITLES
from orderdeck.tui.i18n import _, act_phrases, labelled, language, ngettext
from orderdeck.tui.present.chrome import scopes_of, title, view_key
from orderdeck.tui.terminal.cell_width import pad
from orderdeck.widgets.model import ListRow, Piece, plain

if TYPE_CHECKING:
    from orderdeck.data.desk.lookup.search import Hits

WIDE: Final = 20
"""Cells of a name."""
FUZZY_MOST: Final = 16
"""Letters that are looked for one by one: ways to find more of them in a name grow without bound."""
FUZZY_LEAST: Final = 1.45
"""What letters that are found one by one have to score, each: with less they are in it by chance."""


@dataclass(frozen=True)
class _Entry:
    """What can be chosen: its row, its names in both languages, other words for it, all that is said of it."""

    row: ListRow
    names: tuple[str, ...]
    others: str
    text: str
    here: bool = True


def rows(
    keymap: Keymap,
    now: Situation,
    views: Sequence[View] = (),
    typed: str = "",
    hits: "Hits | None" = None,
    *,
    privacy: bool = False,
) -> list[ListRow]:
    """What holds `typed`, best first: names that begin with it, then those with a word that does, then other words for
    the same thing, then what is said of it, then names with its letters in their order. With nothing typed: all, under
    headings. `hits` of the desk follow."""
    here = [_action(action, keymap, now) for action in _listed(keymap, now, here=True)]
    queues = [_view(view, place, keymap) for place, view in enumerate(views, 1)]
    letters = [_letter(name, keymap, now) for name in act_phrases.LETTERS]
    away = [_action(action, keymap, now, here=False) for action in _listed(keymap, now, here=False)]
    wanted = " ".join(fold(typed).split())
    if not wanted:
        parts = (
            (_("Commands here"), here),
            (_("Queues"), queues),
            (_("Letters"), letters),
            (_("On other screens"), away),
        )
        return [row for name, part in parts if part for row in (_heading(name), *(one.row for one in part))]
    ranked = ((_rank(entry, wanted), entry.row) for entry in (*here, *queues, *letters, *away))
    found = sorted(((rank, row) for rank, row in ranked if rank is not None), key=lambda one: one[0])
    return [*(row for _rank_, row in found), *_hits(hits, privacy)]


def nothing(typed: str, hits: "Hits | None") -> str:
    """What is said where there is nothing to choose from."""
    if hits is None or hits.text != typed:
        return _("Looking for “{typed}” among the open orders…", typed=typed)
    return _("Nothing is called “{typed}”:\nno command, queue, open order, SKU or buyer.", typed=typed)


def _listed(keymap: Keymap, now: Situation, *, here: bool) -> list[Action]:
    scopes = scopes_of(now.panel)
    return [
        action
        for action in keymap.actions
        if (action.scope in scopes) == here and action.id != "app.palette" and (here or action.listed)
    ]


def _rank(entry: _Entry, wanted: str) -> tuple[int, bool, float] | None:
    """The lower the better; None where `wanted` isn't in it."""
    away = not entry.here
    if any(name.startswith(wanted) for name in entry.names):
        return 0, away, 0
    if any(f" {wanted}" in name for name in entry.names):
        return 1, away, 0
    words = wanted.split()
    others = f" {entry.others}"
    if all(f" {word}" in others or (not word.isascii() and word in others) for word in words):
        return 2, away, 0
    if all(word in entry.text for word in words):
        return 3, away, 0
    best = max((_score(wanted, name) for name in entry.names), default=0.0)
    return (4, away, -best) if best else None


_FUZZY = FuzzySearch()


def _score(wanted: str, name: str) -> float:
    """How well the letters of `wanted` are found in `name`, one after another; 0 where they are in it by chance."""
    if len(wanted) < 2 or len(wanted) > FUZZY_MOST or len(set(wanted)) < len(wanted) / 2:
        return 0.0
    score, _places = _FUZZY.match(wanted, name[:40])
    return score if score >= FUZZY_LEAST * len(wanted) else 0.0


def _heading(text: str) -> ListRow:
    return ListRow(key=f"heading {text}", pieces=plain(text, "heading"), heading=True)


def _action(action: Action, keymap: Keymap, now: Situation, *, here: bool = True) -> _Entry:
    why = action.refusal(now) if here else action.writing(now)
    keys = " ".join(shown(key) for key in keymap.of(action))
    help_ = _(why) if why else action.about
    if not here:
        help_ = labelled(_(SCOPE_TITLES[action.scope]), help_)
    others = fold(synonyms.ACTIONS.get(action.id, ""))
    return _Entry(
        ListRow(
            key=action.id,
            pieces=(
                Piece(pad(action.name, WIDE), "dim" if why or not here else "bold"),
                Piece(help_, "dim"),
            ),
            aside=plain(keys, "key"),
            hang=1,
        ),
        # Both languages: people look for the word they know.
        _names(action),
        others,
        # What is said of it in the language spoken: a hit in words that aren't shown tells nobody why it is one.
        fold(f"{action.name} {action.about} {action.label} {action.id} {keys} {others}"),
        here,
    )


def _letter(template: str, keymap: Keymap, now: Situation) -> _Entry:
    """A letter to the buyer of the order that is looked at."""
    message = keymap.by_id("order.message")
    here = message.scope in scopes_of(now.panel)
    why = message.refusal(now) if here else message.writing(now)
    english = act_phrases.LETTERS[template]
    name = _(english)
    others = fold(synonyms.LETTERS.get(template, ""))
    names = tuple(dict.fromkeys(fold(one) for one in (name, english, template.replace("_", " "))))
    return _Entry(
        ListRow(
            key=f"letter:{template}",
            pieces=(
                Piece(pad(name, WIDE) + " ", "dim" if why or not here else "bold"),
                Piece(_(why) if why else _("Message"), "dim"),
            ),
            hang=1,
        ),
        names,
        others,
        fold(f"{' '.join(names)} {others}"),
        here,
    )


def _names(action: Action) -> tuple[str, ...]:
    if action.command is None:
        return fold(action.name), fold(action.label)
    return tuple(fold(title) for title in action.command.titles.values())


def _view(view: View, place: int, keymap: Keymap) -> _Entry:
    name = title(view.title, view.key)
    why = view.why.get(language(), view.why.get("en", ""))
    others = fold(synonyms.VIEWS.get(view.key, ""))
    names = tuple(
        dict.fromkeys(fold(one) for one in (name, *view.title.values(), view.key.replace("_", " ")))
    )
    count = "" if view.error else ngettext("{count} order", "{count} orders", view.count)
    return _Entry(
        ListRow(
            key=f"view:{view.key}",
            pieces=(
                Piece(pad(name, WIDE), "bold"),
                Piece(labelled(_("Queue"), count) if count else "", "dim"),
            ),
            aside=plain(view_key(place, keymap), "key"),
        ),
        names,
        others,
        fold(f"{' '.join(names)} {others} {why}"),
    )


def _hits(hits: "Hits | None", privacy: bool) -> Iterator[ListRow]:
    if hits is None:
        return
    if hits.orders:
        yield _heading(_("Open orders"))
    for order in hits.orders:
        who = "•••" if privacy and order.buyer else order.buyer
        yield ListRow(
            key=f"order:{order.order_key}",
            pieces=(
                Piece(pad(order.order_id, 26), "bold"),
                Piece(pad(order.country or "", 4)),
                Piece(who, "dim"),
            ),
        )
    for kind, name, groups in (("sku", _("SKUs"), hits.skus), ("buyer", _("Buyers"), hits.buyers)):
        if groups and not (privacy and kind == "buyer"):
            yield _heading(name)
            for group in groups:
                count = ngettext("{count} order", "{count} orders", group.orders)
                yield ListRow(
                    key=f"{kind}:{group.name}",
                    pieces=(Piece(pad(group.name, 26), "bold"), Piece(count, "dim")),
                )
