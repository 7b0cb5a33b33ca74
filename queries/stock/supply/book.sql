-- Lead times of what came and ages of what is still open, in days, as lists; closed days of the supplier left out. What
-- was ordered and came together is one delivery, and one datum, however many lines it has.
-- Reads purchases, closed_days, stock_position, clock.
-- name: deliveries
create or replace temp table deliveries as
with once as (
    select distinct
        supplier, coalesce(purchase_id, purchase_key) as purchase_id, sku, ordered_at,
        case when lead_days is not null then received_at end as received_at,
        coalesce(case when lead_days is not null then received_at end, (select now from clock)) as until
    from purchases
    where supplier is not null and ordered_at is not null
      and (lead_days is not null or (open and ordered_at <= (select now from clock)))
),
spans as (select distinct supplier, ordered_at, until from once),
closed as (
    select s.supplier, s.ordered_at, s.until,
           sum(epoch(least(c.until, s.until) - greatest(c.since, s.ordered_at))) / 86400 as days
    from spans s
    join closed_days c
        on (c.supplier is null or c.supplier = s.supplier) and c.since < s.until and c.until > s.ordered_at
    group by all
)
select o.supplier, o.purchase_id, o.sku, o.ordered_at, o.received_at,
       epoch(o.until - o.ordered_at) / 86400 - coalesce(c.days, 0) as days
from once o
left join closed c using (supplier, ordered_at, until);

-- name: now
select epoch_us(now) from clock;

-- name: closures
select coalesce(supplier, ''), epoch_us(since), epoch_us(until) from closed_days;

-- name: by_supplier
select supplier, list(days) filter (received_at is not null), list(days) filter (received_at is null)
from (select distinct supplier, purchase_id, ordered_at, received_at, days from deliveries)
group by supplier;

-- name: all
select list(days) filter (received_at is not null), list(days) filter (received_at is null)
from (select distinct supplier, purchase_id, ordered_at, received_at, days from deliveries);

-- name: own
-- The same of single SKUs.
select supplier, sku, list(days) filter (received_at is not null), list(days) filter (received_at is null)
from (select distinct supplier, sku, purchase_id, ordered_at, received_at, days from deliveries
      where sku in (select unnest($skus)))
group by supplier, sku;

-- name: incoming
-- What is on its way, the oldest purchase first.
select
    sku,
    coalesce(supplier, ''),
    still_due,
    epoch_us(least(ordered_at, (select now from clock))),
    epoch_us(expected_at),
    purchase_key,
    case when source = 'file' then coalesce(purchase_id, '') else '' end
from purchases
where open and still_due > 0 and sku in (select unnest($skus))
order by sku, ordered_at nulls last, purchase_key;

-- name: expected
select sku, epoch_us(expected_at) from stock_position
where expected_at is not null and sku in (select unnest($skus));
