-- What a batch of exports brings, against what is known. $orders are the Parquet files that hold it; batch(seq) names the
-- exports. What is not closed is open, also under a status that nobody knows.

-- name: arrivals
-- Each order of the batch at its newest: `mark` is twice the export's rank, plus one where it is open; `said` the same of the
-- newest export that says statuses, null where none does. `closed` is null where none of its rows says that it was
-- finished with; else eight times the rank of the newest that does, plus how. `oldest` is the lowest rank.
create or replace temp table arrivals as
select
    md5_number(o.order_key) as key,
    max(mark_of(e.rank, o.status)) as mark,
    max(mark_of(e.rank, o.status)) filter (e.says_status) as said,
    min(e.seq) as first_seq,
    max(e.rank * 8 + closed_code(o.status)) filter (e.says_status) as closed,
    min(e.rank) as oldest,
    bit_or(e.tells) as tells
from read_parquet($orders, union_by_name = true) o
join (select content, seq, rank, tells, says_status from exports semi join batch using (seq)) e on e.content = o.export_id
group by all;

-- name: newer
-- Those that are newer than what is known. An older export is no news, whenever it comes. Where the batch has no word on the
-- status, an order stays as open as it was; where nobody has, it is what stands for that.
create or replace temp table newer as
select a.key, e.seq,
    case when a.said is null and l.tells & 1 = 1 then l.open else (coalesce(a.said, a.mark) & 1) = 1 end as open, a.closed,
    a.tells | coalesce(l.tells, 0) as tells, l.key is not null as known, coalesce(l.open, false) as was_open,
    least(a.first_seq, coalesce(l.first_seq, a.first_seq)) as first_seq, l.seq as closed_seq, l.closed_as
from arrivals a
join exports e on e.rank = a.mark >> 1
left join latest l on l.key = a.key
left join exports k on k.seq = l.seq
where l.key is null or e.rank > k.rank;

-- name: all_newer
-- The same where nothing is known yet, which takes neither time nor memory.
create or replace temp view newer as
select a.key, e.seq, (coalesce(a.said, a.mark) & 1) = 1 as open, a.closed, a.tells, false as known, false as was_open, a.first_seq,
    null::integer as closed_seq, null::utinyint as closed_as
from arrivals a
join exports e on e.rank = a.mark >> 1;

-- name: update_latest
update latest set seq = n.seq, open = n.open, closed_as = case when not n.open then coalesce(n.closed & 7, n.closed_as) end,
    tells = n.tells
from newer n
where latest.key = n.key;

-- name: insert_latest
insert into latest select key, seq, open, first_seq, case when not open then closed & 7 end, tells from newer where not known;

-- name: still_open
-- Orders that were open before and of which there is nothing newer.
create or replace temp table still_open as
select key from latest where open and key not in (select key from newer where was_open);

-- name: listings
insert into listings
select e.seq, l.marketplace, coalesce(l.shop, ''), coalesce(l.status, 'unrecognised'), l.first_placed, l.last_placed
from (
    select export_id, marketplace, shop, status, min(placed_at) as first_placed, max(placed_at) as last_placed
    from read_parquet($orders, union_by_name = true)
    group by all
) l
join (select content, seq from exports semi join batch using (seq)) e on e.content = l.export_id;

-- name: file_ends
insert into file_ends
select e.seq, l.last_row
from (
    select export_id, max(source_row) as last_row from read_parquet($orders, union_by_name = true) group by export_id
) l
join (select content, seq from exports semi join batch using (seq)) e on e.content = l.export_id;

-- name: national
update exports set national = true
where seq in (select seq from batch)
    and content in (select export_id from read_parquet($orders, union_by_name = true) where national_address is not null);

-- name: unread
insert into unread
select e.seq, case when r.reason not like 'id\_%' escape '\' then r.order_id end
from read_parquet($rejects, union_by_name = true) r
join (select content, seq from exports semi join batch using (seq)) e on e.content = r.export_id;
