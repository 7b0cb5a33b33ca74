-- A row of the board as lists want it: all but the reasons and the badges, which cost more than all else.
select
    o.order_key, o.marketplace, o.shop, o.order_id, o.status, s.queue, s.deadline, s.placed_at, o.paid_at, o.ship_by,
    s.due, s.late, o.wholesale, o.express, o.courier, o.remark_kinds, o.remark_weight,
    o.pieces, o.ordered, o.line_count, o.currency, o.total, o.country_code, o.country, o.buyer, o.recipient, o.service,
    o.remark,
    o.titles, o.skus, s.claimed_by, s.claimed_at, s.handed_by, s.handed_note, s.snoozed_until, s.notes, s.short,
    token_of(o.state, o.ship_by, o.ship_told) as state, o.exported_at,
    o.arrived_at,
    case when t.order_key is null then o.haystack else concat_ws(' ', o.haystack, fold(numbers_of(t.parcels))) end as haystack, s.priority, s.rank, s.asleep, s.done, s.done_at, s.changed,
    case when s.gone then 'gone' else o.stage end as stage, o.status_text,
    o.export_id, o.fulfilment, o.tax_collected,
    -- What reasons and badges are made of, besides.
    s.is_new, s.returned, s.cancel_answer, s.silent_at, s.asked_at, s.message_due_at, s.messages, s.remark_handled, s.packed_at,
    s.snooze_ends, s.done_by, s.your_move, o.fulfilment_text, o.remark_digest, o.why_stage, o.why_wholesale,
    o.why_express, o.why_remark, o.why_owed, o.doubts, h.why_short, h.sold_sku, c.now,
    s.gone, s.absent_since, o.why_back, o.why_cut, p.what as packed_over,
    o.cash_on_delivery, o.why_customs, c2.others,
    case when c2.others > 0 then 'together|' || concat_ws('|', c2.others, c2.apart, c2.names,
        case when isfinite(c2.first_ship_by) then iso(c2.first_ship_by) end) end as why_together,
    s.latest_end, s.asked_for, s.undeclared, o.ship_rests,
    -- A request to cancel may come for what is on its way.
    case when s.tracked or (s.queue = 'cancel_requests' and t.parcels is not null) then list_reduce(
        list_transform(t.parcels, lambda one: concat_ws(' ', one.carrier, one.number)), lambda said, one: said || ', ' || one
    ) end as sent_with,
    case when s.undeclared then concat(case when s.tracked then 'sent_undeclared|' else 'undeclared|' end,
        case when c.now - s.done_at < interval 1 hour then floor(epoch(c.now - s.done_at) / 60)::integer || ' min'
            else floor(epoch(c.now - s.done_at) / 3600)::integer || ' h' end, '/', iso(o.exported_at)) end as why_undeclared,
    -- Where a newer export doesn't list it.
    case when s.gone then 'gone|' || iso(s.absent_since) else 'absent|' || iso(s.absent_since) end as why_absent,
    case
        when s.queue = 'wholesale_unpaid' and s.message_due_at is null then 'message_due|first'
        when s.message_due_at <= c.now then 'message_due|second'
    end as why_message,
    -- Why it stands in its queue.
    case s.queue
        when 'stockouts' then h.why_short
        when 'wholesale_unpaid' then coalesce(why_message, o.why_wholesale)
        when 'remarks' then concat_ws(chr(31), o.why_remark,
            case when list_contains(o.remark_kinds, 'combine') then why_together end)
        when 'wholesale' then o.why_wholesale
        when 'express' then o.why_express
        when 'cancel_requests' then concat_ws(chr(31), coalesce('as_asked|' || iso(s.asked_for), o.why_stage), 'parcel|' || sent_with)
        when 'done' then case
            when s.tracked and s.undeclared then concat_ws(chr(31), why_undeclared, 'parcel|' || sent_with)
            when s.tracked then 'sent|' || sent_with
            else coalesce(why_undeclared, 'done|' || s.done_by)
        end
        else case when s.gone then why_absent else o.why_stage end
    end as why
from standing s
join open_orders o using (order_key)
left join short_orders h using (order_key)
left join packed_over p using (order_key)
left join companions c2 using (order_key)
left join shipments t using (order_key),
clock c
