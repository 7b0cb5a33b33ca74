-- Orders that were finished with, out of Parquet: taken_orders and taken_lines, as data.desk.pictures.filling fills them up.

-- name: contents
-- The exports that have the newest state of one.
select distinct e.content from latest l join exports e using (seq) where not l.open;

-- name: take_orders
create or replace temp table taken_orders as
select o.*, told_as(o.ship_by, o.exported_at) as ship_told, l.seq, l.tells
from read_parquet($orders, union_by_name = true) o
join exports e on e.content = o.export_id
join latest l on l.seq = e.seq and l.key = md5_number(o.order_key) and not l.open
qualify row_number() over (partition by o.order_key order by o.source_row desc) = 1;

-- name: take_lines
create or replace temp table taken_lines as
select n.* replace (coalesce(n.owed, n.quantity) as owed)
from read_parquet($lines, union_by_name = true) n
join (select order_key, export_id from taken_orders) o on o.order_key = n.order_key and o.export_id = n.export_id;

-- name: drop
drop table if exists taken_orders;
drop table if exists taken_lines;
drop table if exists carried_now;
