-- Takes new exports in: keeps the newest state of each order, and the open ones in full.
-- $orders and $lines are the Parquet files that hold them; batch(seq) names the exports. What is not closed is open,
-- also under a status that nobody knows.

-- name: arrivals
-- Each order of the batch at its newest: `mark` is twice the export's rank, plus one where it is open. `closed` is null
-- where none of its rows says that it was finished with; else eight times the rank of the newest that does, plus how.
create or replace temp table arrivals as
select
    md5_number(o.order_key) as key,
    max(e.rank * 2 + (not coalesce(o.status in ('shipped', 'closing', 'finished', 'cancelled'), false))::integer) as mark,
    min(e.seq) as first_seq,
    max(e.rank * 8 + closed_code(o.status)) as closed
from read_parquet($orders, union_by_name = true) o
join (select content, seq, rank from exports semi join batch using (seq)) e on e.content = o.export_id
group by all;

-- name: renewed
-- Orders that exports had which count no more.
create or replace temp table renewed as
select distinct md5_number(order_key) as key
from read_parquet($orders, union_by_name = true)
where export_id in (select unnest($contents));

-- name: renewed_arrivals
-- The same of all exports that count.
create or replace temp table arrivals as
select
    md5_number(o.order_key) as key,
    max(e.rank * 2 + (not coalesce(o.status in ('shipped', 'closing', 'finished', 'cancelled'), false))::integer) as mark,
    min(e.seq) as first_seq,
    max(e.rank * 8 + closed_code(o.status)) as closed
from read_parquet($orders, union_by_name = true) o
join exports e on e.content = o.export_id
where md5_number(o.order_key) in (select key from renewed)
group by all;

-- name: renewed_newer
create or replace temp table newer as
select a.key, e.seq, (a.mark & 1) = 1 as open, a.closed, l.key is not null as known, coalesce(l.open, false) as was_open,
    a.first_seq, null::integer as closed_seq, null::utinyint as closed_as
from arrivals a
join exports e on e.rank = a.mark >> 1
left join latest l on l.key = a.key;

-- name: renewed_before
-- What was known of them is forgotten; those that nothing is left of are gone.
create or replace temp table still_open as select key from latest limit 0;
create or replace temp table past as select key from newer where open and closed is not null;
delete from seen where key in (select key from renewed);
delete from part_seen where key in (select key from renewed);
delete from closings where key in (select key from renewed);

-- name: renewed_latest
insert into touched
select order_key from open_orders
where md5_number(order_key) in (select key from renewed)
except
select order_key from touched;
delete from latest where key in (select key from renewed) and key not in (select key from newer);
update latest set first_seq = n.first_seq from newer n where latest.key = n.key;

-- name: renewed_doubtful
create or replace temp table doubtful as select order_key from taken_orders where status = 'cancel_requested';

-- name: newer
-- Those that are newer than what is known. An older export is no news, whenever it comes.
create or replace temp table newer as
select a.key, e.seq, (a.mark & 1) = 1 as open, a.closed, l.key is not null as known, coalesce(l.open, false) as was_open,
    least(a.first_seq, coalesce(l.first_seq, a.first_seq)) as first_seq, l.seq as closed_seq, l.closed_as
from arrivals a
join exports e on e.rank = a.mark >> 1
left join latest l on l.key = a.key
left join exports k on k.seq = l.seq
where l.key is null or e.rank > k.rank;

-- name: all_newer
-- The same where nothing is known yet, which takes neither time nor memory.
create or replace temp view newer as
select a.key, e.seq, (a.mark & 1) = 1 as open, a.closed, false as known, false as was_open, a.first_seq,
    null::integer as closed_seq, null::utinyint as closed_as
from arrivals a
join exports e on e.rank = a.mark >> 1;

-- name: update_latest
update latest set seq = n.seq, open = n.open, closed_as = case when not n.open then n.closed & 7 end from newer n where latest.key = n.key;

-- name: insert_latest
insert into latest select key, seq, open, first_seq, case when not open then closed & 7 end from newer where not known;

-- name: still_open
-- Orders that were open before and of which there is nothing newer.
create or replace temp table still_open as
select key from latest where open and key not in (select key from newer where was_open);

-- name: past
-- Orders that are open by now, of which this batch or what was known has a time when they were finished with.
create or replace temp table past as
select key from newer where open and (closed is not null or (known and not was_open))
union
select key from still_open join arrivals a using (key) where a.closed is not null;

-- name: closings
-- Where each of them was finished with last.
create or replace temp table closed_last as
with told as (
    select n.key, e.rank, n.closed & 7 as code from newer n join exports e on e.rank = n.closed >> 3 where n.open
    union all
    select n.key, e.rank, n.closed_as
    from newer n join exports e on e.seq = n.closed_seq
    where n.open and n.known and not n.was_open
    union all
    select key, a.closed >> 3, a.closed & 7 from still_open join arrivals a using (key) where a.closed is not null
    union all
    select c.key, e.rank, closed_code(c.status) from closings c join exports e using (seq) semi join past using (key)
)
select t.key, e.seq, closed_status(t.code) as status
from (select key, max(rank) as rank, arg_max(code, rank) as code from told group by key) t
join exports e using (rank);

-- name: drop_closings
delete from closings
where key in (select key from closed_last) or key in (select key from newer where was_open and not open);

-- name: keep_closings
insert into closings from closed_last;

-- name: listings
insert into listings
select e.seq, l.marketplace, coalesce(l.shop, ''), coalesce(l.status, 'unrecognised'), l.first_placed, l.last_placed
from (
    select export_id, marketplace, shop, status, min(placed_at) as first_placed, max(placed_at) as last_placed
    from read_parquet($orders, union_by_name = true)
    group by all
) l
join (select content, seq from exports semi join batch using (seq)) e on e.content = l.export_id;

-- name: unread
insert into unread
select e.seq, case when r.reason not like 'id\_%' escape '\' then r.order_id end
from read_parquet($rejects, union_by_name = true) r
join (select content, seq from exports semi join batch using (seq)) e on e.content = r.export_id;

-- name: sighted
-- Every row of the batch under an open status, where its order is open by now; found by narrow columns.
create or replace temp table sighted as
select n.key, o.order_key, e.seq, e.rank, o.status, o.status_text, o.source_row, o.export_id as content,
    o.file_index as file, o.file_row_number as place
from read_parquet($orders, union_by_name = true) o
join (select content, seq, rank from exports semi join batch using (seq)) e on e.content = o.export_id
join (
    select key from newer where open
    union all
    from still_open
) n on n.key = md5_number(o.order_key)
where o.status is null or o.status not in ('shipped', 'closing', 'finished', 'cancelled');

-- name: wanted
-- Where the newest state of each of them stands.
create or replace temp table wanted as
select s.order_key, s.content, s.key, s.seq, n.first_seq, n.known and not n.was_open as reopened, s.file, s.place
from sighted s
join newer n on n.key = s.key and n.seq = s.seq
where n.open
qualify row_number() over (partition by s.key order by s.file desc, s.place desc) = 1;

-- name: keep_seen
insert into seen select key, seq, status, status_text, source_row from sighted;

-- name: drop_seen
-- Those of orders that were finished with.
delete from seen where key in (select key from newer where was_open and not open);

-- name: part_seen
insert into part_seen from past except from part_seen;

-- name: whole_again
delete from part_seen where key in (select key from newer where was_open and not open);

-- name: taken_orders
create or replace temp table taken_orders as
select
    o.order_key, o.marketplace, o.shop, o.order_id, o.status, o.status_text, o.placed_at, o.paid_at, o.ship_by,
    o.sent_at, o.received_at, o.buyer, o.email, o.recipient, o.country, o.country_code, o.province, o.city,
    o.address, o.full_address, o.full_address_local, o.national_address, o.zip, o.phone, o.tax_number, o.currency,
    o.goods_total, o.shipping_fee, o.discount, o.total, o.refunded, o.paid_total, o.duties, o.subsidy,
    o.managed_discount, o.supply_price, o.tax_collected, o.fulfilment, o.fulfilment_text, o.service, o.tracking,
    o.remark, o.custom_info, o.seller, o.is_business, o.pieces, o.line_count, o.source_row, e.export_id, e.exported_at,
    o.doubts, w.seq, w.key, w.first_seq
from read_parquet($orders, union_by_name = true) o
join wanted w on w.order_key = o.order_key and w.content = o.export_id
join exports e on e.seq = w.seq
where w.file = o.file_index and w.place = o.file_row_number and o.file_row_number <= $last_place
    and (o.status is null or o.status not in ('shipped', 'closing', 'finished', 'cancelled'));

-- name: line_places
create or replace temp table line_places as
select file_row_number as place
from read_parquet($lines, union_by_name = true) l
semi join wanted w on w.order_key = l.order_key and w.content = l.export_id;

-- name: taken_lines
create or replace temp table taken_lines as
select l.*
from read_parquet($lines, union_by_name = true) l
semi join wanted w on w.order_key = l.order_key and w.content = l.export_id
where l.file_row_number <= $last_place;

-- name: sightings
-- Where an order stands in a cancel request, each time it was seen since what was known of it; `seen_at` of what was
-- known already is when that status began.
create or replace temp table sightings as
with asked as (
    select w.order_key, w.key, o.seq as known_seq, k.rank as known_rank, o.status as known_status, o.since
    from taken_orders w
    left join open_orders o using (order_key)
    left join exports k on k.seq = o.seq
    where w.status = 'cancel_requested'
)
select a.order_key, s.rank, e.exported_at as seen_at, s.status
from sighted s
join asked a using (key)
join exports e using (seq)
where a.known_rank is null or s.rank > a.known_rank
union all
select order_key, known_rank, since, known_status from asked where known_rank is not null;

-- name: past_sightings
-- The same for those that the batch has under a closed status too.
insert into sightings
select o.order_key, e.rank, e.exported_at, o.status
from read_parquet($orders, union_by_name = true) o
join (
    select w.order_key, k.rank as known_rank
    from taken_orders w
    semi join past using (key)
    left join open_orders known using (order_key)
    left join exports k on k.seq = known.seq
    where w.status = 'cancel_requested'
) a using (order_key)
join (select content, rank, exported_at from exports semi join batch using (seq)) e on e.content = o.export_id
where o.status in ('shipped', 'closing', 'finished', 'cancelled') and (a.known_rank is null or e.rank > a.known_rank);

-- name: all_sightings
-- The same from every export there is, for orders of which an older export has just come to light.
create or replace temp table sightings as
select o.order_key, e.rank, e.exported_at as seen_at, o.status
from read_parquet($orders, union_by_name = true) o
join exports e on e.content = o.export_id
semi join doubtful d on d.order_key = o.order_key;

-- name: doubtful
-- Cancel requests of which the batch has a sighting that is older than what was known.
create or replace temp table doubtful as
select c.order_key
from (
    select o.order_key, md5_number(o.order_key) as key, k.rank
    from open_orders o
    join exports k using (seq)
    where o.status = 'cancel_requested'
) c
join arrivals a using (key)
join exports e on e.seq = a.first_seq
where e.rank < c.rank;

-- name: began
-- When the present status began: the first sighting after the last one in any other status.
create or replace temp table began as
with present as (
    select order_key, arg_max(status, rank) as status from sightings group by order_key
),
ended as (
    select s.order_key, max(s.rank) as rank
    from sightings s join present p using (order_key)
    where s.status is distinct from p.status
    group by s.order_key
)
select s.order_key, min(s.seen_at) as since
from sightings s
left join ended e using (order_key)
where e.rank is null or s.rank > e.rank
group by s.order_key;

-- name: correct_since
update open_orders set since = b.since, deadline = b.since + (select cancel_window from clock),
    why_stage = 'cancel_requested|' || iso(b.since)
from began b
where open_orders.order_key = b.order_key and open_orders.status = 'cancel_requested';

-- name: touched
-- What has to be looked at anew: what is open now, and what was.
insert into touched
select order_key from taken_orders
union
select o.order_key from open_orders o where md5_number(o.order_key) in (select key from newer where was_open);

-- name: before
-- What of them would show, to tell afterwards which of them have changed.
create or replace temp table before as
select order_key, hash(state, status_text, placed_at, paid_at, ship_by, deadline, buyer, priority, is_business, tax_collected,
    fulfilment_text, doubts, arrived_at) as looks
from open_orders
semi join touched using (order_key);

-- name: after
create or replace temp table changed as
select
    t.order_key,
    o.order_key is not null as open
from (select distinct order_key from touched) t
left join before b using (order_key)
left join open_orders o using (order_key)
where o.order_key is null or b.order_key is null
    or b.looks <> hash(o.state, o.status_text, o.placed_at, o.paid_at, o.ship_by, o.deadline, o.buyer, o.priority, o.is_business,
        o.tax_collected, o.fulfilment_text, o.doubts, o.arrived_at);

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
        sum(sent)::bigint as sent,
        sum(cancelled)::bigint as cancelled,
        sum(returned)::bigint as returned,
        bool_or(needs_parcel = false) as without_parcel,
        list({
            'line_no': line_no,
            'title': title,
            'sku': sku,
            'all': concat_ws(chr(30), coalesce(sku, ''), coalesce(product_id, ''), coalesce(title, ''),
                coalesce(attributes, ''), coalesce(coalesce(owed, quantity)::varchar, ''))
        }) as lines
    from (
        select *, greatest(0, quantity - coalesce(cancelled, 0) - coalesce(returned, 0)) as bought from taken_lines
    )
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
joined as (
    select
        o.* replace (coalesce(i.owed, o.pieces, 0) as pieces, coalesce(o.line_count, i.line_count, 0) as line_count),
        coalesce(i.ordered, o.pieces, 0) as ordered, coalesce(i.bought, o.pieces, 0) as bought, i.sent, i.cancelled,
        i.returned, i.without_parcel, i.most, nullif(i.titles, '') as titles, nullif(i.skus, '') as skus, i.digest,
        -- What the marketplace's own warehouse sends is not to be packed here, whatever its status asks for; nor is
        -- there anything to ship where nothing is owed any more.
        coalesce(s.stage = 'to_ship' and o.fulfilment = 'platform', false) as theirs,
        coalesce(not theirs and s.stage = 'to_ship' and i.ordered > 0 and i.owed = 0, false) as nothing_owed,
        case when theirs or nothing_owed then 'held' else coalesce(s.stage, 'unrecognised') end as stage,
        e.loaded_at as arrived_at,
        coalesce(b.since, o.exported_at) as since,
        c.courier,
        coalesce(k.kinds, []) as remark_kinds,
        coalesce(k.matters, false) as remark_matters,
        k.weight as remark_weight,
        a.amount as wholesale_amount,
        w.buyer is not null as wholesale_buyer
    from taken_orders o
    left join statuses s using (status)
    join exports e on e.seq = o.first_seq
    left join items i using (order_key)
    left join began b using (order_key)
    left join services c using (service)
    left join remark_kinds k using (remark)
    left join wholesale_amounts a using (currency)
    left join wholesale_buyers w on w.buyer = fold(o.buyer)
),
judged as (
    select j.*,
        nullif(concat_ws(chr(31),
            case when most >= r.pieces_in_line then 'wholesale_line|' || most end,
            case when bought >= r.pieces_in_order then 'wholesale_order|' || bought end,
            case when total >= wholesale_amount then 'wholesale_amount|' || currency || ' ' || total::decimal(18, 2) end,
            case when wholesale_buyer then 'wholesale_buyer|' || buyer end,
            case when is_business then 'wholesale_marked|' end
        ), '') as why_wholesale,
        case
            when stage = 'cancel' then since + r.cancel_window
            when stage = 'unpaid' then placed_at + r.unpaid
            when nothing_owed or (stage = 'held' and fulfilment = 'platform') then null
            when stage = 'to_ship' and fulfilment = 'jit' then least(ship_by, coalesce(paid_at, placed_at) + r.jit)
            else ship_by
        end as deadline
    from joined j, clock r
)
select
    * exclude (
        key, first_seq, most, bought, sent, cancelled, returned, without_parcel, theirs, nothing_owed, digest,
        wholesale_amount, wholesale_buyer
    ),
    why_wholesale is not null as wholesale,
    courier is not null as express,
    case when why_wholesale is not null then 0 when courier is not null then 1 else 2 end as priority,
    case
        when theirs then 'platform_sends|' || coalesce(fulfilment_text, '')
        when stage = 'to_ship' then status || '|'
        when stage = 'cancel' then 'cancel_requested|' || iso(since)
        when stage = 'unpaid' then 'unpaid|' || status
        when status = 'awaiting_amount' then 'amount_yours|'
        when nothing_owed then 'nothing_owed|' || case
            when coalesce(sent, cancelled, returned) is null and without_parcel then 'no_parcel'
            when cancelled is null and returned is null and not coalesce(without_parcel, false) and sent > 0 then 'sent'
            when sent is null and returned is null and not coalesce(without_parcel, false) and cancelled > 0 then 'cancelled'
            when sent is null and cancelled is null and not coalesce(without_parcel, false) and returned > 0 then 'returned'
            else ''
        end
        when stage = 'held' then 'held|' || status
        else 'status_unknown|' || coalesce(status_text, '')
    end as why_stage,
    'courier|' || courier as why_express,
    nullif(concat_ws(chr(31),
        case when pieces < ordered and pieces > 0 then 'owed|' || pieces || '/' || ordered end,
        case when status = 'part_shipped' and pieces = ordered then 'sent_unknown|' end,
        case when refunded > 0 and coalesce(cancelled, returned) is null
            then 'refunded|' || coalesce(currency || ' ', '') || refunded::decimal(18, 2) end
    ), '') as why_owed,
    case
        when len(remark_kinds) > 0 then 'remark|' || array_to_string(remark_kinds, chr(31) || 'remark|')
        when remark is not null then 'remark|'
    end as why_remark,
    left(md5(remark), 16) as remark_digest,
    -- What a decision rests on; a change in any of it makes another state.
    left(md5(concat_ws(chr(31), status, coalesce(digest, ''), coalesce(recipient, ''), coalesce(country, ''),
        coalesce(province, ''), coalesce(city, ''), coalesce(address, ''), coalesce(full_address, ''),
        coalesce(zip, ''), coalesce(phone, ''), coalesce(tax_number, ''), coalesce(service, ''),
        coalesce(remark, ''), coalesce(currency, ''), coalesce(total::varchar, ''),
        -- Only where they are set: what has none keeps the state it had before there were such columns.
        'national ' || national_address, case when fulfilment = 'platform' then 'sent by it' end)), 16) as state,
    -- Piece by piece: what an accent or Cyrillic stands in is folded the long way.
    concat_ws(' ', fold(order_id), fold(concat_ws(' ', buyer, recipient)),
        fold(concat_ws(' ', skus, replace(titles, ' · ', ' '), country)), fold(remark),
        fold(concat_ws(' ', shop, service))) as haystack
from judged;

-- name: reopened
-- Orders that were finished and are open again: their acts have to be fetched from the journal.
select order_key from wanted where reopened;
