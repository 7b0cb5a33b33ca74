-- What the deck shows of an open order: one row an order. Reasons and badges are "code|value" and "code".
with told as (
    select
        o.*,
        s.* exclude (order_key, priority, deadline, placed_at),
        m.* exclude (order_key, done, done_at, messages, notes),
        h.why_short,
        a.sku as sold_sku,
        case
            when s.message_due_at is null and s.queue = 'wholesale_unpaid' then 'message_due|first'
            when s.message_due_at <= c.now then 'message_due|second'
        end as why_message,
        coalesce(m.done and not s.done, false) as returned,
        c.now
    from standing s
    join open_orders o using (order_key)
    left join marks m using (order_key)
    left join short_orders h using (order_key)
    left join stock_alerts a using (order_key),
    clock c
)
select
    order_key, marketplace, shop, order_id, status, queue, deadline, placed_at, paid_at, ship_by,
    due, late, wholesale, express, courier, remark_kinds,
    string_split(concat_ws(chr(31),
        case when late then 'late' when due then 'due' end,
        case when returned then 'returned' when changed then 'changed' when is_new then 'new' end,
        case when stage = 'cancel' then 'cancel_requested' end,
        case when cancel_answer is not null then 'cancel_answered' end,
        case when sold_sku is not null then 'sold_after_delist' end,
        case when short > 0 then 'short' end,
        case when silent_at <= now then 'silent' when silent_at is not null then 'asked' end,
        case when wholesale then 'wholesale' end,
        case when express then 'express' end,
        case when message_due_at <= now then 'second_message' when messages > 0 then 'message_sent' end,
        case when remark_handled then 'remark_handled' when remark is not null then 'remark' end,
        case stage when 'held' then 'hold' when 'unpaid' then 'unpaid' end,
        case when packed_at is not null then 'packed' end,
        case when snooze_ends > now then 'snoozed' end,
        case when notes > 0 then 'note' end,
        case when claimed_by is not null then 'claimed' end
    ), chr(31)) as badges,
    string_split(concat_ws(chr(31),
        -- First why it is in this queue, then what else holds for it.
        case queue
            when 'stockouts' then why_short
            when 'wholesale_unpaid' then coalesce(why_message, why_wholesale)
            when 'remarks' then why_remark
            when 'wholesale' then why_wholesale
            when 'express' then why_express
            when 'done' then 'done|' || done_by
            else why_stage
        end,
        case when returned then 'returned|' || done_by when changed then 'changed|' end,
        case when late then 'late|' || iso(deadline) when due then 'due|' || iso(deadline) end,
        'cancel_answered|' || cancel_answer,
        'sold_after_delist|' || sold_sku,
        case when silent_at <= now then 'silent|' || iso(asked_at) when silent_at is not null then 'asked|' || asked_what end,
        case when queue <> 'stockouts' then why_short end,
        case when queue <> 'wholesale_unpaid' then why_message end,
        case when queue <> 'wholesale' and (queue <> 'wholesale_unpaid' or why_message is not null)
            then why_wholesale end,
        case when queue <> 'express' then why_express end,
        case when queue <> 'remarks' then why_remark end,
        case when remark_handled then 'remark_handled|' || handled_by end,
        why_consent,
        case when messages > 0 then 'message_sent|' || messages end,
        case when queue in ('stockouts', 'wholesale_unpaid', 'remarks', 'wholesale', 'express', 'done') then why_stage end,
        'packed|' || iso(packed_at),
        case when asleep and snooze_ends > now then 'snoozed|' || iso(snooze_ends) end,
        'claimed|' || claimed_by,
        case when notes > 0 then 'note|' || notes end,
        case when is_new then 'new|' || iso(arrived_at) end
    ), chr(31)) as reasons,
    pieces, line_count, currency, total, country_code, country, buyer, recipient, service, remark, titles, skus,
    claimed_by, claimed_at, snoozed_until, notes, short, state, exported_at, arrived_at, haystack,
    priority, rank, asleep, done, done_at, changed, stage, status_text, export_id
from told
