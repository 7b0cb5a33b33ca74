-- What the rounds decided, as allotments and shortages of orders.
-- name: shortages
insert into shortages
select o.order_key, d.sku, d.quantity, greatest(0, d.quantity - d.available)
from decided d
join (select distinct ord, order_key from stock_demand) o using (ord)
where not d.allotted;

-- name: allotments
-- Lines of uncontested SKUs belong to every order that was not turned away.
insert into allotments
select d.order_key, d.sku, d.quantity, false
from stock_demand d
join stock_supply s using (sku)
anti join (select distinct ord from decided where not allotted) t on t.ord = d.ord;
