"""Letters to buyers, one shown at a time: read it, supply facts, copy it, mark it as sent, go on to the next."""

from collections.abc import Sequence
from functools import partial

from msgspec.structs import replace

from orderdeck.data.base.letters import DAYS, TIMES, Letter, Wanted
from orderdeck.tui.deck.controllers.base import Controller, after
from orderdeck.tui.deck.controllers.panels.letter_run import CONTACT, Run
from orderdeck.tui.deck.ports import Deck
from orderdeck.tui.i18n import _, facts, labelled, ngettext, sentences, times
from orderdeck.tui.i18n.words import stock as stockout_words
from orderdeck.tui.present.panels import letter as shown_as
from orderdeck.tui.present.records import ActionResult
from orderdeck.tui.present.view.rows import is_message_due, is_unanswered
from orderdeck.tui.service.letters.to_ask import to_ask
from orderdeck.widgets.panes.detail import Detail
from orderdeck.widgets.prompt.flow import flow


class LettersController(Controller):
    """A run of one letter, for the order under the cursor, or of many.

    A key that needs the letter is heard only while the one on screen is the current one of the run: a key that comes
    earlier would be about a letter that nobody has read, or about the one before.
    """

    def __init__(self, deck: Deck) -> None:
        super().__init__(deck)
        self._run = Run("message", [])
        self._letter: Letter | None = (
            None  # None while it is being written, and while it is being marked as sent
        )

        self._told: set[str] = set()  # orders whose buyers have been written to since the deck was opened

    # Doors

    @flow
    async def open(self, template: str = "") -> None:
        """The letter that fits the order under the cursor, or the one that is named."""
        key = self.deck.chosen_one()
        if key:
            await self._begin(Run("message", [Wanted(key, template=template)]))

    @flow
    async def contact(self) -> None:
        """Letters to the marked orders, else to all that the plan asks and who were not asked yet."""
        page = self.deck.controls.stock.page
        keys = self.deck.stockout.table.marked or to_ask(page)
        if keys:
            sku = page.board.sku.sku
            await self._begin(Run(CONTACT, [Wanted(key, sku) for key in keys], page))
        else:
            self.flash(_("Nobody has to be asked: mark orders to write to them all the same."))

    @flow
    async def copy_for(self, keys: list[str]) -> None:
        """Copy the fitting letter for one order without opening the panel, where nothing is missing in it."""
        if len(keys) != 1:
            self.flash(_("One message at a time: take the marks away first."), "warning")
            return
        wanted, panel = Wanted(keys[0]), self.state.panel
        found = await self.desk("letter", lambda desk: desk.letters.write([wanted]))
        if found and found[0].sendable:
            self.deck.controls.clipboard.put(found[0].text, _("message"))
        elif self.state.panel == panel and await self._begin(Run("message", [wanted])):
            letter = await self._whole()
            if letter is not None:
                self.deck.controls.clipboard.put(letter.text, _("message"))

    # Through the run

    @flow
    async def next(self) -> None:
        """The next buyer."""
        await self._step(1)

    @flow
    async def previous(self) -> None:
        """The buyer before."""
        await self._step(-1)

    @flow
    async def language(self) -> None:
        """The letter in the next language that there is of it."""
        letter = self._shown()
        if letter is not None:
            self._run.change(replace(letter.wanted, language=after(letter.languages, letter.language)))
            await self._written()

    @flow
    async def template(self) -> None:
        """The next of the letters that there are, for this order and all that follow in the run."""
        letter = self._shown()
        if letter is not None:
            await self._in_place(after(letter.templates, letter.template))

    @flow
    async def template_before(self) -> None:
        """The one before."""
        letter = self._shown()
        if letter is not None:
            await self._in_place(after(letter.templates[::-1], letter.template))

    @flow
    async def choose(self) -> None:
        """One of all the letters that there are, from a list; those that fit come first."""
        letter = self._shown()
        if letter is not None:
            await self._chosen(letter)

    @flow
    async def facts(self) -> None:
        """Ask for what is missing, one after another; where nothing is, for each fact that may be said otherwise."""
        letter = self._shown()
        if letter is None:
            return
        names = letter.missing or tuple(name for name, _value in letter.known)
        if names:
            await self._supplied(letter, names)
        else:
            self.flash(_("No fact is missing."))

    # Out of the deck

    @flow
    async def copy(self) -> None:
        """The text to the clipboard."""
        letter = await self._whole()
        if letter is not None:
            self.deck.controls.clipboard.put(letter.text, _("message"))

    @flow
    async def file(self) -> None:
        """The text to the outbox."""
        letter = await self._whole()
        if letter is not None:
            self.deck.controls.clipboard.write(letter.text, "message")

    @flow
    async def sent(self) -> None:
        """It has been sent: into the journal, then to the next that is due. A yes is asked for where something in it
        was supplied only now, so that nobody has read it yet, and where it isn't due yet."""
        run, read = self._run, self._letter
        letter = await self._whole()
        if letter is None:
            return
        if run.is_sent(letter.wanted.order_key):
            self.flash(labelled(letter.order_id, stockout_words.stage("asked")), "warning")
            return
        question = _("Have you sent this message to the buyer of {order}?", order=letter.order_id)
        options = self.deck.render_options()
        early = shown_as.is_early(letter, options.now)
        if early:
            question = _(
                "Not due yet, {when}. Have you sent this message to the buyer of {order} all the same?",
                when=shown_as.not_yet(letter, options),
                order=letter.order_id,
            )
        if (letter is read and not early) or await self.status.confirm(question):
            self._letter = None  # once, however often the key comes
            self.deck.table.let_go([letter.wanted.order_key])
            done = await self.desk("", lambda desk: desk.letters.sent([letter]))
            asked = labelled(letter.order_id, stockout_words.stage("asked"))
            self._gone(run, [letter], done, asked)

    @flow
    async def all(self) -> None:
        """Every letter of the run into one file, and all marked as sent, after a yes."""
        run, self._letter = self._run, None
        wanted = run.left
        letters = await self.desk("letter", lambda desk: desk.letters.write(wanted, run.page))
        ready = [letter for letter in letters if letter.sendable]
        if self.state.panel != run.panel:
            return
        if not ready:
            self.flash(_("Each of them misses a fact."), "warning")
        elif await self.status.confirm(_whether_all(len(ready), len(letters) - len(ready))):
            self._letter = None  # the current one may have been written anew under the question
            written = await self.desk("", lambda desk: desk.letters.write_and_sent(ready))
            path, done = written
            said = ngettext("{count} buyer asked", "{count} buyers asked", len(ready))
            self._gone(run, ready, done, labelled(said, path))
            return
        await self._written()

    # What is shown

    def restate(self) -> None:
        """Say the page anew."""
        letter, run = self._letter, self._run
        if letter is not None:
            title = shown_as.title(letter, *run.place)
            if run.is_sent(letter.wanted.order_key):
                title += "   " + stockout_words.stage("asked")
            blocks = shown_as.blocks(letter, self.deck.render_options())
            self._pane.set_blocks(blocks, title=title, subject=letter.wanted.order_key)

    @property
    def _pane(self) -> Detail:
        return self.deck.contact if self._run.panel == CONTACT else self.deck.message

    async def _begin(self, run: Run) -> Letter | None:
        self._run = run
        self.deck.show_panel(run.panel)
        self._pane.show_message(_("One moment…"))
        return await self._written()

    async def _written(self) -> Letter | None:
        """Have the run's current letter written, and show it; None where that can't be, or where another is wanted by
        the time that it is there."""
        run, wanted = self._run, self._run.current
        self._letter = None
        if wanted is None:
            return None
        found = await self.desk("letter", lambda desk: desk.letters.write([wanted], run.page))
        if self._run is not run or run.current is not wanted:
            return None
        if found and not found[0].template:
            await self._chosen(found[0])
        elif found:
            self._letter = found[0]
            self.restate()
        elif run.panel == CONTACT:
            self.flash(_("This order is not known any more."), "warning")
        else:
            self._close(run)
            self.flash(_("There is no message for this order."), "warning")
        return self._letter

    @flow
    async def _write_again(self) -> None:
        await self._written()

    async def _in_place(self, template: str) -> None:
        """Another letter, for this order and all that follow in the run."""
        run = self._run
        run.wanted[run.at :] = [
            one if run.is_sent(one.order_key) else replace(one, template=template)
            for one in run.wanted[run.at :]
        ]
        await self._written()

    async def _chosen(self, letter: Letter) -> None:
        """Have the operator choose which letter it is to be; where none is shown yet and none is chosen, leave."""
        run = self._run
        template = await self.deck.controls.palette.pick(
            partial(shown_as.choices, letter),
            heading=_("Messages for {order}", order=letter.order_id),
            placeholder=_("part of a message's name"),
            empty=_("No such message."),
            verb=_("Write it"),
        )
        if self._run is not run:
            return
        if template:
            await self._in_place(template)
        elif not letter.template:
            self._close(run)

    async def _step(self, step: int) -> None:
        run = self._run
        if 0 <= run.at + step < len(run.wanted):
            run.at += step
            await self._written()
        else:
            self.flash(_("That was the last one.") if step > 0 else _("That is the first one."))

    def _shown(self) -> Letter | None:
        """The letter on screen; None, and that is said, while it is being written."""
        if self._letter is None:
            self.flash(_("The message is still being written."))
            self._write_again()  # in case that writing it failed
        return self._letter

    async def _whole(self) -> Letter | None:
        """The letter on screen with nothing missing in it, after asking for what is; None where it can't leave."""
        letter = self._shown()
        if letter is None or letter.sendable:
            return letter
        if letter.problem:
            self.flash(letter.problem, "error")
            return None
        self.flash(_("Not sendable yet, missing: {facts}", facts=facts.facts(letter.missing)), "warning")
        letter = await self._supplied(letter, letter.missing)
        return letter if letter is not None and letter.sendable else None

    async def _supplied(self, letter: Letter, names: Sequence[str]) -> Letter | None:
        """The letter with these facts, each asked for, and with those that it lacks only then; None where the operator
        breaks off, or another letter is shown meanwhile."""
        known, lacked, asked = dict(letter.known), bool(letter.missing), set[str]()
        while names:
            wanted = letter.wanted
            for name in names:
                value = await self._asked(name, known.get(name, ""), letter.language)
                if value is None:
                    return None
                if value not in ("", known.get(name, "")):
                    wanted = wanted.supplied(name, value)
                    self._run.change(wanted)
                    self._write_again()  # to be seen while the next is asked for
            again = letter if wanted is letter.wanted else await self._written()
            if again is None:
                return None
            asked.update(names)
            letter, names = again, [name for name in again.missing if name not in asked]
        if lacked and letter.sendable:
            self.flash(_("Nothing is missing any more."), "ok")
        return letter

    async def _asked(self, name: str, known: str, language: str) -> str | None:
        """What the operator says of a fact of a letter in `language`, a time in ISO 8601; "" for nothing new,
        None to break off."""
        if name not in DAYS | TIMES:
            value = await self.status.prompt(facts.wanted_of(name, language), known)
            return value if value is None else value.strip()
        text = await self.status.prompt(
            facts.fact(name),
            placeholder=_("2h · 18:00 · tomorrow · 10-01"),
            proposal=known,
            on_change=self.deck.controls.acts.read_time,
            wrong=lambda text: "" if known and text == known else self.no_time(text),
        )
        if known and text == known:
            return ""
        until = times.until(text or "", self.now(), self.state.zone)
        if until is None:
            return None if text is None else ""
        moment = times.at_zone(until, self.state.zone)
        return f"{moment:%Y-%m-%d}" if name in DAYS else moment.isoformat(timespec="minutes")

    def _gone(self, run: Run, letters: Sequence[Letter], done: ActionResult, said: str) -> None:
        """Say what became of it. Of a run the next is shown who hasn't been written to; a single letter is done with in
        any case."""
        if run.panel != CONTACT:
            self._told.add(letters[0].wanted.order_key)
            follows = self._next_due(letters[0].wanted.order_key) if done.acts or done.waiting else None
            if follows and self._run is run and self.state.panel == run.panel:
                self.deck.table.move_to_key(follows)
                self._go_on(follows)
            else:
                self._close(run)
            self.deck.controls.acts.report(done)
            return
        if done.acts or done.waiting:
            against = {one.order_key for one in done.blocked}
            run.without({letter.wanted.order_key for letter in letters} - against)
        if not run.left:
            self._close(run)
        elif self._run is run:
            self._write_again()
        self.deck.controls.stock_acts.report(said, done)

    def _next_due(self, order_key: str) -> str | None:
        """The order of the queue whose letter is due next, below `order_key` or else from the top; None where there is
        none, or where another list than the queue has the cursor."""
        source = self.state.source
        place = source.find(order_key) if source is not None else None
        if source is None or place is None or self.deck.active_table() is not self.deck.table:
            return None
        for at in (*range(place + 1, source.row_count), *range(place)):
            row = source.row(at)
            asked = (
                row["queue"] == "cancel_requests" and is_unanswered(row) and source.key(at) not in self._told
            )
            if asked or is_message_due(row):
                return source.key(at)
        return None

    @flow
    async def _go_on(self, order_key: str) -> None:
        await self._begin(Run("message", [Wanted(order_key)]))

    def _close(self, run: Run) -> None:
        """Leave the panel, where nobody has left it meanwhile."""
        if self._run is run and self.state.panel == run.panel:
            self.deck.controls.panels.close()


def _whether_all(ready: int, wanting: int) -> str:
    question = ngettext(
        "Write {count} message to a file and mark it as sent?",
        "Write {count} messages to one file and mark them all as sent?",
        ready,
    )
    if wanting:
        left = ngettext("{count} misses a fact and stays.", "{count} miss a fact and stay.", wanting)
        question = sentences([question, left])
    return question
