-- Every purchase line as it stands now: from purchase files (the newest row of each), and from restocks keyed here.
-- A purchase came in when its file says so, when an operator keyed its receipt, or, where a file gives no date, when
-- an export first showed it received after an earlier one had shown it open (the latest it can have been).
-- The seller's SKU is the file's own, else the supplier list's for that supplier's item number.
-- Reads purchase_rows, supplier_rows, live_acts. Fills purchases.
-- name: purchases
create or replace table purchases as
with receipts as (
    select
        data->>'$.purchase_key' as purchase_key,
        max(acted_at) as received_at,
        sum((data->>'$.quantity')::bigint)::bigint as quantity
    from live_acts
    where kind = 'receipt'
    group by 1
),
turned as (
    select
        purchase_key,
        min(exported_at) filter (where state = 'received') as seen_received,
        min(exported_at) filter (where state in ('ordered', 'paid', 'sent')) as seen_open
    from purchase_rows
    group by purchase_key
),
newest as (
    select * from purchase_rows
    qualify row_number() over (partition by purchase_key order by exported_at desc, rank desc nulls last) = 1
),
filed as (
    select
        p.purchase_key,
        p.purchase_id,
        p.supplier,
        coalesce(p.sku, i.sku) as sku,
        p.supplier_sku,
        p.title,
        p.quantity,
        p.unit_price,
        p.currency,
        coalesce(p.ordered_at, p.paid_at) as ordered_at,
        p.expected_at,
        coalesce(
            p.received_at,
            r.received_at,
            case when p.state = 'received' and t.seen_open < t.seen_received then t.seen_received end
        ) as received_at,
        p.state,
        'file' as source,
        coalesce(r.quantity, 0) as received_quantity
    from newest p
    left join receipts r using (purchase_key)
    left join turned t using (purchase_key)
    left join (select supplier, supplier_sku, min(sku) as sku from supplier_rows group by all) i
        on i.supplier = p.supplier and i.supplier_sku = p.supplier_sku
),
keyed as (
    select
        a.id as purchase_key,
        a.grp as purchase_id,
        a.data->>'$.supplier' as supplier,
        a.sku,
        a.data->>'$.supplier_sku' as supplier_sku,
        a.data->>'$.title' as title,
        (a.data->>'$.quantity')::bigint as quantity,
        (a.data->>'$.unit_price')::decimal(18, 4) as unit_price,
        a.data->>'$.currency' as currency,
        a.acted_at as ordered_at,
        make_timestamptz((a.data->>'$.expected_at')::bigint) as expected_at,
        case when r.quantity >= (a.data->>'$.quantity')::bigint then r.received_at end as received_at,
        case when r.quantity >= (a.data->>'$.quantity')::bigint then 'received' else 'ordered' end as state,
        'journal' as source,
        coalesce(r.quantity, 0) as received_quantity
    from live_acts a
    left join receipts r on r.purchase_key = a.id
    where a.kind = 'restock'
)
select
    *,
    received_at is null and state in ('ordered', 'paid', 'sent') as open,
    case when received_at >= ordered_at then epoch(received_at - ordered_at) / 86400 end as lead_days,
    greatest(0, quantity - received_quantity) as still_due
from (select * from filed union all by name select * from keyed);
