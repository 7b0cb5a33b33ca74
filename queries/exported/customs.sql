-- What a line that goes into a parcel cost, and what a list of products says to customs of its goods.

-- name: lines
-- The lines in `packed_lines` (order_key, line_no). The newest word of the product list on the listing itself, else on its
-- SKU under any listing; each column for itself.
with own as (
    select product_id, sku, arg_max(customs_name, (exported_at, customs_name)) as customs_name,
        arg_max(customs_name_zh, (exported_at, customs_name_zh)) as customs_name_zh,
        arg_max(hs_code, (exported_at, hs_code)) as hs_code, arg_max(weight_g, (exported_at, weight_g)) as weight_g,
        arg_max(origin, (exported_at, origin)) as origin
    from product_rows
    group by product_id, sku
),
of_sku as (
    select sku, arg_max(customs_name, (exported_at, customs_name)) as customs_name,
        arg_max(customs_name_zh, (exported_at, customs_name_zh)) as customs_name_zh,
        arg_max(hs_code, (exported_at, hs_code)) as hs_code, arg_max(weight_g, (exported_at, weight_g)) as weight_g,
        arg_max(origin, (exported_at, origin)) as origin
    from product_rows
    group by sku
)
select p.order_key, p.line_no, n.product_id, n.ean, n.unit, n.quantity as ordered, n.unit_price, n.line_total,
    coalesce(o.customs_name, s.customs_name) as customs_name,
    coalesce(o.customs_name_zh, s.customs_name_zh) as customs_name_zh,
    coalesce(o.hs_code, s.hs_code) as hs_code, coalesce(o.weight_g, s.weight_g) as unit_weight_g,
    coalesce(o.origin, s.origin) as origin
from packed_lines p
join open_lines n using (order_key, line_no)
left join own o on o.product_id = n.product_id and o.sku = n.sku
left join of_sku s on s.sku = n.sku;

-- name: bills
-- Every line of the orders in `packed_lines` with its prices, and the profile of the file that the order is from.
select n.order_key, n.line_no, n.quantity as ordered, n.unit_price, n.line_total,
    coalesce(n.cancelled, 0) + coalesce(n.returned, 0) as less, e.profile
from open_lines n
join (select distinct order_key from packed_lines) p using (order_key)
join open_orders o using (order_key)
left join pictures e on e.seq = o.seq
order by n.order_key, n.line_no;
