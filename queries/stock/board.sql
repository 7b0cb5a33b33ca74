-- Short SKUs with what they put at risk, and the orders behind them.
-- Reads stock_position, stock_demand, allotments, shortages, open_orders, open_lines, product_rows.
-- name: clear_short_lines
delete from short_lines;

-- name: short_lines
-- Short lines in the line's order: what each order lacks of a SKU, and what those before it lack of the same SKU.
insert into short_lines
select
    s.order_key,
    s.sku,
    s.quantity,
    s.short,
    d.ord,
    coalesce(sum(s.short) over (
        partition by s.sku order by d.ord rows between unbounded preceding and 1 preceding
    ), 0)::bigint as ahead
from shortages s
join stock_demand d on d.order_key = s.order_key and d.sku = s.sku
join open_orders o on o.order_key = s.order_key
where s.short > 0 and o.status in ('to_ship', 'part_shipped');

-- name: short_skus
select
    l.sku,
    any_value(p.on_hand) as on_hand,
    any_value(coalesce(a.quantity, 0)) as allotted,
    sum(l.short)::bigint as short,
    count(distinct l.order_key) as orders,
    epoch_us(min(o.ship_by)) as soonest,
    any_value(p.source) as source,
    epoch_us(any_value(p.source_at)) as source_at,
    any_value(p.overruled) as overruled,
    epoch_us(any_value(p.expected_at)) as expected_at
from short_lines l
join open_orders o using (order_key)
join stock_position p on p.sku = l.sku
left join (select sku, sum(quantity)::bigint as quantity from allotments group by sku) a on a.sku = l.sku
group by l.sku
order by soonest nulls last, short desc, l.sku;

-- name: at_risk
select l.sku, o.currency, sum(o.total) from short_lines l join open_orders o using (order_key)
where o.total is not null
group by all
order by all;

-- name: titles
select sku, arg_max(title, exported_at), arg_max(product_id, exported_at)
from (
    select l.sku, l.title, l.product_id, o.exported_at from open_lines l join open_orders o using (order_key)
    union all
    select sku, title, product_id, exported_at from product_rows
)
where sku is not null
group by sku;

-- name: line_of_sku
-- Every order that asks for a SKU: those that get it first, then those that go without, each in the line's order.
select
    q.order_key,
    q.quantity,
    coalesce(a.quantity, 0)::bigint as allotted,
    coalesce(a.applied, false) as applied,
    coalesce(s.short, 0) as short
from (select order_key, sku, sum(quantity)::bigint as quantity from open_lines where sku = $sku group by all) q
left join (
    select order_key, sum(quantity) as quantity, bool_or(applied) as applied
    from allotments where sku = $sku group by order_key
) a using (order_key)
left join short_lines s on s.order_key = q.order_key and s.sku = $sku
left join (select order_key, min(ord) as ord from stock_demand group by order_key) d on d.order_key = q.order_key
where a.order_key is not null or s.order_key is not null
order by s.order_key is not null, a.applied desc nulls last, d.ord nulls first, q.order_key;

-- name: plan_orders
select o.order_key, epoch_us(o.ship_by), coalesce(o.currency, ''), coalesce(o.total, 0)
from open_orders o
semi join short_lines l using (order_key);

-- name: plan_lines
select order_key, sku, short, ahead from short_lines order by order_key, sku;
