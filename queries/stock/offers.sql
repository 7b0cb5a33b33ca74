-- Who sells each SKU: the last purchase of it from each supplier, and what the supplier list says.
-- Reads purchases, supplier_rows. Gives sku, supplier, price, currency, min_quantity, ordered_us, purchases,
-- contact, lead_days, supplier_sku; of the SKUs in $skus.
-- name: offers
with bought as (
    select
        sku,
        supplier,
        arg_max(unit_price, ordered_at) as price,
        arg_max(currency, ordered_at) as currency,
        epoch_us(max(ordered_at)) as ordered_us,
        count(*) as purchases,
        arg_max(supplier_sku, ordered_at) as supplier_sku
    from purchases
    where sku in (select unnest($skus)) and supplier is not null and state <> 'cancelled'
    group by sku, supplier
),
listed as (
    select * from supplier_rows where sku in (select unnest($skus)) and supplier is not null
    qualify row_number() over (partition by supplier, sku order by exported_at desc) = 1
)
select
    coalesce(b.sku, l.sku),
    coalesce(b.supplier, l.supplier),
    coalesce(b.price, l.unit_price),
    coalesce(b.currency, l.currency),
    l.min_quantity,
    b.ordered_us,
    coalesce(b.purchases, 0),
    l.contact,
    l.lead_days,
    coalesce(l.supplier_sku, b.supplier_sku)
from bought b
full join listed l on l.sku = b.sku and l.supplier = b.supplier
order by all;
