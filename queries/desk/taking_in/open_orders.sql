-- Open orders and their lines as they are kept: what was taken in, and what follows from that alone.

-- name: touched
-- What has to be looked at anew: what is open now, and what was.
insert into touched
select order_key from taken_orders
union
select o.order_key from open_orders o where md5_number(o.order_key) in (select key from newer where was_open);

-- name: before
-- What of them would show, to tell afterwards which of them have changed.
create or replace temp table before as
select order_key, hash(state, status_text, placed_at, paid_at, ship_by, deadline, latest_end, buyer, priority,
    is_business, tax_collected, fulfilment_text, cash_on_delivery, why_customs, doubts, arrived_at, new_from, ship_rests) as looks,
    case when order_key in (select order_key from marks where done) then shown_at end as shown_at,
    -- What was done in a state may hold in another way of telling the same ship-by time; nothing else hangs on that.
    case when order_key in (select order_key from marks) then coalesce(ship_told, '') end as ship_told
from open_orders
semi join touched using (order_key);

-- name: after
create or replace temp table changed as
select
    t.order_key,
    o.order_key is not null as open,
    coalesce(b.looks = hash(o.state, o.status_text, o.placed_at, o.paid_at, o.ship_by, o.deadline, o.latest_end, o.buyer,
        o.priority, o.is_business, o.tax_collected, o.fulfilment_text, o.cash_on_delivery, o.why_customs, o.doubts, o.arrived_at, o.new_from, o.ship_rests), false) as same
from (select distinct order_key from touched) t
left join before b using (order_key)
left join open_orders o using (order_key)
where not same
    -- Done here, and a newer export has it all the same.
    or b.shown_at <> o.shown_at
    or b.ship_told <> coalesce(o.ship_told, '');

-- name: drop_orders
delete from open_orders where order_key in (select order_key from touched);

-- name: drop_lines
delete from open_lines where order_key in (select order_key from touched);

-- name: drop_acts
-- Acts on orders that were finished with; the journal keeps them.
delete from acts
where order_key in (select order_key from touched) and order_key not in (select order_key from taken_orders);

-- name: keep_lines
insert into open_lines by name
select order_key, line_no, sku, product_id, title, attributes, quantity, coalesce(owed, quantity) as owed, sent,
    cancelled, returned, needs_parcel, unit, unit_price, line_total, stock_on_hand, stock_on_order, ean
from taken_lines;

-- name: keep_orders
insert into open_orders by name
with packed as (
    select
        order_key,
        sum(coalesce(owed, quantity))::bigint as owed,
        sum(quantity)::bigint as ordered,
        -- Wholesale is what was bought and stays so, sent or not.
        sum(bought)::bigint as bought,
        max(bought) as most,
        min(h.days) as handling_days,
        sum(sent)::bigint as sent,
        sum(cancelled)::bigint as cancelled,
        sum(returned)::bigint as returned,
        bool_or(needs_parcel = false) as without_parcel,
        list({
            'line_no': line_no,
            'title': title,
            'sku': l.sku,
            'all': concat_ws(chr(30), coalesce(l.sku, ''), coalesce(product_id, ''), coalesce(title, ''),
                coalesce(attributes, ''), coalesce(coalesce(owed, quantity)::varchar, ''))
        }) as lines
    from (
        select *, greatest(0, quantity - coalesce(cancelled, 0) - coalesce(returned, 0)) as bought from taken_lines
    ) l
    left join handling h on h.sku = l.sku and coalesce(l.owed, l.quantity) > 0
    group by order_key
),
-- Most orders have one line; sorting those of the others takes half the time of an ordered aggregate.
sorted as (
    select * replace (case when len(lines) = 1 then lines else list_sort(lines) end as lines) from packed
),
items as (
    select
        * exclude (lines),
        len(lines) as line_count,
        array_to_string(list_transform(lines, lambda line: line.title), ' · ') as titles,
        array_to_string(list_transform(lines, lambda line: line.sku), ', ') as skus,
        array_to_string(list_transform(lines, lambda line: line.all), chr(29)) as digest
    from sorted
),
-- What other tables say of an order, gathered on the few columns by which they are found: every join sets room aside
-- for all columns that pass through it, and with the hundred of an order a dozen joins took as long as their planning.
-- Materialised, they are planned by themselves: in one plan with what follows that took half as long again.
facts as materialized (
    select
        o.order_key,
        s.stage as status_stage,
        e.loaded_at as arrived_at,
        case when e.exported_at > r.begun then e.loaded_at end as new_from,
        x.shown_at,
        coalesce(b.since, o.exported_at) as since,
        case when o.status in ('cancel_requested', 'dispute')
            then began_from(b.other_at, o.placed_at, o.paid_at, coalesce(b.since, o.exported_at)) end as since_from,
        b.other_at,
        coalesce(pc.no, p.no) as policy, coalesce(pc.dispute, p.dispute) as dispute,
        coalesce(pc.cancel_answer, p.cancel_answer) as cancel_answer, coalesce(pc.unpaid, p.unpaid) as unpaid_after,
        coalesce(pc.ship_days, p.ship_days) as policy_days,
        coalesce(case when pc.ship_days is null then p.working_days else pc.working_days end, false) as working_days,
        c.courier,
        coalesce(k.kinds, []) as remark_kinds,
        coalesce(k.matters, false) as remark_matters,
        k.weight as remark_weight,
        a.amount as wholesale_amount,
        w.buyer is not null as wholesale_buyer,
        q.number_name, q.address_name, q.told_by, x.national,
        n.tax_number is not null as number_wrong,
        i.owed as owed_pieces, i.ordered as ordered_pieces, i.bought as bought_pieces, i.most, i.handling_days, i.sent,
        i.cancelled, i.returned, i.without_parcel, i.line_count as lines, nullif(i.titles, '') as titles,
        nullif(i.skus, '') as skus, i.digest,
        r.pieces_in_line, r.pieces_in_order, r.cancel_window, r.unpaid as unpaid_set, r.jit, r.ship_days as set_days
    from (
        select order_key, status, first_seq, seq, exported_at, placed_at, paid_at, service, remark, currency, buyer,
            country_code, tax_number, marketplace
        from taken_orders
    ) o
    cross join clock r
    left join statuses s using (status)
    join exports e on e.seq = o.first_seq
    join exports x on x.seq = o.seq
    left join items i using (order_key)
    left join began b using (order_key)
    left join services c using (service)
    left join remark_kinds k using (remark)
    left join wholesale_amounts a using (currency)
    left join wholesale_buyers w on w.buyer = fold(o.buyer)
    left join customs_asked q using (country_code)
    left join customs_wrong n on n.country_code = o.country_code and n.tax_number = o.tax_number
    left join policies p on p.marketplace = o.marketplace and p.country = ''
    left join policies pc on pc.marketplace = o.marketplace and pc.country = o.country_code and pc.country <> ''
),
joined as (
    select
        o.* replace (coalesce(f.owed_pieces, o.pieces, 0) as pieces, coalesce(o.line_count, f.lines, 0) as line_count),
        f.* exclude (order_key, status_stage, told_by, national, owed_pieces, ordered_pieces, bought_pieces, lines),
        coalesce(f.ordered_pieces, o.pieces, 0) as ordered, coalesce(f.bought_pieces, o.pieces, 0) as bought,
        -- What the marketplace's own warehouse sends is not to be packed here, whatever its status asks for; nor is
        -- there anything to ship where nothing is owed any more, or no piece was ordered: what is left of items cancelled.
        coalesce(f.status_stage = 'to_ship' and o.fulfilment = 'platform', false) as theirs,
        coalesce(not theirs and f.status_stage = 'to_ship' and f.owed_pieces = 0, false) as nothing_owed,
        case when theirs or nothing_owed then 'held' else coalesce(f.status_stage, 'unrecognised') end as stage,
        -- For orders to be shipped alone: folding takes as long as all else that is worked out of an order.
        case when stage = 'to_ship' then plain(coalesce(o.full_address, o.address)) end as street,
        case when stage = 'to_ship' then plain(coalesce(o.buyer, o.email, o.recipient)) end as who,
        -- Nothing is said to be missing that the file has no column for.
        f.number_name is not null and o.tax_number is null and (o.tells & f.told_by) <> 0 as number_missing,
        f.address_name is not null and o.national_address is null and f.national as address_missing
    from taken_orders o
    join facts f using (order_key)
),
timed as (
    select j.* replace (
        -- Where a file has none: from payment, in the days that its product takes, or the marketplace gives, or a setting.
        coalesce(ship_by, case when can_estimate(stage, fulfilment, doubts) then
            estimated_at(coalesce(paid_at, placed_at), handling_days, policy_days, working_days, set_days) end) as ship_by),
        ship_by is null as estimated
    from joined j
),
judged as (
    select j.*,
        nullif(concat_ws(chr(31),
            case when most >= pieces_in_line then 'wholesale_line|' || most end,
            case when bought >= pieces_in_order then 'wholesale_order|' || bought end,
            case when total >= wholesale_amount then 'wholesale_amount|' || currency || ' ' || total::decimal(18, 2) end,
            case when wholesale_buyer then 'wholesale_buyer|' || buyer end,
            case when is_business then 'wholesale_marked|' end
        ), '') as why_wholesale,
        case
            when since_from is not null then since_from + span_of(status, coalesce(cancel_window, cancel_answer), dispute)
            when stage = 'unpaid' then placed_at + coalesce(unpaid_set, unpaid_after)
            when nothing_owed or (stage = 'held' and fulfilment = 'platform') then null
            when stage = 'to_ship' and fulfilment = 'jit' then least(ship_by, coalesce(paid_at, placed_at) + jit)
            else ship_by
        end as deadline,
        since + span_of(status, coalesce(cancel_window, cancel_answer), dispute) as latest_end,
        case when estimated and ship_by is not null then
            estimated_by(handling_days, policy_days, set_days) end as ship_rests
    from timed j
)
select
    * exclude (
        key, first_seq, tells, most, bought, sent, cancelled, returned, without_parcel, theirs, nothing_owed, digest,
        wholesale_amount, wholesale_buyer, street, who, number_name, address_name,
        number_missing, address_missing, number_wrong,
        handling_days, dispute, cancel_answer, unpaid_after, policy_days, working_days, estimated,
        pieces_in_line, pieces_in_order, cancel_window, unpaid_set, jit, set_days
    ),
    why_wholesale is not null as wholesale,
    courier is not null as express,
    case when why_wholesale is not null then 0 when courier is not null then 1 else 2 end as priority,
    case
        when theirs then 'platform_sends|' || coalesce(fulfilment_text, '')
        when stage = 'to_ship' then status || '|'
        when stage = 'cancel' then 'cancel_requested|' || began_text(since_from, since)
        when stage = 'unpaid' then 'unpaid|' || status
        when status = 'awaiting_amount' then 'amount_yours|'
        when nothing_owed then 'nothing_owed|' || case
            when ordered <= 0 then 'none'
            when coalesce(sent, cancelled, returned) is null and without_parcel then 'no_parcel'
            when cancelled is null and returned is null and not coalesce(without_parcel, false) and sent > 0 then 'sent'
            when sent is null and returned is null and not coalesce(without_parcel, false) and cancelled > 0 then 'cancelled'
            when sent is null and cancelled is null and not coalesce(without_parcel, false) and returned > 0 then 'returned'
            else ''
        end
        when stage = 'held' and status = 'dispute' then 'dispute|' || began_text(since_from, since)
        when stage = 'held' then 'held|' || status
        else 'status_unknown|' || coalesce(status_text, '')
    end as why_stage,
    'courier|' || courier as why_express,
    nullif(concat_ws(chr(31),
        case when pieces < ordered and pieces > 0 then 'owed|' || pieces || '/' || ordered end,
        case when status = 'part_shipped' and pieces = ordered
            and not contains(coalesce(doubts, ''), 'sent_unknown|') then 'sent_unknown|' end,
        case when refunded > 0 and coalesce(cancelled, returned) is null
            then 'refunded|' || coalesce(currency || ' ', '') || refunded::decimal(18, 2) end
    ), '') as why_owed,
    case
        when len(remark_kinds) > 0 then 'remark|' || array_to_string(remark_kinds, chr(31) || 'remark|')
        when remark is not null then 'remark|'
    end as why_remark,
    case when stage = 'to_ship' then nullif(concat_ws(chr(31),
        case when number_missing then 'customs_missing|' || number_name
            when number_wrong then 'customs_wrong|' || number_name end,
        case when address_missing then 'customs_missing|' || address_name end
    ), '') end as why_customs,
    left(md5(remark), 16) as remark_digest,
    -- Without an address, or a name, nobody knows where it goes.
    case when street <> '' and who <> '' then
        hash(concat_ws(chr(31), marketplace, coalesce(shop, ''), who, street,
            case when full_address is null then plain(concat_ws(' ', zip, city, province)) end,
            coalesce(country_code, country, '')))
    end as parcel,
    -- What a decision rests on; a change in any of it makes another state, and so does a ship-by time that moves (ship_by.sql).
    left(md5(concat_ws(chr(31), status, coalesce(digest, ''), coalesce(recipient, ''), coalesce(country, ''),
        coalesce(province, ''), coalesce(city, ''), coalesce(address, ''), coalesce(full_address, ''),
        coalesce(zip, ''), coalesce(phone, ''), coalesce(tax_number, ''), coalesce(service, ''),
        coalesce(remark, ''), coalesce(currency, ''), coalesce(total::varchar, ''),
        -- Only where they are set: what has none keeps the state it had before there were such columns.
        'national ' || national_address, case when fulfilment = 'platform' then 'sent by it' end)), 16) as state,
    -- Piece by piece: what an accent or Cyrillic stands in is folded the long way.
    concat_ws(' ', fold(order_id), fold(concat_ws(' ', buyer, recipient)),
        fold(concat_ws(' ', skus, replace(titles, ' · ', ' '), country)), fold(remark),
        fold(concat_ws(' ', shop, service, tracking)), case when why_customs is not null then 'customs 税号' end) as haystack
from judged;
