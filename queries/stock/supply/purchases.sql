-- Every purchase line as it stands now: from purchase files (the newest row of each), and from restocks keyed here. A
-- restock that a file shows as well is one purchase (data.stock.supply.purchases couples them), under the file's key, with
-- `restock_key` for the other; `in_doubt` where an operator should say whether the two are one.
-- A line has come in when all of it has: as its file says, or as receipts were keyed, whichever is more; what was keyed
-- after the file was taken comes on top of what the file has. Where a file gives no date, it came when an export first
-- showed it received after an earlier one had shown it open (the latest it can have been).
-- The seller's SKU is the file's own, else the supplier list's for that supplier's item number, else the restock's.
-- Reads purchase_rows, supplier_rows, live_acts. Fills purchases, and stock_arrived: when pieces of them came.
-- name: forget
truncate purchases; truncate stock_arrived;

-- name: any
-- Whether there is anything to fill them from.
select 1 from purchase_rows union all select 1 from live_acts where kind in ('restock', 'receipt') limit 1;

-- name: pictures
create or replace temp table purchase_pictures as
select *,
    -- "Received" with no pieces received is a blank that was written as 0.
    case when state = 'received' then coalesce(nullif(quantity_received, 0), quantity) else coalesce(quantity_received, 0)
    end as came
from purchase_rows;

-- name: filed
create or replace temp table purchases_filed as
with turned as (
    select
        purchase_key,
        min(exported_at) as seen_at,
        min(exported_at) filter (came >= quantity) as seen_received,
        min(exported_at) filter (came < quantity and state in ('ordered', 'paid', 'sent', 'received')) as seen_open
    from purchase_pictures
    group by purchase_key
),
newest as (
    from purchase_pictures
    qualify row_number() over (partition by purchase_key order by exported_at desc, rank desc nulls last) = 1
)
select
    p.purchase_key,
    p.purchase_id,
    p.supplier,
    coalesce(p.sku, i.sku) as sku,
    p.supplier_sku,
    p.title,
    p.quantity,
    p.unit_price,
    p.currency,
    coalesce(p.ordered_at, p.paid_at) as ordered_at,
    p.expected_at,
    case when p.came >= p.quantity then
        coalesce(p.received_at, case when t.seen_open < t.seen_received then t.seen_received end)
    end as received_at,
    p.came,
    p.state,
    p.exported_at,
    t.seen_at
from newest p
left join turned t using (purchase_key)
left join (select supplier, supplier_sku, min(sku) as sku from supplier_rows group by all) i
    on i.supplier = p.supplier and i.supplier_sku = p.supplier_sku;

-- name: keyed
create or replace temp table purchases_keyed as
select
    a.id as purchase_key,
    a.grp as purchase_id,
    a.data->>'$.supplier' as supplier,
    a.sku,
    a.data->>'$.supplier_sku' as supplier_sku,
    a.data->>'$.title' as title,
    (a.data->>'$.quantity')::bigint as quantity,
    (a.data->>'$.unit_price')::decimal(18, 4) as unit_price,
    a.data->>'$.currency' as currency,
    a.acted_at as ordered_at,
    make_timestamptz((a.data->>'$.expected_at')::bigint) as expected_at
from live_acts a
where a.kind = 'restock';

-- name: couples
-- A restock and a purchase of a file that may be one, the surest first (`place`): those that an operator coupled; of one
-- supplier and SKU, ordered from three days before the restock was keyed to seven days after, those with the same pieces;
-- and with other pieces. Among those of a kind the earliest go together, so that as few as can be are left alone.
-- A purchase that a file had shown before the restock was keyed may have been known then: with the same pieces it is in
-- doubt, with others it is another, unless it had been there for less than an hour. So is one that had come before, and one ordered after all of the restock had come or it
-- had been ended.
create or replace temp table purchase_couples as
with said as (
    select
        data->>'$.purchase_key' as purchase_key, data->>'$.restock' as restock_key,
        arg_max(kind, seq) as kind, max(seq) as seq
    from live_acts
    where kind in ('paired', 'kept_apart')
    group by all
),
ended as (
    select data->>'$.purchase_key' as purchase_key, max(acted_at) as over_at
    from live_acts where kind = 'ended' group by all
),
came as (
    select purchase_key, min(acted_at) as over_at
    from (
        select k.purchase_key, a.acted_at, k.quantity, sum((a.data->>'$.quantity')::bigint) over (
            partition by k.purchase_key order by a.acted_at, a.seq
        ) as so_far
        from live_acts a
        join purchases_keyed k on k.purchase_key = a.data->>'$.purchase_key'
        where a.kind = 'receipt'
    )
    where so_far >= quantity
    group by purchase_key
),
over as (select purchase_key, min(over_at) as over_at from (from ended union all from came) group by purchase_key),
files as (
    select *, coalesce(ordered_at, seen_at) as at,
        lower(translate(regexp_replace(supplier, '\s+', '', 'g'), '（）', '()')) as seller
    from purchases_filed
),
keyed as (
    select k.*, o.over_at,
        lower(translate(regexp_replace(k.supplier, '\s+', '', 'g'), '（）', '()')) as seller
    from purchases_keyed k
    left join over o using (purchase_key)
),
alike as (
    select f.purchase_key, k.purchase_key as restock_key
    from files f join keyed k on k.seller = f.seller and k.sku = f.sku
    union
    select f.purchase_key, k.purchase_key
    from files f join keyed k on k.seller = f.seller and k.supplier_sku = f.supplier_sku
    where f.sku is null
),
found as (
    select a.*, f.quantity <> k.quantity as unlike, f.seen_at <= k.ordered_at as known, null::bigint as seq
    from alike a
    join files f using (purchase_key)
    join keyed k on k.purchase_key = a.restock_key
    anti join said s on s.purchase_key = a.purchase_key and s.restock_key = a.restock_key
    where f.at between k.ordered_at - interval 3 days and k.ordered_at + interval 7 days
      -- A full hour is a date without a time, which may have been at any time of that day; and what comes at once may be
      -- written down an hour later.
      and coalesce(
          f.received_at + case when epoch(f.received_at) % 3600 = 0 then interval 24 hours else interval 1 hour end > k.ordered_at,
          true
      )
      and coalesce(k.over_at >= f.at, true)
      and not (unlike and f.seen_at <= k.ordered_at - interval 1 hour)
    union all
    select purchase_key, restock_key, false, false, seq from said
    where kind = 'paired'
)
select
    c.purchase_key,
    c.restock_key,
    c.seq is null and (c.unlike or c.known) as in_doubt,
    row_number() over (order by
        c.seq desc nulls last, c.unlike, c.known, abs(f.quantity - k.quantity), f.at, k.ordered_at, c.purchase_key,
        c.restock_key
    ) as place
from found c
join files f using (purchase_key)
join keyed k on k.purchase_key = c.restock_key;

-- name: alone
create or replace temp table purchase_pairs (purchase_key varchar, restock_key varchar, in_doubt boolean);

-- name: purchases
insert into purchases by name
with lines as (
    select
        f.purchase_key,
        f.purchase_id,
        f.supplier,
        coalesce(f.sku, k.sku) as sku,
        coalesce(f.supplier_sku, k.supplier_sku) as supplier_sku,
        coalesce(f.title, k.title) as title,
        f.quantity,
        coalesce(f.unit_price, k.unit_price) as unit_price,
        case when f.unit_price is null then k.currency else f.currency end as currency,
        coalesce(f.ordered_at, k.ordered_at) as ordered_at,
        coalesce(f.expected_at, k.expected_at) as expected_at,
        f.received_at,
        f.came,
        f.state,
        f.exported_at,
        'file' as source,
        p.restock_key,
        coalesce(p.in_doubt, false) as in_doubt
    from purchases_filed f
    left join purchase_pairs p using (purchase_key)
    left join purchases_keyed k on k.purchase_key = p.restock_key
    union all by name
    select *, 0 as came, 'ordered' as state, 'journal' as source, false as in_doubt
    from purchases_keyed
    where purchase_key not in (select restock_key from purchase_pairs)
),
keys as (
    select purchase_key, purchase_key as named from lines
    union all
    select purchase_key, restock_key from lines where restock_key is not null
),
keyed as (
    select
        l.purchase_key, a.acted_at, l.quantity, l.came,
        sum(pieces) over so_far as so_far,
        sum(case when a.acted_at > l.exported_at then pieces else 0 end) over so_far as since
    from (
        select seq, acted_at, data->>'$.purchase_key' as named, (data->>'$.quantity')::bigint as pieces
        from live_acts where kind = 'receipt'
    ) a
    join keys using (named)
    join lines l using (purchase_key)
    window so_far as (partition by l.purchase_key order by a.acted_at, a.seq)
),
receipts as (
    select
        purchase_key,
        max(greatest(so_far, came + coalesce(since, 0)))::bigint as quantity,
        min(acted_at) filter (greatest(so_far, came + coalesce(since, 0)) >= quantity) as received_at
    from keyed
    group by purchase_key
),
ended as (
    select k.purchase_key, max(a.acted_at) as ended_at
    from live_acts a
    join keys k on k.named = a.data->>'$.purchase_key'
    where a.kind = 'ended'
    group by k.purchase_key
),
counted as (
    select
        l.* exclude (received_at, came, exported_at, state),
        l.state as said,
        coalesce(l.received_at, r.received_at) as received_at,
        greatest(l.came, coalesce(r.quantity, 0)) as received_quantity,
        received_quantity >= l.quantity as whole,
        e.ended_at
    from lines l
    left join receipts r using (purchase_key)
    left join ended e using (purchase_key)
)
select
    * exclude (said, whole),
    case
        when whole then 'received'
        when ended_at is not null then 'ended'
        when said in ('ordered', 'paid', 'sent', 'received') and received_quantity > 0 then 'part_received'
        else said
    end as state,
    state in ('ordered', 'paid', 'sent', 'part_received') as open,
    case when whole and received_at >= ordered_at then epoch(received_at - ordered_at) / 86400 end as lead_days,
    case when open then greatest(0, quantity - received_quantity) else 0 end as still_due
from counted;

-- name: arrivals
-- When pieces came, as far as that is known: after `since`, and no later than `until`. A receipt keyed here came as it was
-- keyed. What a file has beyond the one before it came between the two; on the day that it names, where all of it came at
-- once. Of a purchase that was keyed here as a restock none had come by then; else what the first file to show it has as
-- received whole is old news, unless it names the day, or was ordered later. What was keyed and what a file counts are one, whichever is more; a newer file that counts less takes back.
insert into stock_arrived
with named as (
    select purchase_key, purchase_key as named from purchases
    union all
    select purchase_key, restock_key from purchases where restock_key is not null
),
keyed as (
    select coalesce(k.purchase_key, a.id) as purchase_key, a.sku, a.acted_at as told_at, a.seq,
        (a.data->>'$.quantity')::bigint as pieces
    from live_acts a
    left join named k on k.named = a.data->>'$.purchase_key'
    where a.kind = 'receipt'
),
came as (
    select distinct purchase_key from purchase_pictures where came > 0 union select purchase_key from keyed
),
files as (
    select p.purchase_key, p.exported_at as told_at, p.came, p.quantity,
        coalesce(lag(p.exported_at) over older, k.ordered_at) as before_at,
        -- A day that an older file named already is that of older pieces.
        case when p.received_at is distinct from lag(p.received_at) over older then p.received_at end as day
    from (
        from purchase_pictures semi join came using (purchase_key)
        qualify row_number() over (partition by purchase_key, exported_at order by rank desc nulls last, came desc) = 1
    ) p
    left join purchase_pairs r on r.purchase_key = p.purchase_key
    left join purchases_keyed k on k.purchase_key = r.restock_key and k.ordered_at < p.exported_at
    window older as (partition by p.purchase_key order by p.exported_at, p.rank nulls first, p.came)
),
events as (
    select purchase_key, null as sku, told_at, 0 as seq, came, quantity, null as pieces, before_at, day, true as filed from files
    union all
    select purchase_key, sku, told_at, seq, null, null, pieces, null, null, false from keyed
),
counted as (
    select *,
        coalesce(sum(pieces) over so_far, 0) as keyed_by_then,
        last_value(came ignore nulls) over so_far as filed_by_then
    from events
    window so_far as (partition by purchase_key order by told_at, filed desc, seq rows unbounded preceding)
),
totals as (
    select *,
        greatest(
            keyed_by_then,
            coalesce(filed_by_then, 0) + keyed_by_then
                - coalesce(last_value(case when filed then keyed_by_then end ignore nulls) over so_far, 0)
        ) as total
    from counted
    window so_far as (partition by purchase_key order by told_at, filed desc, seq rows unbounded preceding)
),
steps as (
    select *, total - lag(total, 1, 0) over so_far as more, lag(total, 1, 0) over so_far as already
    from totals
    window so_far as (partition by purchase_key order by told_at, filed desc, seq rows unbounded preceding)
),
dated as (
    select s.*, p.sku as of_purchase, p.ordered_at,
        -- A full hour is a date without a time.
        day + case when epoch(day) % 3600 = 0 then interval 24 hours else interval 0 hours end as day_ends,
        already = 0 and total >= s.quantity as at_once
    from steps s
    left join purchases p using (purchase_key)
    where more <> 0
)
select
    purchase_key,
    coalesce(sku, of_purchase),
    more,
    case
        when not filed then told_at
        when day is null or day > told_at then coalesce(before_at, ordered_at)
        when at_once and (before_at is null or day_ends >= before_at) then greatest(day, coalesce(before_at, day))
        else least(day, coalesce(before_at, ordered_at, day))
    end,
    case
        when not filed then told_at
        when day is null or day > told_at then case when before_at is null and total >= quantity then ordered_at else told_at end
        when before_at is null or day_ends >= before_at then least(day_ends, told_at)
        else told_at
    end
from dated
where coalesce(sku, of_purchase) is not null;
