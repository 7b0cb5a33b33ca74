-- Orders that tracking files say are sent. A function of the pictures that count, in whatever order they came.

-- name: number_of
-- An order's number without the sign that some marketplaces show before it and forwarders leave out.
create or replace macro number_of(order_id) as ltrim(trim(order_id), '#');

-- When a parcel was sent that belongs to an order of that time. Before it was placed nothing was sent: null. A day alone is
-- told as its midnight, and clocks may be of other zones, so that less than a day is as good as the same moment.
-- name: sent_after
create or replace macro sent_after(sent_at, placed_at) as case
    when placed_at is null or sent_at >= placed_at then sent_at
    when sent_at > placed_at - interval 1 day then placed_at
end;

-- name: fits
-- Each row with the orders that it may be about. A shop that no export names may be any.
create or replace view tracking_fits as
select distinct t.seq, t.source_row, n.order_key
from tracking_rows t
join numbered_orders n on n.number = t.number
    and (t.marketplace is null or t.marketplace = n.marketplace)
    and (t.shop is null or coalesce(n.shop, '') = '' or fold(t.shop) = fold(n.shop));

-- name: rows
insert into tracking_rows
select number_of(p.order_id), p.marketplace, nullif(trim(p.shop), ''), p.carrier, p.tracking_number, p.sent_at, p.source_row, f.seq,
    p.file_row_number
from read_parquet($files, union_by_name = true) p
join tracking_files f on f.content = p.export_id;

-- name: orders
-- Orders of these numbers in the exports that `looked` names.
insert into numbered_orders
select distinct o.order_key, o.marketplace, o.shop, number_of(o.order_id)
from read_parquet($orders, union_by_name = true) o
semi join (select content from exports semi join looked using (seq)) e on e.content = o.export_id
semi join tracking_rows t on t.number = number_of(o.order_id)
except
select * from numbered_orders;

-- name: shipments
-- What fits more than one order is of none: nobody guesses. Of an order's files the newest counts, with all its rows.
create or replace temp table shipments_now as
with sole as (
    select seq, source_row, any_value(order_key) as order_key
    from tracking_fits
    group by seq, source_row
    having count(*) = 1
),
newest as (
    select s.order_key, f.seq, f.name, f.taken_at, f.loaded_at, s.source_row
    from sole s
    join tracking_files f using (seq)
    qualify rank() over (partition by s.order_key order by f.rank desc) = 1
)
select n.order_key, n.seq, any_value(n.name) as file, any_value(n.taken_at) as file_at, any_value(n.loaded_at) as loaded_at,
    least(coalesce(min(sent_after(r.sent_at, o.placed_at)), any_value(n.taken_at)), any_value(n.taken_at)) as sent_at,
    list({'carrier': r.carrier, 'number': r.tracking_number} order by r.place, r.within) as parcels,
    any_value(o.seq) as shown_in
from (select distinct order_key, seq, name, taken_at, loaded_at from newest) n
-- A forwarder may write a row for each item: the same number is one parcel.
join (
    select w.order_key, t.seq, t.carrier, t.tracking_number, min(t.source_row) as place, min(t.within) as within,
        min(t.sent_at) as sent_at
    from tracking_rows t
    join newest w on w.seq = t.seq and w.source_row = t.source_row
    group by all
) r on r.order_key = n.order_key and r.seq = n.seq
left join open_orders o on o.order_key = n.order_key
group by n.order_key, n.seq;

-- name: changed
-- Open orders of which something else is said by now.
select order_key from (from shipments_now except from shipments) semi join open_orders using (order_key)
union
select order_key from (from shipments except from shipments_now) semi join open_orders using (order_key);

-- name: keep
truncate shipments;
insert into shipments from shipments_now;
drop table shipments_now;

-- name: notes
-- Rows of each file that are of no order that is known, numbers that are of several, and rows with a time of dispatch before
-- the order was placed, which was left out.
select t.seq, count(*) filter (f.orders is null),
    list(distinct t.number order by t.number) filter (f.orders > 1),
    count(*) filter (f.orders = 1 and t.sent_at is not null and sent_after(t.sent_at, o.placed_at) is null)
from tracking_rows t
left join (
    select seq, source_row, count(*) as orders, any_value(order_key) as order_key
    from tracking_fits
    group by seq, source_row
) f on f.seq = t.seq and f.source_row = t.source_row
left join open_orders o on o.order_key = f.order_key
group by t.seq;
