-- What the newest export of an order lacks, from those before it: of each column the newest word of an export that has it.
-- Reads and changes taken_orders and taken_lines. {columns}, {newest}, {filled}, {taken} and {lines} are lists of columns
-- (data.desk.pictures.filling), {status}, {owed}, {sku} and {merged} the bits of what can lack (data.exports.carry_forward).

-- name: narrow
-- Orders of which the newest export lacks what another tells. What is still to be sent of their lines is only asked for
-- where that isn't clear from the order's own status.
create or replace temp table narrow as
select * from (
    select t.order_key, t.order_id, t.doubts, e.rank, e.says_status,
        (e.lacks & t.tells)
            & (case when contains(coalesce(t.doubts, ''), 'merged_parcel|') then ~0::uinteger else ~{merged}::uinteger end)
            & (case when e.says_status and t.status is distinct from 'part_shipped' then ~{owed}::uinteger else ~0::uinteger end)
            as needs
    from taken_orders t
    join exports e using (seq)
    where e.lacks & t.tells <> 0
)
where needs <> 0;

-- name: members
-- The orders that share a parcel with one of them.
create or replace temp table members as
select order_key, rank, member_key(order_key, order_id, member) as member
from (select *, unnest(parcel_members(doubts, 'merged')) as member from narrow where needs & {merged} <> 0);

-- name: tellers
-- The exports that tell what is wanted, as of the newest of these orders.
select distinct content
from exports
where tells & (select bit_or(needs) from narrow) <> 0 and rank <= (select max(rank) from narrow);

-- name: tellings
-- What each of those exports says of each of these orders.
create or replace temp table tellings as
select o.order_key, e.rank, o.export_id as content, e.lacks, e.says_status,
    contains(coalesce(o.doubts, ''), 'merged_parcel|') as merged, {columns}
from read_parquet($orders, union_by_name = true) o
join exports e on e.content = o.export_id
join (
    select order_key, max(rank) as rank
    from (select order_key, rank from narrow union all select member, rank from members)
    group by order_key
) n on n.order_key = o.order_key
where e.rank <= n.rank
qualify row_number() over (partition by o.order_key, e.rank order by o.file_index desc, o.file_row_number desc) = 1;

-- name: filled
create or replace temp table filled as
select n.order_key, any_value(n.needs) as needs, {newest}
from narrow n
join tellings x on x.order_key = n.order_key and x.rank <= n.rank
group by n.order_key;

-- name: carried_now
-- Which columns they take over. A total can stand beside the amounts of another file in the same currency, or beside none.
create or replace temp table carried_now as
select f.*, {taken}
from filled f
join (
    select *, coalesce(total, goods_total, shipping_fee, discount) is null as alone from taken_orders
) t using (order_key);

-- name: fill
update taken_orders set {filled}
from carried_now c
where taken_orders.order_key = c.order_key;

-- name: line_sources
-- Where the lines of an order, their codes and what is owed of them are told last.
create or replace temp table line_sources as
select n.order_key, any_value(n.needs) as needs,
    any_value(not n.says_status or t.status = 'part_shipped') and any_value(t.status in ('to_ship', 'part_shipped')) as left_open,
    arg_max(x.content, x.rank) filter (x.rank < n.rank) as own,
    arg_max(x.lacks, x.rank) filter (x.rank < n.rank) as own_lacks,
    arg_max(x.content, x.rank) filter (x.lacks & {sku} = 0) as coded,
    arg_max(x.content, x.rank) filter (x.lacks & {owed} = 0) as counted,
    coalesce(arg_max(x.status, x.rank) filter (x.lacks & {owed} = 0 and x.says_status) in ('to_ship', 'part_shipped'), true)
        as counted_open
from narrow n
join taken_orders t using (order_key)
join tellings x on x.order_key = n.order_key and x.rank <= n.rank and not x.merged
where n.needs & ({owed} | {sku} | {merged}) <> 0
group by n.order_key;

-- name: own_lines
-- Orders of merged parcels of which all orders are told by others with their own lines.
create or replace temp table own_lines as
select s.order_key, s.own, s.own_lacks
from line_sources s
where s.needs & {merged} <> 0 and s.own is not null and s.order_key in (
    select m.order_key
    from members m
    left join (select order_key, min(rank) as rank from tellings where not merged group by order_key) f
        on f.order_key = m.member
    group by m.order_key
    having bool_and(coalesce(f.rank < m.rank, false))
);

-- name: wanted_lines
create or replace temp table wanted_lines as
with lacking as (
    select s.*, coalesce(o.own_lacks, s.needs) as lacks
    from line_sources s
    left join own_lines o using (order_key)
)
select order_key, own as content, 'own' as what from own_lines
union all
select order_key, coded, 'sku' from lacking where lacks & {sku} <> 0 and coded is not null
union all
select order_key, counted, 'owed' from lacking where lacks & {owed} <> 0 and counted is not null and left_open and counted_open;

-- name: source_lines
create or replace temp table source_lines as
select distinct on (l.order_key, l.export_id, l.line_no) l.*
from read_parquet($lines, union_by_name = true) l
join (select distinct order_key, content from wanted_lines) w on w.order_key = l.order_key and w.content = l.export_id;

-- name: drop_shared
delete from taken_lines where order_key in (select order_key from own_lines);

-- name: give_own
insert into taken_lines by name
select {lines} from source_lines l join own_lines o on o.order_key = l.order_key and o.own = l.export_id;

-- name: tell_own
update taken_orders set
    pieces = l.pieces, line_count = l.line_count, doubts = replace(taken_orders.doubts, 'merged_parcel|', 'shared_parcel|')
from (
    select order_key, sum(quantity)::bigint as pieces, count(*) as line_count
    from taken_lines
    semi join own_lines using (order_key)
    group by order_key
) l
where taken_orders.order_key = l.order_key;

-- name: alike
-- Lines beside the same ones as an older export has them, of orders of which all lines are the same.
create or replace temp table alike as
select
    w.what, t.order_key, t.line_no, s.sku, s.attributes, s.owed, s.sent, s.cancelled, s.returned, s.needs_parcel,
    s.line_no is not null and t.title is not distinct from s.title and (w.what = 'sku' or (
        t.quantity is not distinct from s.quantity and coalesce(t.sku = s.sku, true)
    )) as same,
    case when w.what = 'sku' then s.sku is not null else s.owed < s.quantity end as says
from taken_lines t
join wanted_lines w on w.order_key = t.order_key and w.what = $what
left join source_lines s on s.order_key = t.order_key and s.export_id = w.content and s.line_no = t.line_no
qualify bool_and(same) over (partition by t.order_key) and bool_or(says) over (partition by t.order_key)
    and count(*) over (partition by t.order_key) = (
        select count(*) from source_lines c where c.order_key = t.order_key and c.export_id = w.content
    );

-- name: alike_by_code
-- Of orders of which not all lines are the same, those whose codes tell what is what: every line of both has one, and of
-- each as many pieces, in however many lines, whatever their order and titles. What an older export says of the pieces of
-- a code is true of any of them, where all fared alike or the newest has them as one thing: a code may stand for several,
-- as for all colours. The first lines are taken to be those that were sent.
insert into alike by name
with lacking as (
    select order_key, content from wanted_lines where what = 'owed' and order_key not in (select order_key from alike)
),
now as (
    select t.order_key, t.sku, sum(t.quantity) as pieces, count(distinct row(t.title, t.attributes)) as things
    from taken_lines t
    semi join lacking using (order_key)
    group by t.order_key, t.sku
),
before as (
    select s.order_key, s.sku, sum(s.quantity) as pieces, sum(s.owed) as owed, coalesce(sum(s.sent), 0) as sent,
        coalesce(sum(s.cancelled), 0) as cancelled, coalesce(sum(s.returned), 0) as returned,
        case when bool_and(coalesce(not s.needs_parcel, false)) then false else nullif(bool_or(s.needs_parcel), false) end
            as needs_parcel
    from source_lines s
    join lacking l on l.order_key = s.order_key and l.content = s.export_id
    group by s.order_key, s.sku
),
coded as (
    select order_key, n.sku, b.* exclude (order_key, sku)
    from now n
    full join before b using (order_key, sku)
    qualify bool_and(coalesce(n.pieces = b.pieces and (n.things = 1 or b.owed in (0, b.pieces)), false))
            over (partition by order_key)
        and bool_or(b.owed < b.pieces) over (partition by order_key)
),
placed as (
    select order_key, sku, line_no, quantity,
        sum(quantity) over (partition by order_key, sku order by line_no) - quantity as first
    from taken_lines
    semi join coded using (order_key)
)
select 'owed' as what, p.order_key, p.line_no,
    coalesce(pieces_within(p.first, p.quantity, c.pieces - c.owed, c.pieces), 0) as owed,
    pieces_within(p.first, p.quantity, 0, c.sent) as sent,
    -- Returned were those that had been sent, as far as there are any.
    pieces_within(p.first, p.quantity, greatest(c.sent, c.returned), greatest(c.sent, c.returned) + c.cancelled) as cancelled,
    pieces_within(p.first, p.quantity, 0, c.returned) as returned, c.needs_parcel
from placed p
join coded c using (order_key, sku);

-- name: give_codes
update taken_lines set sku = a.sku, attributes = coalesce(taken_lines.attributes, a.attributes)
from alike a
where taken_lines.order_key = a.order_key and taken_lines.line_no = a.line_no;

-- name: give_owed
update taken_lines set
    owed = a.owed, sent = a.sent, cancelled = a.cancelled, returned = a.returned, needs_parcel = a.needs_parcel
from alike a
where taken_lines.order_key = a.order_key and taken_lines.line_no = a.line_no;

-- name: carried_lines
insert into carried_now by name select distinct order_key, what as names from alike;

-- name: keep_carried
insert into carried select order_key, string_agg(names, ',') from carried_now where names <> '' group by order_key;

-- name: drop_carried
delete from carried where order_key in (select order_key from touched);

-- name: carried
-- Each export, what open orders keep beside what it says, and how many.
select o.seq, c.names, count(*) from carried c join open_orders o using (order_key) group by all;

-- name: parcels
-- Open orders of merged parcels, and whose parcels they are.
create or replace temp table parcels as
select order_key, seq, member_key(order_key, order_id, member) as member
from (select *, unnest(parcel_members(doubts, 'merged|shared')) as member from open_orders where contains(doubts, '_parcel|'));

-- name: late
-- Orders to be looked at anew, since this batch has something of an older moment than what is known of them, that may
-- fill it up: read before what is known is changed.
create or replace temp table renewed as
select a.key
from arrivals a
join latest l using (key)
join exports k on k.seq = l.seq
join exports e on e.rank = a.mark >> 1
where (a.oldest < k.rank and (case when e.rank > k.rank then e.lacks else k.lacks end) & a.tells & ~{merged}::uinteger <> 0)
    -- When it was finished with is told by an older export than the newest.
    or (e.rank > k.rank and not l.open and not k.says_status)
union
select md5_number(p.order_key)
from parcels p
join exports k using (seq)
join arrivals a on a.key = md5_number(p.member)
anti join newer n on n.key = md5_number(p.order_key)
where a.oldest < k.rank;

-- name: late_tells
update latest set tells = latest.tells | a.tells
from arrivals a
where latest.key = a.key and (latest.tells | a.tells) <> latest.tells;

-- name: renewed_parcels
insert into renewed
select distinct md5_number(order_key) from parcels where md5_number(member) in (select key from renewed)
except
select key from renewed;
