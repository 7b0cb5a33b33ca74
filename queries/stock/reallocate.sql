-- What the search for the allotment that loses least needs of the line. Reads stock_line, stock_supply, stock_pieces,
-- open_orders, live_acts.
-- name: contested
-- Pieces of SKUs that are asked for more than there is, as in allot.sql, in no order.
with asked as (select sku_no, sum(quantity) as quantity from stock_pieces group by sku_no)
select p.order_no, s.no as sku_no, p.quantity::bigint as quantity, s.available::bigint as available, s.sku
from stock_pieces p
join stock_supply s on s.no = p.sku_no
join asked a on a.sku_no = s.no and a.quantity > s.available;

-- name: orders
-- The orders of these numbers, in the line's order but for those that gave.
select l.no, o.order_key, epoch_us(o.ship_by), coalesce(o.currency, ''), coalesce(o.total, 0), l.ships, l.gave,
    $late_saves or coalesce(l.ship_by > (select now from clock), true),
    exists (select 1 from live_acts a where a.kind = 'plan_override' and a.order_key = l.order_key)
from stock_line l
join open_orders o using (order_key)
where l.no in (select unnest($numbers::bigint[]))
order by not $late_saves and coalesce(l.ship_by <= (select now from clock), false), l.priority, l.ship_by nulls last,
    l.placed_at nulls last, l.order_key;

-- name: choose
insert into stock_choice
select l.no, c.rank
from (select unnest($keys::varchar[]) as order_key, unnest($ranks::tinyint[]) as rank) c
join stock_line l using (order_key);
