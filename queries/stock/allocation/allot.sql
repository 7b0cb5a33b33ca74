-- What needs deciding, and what was decided. Reads stock_line, stock_supply, stock_pieces.
-- name: contested
-- Pieces of SKUs that are asked for more than there is, in the line's order: what can still be saved before what is
-- past its ship-by time (unless $late_saves), then by priority, then least time left; those first and those last
-- that stock_choice names. `gave`: the order stands last for that SKU. All other SKUs are covered whatever is decided.
with asked as (
    select sku_no, sum(quantity) as quantity from stock_pieces group by sku_no
),
tight as (select s.no, s.sku, s.available from stock_supply s join asked a on a.sku_no = s.no where a.quantity > s.available)
select l.no as order_no, t.no as sku_no, p.quantity::bigint as quantity, t.available, l.ships,
    case when l.ship_by > c.now then epoch_us(l.ship_by) end as late_at,
    g.order_key is not null and h.rank is null as gave
from stock_pieces p
join tight t on t.no = p.sku_no
join stock_line l on l.no = p.order_no
left join stock_choice h on h.order_no = l.no
left join stock_givers g on g.order_key = l.order_key and g.sku = t.sku,
clock c
order by coalesce(h.rank, 1), not $late_saves and coalesce(l.ship_by <= c.now, false), l.priority, l.ship_by nulls last, l.placed_at nulls last, l.order_key, t.no;

-- name: take_back
delete from stock_withheld;
delete from shortages;

-- name: shortages
-- With their order's place, and with what those before it lack of the same SKU.
insert into shortages
select l.order_key, s.sku, k.quantity, k.short, k.place, k.ahead, l.ships
from lacks k
join stock_line l on l.no = k.order_no
join stock_supply s on s.no = k.sku_no;

-- name: withhold_parts
insert into stock_withheld select order_no, sku_no, quantity - short from lacks where short > 0;

-- name: withhold_orders
-- An order that was turned away gets nothing, of what there is enough of either.
insert into stock_withheld
select p.order_no, p.sku_no, 0
from stock_pieces p
semi join lacks k on k.order_no = p.order_no;
