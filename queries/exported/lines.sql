-- Order lines as other tools are given them: one row a line. `quantity` is what is still to be sent, as everywhere.

-- name: told
o.order_key, o.marketplace, coalesce(o.shop, '') as shop, o.order_id, o.status, n.line_no, n.sku, n.product_id, n.title,
n.attributes as variant

-- name: priced
n.quantity as ordered, n.sent, n.cancelled, n.returned, n.needs_parcel, n.unit, o.currency, n.unit_price, n.line_total, n.ean,
tracking_of(o.order_key, o.tracking) as tracking

-- name: lines
select {told}, n.owed as quantity, {priced}, l.queue
from open_lines n
join open_orders o using (order_key)
join listed l using (order_key);

-- name: history_lines
-- Lines of orders that were finished with: nothing is owed of them.
select {told}, 0::bigint as quantity, {priced}, 'finished' as queue
from taken_lines n
join taken_orders o using (order_key);
