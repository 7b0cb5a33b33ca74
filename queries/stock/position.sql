-- What there is of each SKU: the newest picture of each stock file's profile, SKU by SKU the newest of those; else
-- what an order export's own stock column says; over it the operator's word, until a newer stock file overrules it.
-- Pieces received by an operator's key since the picture are added. A blank cell is unknown, never unlimited.
-- Reads stock_rows, open_orders, open_lines, live_acts. Fills stock_position, one row a SKU.
-- name: clear
delete from stock_position;

-- name: fill
insert into stock_position
with newest_files as (
    select * from stock_rows qualify exported_at = max(exported_at) over (partition by profile)
),
pictures as (
    select sku, exported_at as as_of, 'file' as source, profile,
        sum(on_hand)::bigint as on_hand, sum(on_order)::bigint as on_order
    from newest_files
    where sku is not null
    group by sku, exported_at, profile
    union all
    select l.sku, o.exported_at, 'order_export', null, min(l.stock_on_hand), min(l.stock_on_order)
    from open_lines l
    join open_orders o using (order_key)
    where l.sku is not null and l.stock_on_hand is not null
    group by l.sku, o.exported_at
),
files as (
    select * from pictures
    qualify row_number() over (partition by sku order by source = 'file' desc, as_of desc, profile) = 1
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
said as (
    select
        coalesce(f.sku, c.sku) as sku,
        c.sku is not null and (f.as_of is null or c.acted_at > f.as_of) as by_word,
        case
            when c.sku is not null and (f.as_of is null or c.acted_at > f.as_of) then
                case c.word when 'out' then 0 when 'left' then c.quantity when 'back' then nullif(f.on_hand, 0) end
            else f.on_hand
        end as on_hand,
        case when c.sku is not null and (f.as_of is null or c.acted_at > f.as_of) then c.operator else f.source end as source,
        case when c.sku is not null and (f.as_of is null or c.acted_at > f.as_of) then c.acted_at else f.as_of end as as_of,
        case when c.acted_at <= f.as_of and c.word <> 'back' then c.word end as overruled,
        f.on_order
    from files f
    full join counts c on c.sku = f.sku
),
received as (
    select sku, acted_at, (data->>'$.quantity')::bigint as quantity from live_acts where kind = 'receipt' and sku is not null
),
added as (
    select s.sku, sum(r.quantity)::bigint as quantity
    from said s
    join received r on r.sku = s.sku and r.acted_at > s.as_of
    group by s.sku
),
every as (select sku from said union select sku from dates where expected_us is not null)
select
    e.sku,
    s.on_hand + coalesce(a.quantity, 0),
    s.on_hand is not null,
    s.source,
    s.as_of,
    make_timestamptz(d.expected_us),
    s.on_order,
    s.overruled
from every e
left join said s using (sku)
left join added a using (sku)
left join dates d using (sku);
