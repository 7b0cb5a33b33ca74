-- Who holds stock that others lack. Reads shortages, stock_shares, allotments, stock_applied, stock_supply.
-- name: lacking
-- What each order that goes without would take of its contested SKUs, by its place in the line.
select ord, sku, (short + would_get)::bigint
from stock_shares
where ships and short + would_get > 0
    and case when $sku is null then true else order_key in (select order_key from short_lines where sku = $sku) end;

-- name: held
-- Pieces of short SKUs that orders hold and could give.
select a.order_key, a.sku, sum(a.quantity)::bigint
from allotments a
anti join (select order_key from stock_applied where packed) p on p.order_key = a.order_key
where a.sku in (select sku from short_lines)
  and ($sku is null or a.order_key in (select order_key from allotments where sku = $sku))
group by a.order_key, a.sku;

-- name: left
-- Pieces of contested SKUs that nobody holds.
select s.sku, greatest(0, s.available - coalesce(sum(a.quantity), 0))::bigint
from stock_supply s
left join (select sku, quantity from allotments where not applied) a using (sku)
where s.sku in (select sku from shortages) and $sku is null or s.sku in (
    select x.sku from shortages x where x.order_key in (select order_key from short_lines where sku = $sku)
)
group by s.sku, s.available;
