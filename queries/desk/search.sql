-- Open orders, SKUs and buyers by a part of what they are called; $wanted is folded.

-- name: orders
select order_key, order_id, coalesce(buyer, recipient, '') as who, country_code
from open_orders
where contains(fold(order_id), $wanted) or contains(fold(tracking), $wanted)
    or order_key in (select order_key from shipments where contains(fold(numbers_of(parcels)), $wanted))
order by not contains(fold(order_id), $wanted), fold(order_id) <> $wanted, not starts_with(fold(order_id), $wanted), deadline, order_key
limit $most;

-- name: skus
select sku, count(distinct order_key) as orders
from open_lines
where contains(fold(sku), $wanted)
group by sku
order by fold(sku) <> $wanted, not starts_with(fold(sku), $wanted), orders desc, sku
limit $most;

-- name: buyers
select coalesce(buyer, recipient) as who, count(*) as orders
from open_orders
where contains(fold(coalesce(buyer, recipient)), $wanted)
group by who
order by not starts_with(fold(who), $wanted), orders desc, who
limit $most;

-- name: of_sku
select order_key from open_orders semi join (select order_key from open_lines where sku = $name) using (order_key)
order by deadline, order_key;

-- name: of_buyer
select order_key from open_orders where coalesce(buyer, recipient) = $name order by deadline, order_key;

-- name: skus_of
select order_key, list(distinct sku order by sku)
from open_lines semi join (select unnest($keys) as order_key) using (order_key)
where sku is not null
group by order_key

-- name: tracking_of
select told.order_key, tracking_of(told.order_key, null) as numbers
from (select unnest($keys) as order_key) told
where numbers <> '';
