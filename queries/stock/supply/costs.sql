-- What the goods of orders ($keys) cost, each at its last price in the order's currency, or at the lowest that supplier
-- lists have in that currency where it was never bought in it. Prices in other currencies are no prices. $sku has the
-- $price that is given, in $currency.
-- Reads open_orders, open_lines, purchases, supplier_rows. Gives order_key, cost; of orders all of whose goods have one.
-- name: costs
with goods as (
    select l.order_key, l.sku, l.quantity, upper(o.currency) as currency
    from open_lines l
    join open_orders o using (order_key)
    where l.order_key in (select unnest($keys::varchar[]))
),
asked as (select distinct sku from goods),
prices as (
    select sku, upper(currency) as currency, arg_max(unit_price, (ordered_at, purchase_key)) as price
    from purchases
    semi join asked using (sku)
    where unit_price is not null and ordered_at is not null and state <> 'cancelled'
    group by all
),
listed as (
    select sku, upper(currency) as currency, min(unit_price) as price
    from (
        from supplier_rows
        semi join asked using (sku)
        qualify row_number() over (partition by supplier, sku order by exported_at desc) = 1
    )
    where unit_price is not null
    group by all
),
priced as (
    select
        g.order_key,
        g.quantity * case
            when g.sku = $sku then case when upper($currency) = g.currency then $price::decimal(18, 4) end
            else coalesce(p.price, l.price)
        end as cost
    from goods g
    left join prices p on p.sku = g.sku and p.currency = g.currency
    left join listed l on l.sku = g.sku and l.currency = g.currency
)
select order_key, sum(cost)::decimal(18, 4)
from priced
group by order_key
having count(*) = count(cost);
