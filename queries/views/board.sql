-- What the deck shows of an open order, one row an order: listed.sql and all reasons, "code|value" with chr(31)
-- between. First why it is in its queue, then what else holds for it.
select
    l.*,
    concat_ws(chr(31),
        why,
        why_back,
        why_cut,
        case when not gone or done then why_absent end,
        'packed_over|' || packed_over,
        case when returned then 'returned|' || done_by when changed then 'changed|' end,
        case when asked_for is not null then l.why_stage end,
        case when late then 'late|' || iso(coalesce(latest_end, deadline))
            when due and deadline < latest_end then 'due_between|' || iso(deadline) || '/' || iso(latest_end) when due then 'due|' || iso(deadline) end,
        l.doubts,
        case when ship_rests is not null then 'ship_by_estimated|' || ship_rests end,
        case when fulfilment = 'jit' then 'jit|' || coalesce(fulfilment_text, '') end,
        case when fulfilment = 'platform' and not starts_with(why, 'platform_sends|')
            then 'platform_sends|' || coalesce(fulfilment_text, '') end,
        case when fulfilment is null and fulfilment_text is not null then 'mode_unknown|' || fulfilment_text end,
        'cancel_answered|' || cancel_answer,
        'sold_after_delist|' || sold_sku,
        case when silent_at <= now then 'silent|' || iso(asked_at) when silent_at is not null then 'asked|' || asked_what end,
        case when queue <> 'stockouts' then why_short end,
        why_owed,
        case when queue <> 'wholesale_unpaid' then why_message end,
        case when queue <> 'wholesale' and (queue <> 'wholesale_unpaid' or why_message is not null)
            then why_wholesale end,
        case when queue <> 'express' then why_express end,
        case when queue <> 'remarks' then why_remark end,
        case when remark_handled then 'remark_handled|' || handled_by end,
        why_consent,
        case when messages > 0 then 'message_sent|' || messages end,
        case when queue in ('stockouts', 'wholesale_unpaid', 'remarks', 'wholesale', 'express', 'done') then why_stage end,
        why_customs,
        case when queue <> 'remarks' or not list_contains(remark_kinds, 'combine') then why_together end,
        case when tax_collected then 'tax_collected|' end,
        case when cash_on_delivery then 'cash_on_delivery|' end,
        'packed|' || iso(packed_at),
        case when asleep and snooze_ends > now then 'snoozed|' || iso(snooze_ends) end,
        'claimed|' || claimed_by,
        case when l.notes > 0 then 'note|' || l.notes end,
        case when is_new then 'new|' || iso(arrived_at) end
    ) as reasons
from listed l
left join (
    select order_key, asked_what, handled_by, why_consent from marks
) using (order_key)
