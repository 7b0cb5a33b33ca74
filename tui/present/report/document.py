"""A shift's facts put into words, in the language spoken and the operator's zone."""

from datetime import timedelta, tzinfo

from orderdeck.data.base.text.sanitize import clean_text
from orderdeck.data.messages.outbox import guard
from orderdeck.data.reports.shift import HOUR, Shift, Short
from orderdeck.tui.i18n import N_, _, act_phrases, language, ngettext, noted, phrases, times
from orderdeck.tui.i18n.reasons import refusal
from orderdeck.tui.i18n.words import stock as stock_words
from orderdeck.tui.present.report.parts import Chart, Document, Para, Section, Series, Table

STAGES = {
    "to_ask": N_("still to be asked"),
    "asked": N_("asked, no answer yet"),
    "to_cancel": N_("yours to cancel"),
    "applied": N_("asked to cancel, to be answered"),
    "agreed": N_("agreed"),
    "closed": N_("closed in this shift"),
}
"""Stage of a case with a buyer -> words."""


def document(shift: Shift, desk: str, zone: tzinfo | None) -> Document:
    """The report on `shift` of the desk called `desk`; times in `zone` (None: the machine's own)."""
    told = _Told(shift, zone)
    return Document(
        title=_("Shift report"),
        subtitle=_(
            "{desk}, {since} to {until}",
            desk=_safe(desk),
            since=times.full_stamp(shift.since, zone),
            until=times.full_stamp(shift.until, zone),
        ),
        language=language(),
        sections=(
            Section(_("What came in"), told.arrivals()),
            Section(_("Who did what"), told.people()),
            Section(_("What is left"), told.queues()),
            Section(_("Late"), told.late()),
            Section(_("Stock-outs"), told.shorts()),
            Section(_("Questions handed over"), told.questions()),
        ),
    )


class _Told:
    def __init__(self, shift: Shift, zone: tzinfo | None) -> None:
        self._shift, self._zone = shift, zone
        self._titles = {
            queue.key: queue.title.get(language()) or queue.title.get("en", queue.key)
            for queue in shift.queues
        }

    def arrivals(self) -> tuple[Para | Table | Chart, ...]:
        shift = self._shift
        came = ngettext("{count} new order", "{count} new orders", shift.arrived)
        files = ngettext("{count} file loaded", "{count} files loaded", shift.files)
        parts: list[Para | Table | Chart] = [Para(phrases.joined((came, files)) + _("."))]
        labels = tuple(self._slot(slot.at) for slot in shift.slots)
        series = (
            Series(_("came in"), tuple(slot.arrived for slot in shift.slots)),
            Series(_("done"), tuple(slot.completed for slot in shift.slots)),
        )
        title = _("By hour") if shift.slot_span == HOUR else _("By day")
        parts.append(Chart(title, labels, series))
        if len(shift.arrived_open) > 1:
            rows = tuple((f"{place} {_safe(shop)}".strip(), str(n)) for place, shop, n in shift.arrived_open)
            parts.append(Table((_("shop"), _("open")), rows, (1,)))
        if shift.refused:
            rows = tuple((_safe(one.name), refusal(one.reason, _safe(one.detail))) for one in shift.refused)
            parts.append(Table((_("refused file"), _("why")), rows))
        return tuple(parts)

    def people(self) -> tuple[Para | Table, ...]:
        if not self._shift.people:
            return (Para(_("Nobody did anything.")),)
        header = (_("operator"), _("orders"), _("done"), _("holds"), _("from"), _("to"), _("acts"))
        rows = tuple(
            (
                _safe(act_phrases.who(one.operator, one.accounts)),
                str(one.orders),
                str(one.done),
                str(one.holds),
                self._time(one.first_at),
                self._time(one.last_at),
                phrases.joined(f"{phrases.act(kind)} {count}" for kind, count in one.acts.items()),
            )
            for one in self._shift.people
        )
        return (Table(header, rows, (1, 2, 3)),)

    def queues(self) -> tuple[Para | Table | Chart, ...]:
        queues = self._shift.queues
        header = (_("queue"), _("orders"), _("due"), _("late"), _("held"), _("asleep"))
        rows = tuple(
            (self._titles[one.key], *(str(n) for n in (one.count, one.due, one.late, one.held, one.asleep)))
            for one in queues
        )
        total = tuple(
            str(sum(getattr(one, name) for one in queues))
            for name in ("count", "due", "late", "held", "asleep")
        )
        labels = tuple(self._titles[one.key] for one in queues)
        chart = Chart(_("Queues"), labels, (Series(_("orders"), tuple(one.count for one in queues)),))
        return (Table(header, (*rows, (_("all"), *total)), (1, 2, 3, 4, 5)), chart)

    def late(self) -> tuple[Para | Table, ...]:
        shift = self._shift
        if not shift.late:
            return (Para(_("Nothing is late.")),)
        header = (_("order"), _("late by"), _("queue"), _("status"), _("holder"), _("amount"))
        rows = tuple(
            (
                _safe(one.order_id),
                times.duration(shift.until - one.deadline),
                self._titles.get(one.queue, one.queue),
                phrases.status(one.status),
                _safe(one.holder) or "–",
                times.money(one.total, one.currency),
            )
            for one in shift.late
        )
        more = shift.late_count - len(shift.late)
        said = (
            (Para(ngettext("{count} more order is late.", "{count} more orders are late.", more)),)
            if more
            else ()
        )
        return (Table(header, rows, (1, 5)), *said)

    def shorts(self) -> tuple[Para | Table, ...]:
        shift = self._shift
        parts: list[Para | Table] = []
        if shift.shorts:
            header = ("SKU", _("short"), _("orders"), _("at risk"), _("ship by"), _("what was done"))
            parts.append(Table(header, tuple(self._short(one) for one in shift.shorts), (1, 2)))
        else:
            known = shift.stock_known
            parts.append(Para(_("Nothing is out of stock.") if known else _("No stock figures are known.")))
        if shift.cases:
            told = [f"{_(STAGES[stage])} {count}" for stage, count in shift.cases.items()]
            if shift.silent:
                told.append(_("silent {count}", count=shift.silent))
            parts.append(Para(_("Buyers: {cases}.", cases=phrases.joined(told))))
        return tuple(parts)

    def questions(self) -> tuple[Para | Table, ...]:
        if not self._shift.questions:
            return (Para(_("None.")),)
        header = (_("order"), _("from"), _("to"), _("when"), _("what"), "")
        rows = tuple(
            (
                _safe(one.order_id),
                _safe(one.operator),
                _safe(one.to) or "–",
                self._time(one.at),
                _safe(one.text),
                "" if one.open else _("settled"),
            )
            for one in self._shift.questions
        )
        return (Table(header, rows),)

    def _short(self, one: Short) -> tuple[str, ...]:
        risk = stock_words.amounts(one.sku.at_risk, one.sku.at_risk_unknown)
        done = [
            noted(
                act_phrases.act(act.kind, act.data),
                phrases.joined((_safe(act.operator), self._time(act.at))),
            )
            for act in {act.kind: act for act in one.acts}.values()
        ]
        if one.sku.expected_at:
            done.append(_("expected {time}", time=self._time(one.sku.expected_at)))
        return (
            _safe(one.sku.sku),
            str(one.sku.short),
            str(one.sku.orders),
            risk,
            self._time(one.sku.soonest),
            phrases.joined(done) or _("nothing yet"),
        )

    def _time(self, at: int | None) -> str:
        return times.stamp(at, self._zone, self._shift.until)

    def _slot(self, at: int) -> str:
        when = times.at_zone(at, self._zone)
        if self._shift.slot_span == HOUR:
            return f"{when:%H:%M}"
        return f"{when + timedelta(hours=12):%m-%d}"


def _safe(text: str) -> str:
    """Text that came from files or operators: clean, on one line, and no formula where it is pasted into a sheet."""
    return guard(clean_text(text))
