-- What newer exports take back: open orders that they no longer list, orders that they send back to an earlier step, and
-- lines of the order that they end with. All of it follows from exports, pictures, listings, unread, kin, seen, file_ends,
-- closings and open_orders, whatever came first.

-- name: behind
-- Open orders of whose shop there is a newer export than the newest that lists them.
create or replace temp table behind as
select o.order_key, md5_number(o.order_key) as key, o.marketplace, coalesce(o.shop, '') as shop, o.order_id, o.stage,
    o.placed_at, o.seq, e.rank
from open_orders o
join exports e using (seq)
join (
    select w.marketplace, w.shop, max(x.rank) as rank
    from (
        select l.marketplace, l.shop, l.seq from listings l semi join pictures p on p.seq = l.seq and p.whole <> 'no'
        union all
        select marketplace, shop, seq from pictures where marketplace is not null and whole <> 'no'
    ) w
    join exports x using (seq)
    group by w.marketplace, w.shop
) p on p.marketplace = o.marketplace and p.shop = coalesce(o.shop, '')
where e.rank < p.rank;

-- name: sound
-- The rows of open orders since they were last finished with: of those nothing is missing here, whatever came first.
create view sound as
select s.key, s.seq
from seen s
join exports e using (seq)
left join (select c.key, x.rank from closings c join exports x using (seq)) c on c.key = s.key
where c.key is null or e.rank > c.rank;

-- name: pages
-- Exports, shop by shop: what they list. `every`: orders at any step of work; then only those of its span of time.
create or replace temp table pages as
with parts as (
    select seq, marketplace, shop, min(first_placed) as first_placed, max(last_placed) as last_placed,
        list_distinct(list(s.stage)) as stages, bool_or(s.stage is null) as closed
    from listings l
    left join statuses s using (status)
    group by seq, marketplace, shop
    union all
    select seq, marketplace, shop, null, null, [], false from pictures where marketplace is not null
)
select
    e.seq, e.rank, e.exported_at, p.profile, p.whole, p.said, t.marketplace, t.shop,
    p.lists = 'all' or (p.lists = '' and t.closed) as every,
    case
        when p.lists = 'open' then ['unpaid', 'to_ship', 'cancel', 'held', 'unrecognised']
        when p.lists = 'to_ship' then ['to_ship']
        else t.stages
    end as stages,
    coalesce(p.from_at, case when every then coalesce(t.first_placed, 'infinity') end) as from_at,
    coalesce(p.to_at, case when every then coalesce(t.last_placed, '-infinity') end) as to_at,
    p.seq in (select seq from unread where order_id is null) as doubtful
from parts t
join pictures p using (seq)
join exports e using (seq);

-- name: listed_by
-- The profiles whose whole exports would list them: they, or their kin, have done so before.
create or replace temp table listed_by as
select distinct l.key, k.profile
from (
    select s.key, p.profile from sound s semi join behind b on b.key = s.key join pictures p on p.seq = s.seq
    union
    select b.key, p.profile from behind b join pictures p using (seq)
) l
join kin k on k.listed = l.profile;

-- name: left_out
-- Each of them, and each newer export that would list it. What is not placed before the export, or not in its span of
-- time, is none of its business; nor is a step of work that the export has no orders of.
create or replace temp table left_out as
select b.key, b.seq as last_seq, p.seq, p.rank, p.whole = 'yes' as whole,
    p.said or (not p.doubtful and p.shop <> '') as certain, p.doubtful
from behind b
join listed_by l using (key)
join pages p on p.marketplace = b.marketplace and p.shop = b.shop and p.profile = l.profile and p.rank > b.rank
where p.whole <> 'no'
    and (p.every or list_contains(p.stages, b.stage))
    and (p.from_at is null or b.placed_at >= p.from_at)
    and (p.to_at is null or b.placed_at <= p.to_at)
    and (b.placed_at is null or b.placed_at <= p.exported_at)
    and not exists (select 1 from unread u where u.seq = p.seq and u.order_id = b.order_id);

-- name: linked
-- Exports that have an open order in common. Without that, those that name no shop may be two accounts', and one that may
-- be whole may have nothing but what came in since the one before.
create or replace temp table linked as
select distinct p.last_seq, p.seq
from (
    select distinct last_seq, seq from left_out where not certain or not whole
) p
join sound a on a.seq = p.last_seq
join sound b on b.seq = p.seq and b.key = a.key;

-- name: absent_now
create or replace temp table absent_now as
select b.order_key, e.exported_at as since, coalesce(a.first_sure, a.newest) as seq, a.first_sure is not null as gone
from (
    select l.key, arg_min(l.seq, l.rank) as first, arg_max(l.seq, l.rank) as newest,
        arg_min(l.seq, l.rank) filter (l.whole and (l.certain or l.is_linked)) as first_sure
    from (
        select l.*, not l.doubtful and k.seq is not null as is_linked
        from left_out l
        left join linked k on k.last_seq = l.last_seq and k.seq = l.seq
        where l.whole or k.seq is not null
    ) l
    group by l.key
) a
join behind b using (key)
join exports e on e.seq = a.first;

-- name: tell
-- What is other now than the orders say.
update open_orders set absent_since = n.since, gone = n.gone, why_back = n.why_back, why_cut = n.why_cut
from (
    select order_key, a.since, nullif(a.gone, false) as gone, b.why_back, c.why_cut
    from open_orders o
    left join absent a using (order_key)
    left join sent_back b using (order_key)
    left join cut_off c using (order_key)
    where o.absent_since is distinct from a.since or o.gone is distinct from nullif(a.gone, false)
        or o.why_back is distinct from b.why_back or o.why_cut is distinct from c.why_cut
) n
where open_orders.order_key = n.order_key;

-- name: any_step
-- Whether there may be such orders; mostly there are none, and to look for them takes far more planning.
select count(*) from (
    select key from closings
    union all
    select s.key
    from (select key, progress(status) as step from seen where progress(status) > 0) s
    join (select md5_number(order_key) as key, progress(status) as step from open_orders where progress(status) < 2) o
        on o.key = s.key and s.step > o.step
);

-- name: sent_back_now
create or replace temp table sent_back_now as
with now_at as (
    select o.order_key, md5_number(o.order_key) as key, o.status, e.rank
    from open_orders o
    join exports e using (seq)
),
steps as (
    -- Finished with, and open again.
    select n.order_key, n.key, c.status as was, c.seq, e.rank
    from closings c
    join now_at n using (key)
    join exports e on e.seq = c.seq
    where e.rank < n.rank and is_back(c.status, n.status)
    union all
    -- Open all the time: paid or sent in part, and now neither.
    select n.order_key, n.key, s.status, s.seq, e.rank
    from (select * from now_at where progress(status) = 0) n
    join seen s on s.key = n.key and progress(s.status) > 0
    join exports e on e.seq = s.seq
    where e.rank < n.rank
    union all
    select n.order_key, n.key, s.status, s.seq, e.rank
    from (select * from seen where status = 'part_shipped') s
    join (select * from now_at where progress(status) = 1) n using (key)
    join exports e on e.seq = s.seq
    where e.rank < n.rank
),
-- Of those that were open all the time nothing counts that was before the order was last finished with.
newest as (
    select t.*
    from steps t
    left join (select c.key, x.rank from closings c join exports x using (seq)) c using (key)
    where c.key is null or t.rank > c.rank or closed_code(t.was) is not null
    qualify row_number() over (partition by t.key order by t.rank desc, progress(t.was) desc nulls last, t.was) = 1
),
since as (
    select t.key, arg_min(s.seq, e.rank) as seq
    from newest t
    join seen s using (key)
    join exports e on e.seq = s.seq
    where e.rank > t.rank and is_back(t.was, s.status)
    group by t.key
)
select
    t.order_key, t.was, t.seq as was_seq, b.seq,
    concat_ws('|', 'sent_back', t.was, iso(w.exported_at), replace(coalesce(wn.name, ''), '|', '/'),
        replace(coalesce(bn.name, ''), '|', '/')) as why_back
from newest t
join since b using (key)
join exports w on w.seq = t.seq
left join pictures wn on wn.seq = t.seq
left join pictures bn on bn.seq = b.seq;

-- name: any_end
-- Whether an export ends with an order that an older one has as well, with more lines; mostly none does.
select count(*)
from open_orders o
join file_ends f on f.seq = o.seq and f.last_row = o.source_row
join seen s on s.key = md5_number(o.order_key) and s.line_count > o.line_count;

-- name: cut_off_now
-- Held against are the newest older export of its profile in whose midst the order stands, and those after it that end
-- with it too: one of them may be cut off as well. Of an order that was finished with once, none from before that: a desk
-- that was open all along has them no more.
create or replace temp table cut_off_now as
with sightings as (
    select o.order_key, o.seq, o.line_count as has, s.line_count as had, s.seq as older, e.rank, w.name,
        s.source_row is distinct from t.last_row as amid
    from open_orders o
    join file_ends f on f.seq = o.seq and f.last_row = o.source_row
    join exports n on n.seq = o.seq
    join pictures p on p.seq = o.seq and p.by_line
    join seen s on s.key = md5_number(o.order_key)
    join exports e on e.seq = s.seq and e.rank < n.rank
    join pictures w on w.seq = s.seq and w.profile = p.profile
    left join file_ends t on t.seq = s.seq
    left join closings c on c.key = s.key
    left join exports x on x.seq = c.seq
    where x.rank is null or e.rank > x.rank
)
select order_key, any_value(seq) as seq,
    concat_ws('|', 'fewer_lines', any_value(has), max(had),
        replace(coalesce(arg_max(name, (had, rank)), ''), '|', '/')) as why_cut
from (
    select s.*, max(case when amid then rank end) over (partition by order_key) as since from sightings s
)
where since is null or rank >= since
group by order_key
having max(had) > any_value(has);

-- name: questions
-- Exports on which it hangs whether orders are gone: the newest of their profile and shop, of which nobody has said
-- whether they are the full list; with the number of orders.
select a.seq, count(*) as orders
from absent a
where not a.gone and not exists (
    select 1
    from pages p
    join pages n on n.profile = p.profile and n.marketplace = p.marketplace and n.shop = p.shop and n.rank > p.rank
    where p.seq = a.seq and (n.whole <> 'no' or n.said)
)
group by a.seq
order by orders desc, a.seq;

-- name: counts
-- What each export does to open orders: it sends them back, it no longer lists them, it may no longer list them.
select seq, 'sent_back' as code, count(*) from sent_back group by seq
union all
select seq, 'fewer_lines', count(*) from cut_off group by seq
union all
select seq, case when gone then 'left_out' else 'left_out_perhaps' end, count(*) from absent group by seq, gone
order by seq, code;
