-- name: share
with newest as (
    select
        order_key,
        coalesce(arg_max(status, e.rank) filter (e.says_status), arg_max(status, e.rank)) as status,
        coalesce(arg_max(fulfilment, e.rank), '') = 'platform' as not_ours,
        arg_max(e.exported_at, e.rank) as seen_at,
        max(coalesce(paid_at, placed_at)) as paid_at,
        max(paid_at) as truly_paid_at,
        max(sent_at) as sent_at,
        max(ship_by) as ship_by
    from read_parquet($files, union_by_name = true) o
    join exports e on e.content = o.export_id
    where coalesce(paid_at, placed_at) >= (select now from clock) - to_days(list_max($days)::integer)
    group by order_key
),
asked as (select distinct order_key from cases where what in ('cancel', 'we_cancel') and asked > 0),
judged as (
    select
        n.*,
        status not in ('awaiting_payment', 'payment_check')
            and (truly_paid_at is not null or status not in ('cancelled', 'unrecognised')) as paid,
        not not_ours and ((status in ('to_ship', 'part_shipped') and ship_by < c.now)
            or (status = 'cancelled' and sent_at is null and ship_by < seen_at)
            or (status in ('cancelled', 'finished') and sent_at is null and a.order_key is not null)) as failed,
        c.now
    from newest n
    left join asked a using (order_key),
    clock c
)
select
    d.days,
    count(*) filter (paid and failed and paid_at >= now - to_days(d.days::integer)),
    count(*) filter (paid and paid_at >= now - to_days(d.days::integer))
from (select unnest($days) as days) d
left join judged on true
group by d.days
order by d.days;
