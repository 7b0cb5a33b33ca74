-- Orders to be shipped that go to the same buyer at the same address, of one shop: `parcel` of open_orders says which
-- (see keep_orders). Those that are done, gone or that the marketplace sends are no companions.

-- name: groups
-- What `companions` should hold, for the parcels in {parcels}. Few names of each group are kept: a forwarder's address may
-- have thousands of orders.
with sendable as (
    select o.parcel, o.order_key, o.order_id, o.ship_by,
        case when o.tax_collected then 'tax' when o.cash_on_delivery then 'cod' end as apart
    from open_orders o
    join standing s using (order_key)
    where o.parcel in ({parcels}) and o.stage = 'to_ship' and not s.gone and not s.done
),
groups as (
    select parcel, count(*) as orders, count(apart) as apart, min(ship_by) as first_ship_by,
        list_slice(list({'ship_by': coalesce(ship_by, 'infinity'::timestamptz), 'id': order_id, 'key': order_key} order by
            coalesce(ship_by, 'infinity'::timestamptz), order_id, order_key), 1, 6) as first
    from sendable
    group by parcel
    having count(*) > 1
)
select
    s.order_key, s.parcel, g.orders - 1 as others,
    -- Why not: its own reason first, else that some of the others have one.
    coalesce(s.apart, case when g.apart > 0 then 'others' end, '') as apart,
    array_to_string(list_transform(list_slice(list_filter(g.first, lambda one: one.key <> s.order_key), 1, 5), lambda one: one.id),
        ', ') as names,
    g.first_ship_by
from sendable s
join groups g using (parcel)

-- name: every_parcel
select parcel from open_orders where parcel is not null and stage = 'to_ship' group by parcel having count(*) > 1

-- name: touched_parcels
select parcel from companions where order_key in (select unnest($keys::varchar[]))
union
select parcel from open_orders where order_key in (select unnest($keys::varchar[])) and parcel is not null

-- name: of_order
-- The companions of an order, the soonest ship-by first; why each goes alone, and why the two of them go apart.
select o.order_key, o.order_id, epoch_us(o.ship_by),
    case when o.tax_collected then 'tax' when o.cash_on_delivery then 'cod' else '' end as alone,
    case when own.tax_collected then 'tax' when own.cash_on_delivery then 'cod' else alone end
from companions c
join open_orders own on own.order_key = c.order_key
join companions other on other.parcel = c.parcel and other.order_key <> c.order_key
join open_orders o on o.order_key = other.order_key
where c.order_key = $key
order by o.ship_by nulls last, o.order_id, o.order_key
limit 20
