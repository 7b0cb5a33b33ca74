-- Orders as other tools are given them: one row an order. Columns are told in docs/export.md and kept stable.

-- name: told
-- What an order's files say; `o` is a row of open_orders, or one of taken_orders of an order that was finished with.
o.order_key, o.marketplace, coalesce(o.shop, '') as shop, o.order_id, o.status, o.status_text,
o.placed_at, o.paid_at, o.ship_by, o.sent_at, o.received_at,
o.buyer, o.email, o.recipient,
address_block(
    o.recipient, o.full_address, o.address, o.city, o.province, o.zip, coalesce(o.country, o.country_code),
    o.national_address, o.phone
) as address_block,
o.address, o.city, o.province, o.zip, o.country, o.country_code, o.phone, o.tax_number,
o.currency, o.total, o.goods_total, o.shipping_fee, o.discount, o.refunded, o.paid_total,
o.service, tracking_of(o.order_key, o.tracking) as tracking, o.fulfilment, o.cash_on_delivery, o.tax_collected, o.remark, o.custom_info, o.seller,
o.exported_at

-- name: orders
-- Open orders, those that were done here among them. `ship_rests` as in facts; `ordered` counts pieces that were ordered,
-- `pieces` those still to send, `short` those of them that stock can't cover.
select
    {told}, l.queue, l.stage, l.deadline, o.ship_rests, o.pieces, o.ordered, o.line_count, l.short, o.wholesale, o.courier,
    l.claimed_by, l.snoozed_until, l.packed_at, l.done_at, l.state, e.name as export
from open_orders o
join listed l using (order_key)
left join pictures e on e.seq = o.seq;

-- name: history
-- Orders that were finished with, each as its newest export has it; nothing is owed of them, and no clock runs.
select
    {told}, 'finished' as queue, 'finished' as stage, null::timestamptz as deadline, null::varchar as ship_rests,
    0::bigint as pieces, coalesce(o.pieces, 0)::bigint as ordered, coalesce(o.line_count, 0)::bigint as line_count,
    0::bigint as short, null::boolean as wholesale, null::varchar as courier, null::varchar as claimed_by,
    null::timestamptz as snoozed_until, null::timestamptz as packed_at, null::timestamptz as done_at,
    null::varchar as state, e.name as export
from taken_orders o
left join pictures e on e.seq = o.seq;
