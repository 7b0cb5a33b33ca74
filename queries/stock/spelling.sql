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
