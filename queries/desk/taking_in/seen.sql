-- Where open orders were seen, when they were finished with last, and since when a cancel request stands.

-- name: past
-- Orders that are open by now, of which this batch or what was known has a time when they were finished with.
create or replace temp table past as
select key from newer where open and (closed is not null or (known and not was_open))
union
select key from still_open join arrivals a using (key) where a.closed is not null;

-- name: closings
-- Where each of them was finished with last.
create or replace temp table closed_last as
with told as (
    select n.key, e.rank, n.closed & 7 as code from newer n join exports e on e.rank = n.closed >> 3 where n.open
    union all
    select n.key, e.rank, n.closed_as
    from newer n join exports e on e.seq = n.closed_seq
    where n.open and n.known and not n.was_open
    union all
    select key, a.closed >> 3, a.closed & 7 from still_open join arrivals a using (key) where a.closed is not null
    union all
    select c.key, e.rank, closed_code(c.status) from closings c join exports e using (seq) semi join past using (key)
)
select t.key, e.seq, closed_status(t.code) as status
from (select key, max(rank) as rank, arg_max(code, rank) as code from told group by key) t
join exports e using (rank);

-- name: no_closings
-- The same where there are none of them, as mostly.
create or replace temp table closed_last as from closings limit 0;

-- name: drop_closings
delete from closings
where key in (select key from closed_last) or key in (select key from newer where was_open and not open);

-- name: keep_closings
insert into closings from closed_last;

-- name: keep_seen
insert into seen select key, seq, status, status_text, source_row, line_count from sighted;

-- name: drop_seen
-- Those of orders that were finished with.
delete from seen where key in (select key from newer where was_open and not open);

-- name: part_seen
insert into part_seen from past except from part_seen;

-- name: whole_again
delete from part_seen where key in (select key from newer where was_open and not open);

-- name: sightings
-- Where an order stands whose status has a clock (a cancel request, a dispute), each time it was seen since what was known
-- of it: `seen_at` first, `last_at` last. Of what was known already they are apart, and `other_at` is when it had been
-- seen last in another status before.
create or replace temp table sightings as
with asked as (
    select w.order_key, w.key, o.seq as known_seq, k.rank as known_rank, o.since, o.exported_at,
        o.other_at,
        -- Where no export has a word on the status it is known in none.
        case when o.status <> 'unrecognised' or o.status_text <> '' then o.status end as known_status
    from taken_orders w
    left join open_orders o using (order_key)
    left join exports k on k.seq = o.seq
    where w.status in ('cancel_requested', 'dispute')
)
select a.order_key, s.rank, e.exported_at as seen_at, e.exported_at as last_at, null::timestamptz as other_at, s.status
from sighted s
join asked a using (key)
join exports e using (seq)
where s.status is not null and (a.known_rank is null or s.rank > a.known_rank)
union all
select order_key, known_rank, since, exported_at, other_at, known_status from asked
where known_rank is not null and known_status is not null
union all
-- What was finished with when it was seen last is not among the open ones, nor in the batch.
select a.order_key, e.rank, e.exported_at, e.exported_at, null, closed_status(n.closed_as)
from asked a
join newer n on n.key = a.key and n.known and not n.was_open and n.closed_as is not null
join exports e on e.seq = n.closed_seq;

-- name: past_sightings
-- The same for those that the batch has under a closed status too.
insert into sightings
select o.order_key, e.rank, e.exported_at, e.exported_at, null, o.status
from read_parquet($orders, union_by_name = true) o
join (
    select w.order_key, k.rank as known_rank
    from taken_orders w
    semi join past using (key)
    left join open_orders known using (order_key)
    left join exports k on k.seq = known.seq
    where w.status in ('cancel_requested', 'dispute')
) a using (order_key)
join (select content, rank, exported_at from exports semi join batch using (seq) where says_status) e on e.content = o.export_id
where closed_code(o.status) is not null and (a.known_rank is null or e.rank > a.known_rank);

-- name: closed_sightings
-- And for those that were finished with before it, where that was last.
insert into sightings
select w.order_key, e.rank, e.exported_at, e.exported_at, null, c.status
from taken_orders w
join closed_last c using (key)
join exports e on e.seq = c.seq
left join open_orders o using (order_key)
left join exports k on k.seq = o.seq
where w.status in ('cancel_requested', 'dispute') and (k.rank is null or e.rank > k.rank);

-- name: all_sightings
-- The same from every export there is, for orders of which an older export has just come to light.
create or replace temp table sightings as
select o.order_key, e.rank, e.exported_at as seen_at, e.exported_at as last_at, null::timestamptz as other_at, o.status
from read_parquet($orders, union_by_name = true) o
join exports e on e.content = o.export_id and e.says_status
semi join doubtful d on d.order_key = o.order_key;

-- name: doubtful
-- Orders with such a clock of which the batch has a sighting that is older than what was known.
create or replace temp table doubtful as
select c.order_key
from (
    select o.order_key, md5_number(o.order_key) as key, k.rank
    from open_orders o
    join exports k using (seq)
    where o.status in ('cancel_requested', 'dispute')
) c
join arrivals a using (key)
join exports e on e.seq = a.first_seq
where e.rank < c.rank;

-- name: began
-- When the present status began: the first sighting after the last one in any other status, and when that one was.
create or replace temp table began as
with present as (
    select order_key, arg_max(status, rank) as status from sightings group by order_key
),
ended as (
    select s.order_key, max(s.rank) as rank
    from sightings s join present p using (order_key)
    where s.status is distinct from p.status
    group by s.order_key
)
select s.order_key, min(s.seen_at) as since, coalesce(max(x.last_at), arg_min(s.other_at, s.rank)) as other_at
from sightings s
left join ended e using (order_key)
left join sightings x on x.order_key = s.order_key and x.rank = e.rank
where e.rank is null or s.rank > e.rank
group by s.order_key;

-- name: correct_since
update open_orders set since = b.since, other_at = b.other_at, since_from = b.since_from,
    deadline = b.since_from + b.span, latest_end = b.since + b.span,
    why_stage = b.status || '|' || began_text(b.since_from, b.since)
from (
    select w.*, o.status, began_from(w.other_at, o.placed_at, o.paid_at, w.since) as since_from,
        span_of(o.status, coalesce(c.cancel_window, p.cancel_answer), p.dispute) as span
    from began w
    join open_orders o using (order_key)
    left join policies p on p.no = o.policy, clock c
    where o.status in ('cancel_requested', 'dispute')
) b
where open_orders.order_key = b.order_key;
