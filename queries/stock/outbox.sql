-- What is decided and waits to be carried out outside of the deck. `list_sent` says up to which act a list was handed
-- over; only what is newer waits.
-- name: purchases
with handed as (
    select data->>'$.supplier' as supplier, max((data->>'$.upto')::bigint) as upto
    from live_acts where kind = 'list_sent' and data->>'$.list' = 'purchases' group by 1
)
select
    a.data->>'$.supplier' as supplier,
    a.seq,
    a.id,
    a.sku,
    a.data->>'$.supplier_sku',
    coalesce(a.data->>'$.title', t.title),
    (a.data->>'$.quantity')::bigint,
    (a.data->>'$.unit_price')::decimal(18, 4),
    a.data->>'$.currency',
    (a.data->>'$.expected_at')::bigint,
    epoch_us(a.acted_at),
    a.operator
from live_acts a
left join handed h on h.supplier = a.data->>'$.supplier'
left join (select sku, arg_max(title, (exported_at, title)) as title from product_rows group by sku) t on t.sku = a.sku
-- What a file of purchases shows has been ordered; what has come, or never will, need not be.
semi join (select purchase_key as id from purchases where open union all select restock_key from purchases where in_doubt) w
    on w.id = a.id
where a.kind = 'restock' and a.seq > coalesce(h.upto, 0)
  and not exists (select 1 from live_acts s where s.kind = 'list_sent' and s.grp = a.grp)
order by supplier, a.seq;

-- name: awaited
-- What waiting orders rest on that had to be ordered: of each order and SKU the newest word, what it lacks now (nothing
-- where it was given up), and how many pieces were bought since, in all and from the supplier that it names. A purchase
-- of a file was bought since where it says so, or where no file had it by then and it is still open. Last, how much of the
-- word was to pay what is owed beyond all there is, and how much of that is owed still: the newest word pays it first.
-- A word that puts another right stands where that stood (`since`, `since_at`): what was bought since then counts.
with said as (
    select *, coalesce((data->>'$.since')::bigint, seq) as from_seq,
        coalesce(make_timestamptz((data->>'$.since_at')::bigint), acted_at) as from_at
    from live_acts where kind = 'await_restock'
    qualify row_number() over (partition by order_key, sku order by seq desc) = 1
),
given_up as (
    select order_key, max(seq) as seq from live_acts
    where (kind in ('case_opened', 'asked') and data->>'$.what' in ('cancel', 'we_cancel'))
       or (kind = 'plan_override' and data->>'$.action' in ('ask_cancel', 'cancel'))
    group by order_key
),
first_seen as (select purchase_key, min(exported_at) as seen_at from purchase_rows group by purchase_key),
bought as (
    select
        p.sku, p.supplier, case when p.state = 'ended' then p.received_quantity else p.quantity end as quantity,
        p.ordered_at, p.open, p.source, f.seen_at, a.seq
    from purchases p
    left join first_seen f using (purchase_key)
    left join live_acts a on a.id = coalesce(p.restock_key, p.purchase_key) and a.kind = 'restock'
    where p.sku in (select sku from said) and p.state <> 'cancelled'
),
holding as (
    select
        w.*,
        case when coalesce(g.seq, 0) < w.seq then coalesce(s.short, 0) else 0 end as lacks,
        coalesce((w.data->>'$.debt')::bigint, 0) as debt,
        case when lacks > 0 then debt else 0 end as paying,
        greatest(0, -coalesce(k.available, 0)) as owed
    from said w
    left join given_up g using (order_key)
    left join short_lines s on s.order_key = w.order_key and s.sku = w.sku
    left join stock_supply k on k.sku = w.sku
),
due as (
    select *, greatest(0, least(paying, owed - coalesce(sum(paying) over newer, 0)))::bigint as due
    from holding
    window newer as (partition by sku order by seq desc rows between unbounded preceding and 1 preceding)
)
select
    w.order_key,
    w.sku,
    w.seq,
    epoch_us(w.acted_at),
    w.operator,
    coalesce(w.data->>'$.supplier', ''),
    (w.data->>'$.quantity')::bigint,
    w.lacks,
    coalesce(since.quantity, 0)::bigint,
    coalesce(since.there, 0)::bigint,
    w.debt,
    w.due,
    w.from_seq,
    epoch_us(w.from_at)
from due w
left join lateral (
    select
        sum(b.quantity) as quantity,
        sum(b.quantity) filter (b.supplier = coalesce(w.data->>'$.supplier', '')) as there
    from bought b
    where b.sku = w.sku
      and (
          coalesce(b.seq > w.from_seq, false)
          or b.source = 'file' and coalesce(b.ordered_at >= w.from_at or (b.open and b.seen_at >= w.from_at), false)
      )
) since on true
order by w.sku, w.from_seq, w.seq;

-- name: titles
select sku, arg_max(title, (exported_at, title))
from (
    select sku, title, exported_at from product_rows
    union all
    select l.sku, l.title, o.exported_at from open_lines l join open_orders o using (order_key)
)
where title is not null and sku in (select unnest($skus))
group by sku;

-- name: listings
-- Delistings, settings to nought and listings anew; one that was taken back before it was handed over is dropped.
with handed as (
    select data->>'$.list' as list, max((data->>'$.upto')::bigint) as upto
    from live_acts where kind = 'list_sent' group by 1
),
said as (
    select
        a.*,
        a.data->>'$.product_id' as product_id,
        case when a.data->>'$.scope' = 'product' then a.data->>'$.product_id' else a.sku end as thing,
        case
            when a.kind = 'relist' then 'relist'
            when a.data->>'$.scope' = 'product' then 'delist'
            else 'set_to_zero'
        end as list
    from live_acts a
    where a.kind in ('delist', 'relist')
),
chained as (
    select s.*, s.seq > coalesce(h.upto, 0) as waits, lead(s.kind) over next_one as following,
        lag(s.kind) over next_one as before, lag(s.seq > coalesce(h.upto, 0)) over next_one as before_waits
    from said s
    left join handed h using (list)
    window next_one as (partition by s.thing order by s.seq)
)
select
    list,
    seq,
    id,
    sku,
    product_id,
    data->>'$.scope',
    epoch_us(acted_at),
    operator,
    (select arg_max(title, (exported_at, title)) from product_rows p where p.sku = chained.sku) as title
from chained
where waits and following is null
  and not (kind = 'relist' and coalesce(before_waits, false))
order by list, seq;

-- name: overdue
-- Purchases that should have come by now.
select purchase_key, coalesce(supplier, ''), sku, title, still_due, epoch_us(expected_at), epoch_us(ordered_at), source
from purchases
where open and still_due > 0 and expected_at < (select now from clock)
order by expected_at, purchase_key;

-- name: doubts
-- Restocks keyed here that are taken for a purchase of a file, of which an operator should say so: also of one that has
-- come, since the restock may be another that is still to come.
select p.purchase_key, p.restock_key, coalesce(p.supplier, ''), p.sku, p.quantity, (a.data->>'$.quantity')::bigint,
    epoch_us(p.ordered_at), epoch_us(a.acted_at)
from purchases p
join live_acts a on a.id = p.restock_key
where p.in_doubt
order by a.acted_at, p.purchase_key;

-- name: open_purchases
-- Purchases of a SKU that are still to come, the oldest first.
select purchase_key, coalesce(supplier, ''), still_due, epoch_us(ordered_at), epoch_us(expected_at), state, source,
    coalesce(expected_at < (select now from clock), false), restock_key, in_doubt
from purchases
where open and still_due > 0 and sku = $sku
order by ordered_at nulls last, purchase_key;

-- name: doubted_purchases
-- Purchases of a SKU that have come, of which an operator should say whether they are the restock keyed here.
select purchase_key, coalesce(supplier, ''), still_due, epoch_us(ordered_at), epoch_us(expected_at), state, source,
    false, restock_key, in_doubt
from purchases
where in_doubt and not (open and still_due > 0) and sku = $sku
order by ordered_at nulls last, purchase_key;

-- name: unsure
-- Pieces that came before the figure for their SKU was taken, or after: of all SKUs or of one.
select u.sku, u.purchase_key, coalesce(p.supplier, ''), u.pieces, epoch_us(u.since), epoch_us(u.until)
from stock_unsure u
left join purchases p using (purchase_key)
where $sku is null or u.sku = $sku
order by u.sku, u.until, u.purchase_key;

-- name: all_open_purchases
-- The same of all SKUs.
select sku, purchase_key, coalesce(supplier, ''), still_due, epoch_us(ordered_at), epoch_us(expected_at), state, source,
    coalesce(expected_at < (select now from clock), false), restock_key, in_doubt
from purchases
where open and still_due > 0 and sku is not null
order by sku, ordered_at nulls last, purchase_key;

-- name: handed_over
-- Acts that a list which was handed over holds already.
select a.id
from live_acts a
join live_acts s on s.kind = 'list_sent' and (a.seq <= (s.data->>'$.upto')::bigint or a.grp = s.grp)
where (a.kind = 'restock' and s.data->>'$.list' = 'purchases' and s.data->>'$.supplier' = a.data->>'$.supplier')
   or (a.kind = 'relist' and s.data->>'$.list' = 'relist')
   or (a.kind = 'delist' and s.data->>'$.list' = case when a.data->>'$.scope' = 'product' then 'delist' else 'set_to_zero' end);
