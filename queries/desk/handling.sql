-- In how many days products leave, and ship-by times that are estimated by it.

-- name: fill
-- The newest word on each SKU of each product; the fewest days of a SKU that several products have.
insert into handling
select sku, min(handling_days)
from (
    select p.sku, p.handling_days
    from read_parquet($files, union_by_name = true) p
    join (select unnest($contents::varchar[]) as content, unnest($ranks::integer[]) as rank) n on n.content = p.export_id
    where p.sku is not null
    qualify row_number() over (partition by p.product_id, p.sku, p.shop order by n.rank desc, p.source_row desc) = 1
)
where handling_days >= 0
group by sku;

-- name: estimates
-- Open orders to ship of which no file has a ship-by time, where it would be estimated otherwise than it is.
create or replace temp table estimates as
select
    o.order_key,
    estimated_at(coalesce(o.paid_at, o.placed_at), h.days, p.ship_days, coalesce(p.working_days, false), c.ship_days) as ends,
    case when ends is not null then estimated_by(h.days, p.ship_days, c.ship_days) end as rests
from open_orders o
left join (
    select l.order_key, min(h.days) as days from open_lines l join handling h using (sku) where l.owed > 0 group by l.order_key
) h using (order_key)
left join policies p on p.no = o.policy,
clock c
where (o.ship_by is null or o.ship_rests is not null) and can_estimate(o.stage, o.fulfilment, o.doubts)
    and (ends is distinct from o.ship_by or rests is distinct from o.ship_rests);

-- name: estimate
update open_orders set ship_by = e.ends, deadline = e.ends, ship_rests = e.rests
from estimates e
where open_orders.order_key = e.order_key;
