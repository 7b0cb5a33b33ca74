-- Contacts with buyers over a stock-out, followed to their end: one row an order, its newest case.
--   to_ask   the plan was applied, the message is still to be sent
--   to_cancel  the seller has to cancel it at the marketplace
--   asked    the message was sent; silent once the setting's hours have passed without anything happening, or it is time to pack
--   applied  an export shows that the buyer has asked to cancel; the cancel window is the clock
--   agreed   we agreed to the request, or the buyer agreed to what was asked, or gave more time at the marketplace; or we
--            cancelled it there
--   closed   an export shows that the order ended, or the operator closed the case; or nobody has written to the buyer
--            yet, and the order lacks nothing any more, or is to be cancelled whole though part of it was sent
-- Reads case_acts, case_ends, open_orders, short_lines, clock.
-- name: cases
create or replace view cases as
with reversed as (
    select undoes as id from case_acts u
    where u.undoes is not null and u.id not in (select undoes from case_acts where undoes is not null)
),
live as (
    select * replace (data::json as data)
    from case_acts
    where kind not in ('undo', 'redo') and id not in (select id from reversed)
),
placed as (
    -- A case that was closed stays closed; what is done after that opens another one.
    select *, count(*) filter (kind = 'closed') over (
        partition by order_key order by seq rows between unbounded preceding and 1 preceding
    ) as nth
    from live
),
newest as (
    select * from placed qualify nth = max(nth) over (partition by order_key)
),
told as (
    select
        order_key,
        arg_max(data->>'$.what', seq) filter (kind in ('asked', 'case_opened')) as what,
        arg_max(data->>'$.sku', seq) filter (kind in ('asked', 'case_opened')) as sku,
        arg_max(operator, seq) as operator,
        min(acted_at) as opened_at,
        max(acted_at) filter (kind = 'asked') as asked_at,
        arg_max(data->>'$.ship_by', seq) filter (kind in ('asked', 'case_opened')) as ship_by,
        arg_max(data->>'$.ship_told', seq) filter (kind in ('asked', 'case_opened') and data->>'$.ship_by' is not null) as ship_told,
        count(*) filter (kind = 'asked') as asked,
        max(acted_at) filter (kind in ('agreed', 'cancel_answered')) as agreed_at,
        max(acted_at) filter (kind = 'closed') as closed_at,
        count(*) filter (kind in ('asked', 'case_opened')) as steps
    from newest
    group by order_key
),
judged as (
    select
        t.order_key,
        t.what,
        -- Who was asked for more time has given it where a newer file gives it.
        coalesce(t.what in ('time', 'wait') and extended(o.ship_by, o.ship_told, make_timestamptz(t.ship_by::bigint), t.ship_told), false)
            as given,
        t.sku,
        o.status = 'part_shipped' or s.order_key is not null as part,
        t.asked_at is null and t.agreed_at is null and o.status in ('to_ship', 'part_shipped') as idle,
        case
            when t.closed_at is not null or e.status is not null then 'closed'
            -- Nobody has written of it yet, and its reason is gone.
            when idle and (l.order_key is null or (part and t.what in ('cancel', 'we_cancel'))) then 'closed'
            when given or t.agreed_at >= coalesce(t.asked_at, t.opened_at) then 'agreed'
            when o.status = 'cancel_requested' then 'applied'
            -- The buyer is told, not asked: it is ours to do.
            when t.what = 'we_cancel' then 'to_cancel'
            when t.asked_at is not null then 'asked'
            else 'to_ask'
        end as stage,
        t.operator,
        t.opened_at,
        t.asked_at,
        t.asked,
        case when o.status = 'cancel_requested' then o.since end as applied_at,
        coalesce(t.agreed_at, case when given then o.exported_at end) as agreed_at,
        coalesce(e.seen_at, t.closed_at) as ended_at,
        e.status as outcome,
        case
            when e.status is not null or t.closed_at is not null or t.agreed_at is not null or given then null
            when o.status = 'cancel_requested' then o.deadline
            when t.what = 'we_cancel' then null
            when t.asked_at is not null then unanswered_at(
                t.asked_at, c.silence, c.handling, case when o.stage = 'to_ship' and o.gone is null then o.deadline end
            )
        end as clock_ends,
        o.ship_by,
        c.now
    from told t
    left join open_orders o using (order_key)
    left join case_ends e using (order_key)
    left join (select distinct order_key from short_lines) l using (order_key)
    left join pieces_sent s using (order_key),
    clock c
    where t.steps > 0
)
select * exclude (now, given, part, idle), coalesce(stage = 'asked' and clock_ends <= now, false) as silent from judged;
