-- Parcels of orders that a tracking file says are sent and no newer export shows as such: a row each.
-- name: parcels
select t.order_key, o.marketplace, coalesce(o.shop, '') as shop, o.order_id,
    one.carrier as carrier, one.number as tracking_number, t.sent_at
from standing s
join shipments t using (order_key)
join open_orders o using (order_key),
unnest(t.parcels) with ordinality as p(one, place)
where s.tracked
order by t.order_key, p.place;
