"""What is typed to narrow the journal: `who:li kind:done since:8h address` and the like, in either language."""

from datetime import tzinfo
from typing import Final

from orderdeck.data.reports.acts import JournalQuery
from orderdeck.tui.i18n import N_, _, phrases, since

NAMES: Final[dict[str, str]] = {
    "who": "operator",
    "operator": "operator",
    "操作员": "operator",
    "order": "order",
    "订单": "order",
    "sku": "sku",
    "kind": "kind",
    "操作": "kind",
    "since": "since",
    "从": "since",
    "until": "until",
    "到": "until",
}
"""Name before a colon -> what it narrows."""

HINT: Final = N_("words, who:li order:8123 sku:A-1 kind:done since:8h until:18:00")
"""Said where nothing is typed yet."""


def parse(text: str, now: int, zone: tzinfo | None) -> tuple[JournalQuery, str]:
    """What `text` asks for, and what is wrong with it, in words ("" for nothing).

    A name and a colon narrow that part; any other word has to occur somewhere in the act.
    """
    found: dict[str, str | int] = {}
    words: list[str] = []
    wrong = ""
    for token in text.replace("：", ":").split():
        name, colon, value = token.partition(":")
        part = NAMES.get(name.lower()) if colon else None
        if part is None:
            words.append(token)
        elif part in ("since", "until"):
            moment = since.moment(value, now, zone)
            if moment is None:
                wrong = _("no time: {text}", text=value) if value else wrong
            else:
                found[part] = moment
        elif value:
            found[part] = _kind(value) if part == "kind" else value
    return JournalQuery(**found, words=tuple(words)), wrong  # type: ignore[arg-type]


def _kind(word: str) -> str:
    """The code of a kind of act, by the code itself or by the word that the journal shows."""
    said = {phrases.act(code): code for code in phrases.ACTS}
    return said.get(word, word.replace("-", "_").lower())
