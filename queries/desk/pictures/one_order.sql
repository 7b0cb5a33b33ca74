-- Which order keys are one order (data.desk.pictures.one_order). Reads Parquet: what parts say of it holds whether their exports
-- count or were withdrawn.

-- name: by_id
-- Marketplaces of which $orders know orders by an id beside their number, or by number and time. Nearly all keys end with
-- their number, which is told in half the time; an id that happens to as well is not the only one of its marketplace.
insert into known_by_id
select distinct marketplace
from (
    select marketplace, order_key, order_id
    from read_parquet($orders, union_by_name = true)
    where not ends_with(order_key, order_id)
)
where marketplace not in (from known_by_id) and (is_by_id(order_key, marketplace, order_id) or is_by_time(order_key, marketplace, order_id));

-- name: by_number
-- Orders of these marketplaces that are known by their number.
insert into by_number
select order_key, any_value(marketplace), any_value(order_id), any_value(coalesce(shop, '')), min(placed_at), min(lower(email))
from read_parquet($orders, union_by_name = true)
where marketplace in (select unnest($marketplaces::varchar[])) and not is_by_id(order_key, marketplace, order_id)
    and order_key not in (select order_key from by_number)
group by order_key;

-- name: numbers
select distinct order_id from by_number where order_id not in (select order_id from looked_for);

-- name: looked_for
insert into looked_for select distinct order_id from by_number except from looked_for;

-- name: with_id
-- The orders of these numbers that are known by an id.
insert into with_id
select order_key, any_value(marketplace), any_value(order_id), any_value(coalesce(shop, '')), min(placed_at), min(lower(email))
from read_parquet($orders, union_by_name = true)
where order_id in (select order_id from looked_for) and is_by_id(order_key, marketplace, order_id)
    and order_key not in (select order_key from with_id)
group by order_key;

-- name: found
-- Two of one marketplace with one number are one order where they are of one shop that is named; or where nothing stands
-- against it and they were placed at one time. A spreadsheet leaves out seconds and the offset of a shop's clock: that is
-- a multiple of a quarter of an hour, 26 hours at most. Of several the nearest in time.
-- Where neither has an id, one that says no seconds is the only one of its minute that does; where both name one buyer,
-- of its minute by a shop's clock. Where a time is but a day the buyer stands in the key: one that names none is the
-- only one of its day that does.
create or replace temp table found as
with identified as (
    select n.order_key, i.order_key as same_as
    from by_number n
    join with_id i on i.marketplace = n.marketplace and i.order_id = n.order_id
    where (n.shop <> '' and n.shop = i.shop)
        or ((n.shop = '' or i.shop = '' or n.shop = i.shop) and coalesce(n.email = i.email, true)
            and abs(epoch(i.placed_at) - epoch(n.placed_at)) <= 26 * 3600
            and ((epoch(i.placed_at) - epoch(n.placed_at) + 104 * 900)::bigint % 900 < case when epoch(n.placed_at)::bigint % 60 = 0 then 60 else 1 end
                or (epoch(i.placed_at)::bigint % 60 = 0 and (epoch(n.placed_at) - epoch(i.placed_at) + 104 * 900)::bigint % 900 < 60)))
    qualify row_number() over (
        partition by n.order_key order by coalesce(n.shop = i.shop and n.shop <> '', false) desc,
            coalesce(abs(epoch(i.placed_at) - epoch(n.placed_at)), 1e12), i.order_key
    ) = 1
),
timed as (
    select n.order_key, s.order_key as same_as
    from (from by_number where is_by_time(order_key, marketplace, order_id) and epoch(placed_at)::bigint % 60 = 0) n
    join (from by_number where is_by_time(order_key, marketplace, order_id) and epoch(placed_at)::bigint % 60 <> 0) s
        on s.marketplace = n.marketplace and s.order_id = n.order_id and coalesce(n.email = s.email, true)
    where epoch(s.placed_at) - epoch(n.placed_at) between 0 and 59.999999
        or (n.email = s.email and abs(epoch(s.placed_at) - epoch(n.placed_at)) <= 26 * 3600
            and (epoch(s.placed_at) - epoch(n.placed_at) + 104 * 900)::bigint % 900 < 60)
    qualify count(*) over (partition by n.order_key) = 1
),
unnamed as (
    select n.order_key, s.order_key as same_as
    from (from by_number where is_by_time(order_key, marketplace, order_id)) n
    join by_number s
        on s.marketplace = n.marketplace and s.order_id = n.order_id and starts_with(s.order_key, n.order_key || '/')
            and coalesce(n.email = s.email, true)
    where n.order_key not in (select order_key from timed)
    qualify count(*) over (partition by n.order_key) = 1
),
without_id as (
    from timed
    union all
    from unnamed
)
from identified
union all
select t.order_key, coalesce(i.same_as, t.same_as)
from without_id t
left join identified i on i.order_key = t.same_as
where t.order_key not in (select order_key from identified);

-- name: changed
-- What was one order and is another now. To be told to the desk, and kept until it has been.
insert into parted
select coalesce(f.order_key, a.order_key), a.same_as, f.same_as
from found f
full join same_orders a on a.order_key = f.order_key
where f.same_as is distinct from a.same_as;

-- name: keep
create or replace table same_orders as from found;

-- name: renewed
-- The orders that have to be worked out anew for it.
create or replace temp table renewed as
select distinct md5_number(unnest([order_key, was, is_now])) as key
from parted
where md5_number(order_key) in (select key from latest) or md5_number(was) in (select key from latest);

-- name: told
delete from parted;

-- name: names
-- Each of $keys, and the other keys that stand for the same order.
select unnest($keys::varchar[]) as order_key
union
select order_key from same_orders where same_as in (select unnest($keys::varchar[]));
