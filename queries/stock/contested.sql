-- What needs deciding: SKUs asked for more than there is. All other lines are covered whatever is decided.
-- SKUs are numbered here: deciding compares numbers several times as fast as text.
-- name: contested
create or replace temp table contested as
select d.sku, (row_number() over ())::integer as no, any_value(s.available) as available
from stock_demand d
join stock_supply s using (sku)
group by d.sku
having sum(d.quantity) > any_value(s.available);

-- name: pending
create or replace temp table pending as
select d.ord, c.no, d.quantity from stock_demand d join contested c using (sku);

-- name: left
create or replace temp table stock_left as select no, available from contested;

-- name: decided
create or replace temp table decided (
    ord bigint, no integer, quantity bigint, allotted boolean, round integer
);
