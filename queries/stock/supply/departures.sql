-- Pieces that exports show leaving: of orders under a status of sent, and the sent ones of those that were sent in part.
-- Reads exports, stock_rows, live_acts, open_lines, open_orders and Parquet. Fills stock_departed.
-- name: floor
-- The oldest picture that anything known of stock rests on: what left before it matters to none.
select epoch_us(min(known_at)) from (
    select min(exported_at) as known_at from stock_rows
    union all
    select min(o.exported_at) from open_lines l join open_orders o using (order_key) where l.stock_on_hand is not null
    union all
    select min(acted_at) from (
        select acted_at from live_acts
        where kind = 'stock_word' and sku is not null and data->>'$.word' in ('out', 'left', 'back')
        qualify row_number() over (partition by sku order by seq desc) = 1
    )
);

-- name: leaving
-- Orders that left, wholly or in part, or may have, since $floor (µs), by exports in `looked`. An order of which pieces
-- were sent may still be under a status of those to be shipped: its lines tell.
create or replace temp table leaving as
with lately as (
    select content, exported_at from exports semi join looked using (seq) where exported_at > make_timestamptz($floor)
),
pieces_went as (
    select distinct l.order_key, l.export_id
    from read_parquet($lines, union_by_name = true) l
    join lately e on e.content = l.export_id
    where l.sent > 0
)
select distinct o.order_key
from read_parquet($orders, union_by_name = true) o
join lately e on e.content = o.export_id
left join pieces_went p on p.order_key = o.order_key and p.export_id = o.export_id
where o.fulfilment is distinct from 'platform'
  and (
      o.status = 'part_shipped'
      or (p.order_key is not null and o.status not in ('shipped', 'closing', 'finished'))
      or (o.status in ('shipped', 'closing', 'finished') and coalesce(o.sent_at > make_timestamptz($floor), true))
  );

-- name: again
-- Those that are known to have left, and that these exports have anything newer of.
insert into leaving
select distinct o.order_key
from read_parquet($orders, union_by_name = true) o
semi join (select content from exports semi join looked using (seq)) e on e.content = o.export_id
semi join stock_departed d on d.order_key = o.order_key
except
select order_key from leaving;

-- name: sightings
-- Each picture of them, oldest first, with the pieces that had been sent by then. A cancelled order tells nothing of
-- whether it was sent before, an unknown status neither.
create or replace temp table sightings as
with seen as (
    select
        o.order_key, o.export_id, e.rank, e.exported_at, o.placed_at,
        case when o.sent_at is not null then least(o.sent_at, e.exported_at) end as sent_at,
        o.status in ('shipped', 'closing', 'finished') as sent
    from read_parquet($orders, union_by_name = true) o
    join exports e on e.content = o.export_id
    semi join leaving l on l.order_key = o.order_key
    where o.status is not null and o.status not in ('cancelled', 'unrecognised')
    qualify row_number() over (partition by o.order_key, e.rank order by o.source_row desc) = 1
)
select
    s.order_key, l.sku, s.rank, any_value(s.exported_at) as exported_at, any_value(s.placed_at) as placed_at,
    any_value(s.sent_at) as sent_at, any_value(s.sent) as sent,
    sum(case when s.sent then greatest(0, l.quantity - coalesce(l.cancelled, 0) - coalesce(l.returned, 0))
        else coalesce(l.sent, 0) end)::bigint as pieces
from seen s
join read_parquet($lines, union_by_name = true) l on l.order_key = s.order_key and l.export_id = s.export_id
where l.sku is not null and l.needs_parcel is distinct from false
group by s.order_key, l.sku, s.rank;

-- name: replace
delete from stock_departed where order_key in (select order_key from leaving);

-- name: departed
-- What each picture has sent beyond the one before it left between the two: at the time that the marketplace gives
-- where it lies between them, else when it was seen; items that an order got meanwhile as well. Of the first picture of an
-- order there is nothing before: what was sent by then left when the marketplace says so, else when it was ordered, at
-- the earliest (first_at), but for what was packed or done here (shelf_at).
insert into stock_departed
with steps as (
    select *,
        pieces - lag(pieces, 1, 0) over before as more, lag(pieces, 1, 0) over before as already,
        max(exported_at) over (
            partition by order_key order by rank range between unbounded preceding and 1 preceding
        ) as before_at
    from sightings
    window before as (partition by order_key, sku order by rank)
)
select
    order_key, sku, more,
    case
        when before_at is null then coalesce(sent_at, exported_at)
        when more > 0 and sent and already = 0 then coalesce(sent_at, exported_at)
        when more > 0 and sent_at > before_at then sent_at
        else exported_at
    end as seen_at,
    null,
    case when before_at is null and sent_at is null then least(placed_at, exported_at) end
from steps
where more <> 0 and seen_at > make_timestamptz($floor);

-- name: tracked
-- Orders that left and that a tracking file says are sent (µs, UTC), unless somebody took that back.
select s.order_key, epoch_us(s.sent_at)
from shipments s
left join marks m on m.order_key = s.order_key
where s.order_key in (select order_key from stock_departed)
    and not coalesce(not m.done and m.done_at > s.loaded_at, false);

-- name: on_shelf
update stock_departed set shelf_at = t.shelf_at
from told t
where stock_departed.order_key = t.order_key and stock_departed.pieces > 0;

-- name: off_shelf
update stock_departed set shelf_at = null where order_key in (select unnest($keys::varchar[]));
