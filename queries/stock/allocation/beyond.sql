-- name: beyond
-- SKUs of which more is promised than there is once these orders are packed, or marked done ($done) while they are to be
-- sent from here; not what was promised to them before. Reads open_orders, stock_supply, stock_applied.
with leaving as (
    select order_key from open_orders
    where order_key in (select unnest($keys::varchar[]))
      and (not $done or (status in ('to_ship', 'part_shipped') and fulfilment is distinct from 'platform'))
),
wanted as (
    select sku, sum(owed)::bigint as quantity
    from open_lines semi join leaving using (order_key)
    where sku is not null
    group by sku
    having sum(owed) > 0
),
held as (
    select sku, sum(quantity)::bigint as quantity from stock_applied semi join leaving using (order_key) group by sku
)
select w.sku, w.quantity - coalesce(h.quantity, 0) - s.available
from wanted w
join stock_supply s using (sku)
left join held h using (sku)
where w.quantity - coalesce(h.quantity, 0) > greatest(0, s.available)
order by w.sku;
