-- Looking an order up in Parquet, open or finished long ago.

-- name: sightings
select o.export_id, o.status, o.status_text, o.source_row, o.exported_at
from read_parquet($files, union_by_name = true) o
join exports e using (export_id)
where o.order_key = $key
order by e.rank, o.source_row;

-- name: statuses
select o.status
from read_parquet($files, union_by_name = true) o
join exports e using (export_id)
where o.order_key = $key
order by e.rank, o.source_row;

-- name: order
select * exclude (export_id, exported_at)
from read_parquet($files, union_by_name = true)
where order_key = $key and export_id = $export
order by source_row desc
limit 1;

-- name: lines
select * exclude (export_id, exported_at)
from read_parquet($files, union_by_name = true)
where order_key = $key and export_id = $export
order by line_no;

-- name: find
select distinct order_key
from read_parquet($files, union_by_name = true)
where order_id in (select unnest($ids)) or order_key = $key;

-- name: rejects
select "row", reason, order_id, detail
from read_parquet($files, union_by_name = true)
where export_id = $export
order by "row";
