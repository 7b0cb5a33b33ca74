-- The newest state of each order of a batch that is open by now, as its export has it.

-- name: sighted
-- Every row of the batch under an open status, where its order is open by now; found by narrow columns. $untold: an export of
-- the batch has no word on statuses.
create or replace temp table sighted as
select n.key, o.order_key, e.seq, e.rank, case when e.says_status then o.status end as status,
    case when e.says_status then o.status_text end as status_text, o.source_row, o.line_count, o.export_id as content,
    o.file_index as file, o.file_row_number as place
from read_parquet($orders, union_by_name = true) o
join (select content, seq, rank, says_status from exports semi join batch using (seq)) e on e.content = o.export_id
join (
    select key from newer where open
    union all
    from still_open
) n on n.key = md5_number(o.order_key)
where closed_code(o.status) is null or ($untold and not e.says_status);

-- name: wanted
-- Where the newest state of each of them stands.
create or replace temp table wanted as
select s.order_key, s.content, s.key, s.seq, n.first_seq, n.tells, s.file, s.place
from sighted s
join newer n on n.key = s.key and n.seq = s.seq
where n.open
qualify row_number() over (partition by s.key order by s.file desc, s.place desc) = 1;

-- name: taken_orders
create or replace temp table taken_orders as
select
    o.order_key, o.marketplace, o.shop, o.order_id, o.status, o.status_text, o.placed_at, o.paid_at, o.ship_by,
    told_as(o.ship_by, o.exported_at) as ship_told,
    o.sent_at, o.received_at, o.buyer, o.email, o.recipient, o.country, o.country_code, o.province, o.city,
    o.address, o.full_address, o.full_address_local, o.national_address, o.zip, o.phone, o.tax_number, o.currency,
    o.goods_total, o.shipping_fee, o.discount, o.total, o.refunded, o.paid_total, o.duties, o.subsidy,
    o.managed_discount, o.supply_price, o.tax_collected, o.cash_on_delivery, o.fulfilment, o.fulfilment_text, o.service, o.tracking,
    o.remark, o.custom_info, o.seller, o.is_business, o.pieces, o.line_count, o.source_row, e.export_id, e.exported_at,
    o.doubts, w.seq, w.key, w.first_seq, w.tells
from read_parquet($orders, union_by_name = true) o
join wanted w on w.order_key = o.order_key and w.content = o.export_id
join exports e on e.seq = w.seq
where w.file = o.file_index and w.place = o.file_row_number and o.file_row_number <= $last_place
    and (closed_code(o.status) is null or ($untold and not e.says_status));

-- name: line_places
create or replace temp table line_places as
select file_row_number as place
from read_parquet($lines, union_by_name = true) l
semi join wanted w on w.order_key = l.order_key and w.content = l.export_id;

-- name: taken_lines
create or replace temp table taken_lines as
select l.*
from read_parquet($lines, union_by_name = true) l
semi join wanted w on w.order_key = l.order_key and w.content = l.export_id
where l.file_row_number <= $last_place;
