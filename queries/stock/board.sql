-- Short SKUs with what they put at risk, and the orders behind them.
-- Reads stock_position, stock_line, stock_pieces, allotments, short_lines, open_orders, open_lines, product_rows.
-- name: short_skus
-- Short SKUs, or the one that is asked for, and those of which more is allotted than there is.
with given as (
    select sku, sum(quantity)::bigint as quantity, sum(quantity) filter (applied)::bigint as applied
    from allotments
    where $sku is null or sku = $sku
    group by sku
),
wanting as (
    select sku, sum(short)::bigint as short, count(distinct order_key) as orders, min(o.ship_by) as soonest
    from short_lines l
    join open_orders o using (order_key)
    where $sku is null or sku = $sku
    group by sku
)
select
    p.sku,
    p.on_hand,
    coalesce(g.quantity, 0),
    coalesce(w.short, 0),
    coalesce(w.orders, 0),
    epoch_us(w.soonest),
    p.source,
    epoch_us(p.source_at),
    p.overruled,
    epoch_us(p.expected_at),
    coalesce(g.applied, 0)
from stock_position p
left join wanting w using (sku)
left join given g using (sku)
where p.sku = $sku or ($sku is null and (w.short > 0 or g.applied > p.on_hand))
order by w.soonest nulls last, w.short desc, p.sku;

-- name: at_risk
select l.sku, coalesce(o.currency, ''), sum(o.total) from short_lines l join open_orders o using (order_key)
where o.total is not null and ($sku is null or l.sku = $sku)
group by all
order by all;

-- name: titles
-- The newest title and product id of short SKUs, or of the one that is asked for.
with named as (select distinct sku from short_lines where $sku is null union all select $sku where $sku is not null)
select sku, arg_max(title, exported_at), arg_max(product_id, exported_at)
from (
    select l.sku, l.title, l.product_id, o.exported_at
    from open_lines l join open_orders o using (order_key)
    semi join named n on n.sku = l.sku
    union all
    select sku, title, product_id, exported_at from product_rows semi join named using (sku)
    union all
    select sku, title, product_id, exported_at from stock_rows semi join named using (sku) where title is not null
)
group by sku;

-- name: line_of_sku
-- Every order in line for a SKU: those that get it first, then those that go without, each in the line's order.
with here as (
    select l.order_key, l.gave, l.rank, l.ship_by, l.placed_at
    from stock_line l
    join stock_pieces p on p.order_no = l.no
    where p.unknown_sku = $sku or p.sku_no = (select no from stock_supply where sku = $sku)
    union all
    select order_key, null, null, null, null from (select distinct order_key from stock_applied where sku = $sku) a
    where order_key not in (
        select l.order_key from stock_line l join stock_pieces p on p.order_no = l.no
        where p.unknown_sku = $sku or p.sku_no = (select no from stock_supply where sku = $sku)
    )
)
select
    q.order_key,
    q.quantity,
    coalesce(a.quantity, 0)::bigint,
    coalesce(a.applied, false),
    coalesce(s.short, 0),
    epoch_us(o.ship_by),
    coalesce(o.currency, ''),
    coalesce(o.total, 0)
from here h
join (
    select order_key, sum(quantity)::bigint as quantity from open_lines where sku = $sku group by order_key
) q using (order_key)
join open_orders o using (order_key)
left join (
    select order_key, sum(quantity) as quantity, bool_or(applied) as applied
    from allotments where sku = $sku group by order_key
) a using (order_key)
left join short_lines s on s.order_key = q.order_key and s.sku = $sku
where o.status in ('to_ship', 'part_shipped') or a.quantity > 0 or s.order_key is not null
order by
    s.order_key is not null, a.applied desc nulls last,
    h.gave nulls first, h.rank, h.ship_by nulls last, h.placed_at nulls last, q.order_key;

-- name: plan_orders
-- Orders that go without something, or those of them that lack one SKU.
select o.order_key, epoch_us(o.ship_by), coalesce(o.currency, ''), coalesce(o.total, 0)
from open_orders o
semi join (select order_key from short_lines where $sku is null or sku = $sku) l using (order_key);

-- name: plan_lines
-- What these orders lack, of other SKUs too.
select order_key, sku, short, ahead
from short_lines
semi join (select order_key from short_lines where $sku is null or sku = $sku) l using (order_key)
order by order_key, sku;

-- name: overrides
-- The operator's own word on what to do with an order.
select order_key, arg_max(data->>'$.action', seq) from live_acts where kind = 'plan_override' group by order_key;

-- name: open_demand
-- Pieces of a SKU that open orders want which hold no stock meanwhile and are not to be shipped yet.
select coalesce(sum(l.quantity), 0)::bigint
from open_lines l
join open_orders o using (order_key)
where l.sku = $sku
  and o.status in (
      'awaiting_payment', 'payment_check', 'risk_control', 'awaiting_amount', 'awaiting_group', 'dispute', 'frozen'
  )
  and not exists (select 1 from allotments a where a.order_key = o.order_key and a.sku = $sku);
