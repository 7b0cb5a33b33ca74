-- What orders are called by people: the number that lists show.

-- name: open
select order_key, order_id from open_orders where order_key in (select unnest($keys::varchar[]));

-- name: filed
-- Of any order in these parts, as the newest export that has it.
select order_key, arg_max(order_id, exported_at)
from read_parquet($files, union_by_name = true)
where order_key in (select unnest($keys::varchar[])) and order_id is not null
group by order_key;

-- name: called
-- Keys of orders by their number, or by a part of it that the key itself doesn't tell: a word of two digits is in a
-- million keys. $wanted is in small letters.
select distinct order_key
from read_parquet($files, union_by_name = true)
where case when $part then contains(lower(order_id), $wanted) and not contains(lower(order_key), $wanted) else ltrim(lower(order_id), '#') = ltrim($wanted, '#') end;
