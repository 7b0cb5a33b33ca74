-- Lead times of what came and ages of what is still open, in days, as lists.
-- Reads purchases, stock_position, clock.
-- name: by_supplier
select
    supplier,
    list(lead_days) filter (lead_days is not null),
    list(age) filter (open and lead_days is null and age >= 0)
from (select *, epoch((select now from clock) - ordered_at) / 86400 as age from purchases)
where supplier is not null
group by supplier;

-- name: all
select
    list(lead_days) filter (lead_days is not null),
    list(age) filter (open and lead_days is null and age >= 0)
from (select *, epoch((select now from clock) - ordered_at) / 86400 as age from purchases)
where supplier is not null;

-- name: own
-- The same of single SKUs.
select
    supplier,
    sku,
    list(lead_days) filter (lead_days is not null),
    list(age) filter (open and lead_days is null and age >= 0)
from (select *, epoch((select now from clock) - ordered_at) / 86400 as age from purchases)
where supplier is not null and sku in (select unnest($skus))
group by supplier, sku;

-- name: incoming
-- What is on its way, the oldest purchase first.
select
    sku,
    coalesce(supplier, ''),
    still_due,
    greatest(0, coalesce(epoch((select now from clock) - ordered_at) / 86400, 0)) as age,
    coalesce(expected_at < (select now from clock), false)
from purchases
where open and still_due > 0 and sku in (select unnest($skus))
order by sku, age desc;

-- name: expected
select sku, epoch_us(expected_at) from stock_position
where expected_at is not null and sku in (select unnest($skus));
