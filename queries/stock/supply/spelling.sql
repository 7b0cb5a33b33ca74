-- name: nearly
-- SKUs of stock files that match no open order, and one that would but for case or blanks.
with ordered as (select distinct sku from open_lines where sku is not null),
spelt as (select lower(regexp_replace(sku, '[\s\x{00a0}\x{3000}]', '', 'g')) as bare, min(sku) as sku from ordered group by 1),
counted as (
    select distinct seq, sku, lower(regexp_replace(sku, '[\s\x{00a0}\x{3000}]', '', 'g')) as bare
    from stock_rows
    where sku is not null and sku not in (select sku from ordered)
)
select c.seq, c.sku, s.sku from counted c join spelt s using (bare) order by c.seq, c.sku;

-- name: ordered
select 1 from open_lines where sku = $sku limit 1;

-- name: named
-- Whether an open order, a file about stock, purchases, suppliers or products, or an act about stock names it.
select 1 from open_lines where sku = $sku
union all select 1 from stock_position where sku = $sku
union all select 1 from purchases where sku = $sku
union all select 1 from supplier_rows where sku = $sku
union all select 1 from product_rows where sku = $sku
limit 1;
