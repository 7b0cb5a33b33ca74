-- Stock, purchase, product and supplier files into their tables, anew from the parts that hold them.
-- $files are the Parquet files; newest(content, profile, taken_at, rank) names the pictures that count: the id that their rows
-- bear, the moment they are of, and their order. The same rows may be of several. For stock `house` is the warehouse of
-- which a file is the newest picture.
-- name: stock
insert into stock_rows by name
select n.profile, n.taken_at as exported_at, p.sku, p.warehouse, p.product_id, p.title, p.on_hand, p.on_order, n.seq, p.shelf,
    coalesce(p.source_row = n.cut_row, false) as may_be_cut
from read_parquet($files, union_by_name = true) p
join newest n on n.content = p.export_id and n.house = lower(trim(coalesce(p.warehouse, '')));

-- name: houses
-- Which warehouses each file names; '' where a row names none.
select export_id, list(distinct lower(trim(coalesce(warehouse, ''))))
from read_parquet($files, union_by_name = true)
group by export_id;

-- name: purchases
-- A purchase line as each file had it, but only where it says something new, or the next file does: what changed did so
-- between the two.
insert into purchase_rows by name
select * exclude (says) from (
select p.* exclude (export_id, exported_at, source_row, status_text, tracking), n.taken_at as exported_at, n.rank,
    false as from_journal, row(state, received_at, expected_at, quantity, quantity_received) as says
-- Parts of an earlier orderdeck lack the pieces that came.
from (
    from read_parquet($files, union_by_name = true)
    union all by name
    select null::bigint as quantity_received where false
) p
join newest n on n.content = p.export_id
window files as (partition by purchase_key order by n.rank, p.source_row)
qualify says is distinct from lag(says) over files or says is distinct from lead(says) over files
);

-- name: products
insert into product_rows by name
select p.product_id, p.sku, p.title, p.shop, p.customs_name, p.customs_name_zh, p.hs_code, p.weight_g, p.origin,
    n.taken_at as exported_at
-- Parts of an earlier orderdeck lack what customs ask for.
from (
    from read_parquet($files, union_by_name = true)
    union all by name
    select null::varchar as customs_name, null::varchar as customs_name_zh, null::varchar as hs_code,
        null::decimal(18, 4) as weight_g, null::varchar as origin
    where false
) p
join newest n on n.content = p.export_id
qualify row_number() over (partition by p.product_id, p.sku, p.shop order by n.rank desc, p.source_row desc) = 1;

-- name: suppliers
insert into supplier_rows by name
select p.supplier, p.sku, p.supplier_sku, p.unit_price, p.currency, p.min_quantity, p.lead_days, p.contact,
    n.taken_at as exported_at
from read_parquet($files, union_by_name = true) p
join newest n on n.content = p.export_id
qualify row_number() over (partition by p.supplier, p.sku order by n.rank desc, p.source_row desc) = 1;
