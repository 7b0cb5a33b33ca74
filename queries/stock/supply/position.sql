-- What there is of each SKU: the newest picture of each warehouse of a stock file's profile, the newest profile that has
-- the SKU; else what an order export's own stock column says; over it the operator's word, until a newer stock file
-- overrules it: warehouses counted before that word stay overruled by it. Pieces of purchases that came since the picture, by
-- an operator's key or by a file of purchases, are added (not so those that may have come before it: stock_unsure), pieces
-- that were seen leaving since are taken off. A blank cell is unknown, never unlimited; less
-- than none is a debt. Source file_cut: a stock file that ends within the row of the SKU. `source_at` is the newest of the pictures, `since` the oldest: what left after it is off.
-- Reads stock_rows, stock_arrived, stock_departed, open_orders, open_lines, live_acts. Fills stock_position, one row a SKU.
-- name: clear
delete from stock_position;

-- name: fill
insert into stock_position
with pictures as (
    select sku, exported_at as as_of, 'file' as source, profile,
        sum(on_hand)::bigint as on_hand, sum(on_order)::bigint as on_order, bool_or(may_be_cut) as may_be_cut
    from stock_housed
    semi join stock_counting using (profile, house, exported_at)
    where sku is not null
    group by sku, exported_at, profile, house
    union all
    select l.sku, o.exported_at, 'order_export', null, min(l.stock_on_hand), min(l.stock_on_order), false
    from open_lines l
    join open_orders o using (order_key)
    where l.sku is not null and l.stock_on_hand is not null
    group by l.sku, o.exported_at
),
chosen as (
    from (select *, max(as_of) over (partition by sku, source, profile) as newest from pictures)
    where source = 'file' or as_of = newest
    qualify rank() over (partition by sku order by source = 'file' desc, newest desc, profile) = 1
),
words as (
    select
        sku, acted_at, operator, data->>'$.word' as word, (data->>'$.quantity')::bigint as quantity, seq
    from live_acts
    where kind = 'stock_word' and sku is not null
),
counts as (
    select * from words where word in ('out', 'left', 'back')
    qualify row_number() over (partition by sku order by seq desc) = 1
),
dates as (
    select w.sku, w.acted_at, (j.data->>'$.expected_at')::bigint as expected_us
    from words w
    join live_acts j using (seq)
    where w.word in ('expected', 'back', 'out')
    qualify row_number() over (partition by w.sku order by w.seq desc) = 1
),
files as (
    select
        f.sku, case when bool_or(f.may_be_cut) then 'file_cut' else any_value(f.source) end as source, max(f.as_of) as newest,
        min(f.as_of) filter (coalesce(c.word = 'back' or f.as_of >= c.acted_at, true)) as oldest,
        sum(f.on_hand) filter (coalesce(c.word = 'back' or f.as_of >= c.acted_at, true))::bigint as on_hand,
        sum(f.on_order)::bigint as on_order
    from chosen f
    left join counts c using (sku)
    group by f.sku
),
said as (
    select
        coalesce(f.sku, c.sku) as sku,
        c.sku is not null and (f.newest is null or c.acted_at > f.newest) as by_word,
        case
            when by_word then
                case c.word when 'out' then 0 when 'left' then c.quantity when 'back' then nullif(f.on_hand, 0) end
            else f.on_hand
        end as on_hand,
        case when by_word then c.operator else f.source end as source,
        case when by_word then c.acted_at else f.newest end as as_of,
        case when by_word then c.acted_at else f.oldest end as since,
        case when c.acted_at <= f.newest and c.word <> 'back' then c.word end as overruled,
        f.on_order
    from files f
    full join counts c on c.sku = f.sku
),
added as (
    select sku, sum(quantity)::bigint as quantity
    from (
        select s.sku, a.purchase_key, greatest(0, sum(a.pieces)) as quantity
        from said s
        join stock_arrived a on a.sku = s.sku and a.until > s.as_of and a.since >= s.as_of
        group by s.sku, a.purchase_key
    )
    group by sku
),
departed as (
    select sku, sum(pieces)::bigint as quantity
    from (
        select s.sku, d.order_key, greatest(0, sum(d.pieces)) as pieces
        from said s
        join stock_departed d on d.sku = s.sku
        where d.seen_at > s.since and coalesce(d.shelf_at, d.first_at, d.seen_at) >= s.since
        group by s.sku, d.order_key
    )
    group by sku
),
every as (select sku from said union select sku from dates where expected_us is not null)
select
    e.sku,
    -- What has left was there: where it is more than was counted, nothing is left, and nothing is owed to anybody.
    case when s.on_hand is not null then greatest(
        least(0, s.on_hand + coalesce(a.quantity, 0)), s.on_hand + coalesce(a.quantity, 0) - coalesce(g.quantity, 0)
    ) end,
    s.on_hand is not null,
    s.source,
    s.as_of,
    make_timestamptz(d.expected_us),
    s.on_order,
    s.overruled,
    s.since
from every e
left join said s using (sku)
left join added a using (sku)
left join departed g using (sku)
left join dates d using (sku);
