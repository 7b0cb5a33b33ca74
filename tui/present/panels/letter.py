"""A letter as it is shown: what it is, what is missing in it, its text."""

from orderdeck.data.base.letters import Letter
from orderdeck.tui.i18n import _
from orderdeck.tui.i18n import stock_words as stockout_words
from orderdeck.tui.i18n.facts import facts
from orderdeck.tui.present.rows import RenderOptions, hidden_in
from orderdeck.widgets.model import Block, Fact, Para, plain


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
    return [Block("", (about, language, _state(letter))), Block(_("Text"), (Para(plain(text)),))]


def _state(letter: Letter) -> Fact:
    if letter.missing:
        return Fact(_("Missing"), plain(facts(letter.missing), "error"))
    return Fact(_("Ready"), plain("✓", "ok"))
