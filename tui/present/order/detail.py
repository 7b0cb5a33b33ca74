"""Everything on one order, as blocks of the detail pane."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from orderdeck.data.base.records import Act, Fields
from orderdeck.tui.i18n import _, act_phrases, labelled, ngettext, phrases, times
from orderdeck.tui.i18n.facts import parcel_fields, personal_fields
from orderdeck.tui.i18n.reasons import APART, estimate, reason
from orderdeck.tui.present.order.next_step import KeyOf, next_step
from orderdeck.tui.present.view.rows import RenderOptions, hidden, time_left, urgency
from orderdeck.widgets.model import Block, Cell, Fact, Para, Piece, Pieces, Row, plain

if TYPE_CHECKING:
    from orderdeck.data.desk import OrderDetail
    from orderdeck.data.desk.changes.before import Since
    from orderdeck.data.desk.changes.compared import Difference
    from orderdeck.data.desk.lookup.order_detail import Shipment, Step
    from orderdeck.data.desk.tables.together import Companion


def order_blocks(detail: "OrderDetail", options: RenderOptions, key_of: KeyOf) -> tuple[Pieces, list[Block]]:
    """Title and blocks of an order (`data.desk.OrderDetail`); what to do next comes first, then what that is about.
    `key_of` gives the key of an action."""
    order, row = detail.fields, detail.board
    made = [
        _handed(row, options),
        _next(row, options, key_of),
        *_about(detail, options),
        _together(order, detail.together, options),
        *_goods(detail),
        _parcels(detail.shipment, options),
        Block(_("Ship to"), tuple(_address(order, options))),
        Block(_("Notes on it"), tuple(_notes(detail.notes, options))),
        Block(_("Times"), tuple(_times(order, row, options))),
        Block(_("History"), tuple(_history(detail, options))),
        Block(_("What was done"), tuple(_acts(detail.acts, options))),
        Block(_("Where it comes from"), tuple(_source(detail, options))),
    ]
    return _title(order, row, options), [block for block in made if block.lines]


def _title(order: Fields, row: Fields | None, options: RenderOptions) -> Pieces:
    pieces = [Piece(str(order["order_id"]), "title")]
    if row is not None and row["deadline"]:
        pieces += [Piece("  "), Piece(time_left(row, options.now), urgency(row) or "bold")]
    return (*pieces, Piece("  "), Piece(phrases.status(order["status"]), "accent"))


def _why(row: Fields | None, options: RenderOptions) -> Block:
    if row is None:
        return Block(_("Why here"), (Para(plain(_("Finished: no longer in any queue."), "dim")),))
    told = [
        (reason(one, options.zone, options.now), one.startswith("packed_over|"))
        for one in row["reasons"] or ()
    ]
    # The first is why it stands in its queue, the others what else holds for it.
    lines = tuple(
        Para(plain(f"· {text}", "error" if wrong else "" if place else "bold"))
        for place, (text, wrong) in enumerate(told)
    )
    return Block(_("Why here"), lines, aside=phrases.phrase(phrases.QUEUES, row["queue"]))


def _next(row: Fields | None, options: RenderOptions, key_of: KeyOf) -> Block:
    said = next_step(row, options, key_of) if row is not None else ""
    return Block(_("Next step"), (Para(plain(said, "bold")),)) if said else Block("", ())


def _about(detail: "OrderDetail", options: RenderOptions) -> list[Block]:
    """Why it is there, what has changed, what the buyer says: among remarks that is read first."""
    order, row = detail.fields, detail.board
    told = [_why(row, options), *(_since(one, options) for one in detail.since)]
    remark = _remark(order, row, options)
    return [remark, *told] if row is not None and row["queue"] == "remarks" else [*told, remark]


def _goods(detail: "OrderDetail") -> list[Block]:
    """What was ordered and what it costs; of what isn't paid the money comes first."""
    order, row = detail.fields, detail.board
    products = Block(_("Products"), tuple(_lines(detail.lines, row is not None)), aside=_pieces(order, row))
    money = Block(_("Money"), tuple(_money(order)))
    unpaid = row is not None and row["stage"] == "unpaid"
    return [money, products] if unpaid else [products, money]


def _handed(row: Fields | None, options: RenderOptions) -> Block:
    """By whom its holder has it, where that was a colleague, and what they said."""
    if row is None or not row["handed_by"]:
        return Block("", ())
    heading = _("{operator} handed it over to {name}", operator=row["handed_by"], name=row["claimed_by"])
    said = row["handed_note"] or _("without a note")
    when = times.stamp(row["claimed_at"], options.zone, options.now)
    return Block(heading, (Para(plain(said, "bold" if row["handed_note"] else "dim")),), aside=when)


def _since(since: "Since", options: RenderOptions) -> Block:
    """What has changed since an act on the order (`data.desk.changes.before.Since`), old and new."""
    when = times.stamp(since.act.at, options.zone, options.now)
    if since.packed:
        heading = _("Changed since it was packed")
    else:
        heading = _("Changed since: {act}", act=act_phrases.act(since.act.kind, since.act.data))
    aside = f"{since.act.operator} {when}"
    if since.changes is None:
        unknown = _("What it was then stands in no file any more.")
        return Block(heading, (Para(plain(unknown, "dim")),), aside=aside)
    wrong = parcel_fields() if since.packed else frozenset()
    lines = tuple(
        Fact(phrases.phrase(phrases.CHANGED, one.field), _change(one, options, one.field in wrong))
        for one in since.changes
    )
    return Block(heading, lines, aside=aside)


def _change(one: "Difference", options: RenderOptions, wrong: bool) -> Pieces:
    before, now = (_change_value(one.field, value, options) for value in (one.before, one.now))
    if one.field in personal_fields():
        before, now = hidden(before, options), hidden(now, options)
    return (Piece(before, "dim"), Piece(" → "), Piece(now, "error" if wrong else "bold"))


def _change_value(field: str, value: str, options: RenderOptions) -> str:
    if field == "ship_by" and value:
        return times.stamp(datetime.fromisoformat(value), options.zone, options.now)
    return phrases.change_value(field, value)


def _remark(order: Fields, row: Fields | None, options: RenderOptions) -> Block:
    if not order["remark"]:
        return Block("", ())
    kinds = phrases.remark_kinds(row["remark_kinds"]) if row else ""
    return Block(_("Remark"), (Para(plain(hidden(order["remark"], options), "due")),), aside=kinds)


def _together(order: Fields, others: "list[Companion]", options: RenderOptions) -> Block:
    """Other orders to the same buyer and address (`data.desk.tables.together.Companion`)."""
    if not others:
        return Block("", ())
    own = "tax" if order["tax_collected"] else "cod" if order["cash_on_delivery"] else ""
    lines: list[Fact | Para] = []
    if own or any(one.apart for one in others):
        lines.append(Para(plain(_(APART[own or "others"]), "late")))
    for one in others:
        due = (
            _("ship by {time}", time=times.stamp(one.ship_by, options.zone, options.now))
            if one.ship_by
            else ""
        )
        apart = _(APART[one.apart]) if one.apart else ""
        said = (Piece(one.order_id, "bold"), Piece(f"  {due}"), Piece(f"  {apart}" if apart else "", "late"))
        lines.append(Para(said))
    count = ngettext("{count} order", "{count} orders", len(others))
    return Block(_("To the same buyer and address"), tuple(lines), aside=count)


def _pieces(order: Fields, row: Fields | None) -> str:
    if row is not None and row["pieces"] != row["ordered"]:
        return _("{count} of {ordered} pieces to send", count=row["pieces"], ordered=row["ordered"])
    return ngettext("{count} piece", "{count} pieces", order["pieces"]) if order["pieces"] else ""


def _lines(lines: list[Fields], is_open: bool) -> Iterator[Row | Para]:
    for line in lines:
        ordered = line["quantity"]
        owed = line["owed"] if is_open and line["owed"] is not None else ordered
        amount = times.count(owed) if owed is not None else "?"
        yield Row(
            (
                Cell(f"{amount} ×", "" if owed or not is_open else "dim", align="right"),
                Cell(line["sku"] or _("no SKU"), "bold" if line["sku"] else "dim"),
            )
        )
        if owed != ordered:
            yield Para(plain(_why_less(line, owed), "accent"), indent=4)
        yield Para(plain(line["title"] or "", ""), indent=4)
        if line["attributes"]:
            yield Para(plain(line["attributes"], "dim"), indent=4)
        if line["ean"]:
            yield Para(plain(_("EAN {code}", code=line["ean"]), "dim"), indent=4)


def _why_less(line: Fields, owed: int) -> str:
    """`3 ordered, 1 sent → 2`"""
    told = [_("{count} ordered", count=times.count(line["quantity"]))]
    words = {
        "sent": _("{count} sent"),
        "cancelled": _("{count} cancelled"),
        "returned": _("{count} returned"),
    }
    told += [word.format(count=times.count(line[name])) for name, word in words.items() if line[name]]
    if line["needs_parcel"] is False:
        told.append(_("needs no parcel"))
    return f"{phrases.joined(told)} → {times.count(owed)}"


def _money(order: Fields) -> Iterator[Fact]:
    names = {
        "goods_total": _("Goods"),
        "shipping_fee": _("Shipping"),
        "discount": _("Discount"),
        "total": _("Amount"),
        "paid_total": _("Buyer paid"),
        "duties": _("Customs duty"),
        "subsidy": _("Subsidy"),
        "managed_discount": _("Discount, managed"),
        "refunded": _("Given back"),
    }
    for name, label in names.items():
        if order[name] or (name == "total" and order[name] is not None):
            tone = "bold" if name == "total" else ""
            yield Fact(label, plain(times.money(order[name], order["currency"]), tone))
    if order["supply_price"]:
        yield Fact(_("Supply price"), plain(order["supply_price"]))
    if order["tax_collected"] is not None:
        yield Fact(_("Tax collected"), plain(_("by the marketplace") if order["tax_collected"] else _("no")))


def _address(order: Fields, options: RenderOptions) -> Iterator[Fact]:
    place = " ".join(order[name] for name in ("zip", "city", "province") if order[name])
    country = " ".join(dict.fromkeys(filter(None, (order["country_code"], order["country"]))))
    facts = (
        (_("Name"), order["recipient"], True),
        (_("Address"), order["full_address"] or order["address"], True),
        (_("Address, local"), order["full_address_local"], True),
        (_("Place"), "" if order["full_address"] else place, True),
        (_("National address"), order["national_address"], True),
        (_("Country"), country, False),
        (_("Phone"), order["phone"], True),
        (_("Tax number"), order["tax_number"], True),
        (_("Customs"), order["custom_info"], True),
        (_("Service"), order["service"], False),
        (_("Tracking"), order["tracking"], False),
        (_("Buyer"), order["buyer"], True),
        (_("E-mail"), order["email"], True),
    )
    for label, value, personal in facts:
        if value:
            yield Fact(label, plain(hidden(value, options) if personal else value))


def _notes(notes: list[Act], options: RenderOptions) -> Iterator[Fact]:
    for act in notes:
        when = times.stamp(act.at, options.zone, options.now)
        yield Fact(act.operator, (Piece(str(act.data.get("text", ""))), Piece(f"  {when}", "dim")))


def _times(order: Fields, row: Fields | None, options: RenderOptions) -> Iterator[Fact]:
    names = {
        "placed_at": _("Placed"),
        "paid_at": _("Paid"),
        "ship_by": _("Ship by"),
        "sent_at": _("Sent"),
        "received_at": _("Received"),
    }
    for name, label in names.items():
        if order[name]:
            text = times.full_stamp(order[name], options.zone)
            estimated = name == "ship_by" and row is not None and row["ship_rests"]
            told = f"  ≈ {estimate(row['ship_rests'])}" if estimated and row is not None else ""
            yield Fact(label, (Piece(text), Piece(told, "dim")))
    if row is not None and row["latest_end"] and row["latest_end"] != row["deadline"]:
        ends = (times.full_stamp(row[name], options.zone) for name in ("deadline", "latest_end"))
        yield Fact(
            _("Clock ends"),
            plain(
                _("{first} at the earliest, {last} at the latest", first=next(ends), last=next(ends)),
                urgency(row),
            ),
        )
    elif row is not None and row["deadline"] and row["deadline"] != order["ship_by"]:
        yield Fact(_("Clock ends"), plain(times.full_stamp(row["deadline"], options.zone), urgency(row)))
    if row is not None and row["snoozed_until"]:
        yield Fact(_("Snoozed until"), plain(times.full_stamp(row["snoozed_until"], options.zone)))


def _parcels(shipment: "Shipment | None", options: RenderOptions) -> Block:
    """Carrier and number of each parcel, as a tracking file says (`data.desk.lookup.order_detail.Shipment`)."""
    if shipment is None:
        return Block("", ())
    lines = tuple(
        Fact(carrier or _("carrier not known"), plain(number, "bold")) for carrier, number in shipment.parcels
    )
    when = times.stamp(shipment.sent_at, options.zone, options.now)
    return Block(_("Parcels"), lines, aside=_("sent {time}", time=when))


def _history(detail: "OrderDetail", options: RenderOptions) -> Iterator[Fact]:
    """Its states, newest first, and what a tracking file said between them."""
    steps: list[tuple[int, list[Fact]]] = [(one.seen_at, list(_step(one, options))) for one in detail.history]
    if (shipment := detail.shipment) is not None:
        pieces = (
            Piece(_("sent, as a tracking file says")),
            Piece(f"  {shipment.told}  {shipment.file}", "dim"),
        )
        told = Fact(times.stamp(shipment.file_at, options.zone, options.now), pieces)
        steps.append((shipment.file_at, [told]))
    for _at, facts in sorted(steps, key=lambda one: one[0], reverse=True):
        yield from facts


def _step(step: "Step", options: RenderOptions) -> Iterator[Fact]:
    said = phrases.status(step.status)
    words = f"  {step.status_text}" if step.status_text else ""
    yield Fact(times.stamp(step.seen_at, options.zone, options.now), (Piece(said), Piece(words, "dim")))
    for one in step.changes:
        label = Piece(f"{phrases.phrase(phrases.CHANGED, one.field)} ", "dim")
        yield Fact("", (label, *_change(one, options, False)))


def _acts(acts: list[Act], options: RenderOptions) -> Iterator[Fact]:
    undone = {act.undoes for act in acts if act.undoes}
    for act in reversed(acts):
        what = act_phrases.act(act.kind, act.data)
        more = act_phrases.act_data(act.kind, act.data, options.zone, options.now)
        pieces = (
            Piece(
                labelled(act_phrases.who(act.operator, [act.account]), what),
                "dim" if act.id in undone else "",
            ),
            Piece(f"  {more}" if more else "", "dim"),
        )
        yield Fact(times.stamp(act.at, options.zone, options.now), pieces)


def _sender(order: Fields) -> Pieces:
    known = phrases.phrase(phrases.SENDERS, order["fulfilment"]) if order["fulfilment"] else _("not known")
    said = order["fulfilment_text"]
    return (Piece(known), Piece(f"  {said}" if said else "", "dim"))


def _source(detail: "OrderDetail", options: RenderOptions) -> Iterator[Fact]:
    order, export = detail.fields, detail.export
    where = " · ".join(filter(None, (order["marketplace"], order["shop"])))
    yield Fact(_("Shop"), plain(where))
    if order["seller"]:
        yield Fact(_("In charge"), plain(order["seller"]))
    if order["fulfilment"] or order["fulfilment_text"]:
        yield Fact(_("Sent by"), _sender(order))
    if export is not None:
        yield Fact(
            _("File"), (Piece(export.name), Piece("  " + _("row {row}", row=order["source_row"]), "dim"))
        )
        yield Fact(_("Made"), plain(times.full_stamp(export.exported_at, options.zone)))
    yield Fact(_("Seen in"), plain(ngettext("{count} file", "{count} files", detail.sightings)))
