-- name: beyond
-- SKUs of which more is promised than there is once these orders are packed. Reads stock_supply, stock_applied.
with packing as (select unnest(?::varchar[]) as order_key),
wanted as (
    select sku, sum(owed)::bigint as quantity
    from open_lines semi join packing using (order_key)
    where sku is not null
    group by sku
    having sum(owed) > 0
),
held as (
    select sku, sum(quantity)::bigint as quantity from stock_applied semi join packing using (order_key) group by sku
)
select w.sku, w.quantity - coalesce(h.quantity, 0) - s.available
from wanted w
join stock_supply s using (sku)
left join held h using (sku)
where w.quantity - coalesce(h.quantity, 0) > s.available
order by w.sku;
