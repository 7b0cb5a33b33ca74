-- What is taken off sale, and the orders that came in on it all the same.
-- name: clear
delete from delisted;

-- name: fill
-- A product's delisting holds for each of its SKUs that the product list knows; of each SKU the newest word counts.
insert into delisted
with said as (
    select seq, acted_at, operator, kind, sku, data->>'$.product_id' as product_id, data->>'$.scope' as scope
    from live_acts
    where kind in ('delist', 'relist') and sku is not null
),
each as (
    select s.* from said s
    union
    select s.* replace (p.sku as sku)
    from said s
    join product_rows p on p.product_id = s.product_id
    where s.scope = 'product' and p.sku is not null
),
newest as (
    select * from each qualify row_number() over (partition by sku order by seq desc) = 1
)
select sku, product_id, scope, acted_at, operator, seq from newest where kind = 'delist';

-- name: clear_alerts
delete from stock_alerts;

-- name: alerts
insert into stock_alerts
select l.order_key, min(l.sku)
from open_lines l
join open_orders o using (order_key)
join delisted d on d.sku = l.sku
where l.owed > 0 and coalesce(o.placed_at, o.paid_at) > d.delisted_at and o.status <> 'cancel_requested'
group by l.order_key;

-- name: siblings
-- The SKUs of the product that a SKU belongs to by the product list, and whether each is dead: known to be out.
select
    p.product_id,
    p.sku,
    coalesce(s.known and s.on_hand = 0, false) or p.sku in (select sku from delisted) as dead
from (select distinct product_id, sku from product_rows) p
left join stock_position s using (sku)
where p.product_id in (select product_id from product_rows where sku = $sku)
order by p.product_id, p.sku;

-- name: back
-- Delisted SKUs of which there is stock again beyond what open orders want.
select d.sku, d.product_id, d.scope, epoch_us(d.delisted_at), p.on_hand - coalesce(w.quantity, 0)
from delisted d
join stock_position p using (sku)
left join (
    select sku, sum(quantity)::bigint as quantity from (
        select sku, quantity from stock_demand union all select sku, quantity from stock_applied where off
    ) group by sku
) w using (sku)
where p.known and p.on_hand > coalesce(w.quantity, 0)
order by d.sku;
