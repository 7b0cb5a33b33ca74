-- What is known of stock and purchases, and the clock, as other tools are given them.

-- name: stock
-- One row a SKU of which a stock file, an order export or an operator said something. `on_hand` null: not known. `free` is
-- what nobody was given; less than none is a debt.
select p.sku, t.title, t.product_id, p.on_hand, p.on_order, coalesce(a.allotted, 0)::bigint as allotted,
    (v.available - coalesce(a.proposed, 0))::bigint as free, coalesce(s.short, 0)::bigint as short, w.warehouse, w.shelf,
    p.source, p.source_at, p.expected_at
from stock_position p
left join stock_places w using (sku)
left join (
    select sku, arg_max(title, exported_at) as title, arg_max(product_id, exported_at) as product_id
    from stock_rows group by sku
) t using (sku)
left join stock_supply v using (sku)
left join (
    select sku, sum(quantity) as allotted, sum(quantity) filter (not applied) as proposed from allotments group by sku
) a using (sku)
left join (select sku, sum(short) as short from short_lines group by sku) s using (sku);

-- name: purchases
-- Purchases as they stand, one row each; `still_due` is what has not come. Those of the journal were keyed here.
select purchase_key, purchase_id, supplier, sku, supplier_sku, title, quantity, received_quantity, still_due, unit_price,
    currency, ordered_at, expected_at, received_at, ended_at, state, source
from purchases;

-- name: clock
select now from clock;
