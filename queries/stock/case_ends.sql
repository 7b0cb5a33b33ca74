-- How the orders of cases ended. Reads case_acts, open_orders, latest (the newest export of each order).
-- name: one_order
-- Acts on an order that the desk has come to know by another key.
update case_acts set order_key = s.same_as from same_orders s where case_acts.order_key = s.order_key;

-- name: reopened
delete from case_ends where order_key in (select order_key from open_orders);

-- name: wanted
select distinct c.order_key, l.seq, closed_status(l.closed_as)
from case_acts c
join latest l on l.key = md5_number(c.order_key) and not l.open
anti join open_orders o on o.order_key = c.order_key
anti join case_ends e on e.order_key = c.order_key
where c.kind not in ('undo', 'redo');

-- name: ends
insert into case_ends
select o.order_key, coalesce(any_value(w.status), arg_max(o.status, o.source_row)), any_value(e.exported_at)
from read_parquet($files, union_by_name = true) o
join (select unnest($keys) as order_key, unnest($seqs) as seq, unnest($statuses::varchar[]) as status) w on w.order_key = o.order_key
join exports e on e.seq = w.seq and e.content = o.export_id
group by o.order_key;
