-- How the orders of cases ended. Reads case_acts, open_orders, latest (the newest export of each order).
-- name: reopened
delete from case_ends where order_key in (select order_key from open_orders);

-- name: wanted
select distinct c.order_key, l.seq
from case_acts c
join latest l on l.key = md5_number(c.order_key) and not l.open
anti join open_orders o on o.order_key = c.order_key
anti join case_ends e on e.order_key = c.order_key
where c.kind not in ('undo', 'redo');

-- name: ends
insert into case_ends
select order_key, arg_max(status, (exported_at, source_row)), max(exported_at)
from read_parquet($files, union_by_name = true)
where order_key in (select unnest($keys)) and export_id in (select unnest($exports))
group by order_key;
