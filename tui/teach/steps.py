"""What the wizard's keys do: correct the proposal, look again, save."""

import asyncio
import zoneinfo
from typing import TYPE_CHECKING, Any

from orderdeck.data.base.vocabulary import status
from orderdeck.data.base.vocabulary.fields import FIELDS
from orderdeck.data.exports.teach.guess.naming import valid_name
from orderdeck.tui.i18n import _, sentence, sentences
from orderdeck.tui.i18n.reasons import refusal
from orderdeck.tui.teach import lines, words
from orderdeck.tui.teach.ports import Wizard
from orderdeck.widgets.model import Level, ListRow, Piece, plain
from orderdeck.widgets.prompt.flow import flow

if TYPE_CHECKING:
    from orderdeck.data.exports.teach.model import ColumnGuess, Proposal

_MOVES = {
    "down": "cursor_down",
    "up": "cursor_up",
    "first": "cursor_first",
    "last": "cursor_last",
    "half_down": "half_page_down",
    "half_up": "half_page_up",
    "page_down": "page_down",
    "page_up": "page_up",
}


class Steps:
    """One method a key; each changes the session and has the preview made anew."""

    def __init__(self, screen: Wizard) -> None:
        self._screen = screen

    # Reading and showing

    def begin(self) -> None:
        """Read the file and show what is proposed."""
        self._screen.run_worker(self._begin(), group="teach", exclusive=True)

    async def _begin(self) -> None:
        refused = await asyncio.to_thread(self._screen.session.read)
        before = self._proposal
        if refused is not None and before is not None:  # read once, it isn't in the encoding chosen since
            self._screen.session.encoding = before.encoding
            self._flash(refusal(refused.reason, refused.detail), "error")
        elif refused is not None:
            self._screen.show_refusal(refusal(refused.reason, refused.detail))
        else:
            self._screen.restate()

    def preview(self) -> None:
        """Look at the file anew."""
        if self._proposal is not None:
            self._look(_("Previewed anew."))

    def _look(self, said: str = "", level: Level = "info") -> None:
        self._screen.restate()
        self._screen.run_worker(self._looked(said, level), group="look", exclusive=True)

    async def _looked(self, said: str, level: Level) -> None:
        await asyncio.to_thread(self._screen.session.look)
        self._screen.restate()
        if said:
            self._flash(said, level)

    @property
    def _proposal(self) -> "Proposal | None":
        return self._screen.session.proposal

    def _flash(self, text: str, level: Level = "info") -> None:
        self._screen.status_line.flash(text, level)

    def _changed(self, *aspects: str, said: str = "") -> None:
        proposal = self._proposal
        assert proposal is not None
        proposal.chosen |= set(aspects)
        self._screen.session.changed = True
        self._look(said)

    # Moving

    def move(self, name: str) -> None:
        """The cursor, or the preview where that has the focus; left and right change panes."""
        screen = self._screen
        if name in ("left", "right"):
            (screen.preview if name == "right" else screen.columns).focus()
        elif name in _MOVES:
            pane: Any = screen.preview if screen.focused is screen.preview else screen.columns
            getattr(pane, _MOVES[name])()

    def pane(self) -> None:
        """To the other pane."""
        screen = self._screen
        (screen.columns if screen.focused is screen.preview else screen.preview).focus()

    def details(self) -> None:
        """Open or close what is under the cursor's column."""
        self._screen.columns.toggle_open()

    def next_doubt(self) -> None:
        """The next column that is doubtful, round to the first."""
        proposal, seen = self._proposal, self._screen.session.preview
        if proposal is None:
            return
        marked = {doubt.column for doubt in seen.doubts} if seen else set()
        names = [column.name for column in proposal.columns]
        wanted = [column.name for column in proposal.columns if column.doubtful or column.name in marked]
        here = names.index(self._screen.columns.cursor_key or names[0])
        later = [name for name in wanted if names.index(name) > here] or wanted
        if later:
            self._screen.columns.move_to_key(later[0])
        else:
            self._flash(_("No column is doubtful."), "ok")

    # Columns

    def _column(self) -> "ColumnGuess | None":
        key = self._screen.columns.cursor_key
        proposal = self._proposal
        if proposal is None or key is None:
            return None
        return next((column for column in proposal.columns if column.name == key), None)

    def field(self) -> None:
        """Choose the field of the cursor's column."""
        column, proposal = self._column(), self._proposal
        if column is None or proposal is None:
            return
        taken = {other.field: other.header for other in proposal.columns if other.field}
        rows = lines.field_rows(column, list(FIELDS[proposal.kind]), taken)
        title = _("What is “{column}”?", column=column.header or column.name)
        self._screen.choose(
            title, rows, lambda key: self._field_chosen(column, key), cursor=f"field {column.field}"
        )

    def _field_chosen(self, column: "ColumnGuess", key: str) -> None:
        from orderdeck.data.exports.teach.guess.propose import choose_field

        assert self._proposal is not None
        choose_field(self._proposal, column, key.removeprefix("field "))
        self._changed()

    def ignore(self) -> None:
        """Leave the cursor's column out, or take it back as proposed."""
        from orderdeck.data.exports.teach.guess.propose import choose_field
        from orderdeck.data.exports.teach.model import ACCEPTED

        column, proposal = self._column(), self._proposal
        if column is None or proposal is None:
            return
        best = next((option.field for option in column.options if option.confidence >= ACCEPTED), "")
        choose_field(proposal, column, "" if column.field else best)
        self._changed()

    # The file as a whole

    def shape(self) -> None:
        """The next row shape."""
        proposal = self._proposal
        if proposal is None or proposal.kind != "orders":
            return
        order = list(words.SHAPES)
        at = (order.index(proposal.row_shape) + 1) % len(order)
        proposal.row_shape = order[at]  # type: ignore[assignment]
        self._changed("row_shape", said=_(words.SHAPES[proposal.row_shape]))

    def dates(self) -> None:
        """The next order of day and month."""
        proposal = self._proposal
        if proposal is None:
            return
        order = ["auto", "ymd", "dmy", "mdy"]
        at = (order.index(proposal.date_order) + 1) % len(order) if proposal.date_order else 2
        proposal.date_order = order[at]  # type: ignore[assignment]
        self._changed("dates", said=_(words.DATE_ORDERS[proposal.date_order]))

    def kind(self) -> None:
        """Choose the kind of file."""
        if self._proposal is None:
            return
        rows = [ListRow(key=kind, pieces=plain(_(name))) for kind, name in words.KINDS.items()]
        self._screen.choose(
            _("What does the file hold?"), rows, self._kind_chosen, cursor=self._proposal.kind
        )

    def _kind_chosen(self, kind: str) -> None:
        from orderdeck.data.exports.teach.guess.propose import propose_kind

        assert self._proposal is not None
        self._screen.session.proposal = propose_kind(self._proposal, kind)  # type: ignore[arg-type]
        self._changed()

    def encoding(self) -> None:
        """Choose the encoding of the file's text."""
        proposal = self._proposal
        if proposal is None:
            return
        if not proposal.table.encoding:
            self._flash(_("A workbook's text has no encoding to choose."), "warning")
            return
        self._screen.run_worker(self._encodings(proposal), group="teach", exclusive=True)

    async def _encodings(self, proposal: "Proposal") -> None:
        from orderdeck.data.exports.teach.reread import readings_of

        now = proposal.table.encoding
        try:
            read = await asyncio.to_thread(lambda: list(readings_of(proposal.path, [now])))
        except OSError as error:
            self._flash(error.strerror or str(error), "error")
            return
        rows = lines.encoding_rows(proposal, read)
        title = _("In which encoding is the file's text?")
        self._screen.choose(title, rows, self._encoding_chosen, cursor=f"encoding {now}")

    def _encoding_chosen(self, key: str) -> None:
        session = self._screen.session
        session.encoding = key.removeprefix("encoding ")
        session.changed = True
        self.begin()

    def zone(self) -> None:
        """Choose the time zone."""
        proposal = self._proposal
        if proposal is None:
            return
        first = [name for name in (proposal.zone, proposal.zone_hint, *COMMON_ZONES) if name]
        names = list(dict.fromkeys([*first, *sorted(zoneinfo.available_timezones())]))
        rows = [ListRow(key=name, pieces=plain(name)) for name in names]
        self._screen.choose(_("In which time zone are the file's times?"), rows, self._zone_chosen)

    def _zone_chosen(self, name: str) -> None:
        assert self._proposal is not None
        self._proposal.zone = name
        self._changed("zone")

    def currency(self) -> None:
        """Choose the currency."""
        from orderdeck.data.exports.normalise.values.currency import codes

        proposal = self._proposal
        if proposal is None:
            return
        first = [name for name in (proposal.currency, *COMMON_CURRENCIES) if name]
        names = list(dict.fromkeys([*first, *sorted(codes())]))
        none = ListRow(key="none", pieces=plain(_("not known, or as the file says")))
        rows = [*(ListRow(key=name, pieces=plain(name)) for name in names), none]
        self._screen.choose(_("In which currency are amounts that name none?"), rows, self._currency_chosen)

    def _currency_chosen(self, name: str) -> None:
        from orderdeck.data.exports.teach.guess.decimals import decimal_mark
        from orderdeck.data.exports.teach.guess.propose import choose_currency

        proposal = self._proposal
        assert proposal is not None
        choose_currency(proposal, "" if name == "none" else name)
        self._changed()
        if "decimal" not in proposal.chosen and decimal_mark(proposal).doubtful:
            marks = ((",", _("a thousand (1.000 is 1,000)")), (".", _("decimals (1.000 is 1)")))
            rows = [ListRow(key=mark, pieces=plain(said)) for mark, said in marks]
            self._screen.choose(
                _("What does the point stand before in its amounts?"), rows, self._decimal_chosen
            )

    def _decimal_chosen(self, mark: str) -> None:
        assert self._proposal is not None
        self._proposal.decimal = "," if mark == "," else "."
        self._changed("decimal")

    def statuses(self) -> None:
        """Choose a status text, then what it stands for; again until esc."""
        proposal = self._proposal
        if proposal is None:
            return
        rows = lines.status_rows(proposal)
        if not rows:
            self._flash(_("The file has no column for the status."), "warning")
            return
        unknown = next((text for text, code in proposal.texts.items() if code == "unrecognised"), None)
        cursor = f"status {unknown}" if unknown is not None else ""
        self._screen.choose(
            _("Status texts of the file: enter changes one, esc ends"), rows, self._status_text, cursor=cursor
        )

    def _status_text(self, key: str) -> None:
        from orderdeck.data.exports.teach.guess.statuses.words import PURCHASE_STATES

        proposal = self._proposal
        assert proposal is not None
        codes = status.ALL if proposal.kind == "orders" else (*PURCHASE_STATES, status.UNRECOGNISED)
        rows = [
            ListRow(
                key=code,
                pieces=(Piece(words.status(code, proposal.kind) + "  "), Piece(code, "dim")),
            )
            for code in codes
        ]
        text = key.removeprefix("status ") if key != "otherwise" else _("rows without a status")
        self._screen.choose(
            _("What does “{text}” stand for?", text=text),
            rows,
            lambda code: self._status_chosen(key, code),
            cancelled=self.statuses,
        )

    def _status_chosen(self, key: str, code: str) -> None:
        proposal = self._proposal
        assert proposal is not None
        if key == "otherwise":
            proposal.otherwise = code
            self._changed("otherwise")
        else:
            from orderdeck.data.exports.teach.guess.propose import choose_status

            choose_status(proposal, key.removeprefix("status "), code)
            self._changed()
        if "unrecognised" in proposal.texts.values():
            self.statuses()

    @flow
    async def rename(self) -> None:
        """The profile's name."""
        if self._proposal is None:
            return
        name = await self._screen.status_line.prompt(
            _("Name of the profile"), self._proposal.name, on_change=self._check_name
        )
        if name is None or not name.strip() or self._proposal is None:
            return
        if not valid_name(name.strip()):
            self._flash(words.not_saved("name_invalid", name.strip(), self._screen.keys()), "error")
            return
        self._proposal.name = name.strip()
        self._changed("name")

    def _check_name(self, name: str) -> None:
        wrong = name.strip() and not valid_name(name.strip())
        self._screen.status_line.set_note(_("letters, digits, - and _") if wrong else "", "error")

    # The end

    @flow
    async def save(self) -> None:
        """Write the profile; what is essential and not settled is asked about first."""
        from orderdeck.data.exports.teach.save import SaveError

        seen, proposal = self._screen.session.preview, self._proposal
        if proposal is None or seen is None:
            return
        if seen.failed:
            doubt = seen.essential[0] if seen.essential else None
            self._flash(words.doubt(doubt, proposal, self._screen.keys()) if doubt else seen.failed, "error")
            return
        if seen.essential:
            text = words.doubt(seen.essential[0], proposal, self._screen.keys())
            question = sentences([sentence(text), _("Save all the same?")])
        else:
            question = _("Write the profile {name}?", name=f"{proposal.name}.toml")
        if not await self._screen.status_line.confirm(question, danger=bool(seen.essential)):
            return
        try:
            path = self._screen.session.save()
        except SaveError as error:
            self._flash(words.not_saved(error.code, error.value, self._screen.keys()), "error")
            return
        self._screen.dismiss(path)

    def help(self) -> None:
        """All keys."""
        self._screen.show_help()

    @flow
    async def leave(self) -> None:
        """Leave; what was corrected and isn't saved is asked about. A passing message costs no key of its own."""
        self._screen.status_line.dismiss()
        question = _("Leave without saving the profile?")
        if not self._screen.session.changed or await self._screen.status_line.confirm(question):
            self._screen.dismiss(None)


COMMON_ZONES = (
    "UTC", "Asia/Shanghai", "America/Los_Angeles", "America/New_York", "Europe/London", "Europe/Berlin",
    "Europe/Paris", "Europe/Moscow", "Asia/Seoul", "Asia/Tokyo", "Australia/Sydney", "America/Sao_Paulo",
)  # fmt: skip
"""Zones offered first."""

COMMON_CURRENCIES = ("USD", "EUR", "GBP", "CNY", "RUB", "JPY", "KRW", "AUD", "CAD", "BRL", "INR")
"""Currencies offered first."""
