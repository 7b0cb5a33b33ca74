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
-- Orders that left, or may have, since $floor (µs), by exports in `looked`.
create or replace temp table leaving as
select distinct o.order_key
from read_parquet($orders, union_by_name = true) o
join (select content, exported_at from exports semi join looked using (seq)) e on e.content = o.export_id
where e.exported_at > make_timestamptz($floor)
  and o.fulfilment is distinct from 'platform'
  and (
      o.status = 'part_shipped'
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
        o.order_key, o.export_id, e.rank, e.exported_at, o.placed_at, least(o.sent_at, e.exported_at) as sent_at,
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
-- where it lies between them, else when it was seen. Of the first picture of an order there is nothing before: what was
-- sent by then left when the marketplace says so, at the earliest when it was ordered.
insert into stock_departed
with steps as (
    select *,
        pieces - lag(pieces, 1, 0) over before as more, lag(exported_at) over before as before_at,
        lag(pieces, 1, 0) over before as already
    from sightings
    window before as (partition by order_key, sku order by rank)
)
select
    order_key, sku, more,
    case
        when before_at is null then least(coalesce(sent_at, placed_at), exported_at)
        when more > 0 and sent and already = 0 then coalesce(sent_at, exported_at)
        when more > 0 and sent_at > before_at then sent_at
        else exported_at
    end as seen_at,
    null
from steps
where more <> 0 and seen_at > make_timestamptz($floor);

-- name: on_shelf
update stock_departed set shelf_at = t.shelf_at
from told t
where stock_departed.order_key = t.order_key and stock_departed.pieces > 0;

-- name: off_shelf
update stock_departed set shelf_at = null where order_key in (select unnest($keys::varchar[]));
