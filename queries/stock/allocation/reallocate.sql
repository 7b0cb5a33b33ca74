-- What the search for the allotment that loses least needs of the line. Reads stock_line, stock_supply, stock_pieces,
-- open_orders, live_acts.
-- name: contested
-- Pieces of SKUs that are asked for more than there is, as in allot.sql, in no order.
with asked as (select sku_no, sum(quantity) as quantity from stock_pieces group by sku_no)
select p.order_no, p.quantity::bigint, s.available::bigint, s.sku
from stock_pieces p
join stock_supply s on s.no = p.sku_no
join asked a on a.sku_no = s.no and a.quantity > s.available;

-- name: is_contested
select 1 from stock_supply s
where s.sku = $sku and s.available < (select sum(quantity) from stock_pieces p where p.sku_no = s.no);

-- name: orders
-- The orders that ask for these SKUs, in the line's order, and of which SKUs they gave.
select l.no, o.order_key, epoch_us(o.ship_by),
    known_currency(o.currency, o.total), coalesce(o.total, 0), l.ships,
    (select coalesce(list(g.sku), []) from stock_givers g where g.order_key = l.order_key),
    $late_saves or coalesce(l.ship_by > (select now from clock), true),
    l.order_key in (select order_key from live_acts where kind = 'plan_override'),
    o.policy, is_part_sent(o.order_key, o.status), o.ship_rests is not null
from stock_line l
join open_orders o using (order_key)
where l.no in (
    select p.order_no from stock_pieces p
    join stock_supply s on s.no = p.sku_no
    where s.available < (select sum(quantity) from stock_pieces a where a.sku_no = s.no)
)
order by not $late_saves and coalesce(l.ship_by <= (select now from clock), false), l.priority, l.ship_by nulls last,
    l.placed_at nulls last, l.order_key;

-- name: choose
insert into stock_choice
select l.no, c.rank
from (select unnest($keys::varchar[]) as order_key, unnest($ranks::tinyint[]) as rank) c
join stock_line l using (order_key);
