-- Open orders as they were in an older state, found by its token: what has changed since somebody acted on that state.
-- `sought` has the states that are wanted; take_in's own statements work each of them out as if it were the newest.

-- name: packed_states
-- Orders that are other than when they were packed, and the state that they were packed in.
select o.order_key, m.packed_state
from marks m
join open_orders o using (order_key)
where m.packed_state <> '' and digest_of(m.packed_state) <> o.state;

-- name: contents
-- The exports that can have these orders in an older state; $keys: those wanted.
select distinct e.content
from exports e
where seq in (select seq from seen where key in (select md5_number(unnest($keys::varchar[]))));

-- name: partly_seen
select count(*) from part_seen where key in (select md5_number(unnest($keys::varchar[])));

-- name: places
-- Where their states stand, the newest first.
create or replace temp table was_places as
select *, row_number() over (partition by order_key order by rank desc) as turn
from (
    select o.order_key, md5_number(o.order_key) as key, e.seq, e.content, e.rank, l.tells, o.file_index as file,
        o.file_row_number as place
    from read_parquet($orders, union_by_name = true) o
    join exports e on e.content = o.export_id
    join latest l on l.key = md5_number(o.order_key)
    where o.order_key in (select order_key from sought) and (closed_code(o.status) is null or not e.says_status)
    qualify row_number() over (partition by o.order_key, e.seq order by o.file_index desc, o.file_row_number desc) = 1
);

-- name: wanted
create or replace temp table wanted as
select order_key, content, key, seq, seq as first_seq, tells, file, place
from was_places
where turn = $turn and order_key in (select order_key from sought);

-- name: began
create or replace temp table began as select ''::varchar as order_key, null::timestamptz as since,
    null::timestamptz as other_at limit 0;

-- name: keep_found
insert into before_orders
select w.order_key, w.state, true, status, recipient, full_address, address, zip, city, province, national_address, country,
    phone, tax_number, service, remark, currency, total, case when w.ship_rests is null then w.ship_by end, w.ship_told
from was_orders w
join sought s on s.order_key = w.order_key and s.state = w.state;

-- name: keep_lines
insert into before_lines
select t.order_key, w.state, t.sku, t.title, t.attributes, t.quantity, coalesce(t.owed, t.quantity)
from taken_lines t
join was_orders w using (order_key)
join sought s on s.order_key = w.order_key and s.state = w.state;

-- name: still_sought
delete from sought
where (order_key, state) in (select (order_key, state) from before_orders)
    or order_key not in (select order_key from was_places where turn > $turn);

-- name: not_found
-- Of these nobody knows any more what they were.
insert into before_orders (order_key, state, found) select order_key, state, false from all_sought
where (order_key, state) not in (select (order_key, state) from before_orders);

-- name: known
select order_key, state from before_orders where order_key in (select unnest($keys::varchar[]));

-- name: orders
select * from before_orders where found and order_key in (select unnest($keys::varchar[]));

-- name: lines
select * from before_lines where order_key in (select unnest($keys::varchar[]));

-- name: now
select order_key, state as digest, token_of(state, ship_by, ship_told) as state, status, recipient, full_address, address, zip, city, province, national_address, country, phone,
    tax_number, service, remark, currency, total,
    case when ship_rests is null then ship_by end as ship_by, ship_told
from open_orders
where order_key in (select unnest($keys::varchar[]));

-- name: lines_now
select order_key, sku, title, attributes, quantity, owed from open_lines where order_key in (select unnest($keys::varchar[]));
