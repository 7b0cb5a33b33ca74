-- Who stands in line for stock, and what is free to give. Orders that are gone from a newer, whole export hold none, but
-- for what was packed or done here.
-- Reads open_orders, open_lines, live_acts, stock_position, and stock_standing: how an order stands, whatever
-- stock there is.
-- Fills stock_applied, stock_givers and stock_supply anew (stock_known where the position is new); in stock_line and
-- stock_pieces those orders alone that are in stock_touched: joining order keys and SKUs of every order takes longer
-- than all else together.
-- name: clear
delete from stock_applied;
delete from stock_givers;
delete from stock_line;
delete from stock_supply;
delete from stock_pieces;
delete from stock_withheld;
delete from shortages;
delete from stock_choice;

-- name: nobody
delete from stock_touched;

-- name: touch
insert into stock_touched select distinct unnest($keys::varchar[]);

-- name: touch_every
delete from stock_line;
delete from stock_pieces;
delete from stock_skus;
insert into stock_touched select order_key from open_orders;

-- name: touch_decided
-- Orders for which something was decided, which may be withdrawn without a word about them.
insert into stock_touched
select order_key from stock_applied
except
select order_key from stock_touched;

-- name: forget
delete from stock_applied;
delete from stock_givers;
delete from stock_supply;
delete from stock_withheld;
delete from shortages;
delete from stock_choice;

-- name: applied
-- What an operator applied stands before every proposal: allotted or moved to an order line by line, a whole order
-- by marking it packed, or done here while the marketplace still shows it as to be sent. What was packed or done is off
-- the shelf: `off` is false where a newer picture of stock was taken without it.
insert into stock_applied
with concerned as (
    select order_key from live_acts where kind in ('allot', 'move_stock', 'packed') and order_key is not null
    union
    select order_key from stock_standing where done
),
wanted as (
    select l.order_key, l.sku, sum(l.owed)::bigint as quantity
    from open_lines l
    semi join open_orders o on o.order_key = l.order_key
    semi join stock_standing s on s.order_key = l.order_key
    semi join concerned c on c.order_key = l.order_key
    where l.sku is not null
    group by l.order_key, l.sku
    having sum(l.owed) > 0
),
freed as (
    select order_key, sku, max(seq) as seq from live_acts where kind = 'release_allotment' group by order_key, sku
),
whole as (
    select order_key, min(left_at) as left_at
    from (
        select a.order_key, a.acted_at as left_at
        from live_acts a
        where a.kind = 'packed'
          and not exists (select 1 from freed f where f.order_key = a.order_key and f.sku is null and f.seq > a.seq)
        union all
        select p.order_key, p.done_at
        from stock_standing p
        join open_orders o using (order_key)
        where p.done and o.status in ('to_ship', 'part_shipped') and o.fulfilment is distinct from 'platform'
    )
    group by order_key
),
-- An allotment says how much, a release says none; what is moved comes on top of it here and goes off it there.
said as (
    select order_key, sku, seq, true as absolute, (data->>'$.quantity')::bigint as quantity
    from live_acts where kind = 'allot'
    union all
    select w.order_key, w.sku, f.seq, true, 0
    from freed f
    join wanted w on w.order_key = f.order_key and (f.sku is null or f.sku = w.sku)
    union all
    select order_key, sku, seq, false, (data->>'$.quantity')::bigint from live_acts where kind = 'move_stock'
    union all
    select data->>'$.source', sku, seq, false, -(data->>'$.quantity')::bigint from live_acts where kind = 'move_stock'
),
last_said as (
    select *, coalesce(max(seq) filter (absolute) over (partition by order_key, sku), 0) as since from said
),
given as (
    select order_key, sku, greatest(0, sum(quantity))::bigint as quantity
    from last_said
    where seq >= since
    group by order_key, sku
)
select w.order_key, w.sku, w.quantity, true, coalesce(h.left_at >= p.since, true)
from wanted w
join whole h using (order_key)
left join stock_position p on p.sku = w.sku
union all
select w.order_key, w.sku, least(w.quantity, g.quantity), false, true
from wanted w
join given g on g.order_key = w.order_key and g.sku = w.sku
anti join whole h on h.order_key = w.order_key
semi join stock_standing s on s.order_key = w.order_key and not s.gone
where g.quantity > 0;

-- name: givers
-- An order that stock of a SKU was moved away from stands last for that SKU, or it would take back what it gave: until
-- newer stock of it is known, or the order that it went to gives it back to the line.
insert into stock_givers
select distinct a.data->>'$.source', a.sku
from live_acts a
left join stock_position p on p.sku = a.sku
where a.kind = 'move_stock'
  and (p.source_at is null or a.acted_at >= p.source_at)
  and not exists (
      select 1 from live_acts r
      where r.kind = 'release_allotment' and r.order_key = a.order_key and (r.sku is null or r.sku = a.sku) and r.seq > a.seq
  );

-- name: skus_known
insert into stock_skus
select (select coalesce(max(no), 0) from stock_skus) + row_number() over (), sku
from (select sku from stock_position where known except select sku from stock_skus);

-- name: forget_known
delete from stock_known;

-- name: known
insert into stock_known
select k.no, p.sku, p.on_hand from stock_position p join stock_skus k using (sku) where p.known;

-- name: leave
delete from stock_pieces where order_no in (select no from stock_line semi join stock_touched using (order_key));
delete from stock_line where order_key in (select order_key from stock_touched);

-- name: line
-- Orders that are to be shipped, and those that keep stock meanwhile by setting. What the
-- marketplace sends from its own warehouse takes nothing off the seller's shelf.
insert into stock_line
select
    (select coalesce(max(no), 0) from stock_line) + row_number() over (), o.order_key,
    r.priority, o.ship_by, o.placed_at,
    o.status in ('to_ship', 'part_shipped')
from open_orders o
semi join stock_touched t on t.order_key = o.order_key
join stock_standing r on r.order_key = o.order_key
where not r.done
  and not r.gone
  and o.fulfilment is distinct from 'platform'
  and (
      o.status in ('to_ship', 'part_shipped')
      or ($hold_keeps and o.status in ('risk_control', 'awaiting_amount', 'awaiting_group', 'presale', 'dispute', 'frozen'))
      or ($cancel_keeps and o.status = 'cancel_requested')
      or ($unpaid_keeps and o.status in ('awaiting_payment', 'payment_check'))
  );

-- name: skus
-- A number for each SKU that is met for the first time.
insert into stock_skus
select (select coalesce(max(no), 0) from stock_skus) + row_number() over (), sku
from (
    select l.sku from open_lines l semi join stock_touched t on t.order_key = l.order_key
    where l.sku is not null and l.owed > 0
    except
    select sku from stock_skus
);

-- name: supply
insert into stock_supply
select k.no, k.sku, k.on_hand - coalesce(a.quantity, 0)
from stock_known k
left join (select sku, sum(quantity)::bigint as quantity from stock_applied where off group by sku) a using (sku);

-- name: pieces
insert into stock_pieces
select o.no, k.no, sum(l.quantity)::bigint
from (
    select order_key, sku, owed as quantity from open_lines where sku is not null
    union all
    select order_key, sku, -quantity from stock_applied
) l
semi join stock_touched t on t.order_key = l.order_key
join stock_line o on o.order_key = l.order_key
join stock_skus k on k.sku = l.sku
group by all
having sum(l.quantity) > 0;
