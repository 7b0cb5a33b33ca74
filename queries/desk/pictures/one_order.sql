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
-- of its minute by a shop's clock. Where a time is but a day the buyer stands in the key, in some spelling: of one number
-- and day those are one whose mail address is one, or whose names are alike and whose addresses don't differ. One that
-- names no buyer is the only one of its day that does.
create or replace temp table found as
with identified as materialized (
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
several as materialized (
    -- Nearly all numbers are known by one key.
    select *
    from by_number
    semi join (select marketplace, order_id from by_number group by all having count(*) > 1) using (marketplace, order_id)
    where is_by_time(order_key, marketplace, order_id)
),
timed as materialized (
    select n.order_key, s.order_key as same_as
    from (from several where epoch(placed_at)::bigint % 60 = 0) n
    join (from several where epoch(placed_at)::bigint % 60 <> 0) s
        on s.marketplace = n.marketplace and s.order_id = n.order_id and coalesce(n.email = s.email, true)
    where epoch(s.placed_at) - epoch(n.placed_at) between 0 and 59.999999
        or (n.email = s.email and abs(epoch(s.placed_at) - epoch(n.placed_at)) <= 26 * 3600
            and (epoch(s.placed_at) - epoch(n.placed_at) + 104 * 900)::bigint % 900 < 60)
    qualify count(*) over (partition by n.order_key) = 1
),
written as materialized (
    select order_key, marketplace, order_id, email, day_of(order_key) as day, letters_of(buyer_of(order_key)) as letters,
        words_of(buyer_of(order_key)) as words
    from several
    where buyer_of(order_key) <> ''
),
-- Those of whom not even the letters differ, `who`: unless their mail addresses do.
buyers as materialized (
    select *, case when coalesce(first_mail = last_mail, true) then first_key else order_key end as who,
        coalesce(email, case when first_mail = last_mail then last_mail end) as mail
    from (
        select *, min(email) over alike as first_mail, max(email) over alike as last_mail, min(order_key) over alike as first_key
        from written
        window alike as (partition by marketplace, order_id, day, letters)
    )
),
likes as materialized (
    select a.who, list(distinct b.who order by b.who) as likes
    from buyers a
    join buyers b using (marketplace, order_id, day)
    where a.who = b.who or a.mail = b.mail or (coalesce(a.mail = b.mail, true) and (is_shorter(a.words, b.words) or is_shorter(b.words, a.words)))
    group by a.who
),
-- All of them alike and no other: a name that may be of two buyers is neither's.
closed as (
    select l.who, l.likes[1] as as_who
    from likes l
    join likes m on list_contains(l.likes, m.who)
    group by l.who, l.likes
    having bool_and(m.likes = l.likes)
),
known as materialized (
    select b.order_key, coalesce(c.as_who, b.who) as as_who
    from buyers b
    left join closed c using (who)
),
aims as (
    select as_who, coalesce(min(i.same_as), min(t.same_as), as_who) as aim
    from known
    left join identified i using (order_key)
    left join timed t using (order_key)
    group by as_who
),
spelt as materialized (
    select k.order_key, a.aim as same_as
    from known k
    join aims a using (as_who)
    where a.aim <> k.order_key and k.order_key not in (select order_key from timed)
),
unnamed as (
    select distinct n.order_key, coalesce(k.same_as, s.order_key) as same_as
    from several n
    join several s
        on s.marketplace = n.marketplace and s.order_id = n.order_id and starts_with(s.order_key, n.order_key || '/')
            and coalesce(n.email = s.email, true)
    left join spelt k on k.order_key = s.order_key
    where n.order_key not in (select order_key from timed)
    qualify count(distinct coalesce(k.same_as, s.order_key)) over (partition by n.order_key) = 1
),
without_id as (
    from timed
    union all
    from spelt
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
