-- What the rounds decided, as allotments and shortages of orders.
-- name: shortages
-- An order that goes without lacks what the orders served before it left too little of.
insert into shortages
with at_turn as (
    select
        d.ord,
        c.sku,
        d.quantity,
        d.allotted,
        c.available - coalesce(sum(d.quantity) filter (where d.allotted) over (
            partition by d.no order by d.ord rows between unbounded preceding and 1 preceding
        ), 0) as available
    from decided d
    join contested c using (no)
)
select o.order_key, t.sku, t.quantity, greatest(0, t.quantity - t.available)::bigint
from at_turn t
join stock_demand o on o.ord = t.ord and o.sku = t.sku
where not t.allotted;

-- name: allotments
-- Lines of uncontested SKUs belong to every order that was not turned away.
insert into allotments
select d.order_key, d.sku, d.quantity, false
from stock_demand d
join stock_supply s using (sku)
anti join (select distinct ord from decided where not allotted) t on t.ord = d.ord;
