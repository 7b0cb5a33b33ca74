-- Stock, purchase, product and supplier files into their tables, anew from the parts that hold them.
-- $files are the Parquet files; newest(export_id, profile) names the exports that count.
-- name: stock
insert into stock_rows by name
select n.profile, p.exported_at, p.sku, p.warehouse, p.product_id, p.title, p.on_hand, p.on_order
from read_parquet($files, union_by_name = true) p
join newest n using (export_id);

-- name: purchases
-- A purchase line as each file had it, but only where it says something new.
insert into purchase_rows by name
select p.* exclude (export_id, source_row, status_text, tracking), false as from_journal
from read_parquet($files, union_by_name = true) p
qualify row_number() over (
    partition by purchase_key, state, received_at, expected_at, quantity order by exported_at
) = 1
or row_number() over (partition by purchase_key order by exported_at desc) = 1;

-- name: products
insert into product_rows by name
select product_id, sku, title, shop, exported_at
from read_parquet($files, union_by_name = true)
qualify row_number() over (partition by product_id, sku, shop order by exported_at desc) = 1;

-- name: suppliers
insert into supplier_rows by name
select supplier, sku, supplier_sku, unit_price, currency, min_quantity, lead_days, contact, exported_at
from read_parquet($files, union_by_name = true)
qualify row_number() over (partition by supplier, sku order by exported_at desc) = 1;
