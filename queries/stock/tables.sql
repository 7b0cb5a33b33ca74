-- The stock picture and what allocation makes of it. Derived: rebuilt from parts and journal at every start.
-- name: tables
create table if not exists stock_rows (
    profile varchar, exported_at timestamptz, sku varchar, warehouse varchar, product_id varchar, title varchar,
    on_hand bigint, on_order bigint
);
create table if not exists purchase_rows (
    purchase_key varchar, purchase_id varchar, supplier varchar, sku varchar, supplier_sku varchar, title varchar,
    quantity bigint, unit_price decimal(18, 4), currency varchar, ordered_at timestamptz, paid_at timestamptz,
    expected_at timestamptz, received_at timestamptz, state varchar, exported_at timestamptz, from_journal boolean
);
create table if not exists product_rows (
    product_id varchar, sku varchar, title varchar, shop varchar, exported_at timestamptz
);
create table if not exists supplier_rows (
    supplier varchar, sku varchar, supplier_sku varchar, unit_price decimal(18, 4), currency varchar,
    min_quantity bigint, lead_days double, contact varchar, exported_at timestamptz
);
create table if not exists stock_position (
    sku varchar, on_hand bigint, known boolean, source varchar, source_at timestamptz, expected_at timestamptz,
    on_order bigint, overruled varchar
);
create table if not exists stock_demand (order_key varchar, sku varchar, quantity bigint, ord bigint);
create table if not exists stock_supply (sku varchar, available bigint);
create table if not exists allotments (order_key varchar, sku varchar, quantity bigint, applied boolean);
create table if not exists shortages (order_key varchar, sku varchar, quantity bigint, short bigint);
create table if not exists short_lines (
    order_key varchar, sku varchar, quantity bigint, short bigint, ord bigint, ahead bigint
);
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
