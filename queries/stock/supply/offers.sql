-- Who sells each SKU: the last purchase of it from each supplier, what the supplier list says, and the supplier's newest
-- answer as it was noted here; it is less by what was ordered from that supplier since.
-- Reads purchases, supplier_rows, live_acts. Gives sku, supplier, price, currency, min_quantity, ordered_us, purchases,
-- contact, lead_days, answered_us, left, said_us (the date that the answer names), note, supplier_sku; of the SKUs in
-- $skus.
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
),
answers as (
    select sku, acted_at, data->>'$.supplier' as supplier, (data->>'$.left')::bigint as said_left,
        (data->>'$.expected_at')::bigint as said_us, data->>'$.note' as note
    from live_acts
    where kind = 'supplier_answer' and sku in (select unnest($skus))
    qualify row_number() over (partition by sku, data->>'$.supplier' order by seq desc) = 1
),
answered as (
    select a.*, case when said_left is not null then greatest(0, said_left - coalesce((
        select sum(p.quantity) from purchases p
        where p.sku = a.sku and p.supplier = a.supplier and p.ordered_at > a.acted_at and p.state <> 'cancelled'
    ), 0)) end::bigint as pieces_left
    from answers a
)
select
    coalesce(b.sku, l.sku, a.sku),
    coalesce(b.supplier, l.supplier, a.supplier),
    coalesce(b.price, l.unit_price),
    case when b.price is null then l.currency else b.currency end,
    l.min_quantity,
    b.ordered_us,
    coalesce(b.purchases, 0),
    l.contact,
    l.lead_days,
    epoch_us(a.acted_at),
    a.pieces_left,
    a.said_us,
    a.note,
    coalesce(l.supplier_sku, b.supplier_sku)
from bought b
full join listed l on l.sku = b.sku and l.supplier = b.supplier
full join answered a on a.sku = coalesce(b.sku, l.sku) and a.supplier = coalesce(b.supplier, l.supplier)
order by all;
