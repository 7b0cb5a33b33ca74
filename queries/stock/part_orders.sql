-- Partial shipping: each line takes what the lines before it on the same SKU leave, however little.
--   stock_demand(order_key, sku, quantity, ord), stock_supply(sku, available)
-- name: share_out
create or replace temp table shared as
select
    d.order_key,
    d.sku,
    d.quantity,
    greatest(0, least(d.quantity, s.available - coalesce(
        sum(d.quantity) over (partition by d.sku order by d.ord rows between unbounded preceding and 1 preceding), 0
    )))::bigint as got
from stock_demand d
join stock_supply s using (sku);

-- name: keep
insert into allotments select order_key, sku, got, false from shared where got > 0;

-- name: turn_away
insert into shortages select order_key, sku, quantity, quantity - got from shared where got < quantity;
