-- The stock picture and what allocation makes of it. Derived: rebuilt from parts and journal at every start.
-- name: tables
create table if not exists stock_rows (
    profile varchar, exported_at timestamptz, sku varchar, warehouse varchar, product_id varchar, title varchar,
    on_hand bigint, on_order bigint, seq integer, may_be_cut boolean, shelf varchar
);
-- Rows by the warehouse that they speak of, however it is spelled; '' is all of them.
create view if not exists stock_housed as select *, lower(trim(coalesce(warehouse, ''))) as house from stock_rows;
-- The pictures that count: the newest of each warehouse of a profile. A file that names no warehouse speaks for all of
-- them, so that it and those that do replace each other.
create view if not exists stock_counting as
with newest as (select profile, house, max(exported_at) as exported_at from stock_housed group by all)
select n.*
from newest n
where n.exported_at >= coalesce(
    (select max(m.exported_at) from newest m where m.profile = n.profile and (m.house = '') <> (n.house = '')), n.exported_at
);
create table if not exists purchase_rows (
    purchase_key varchar, purchase_id varchar, supplier varchar, sku varchar, supplier_sku varchar, title varchar,
    quantity bigint, quantity_received bigint, unit_price decimal(18, 4), currency varchar, ordered_at timestamptz,
    paid_at timestamptz, expected_at timestamptz, received_at timestamptz, state varchar, exported_at timestamptz, rank integer, from_journal boolean
);
-- Purchases as they stand: queries/stock/purchases fills them.
create table if not exists purchases (
    purchase_key varchar, purchase_id varchar, supplier varchar, sku varchar, supplier_sku varchar, title varchar,
    quantity bigint, unit_price decimal(18, 4), currency varchar, ordered_at timestamptz, expected_at timestamptz,
    source varchar, restock_key varchar, in_doubt boolean, received_at timestamptz, received_quantity bigint,
    ended_at timestamptz, state varchar, open boolean, lead_days double, still_due bigint
);
create table if not exists product_rows (
    product_id varchar, sku varchar, title varchar, shop varchar, customs_name varchar, customs_name_zh varchar,
    hs_code varchar, weight_g decimal(18, 4), origin varchar, exported_at timestamptz
);
create table if not exists supplier_rows (
    supplier varchar, sku varchar, supplier_sku varchar, unit_price decimal(18, 4), currency varchar,
    min_quantity bigint, lead_days double, contact varchar, exported_at timestamptz
);
-- When suppliers don't work; supplier null: all of them.
create table if not exists closed_days (supplier varchar, since timestamptz, until timestamptz);
-- What is in a list and is something, once each, where it is first.
create or replace macro once_each(things) as list_filter(
    list_filter(things, lambda one: one is not null),
    lambda one, place: list_position(list_filter(things, lambda other: other is not null), one) = place
);
-- Where each SKU lies, by the files that say how many there are: the warehouses that have most of it first, " / " between,
-- and the shelves in the same order; null where no file says.
create view if not exists stock_places as
with dated as (
    select h.sku, h.profile, max(h.exported_at) over (partition by h.sku, h.profile) as newest, h.on_hand,
        nullif(trim(h.warehouse), '') as warehouse, nullif(trim(h.shelf), '') as shelf
    from stock_housed h
    semi join stock_counting using (profile, house, exported_at)
    where h.sku is not null
),
placed as (from dated qualify rank() over (partition by sku order by newest desc, profile) = 1),
-- One that is empty is named where all are.
sorted as (
    from placed qualify coalesce(on_hand, 0) > 0 or max(coalesce(on_hand, 0)) over (partition by sku) <= 0
)
select sku,
    nullif(array_to_string(once_each(list(warehouse order by on_hand desc nulls last, warehouse, shelf)), ' / '), '')
        as warehouse,
    nullif(array_to_string(once_each(list(shelf order by on_hand desc nulls last, warehouse, shelf)), ' / '), '') as shelf
from sorted
group by sku;
create table if not exists stock_position (
    sku varchar, on_hand bigint, known boolean, source varchar, source_at timestamptz, expected_at timestamptz,
    on_order bigint, overruled varchar, since timestamptz
);
-- Pieces that were seen leaving, order by order: between which two pictures of the order, or when the marketplace or an
-- operator here says so (data.stock.allocation.departures).
create table if not exists stock_departed (
    order_key varchar, sku varchar, pieces bigint, seen_at timestamptz, shelf_at timestamptz, first_at timestamptz
);
-- Pieces of purchases that came after `since`, and no later than `until` (queries/stock/purchases).
create table if not exists stock_arrived (
    purchase_key varchar, sku varchar, pieces bigint, since timestamptz, until timestamptz
);
-- Those of which it isn't known whether the figure for the SKU has them: they came before it was taken, or after.
create view if not exists stock_unsure as
select a.purchase_key, a.sku, sum(a.pieces)::bigint as pieces, min(a.since) as since, max(a.until) as until
from stock_arrived a
join stock_position p on p.sku = a.sku
where p.known and a.until > p.since and a.since < p.source_at
group by a.purchase_key, a.sku
having sum(a.pieces) > 0;
-- The line for stock. Its orders and SKUs go by numbers, which are compared several times as fast as text; an order
-- keeps its number until something touches it. `priority`: 0 wholesale, 1 express,
-- 2 the rest; `ships`: to be shipped now.
create table if not exists stock_line (
    no bigint, order_key varchar, priority tinyint, ship_by timestamptz, placed_at timestamptz, ships boolean
);
create table if not exists stock_skus (no bigint, sku varchar);
-- SKUs of which something is known: how many there are, and how many are free to give; less than none is a debt.
create table if not exists stock_known (no bigint, sku varchar, on_hand bigint);
create table if not exists stock_supply (no bigint, sku varchar, available bigint);
-- What each order in line wants beyond what is applied to it.
create table if not exists stock_pieces (order_no bigint, sku_no bigint, quantity bigint);
-- How orders stood when stock was last shared out, as stock_standing has it.
create table if not exists stock_stood (
    order_key varchar, priority tinyint, done boolean, done_at timestamptz, gone boolean
);
-- Who stands first (0) and who last (2) where stock is shared out so that least is lost.
create table if not exists stock_choice (order_no bigint, rank tinyint);
-- Orders that stock of a SKU was moved away from.
create table if not exists stock_givers (order_key varchar, sku varchar);
-- Orders that the line has to be worked out anew for.
create table if not exists stock_touched (order_key varchar);
-- `packed`: packed or done here, else by a plan; `off`: taken off what there is, not so where a newer picture was taken
-- after it had left the shelf.
create table if not exists stock_applied (order_key varchar, sku varchar, quantity bigint, packed boolean, off boolean);
-- Pieces that don't get all they want, with what they get: few, so that what is allotted needs no rows of its own.
create table if not exists stock_withheld (order_no bigint, sku_no bigint, got bigint);
-- Lines of `shortages` that are short themselves, in orders to be shipped now.
create view if not exists short_lines as
select order_key, sku, quantity, short, ord, ahead from shortages where short > 0 and ships;
-- Lines of `shortages`, each with what it would get of what was left over once the line was served: nothing where orders
-- are sent in part, who have it already.
create view if not exists stock_shares as
select s.*, case when p.partial or not s.ships then 0 else s.quantity - s.short end as would_get
from shortages s, (select coalesce(bool_or(got > 0), false) as partial from stock_withheld) p;
create view if not exists stock_demand as
select l.order_key, k.sku, p.quantity
from stock_pieces p
join stock_line l on l.no = p.order_no
join stock_skus k on k.no = p.sku_no;
create view if not exists allotments as
select order_key, sku, quantity, true as applied from stock_applied
union all
select l.order_key, s.sku, coalesce(w.got, p.quantity), false
from stock_pieces p
join stock_supply s on s.no = p.sku_no
join stock_line l on l.no = p.order_no
left join stock_withheld w on w.order_no = p.order_no and w.sku_no = p.sku_no
where coalesce(w.got, 1) > 0;
create table if not exists case_acts (
    seq bigint, id varchar, acted_at timestamptz, operator varchar, kind varchar, order_key varchar, data varchar,
    undoes varchar
);
create table if not exists stock_version (purchases bigint);
insert into stock_version select 0 where not exists (from stock_version);
create table if not exists case_ends (order_key varchar, status varchar, seen_at timestamptz);
create table if not exists delisted (
    sku varchar, product_id varchar, scope varchar, delisted_at timestamptz, operator varchar, seq bigint
);

-- name: known_currency
-- The currency that an order's total counts in; '' where either isn't known: such an amount adds up with no other.
create or replace macro known_currency(currency, total) as case when total is null then '' else coalesce(currency, '') end;
