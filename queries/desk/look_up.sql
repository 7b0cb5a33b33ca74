-- Looking an order up in Parquet, open or finished long ago.

-- name: open_order
select * from open_orders where order_key = $key;

-- name: open_lines
select * from open_lines where order_key = $key order by line_no;

-- name: seen
select e.export_id, s.status, s.status_text, s.source_row, e.exported_at
from seen s
join exports e using (seq)
where s.key = md5_number($key)
order by e.rank, s.source_row;

-- name: newest
-- The export that has the newest state of an order: its id, the one that its rows bear, its number; what it lacks that
-- others tell (bits of data.exports.carry_forward); and how the order was finished with, where an export says so.
select e.export_id, e.content, e.seq, e.lacks & l.tells, closed_status(l.closed_as)
from latest l
join exports e using (seq)
where l.key = md5_number($key);

-- name: between
-- Exports that can have an order that was placed at $placed and was seen last in $export. A file's time may be a day
-- or so out, as far as zones go.
select distinct content
from exports
where ($placed::bigint is null or exported_at >= make_timestamptz($placed) - interval 2 days)
    and rank <= (select rank from exports where export_id = $export order by rank desc limit 1);

-- name: sightings
select e.export_id, case when e.says_status then o.status end as status,
    case when e.says_status then o.status_text end as status_text, o.source_row, e.exported_at
from read_parquet($files, union_by_name = true) o
join exports e on e.content = o.export_id
where o.order_key = $key
order by e.rank, o.source_row;

-- name: contents_of
select distinct content from exports where export_id in (select unnest($ids::varchar[]));

-- name: told
-- What each of these exports says of an order, the oldest first, and what it lacks (bits of data.exports.carry_forward).
select e.export_id, e.content, e.lacks, o.source_row, o.recipient, o.full_address, o.address, o.zip, o.city, o.province,
    o.national_address, o.country, o.phone, o.tax_number, o.service, o.remark, o.currency, o.total, o.ship_by,
    told_as(o.ship_by, o.exported_at) as ship_told
from read_parquet($files, union_by_name = true) o
join exports e on e.content = o.export_id
where o.order_key = $key and e.export_id in (select unnest($ids::varchar[]))
qualify row_number() over (partition by e.seq order by o.file_index desc, o.file_row_number desc) = 1
order by e.rank;

-- name: told_lines
select export_id, sku, title, attributes, quantity, quantity as owed
from read_parquet($files, union_by_name = true)
where order_key = $key and export_id in (select content from exports where export_id in (select unnest($ids::varchar[])));

-- name: order
select * exclude (export_id, exported_at)
from read_parquet($files, union_by_name = true)
where order_key = $key and export_id = $export
order by source_row desc
limit 1;

-- name: lines
select * exclude (export_id, exported_at) replace (coalesce(owed, quantity) as owed)
from read_parquet($files, union_by_name = true)
where order_key = $key and export_id = $export
order by line_no;

-- name: take_order
-- The same to be filled up from other exports, what is lacking (data.desk.pictures.filling).
create or replace temp table taken_orders as
select o.*, told_as(o.ship_by, o.exported_at) as ship_told, $seq::integer as seq, l.tells
from read_parquet($files, union_by_name = true) o, (select tells from latest where key = md5_number($key)) l
where o.order_key = $key and o.export_id = $export
order by o.source_row desc
limit 1;

-- name: take_lines
create or replace temp table taken_lines as
select * replace (coalesce(owed, quantity) as owed)
from read_parquet($files, union_by_name = true)
where order_key = $key and export_id = $export;

-- name: taken_order
select * exclude (export_id, exported_at, ship_told, seq, tells) from taken_orders;

-- name: taken_lines
select * exclude (export_id, exported_at) from taken_lines order by line_no;

-- name: drop_taken
drop table taken_orders;
drop table taken_lines;
drop table if exists carried_now;

-- name: find
select distinct order_key
from read_parquet($files, union_by_name = true)
where order_id in (select unnest($ids)) or order_key = $key;

-- name: known
-- Those of $keys that an export has which counts.
select k.order_key from (select unnest($keys::varchar[]) as order_key) k semi join latest l on l.key = md5_number(k.order_key);

-- name: rejects
select "row", reason, order_id, detail
from read_parquet($files, union_by_name = true)
where export_id = $export
order by "row";

-- name: shipment
select parcels, epoch_us(sent_at), file, epoch_us(file_at) from shipments where order_key = $key;
