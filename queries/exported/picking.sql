-- What is to be taken off the shelf and packed: of the orders in `chosen_orders` (order_key, place), those to be sent.

-- name: kept_back
-- Each of these orders and why it is not to be sent now: a code; null where it is. Whoever names an order ($named) has
-- seen that it is put away, packed already or lacks stock, and its remark; a request to cancel, a hold and the like are no matter of seeing.
-- `part`: some of its pieces are there, and orders are sent in part ($partial).
select c.order_key, c.place,
    case
        when l.order_key is null then 'finished'
        when l.done then 'done'
        when l.stage <> 'to_ship' then l.stage
        when $named then null
        -- What the buyer asked for in words, until somebody has handled it.
        when not l.remark_handled and list_has_any(l.remark_kinds, ['cancel', 'hold']) then 'remark'
        when l.short > 0 and not $partial then 'short'
        when l.asleep then 'asleep'
        when l.packed_at is not null and l.packed_over is null then 'packed'
    end as why
from chosen_orders c
left join listed l using (order_key)
order by c.place;

-- name: owed
-- The lines of the orders in `sent_orders` (order_key, place) of which something is owed, with where their goods lie. Where
-- orders are sent in part, what stock can't cover is left out: off the last lines of a SKU first.
with wanted as (
    select s.place, n.order_key, n.line_no, n.sku, n.title, n.attributes as variant, n.owed,
        greatest(0, coalesce(h.short, 0) - (sum(n.owed) over (
            partition by n.order_key, n.sku order by n.line_no desc rows between unbounded preceding and current row
        ) - n.owed)) as lacks
    from open_lines n
    join sent_orders s using (order_key)
    left join short_lines h on $partial and h.order_key = n.order_key and h.sku = n.sku
    where n.owed > 0
)
select w.place, w.order_key, o.order_id, coalesce(o.shop, '') as shop, w.line_no, w.sku, w.title, w.variant,
    (w.owed - least(w.owed, w.lacks))::bigint as quantity, p.warehouse, p.shelf
from wanted w
join open_orders o using (order_key)
left join stock_places p using (sku)
where w.owed > w.lacks
order by w.place, w.line_no;

-- name: picking
-- `owed_lines` (the rows above) by SKU, with the orders that its pieces are for; what has no SKU goes by title and
-- variant. By warehouse, shelf and SKU, as one walks; what lies nobody knows where is at the end.
with by_order as (
    select sku, case when sku is null then concat_ws(' · ', title, variant) else '' end as unnamed, order_key,
        any_value(order_id) as order_id, min(place) as place, min_by(title, (place, line_no)) as title,
        any_value(warehouse) as warehouse, any_value(shelf) as shelf, sum(quantity)::bigint as quantity
    from owed_lines
    group by all
)
select sku, coalesce(nullif(unnamed, ''), arg_min(title, place)) as title, sum(quantity)::bigint as quantity,
    list({'order_id': order_id, 'order_key': order_key, 'quantity': quantity} order by place) as orders,
    any_value(warehouse) as warehouse, any_value(shelf) as shelf
from by_order
group by sku, unnamed
order by warehouse nulls last, shelf nulls last, sku nulls last, title;

-- name: packing
-- `owed_lines` with whom they go to: a row a line, in the order of the orders.
select n.order_key, n.shop, n.order_id, o.ship_by, o.buyer, o.recipient,
    address_block(
        o.recipient, o.full_address, o.address, o.city, o.province, o.zip, coalesce(o.country, o.country_code),
        o.national_address, o.phone
    ) as address_block,
    o.service, o.remark, o.custom_info, n.line_no, n.sku, n.title, n.variant, n.quantity, n.warehouse, n.shelf
from owed_lines n
join open_orders o using (order_key)
order by n.place, n.line_no;
