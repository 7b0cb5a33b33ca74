"""A letter as it is shown: what it is, what is missing in it, its text."""

from orderdeck.data.base.letters import Letter
from orderdeck.tui.i18n import _, times
from orderdeck.tui.i18n.facts import facts
from orderdeck.tui.i18n.words import stock as stockout_words
from orderdeck.tui.present.view.rows import RenderOptions, hidden_in
from orderdeck.widgets.model import Block, Fact, ListRow, Para, Piece, plain


def title(letter: Letter, place: int, count: int) -> str:
    """Whose it is; of a run about a stock-out also which of how many, the first at 1."""
    said = _("Message for {order}", order=letter.order_id)
    return f"{said}   {_('{at} of {count}', at=place, count=count)}" if letter.asks else said


def blocks(letter: Letter, options: RenderOptions) -> list[Block]:
    """What is known of the letter, and its text, or why there is none."""
    about = (
        Fact(_("Asks"), plain(_(stockout_words.ASKS.get(letter.asks, letter.asks))))
        if letter.asks
        else Fact(_("Template"), plain(letter.title.replace("_", " ")))
    )
    language = Fact(_("Language"), plain(f"{letter.language}   ({' '.join(letter.languages)})"))
    if letter.problem:
        return [Block("", (about, language)), Block(_("Text"), (Para(plain(letter.problem, "error")),))]
    text = hidden_in(letter.text, letter.private, options)
    early = (
        (Fact(_("Due"), plain(not_yet(letter, options), "late")),) if is_early(letter, options.now) else ()
    )
    found = [Block("", (about, language, *early, _state(letter))), Block(_("Text"), (Para(plain(text)),))]
    if letter.spoken:
        spoken = hidden_in(letter.spoken, letter.private, options)
        found.append(Block(_("In your language"), (Para(plain(spoken, "dim")),)))
    return found


def is_early(letter: Letter, now: int) -> bool:
    """Whether its order is put away until later."""
    return letter.not_before is not None and letter.not_before > now


def not_yet(letter: Letter, options: RenderOptions) -> str:
    """When it is due."""
    return _("not before {time}", time=times.stamp(letter.not_before, options.zone, options.now))


def choices(letter: Letter, typed: str) -> list[ListRow]:
    """The letters that there are for its reader, to choose from: those that fit come first, or whose name begins with
    what is typed."""
    wanted = " ".join(typed.casefold().split())
    told = list(zip(letter.templates, letter.titles, strict=True))
    fits = set(letter.templates[: letter.fitting])
    if wanted:
        told.sort(key=lambda one: not one[1].casefold().startswith(wanted))
    return [
        ListRow(
            key=name,
            pieces=(Piece(title, "bold" if name in fits else ""),),
            aside=plain(_("fits"), "ok") if name in fits else (),
            haystack=f"{title} {name}",
        )
        for name, title in told
    ]


def _state(letter: Letter) -> Fact:
    if letter.missing:
        return Fact(_("Missing"), plain(facts(letter.missing), "error"))
    return Fact(_("Ready"), plain("✓", "ok"))
