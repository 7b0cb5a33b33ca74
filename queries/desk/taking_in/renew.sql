-- As take_in, for orders of which all exports that count are looked at anew.

-- name: renewed
-- Orders that exports had which count no more.
create or replace temp table renewed as
select distinct md5_number(order_key) as key
from read_parquet($orders, union_by_name = true)
where export_id in (select unnest($contents));

-- name: renewed_arrivals
-- The same of all exports that count.
create or replace temp table arrivals as
select
    md5_number(o.order_key) as key,
    max(mark_of(e.rank, o.status)) as mark,
    max(mark_of(e.rank, o.status)) filter (e.says_status) as said,
    min(e.seq) as first_seq,
    max(e.rank * 8 + closed_code(o.status)) filter (e.says_status) as closed,
    bit_or(e.tells) as tells
from read_parquet($orders, union_by_name = true) o
join exports e on e.content = o.export_id
where md5_number(o.order_key) in (select key from renewed)
group by all;

-- name: renewed_newer
create or replace temp table newer as
select a.key, e.seq, (coalesce(a.said, a.mark) & 1) = 1 as open, a.closed, a.tells, l.key is not null as known, coalesce(l.open, false) as was_open,
    a.first_seq, null::integer as closed_seq, null::utinyint as closed_as
from arrivals a
join exports e on e.rank = a.mark >> 1
left join latest l on l.key = a.key;

-- name: renewed_before
-- What was known of them is forgotten; those that nothing is left of are gone.
create or replace temp table still_open as select key from latest limit 0;
create or replace temp table past as select key from newer where open and closed is not null;
delete from seen where key in (select key from renewed);
delete from part_seen where key in (select key from renewed);
delete from closings where key in (select key from renewed);

-- name: renewed_latest
insert into touched
select order_key from open_orders
where md5_number(order_key) in (select key from renewed)
except
select order_key from touched;
delete from latest where key in (select key from renewed) and key not in (select key from newer);
update latest set first_seq = n.first_seq from newer n where latest.key = n.key;

-- name: renewed_doubtful
create or replace temp table doubtful as select order_key from taken_orders where status = 'cancel_requested';
