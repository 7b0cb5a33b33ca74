"""Questions in SQL: orders as a view that is worked like any other, anything else as a list; kept as a panel."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Final

from orderdeck.tui.deck.controllers.base import Controller
from orderdeck.tui.deck.ports import Deck
from orderdeck.tui.i18n import _, ngettext
from orderdeck.tui.present.panels import questions as pages
from orderdeck.tui.present.records import Asked
from orderdeck.widgets.prompt.flow import Later, flow

HISTORY: Final = 50
EXAMPLE: Final = "select order_key from orders where total > 100"


class QuestionsController(Controller):
    """The last question stays, so that it can be mended, and kept."""

    def __init__(self, deck: Deck) -> None:
        super().__init__(deck)
        self._history: list[str] = []

    @flow
    async def ask(self) -> None:
        """Ask for SQL until it gives something or is given up."""
        sql, wrong = self.state.question, ""
        while True:
            typed = await self.status.prompt(
                "SQL",
                sql,
                placeholder=EXAMPLE,
                history=tuple(self._history),
                note=wrong,
                verbs=(_("Ask"), ""),
            )
            sql = (typed or "").strip()
            if not sql:
                return
            if sql in self._history:
                self._history.remove(sql)
            self._history.append(sql)
            del self._history[:-HISTORY]
            self.flash(_("One moment…"))
            found = await self._answer(await self._prepared(sql))
            if not found.wrong:
                break
            wrong = found.wrong
            self.status.dismiss()  # what was said of the moment is over
        self.state.question = sql
        self._show(sql, found)

    @flow
    async def keep(self) -> None:
        """Keep the question as a panel of one's own, asked anew whenever something changes."""
        sql = self.state.question
        title = await self.status.prompt(
            _("Title of the panel"), "", placeholder=_("as it shall stand in the list"), verbs=(_("Keep"), "")
        )
        if not title or not title.strip():
            return
        found: tuple[Path | None, str] = await self.desk("", lambda desk: desk.keep_question(title, sql))
        kept, wrong = found
        if wrong:
            self.flash(wrong, "warning")
            return
        self.state.views = await self.desk("", lambda desk: desk.views())
        self.deck.restate_chrome()
        self.flash(_("Kept as a panel: {path}", path=kept), "ok")

    @flow
    async def _show(self, sql: str, found: Asked) -> None:
        if found.order_keys is None:
            self.deck.controls.panels.list(
                "answer", lambda _desk: found, pages.rows, pages.header(found, sql)
            )
            told = ngettext("{count} row", "{count} rows", found.count)
            if found.count > len(found.rows):
                told += " · " + _("only the first {count} rows", count=len(found.rows))
            self.flash(told)
            return
        keys = found.order_keys
        self.state.views = await self.desk("asked", lambda desk: desk.hold(sql, keys))
        self.deck.restate_chrome()
        self.deck.controls.views.show("asked")
        if self.state.read_only:
            self.flash(ngettext("{count} order", "{count} orders", len(keys)), "ok")
            return
        self.flash(
            ngettext(
                "{count} order; {key} keeps the question as a panel.",
                "{count} orders; {key} keeps the question as a panel.",
                len(keys),
                key=self.deck.key_of("question.keep"),
            )
        )

    def _prepared(self, sql: str) -> "Later[Callable[[], Asked]]":
        return self.desk("sql", lambda desk: desk.question(sql))

    def _answer(self, ask: Callable[[], Asked]) -> Later[Asked]:
        """The answer from a thread of its own: the desk's has others to answer meanwhile."""

        async def work(then: Callable[[Asked], object]) -> None:
            then(await asyncio.to_thread(ask))

        return Later(lambda then: self.deck.run_worker(work(then), group="sql", exclusive=True))
